/**
 * What is asked while somebody types: what is wrong, at once; after a pause what Apply would change and which lines change
 * nothing; after a longer one the draft is kept.
 */
import { debounce } from "../debounce.js";
import { fits } from "./intake.js";
import { paced } from "../paced.js";
import { measure } from "../timing.js";

/** @typedef {import("../types.js").File} File */

/** Milliseconds from one question about mistakes to the next: a socket may ask 20 times a second. */
const LINT_GAP = 80;
const PREVIEW_AFTER = 300;
const SAVE_AFTER = 700;

/** Messages whose files the server keeps as the draft. */
export const KEPT = new Set(["save", "apply", "submit"]);

/** @param {File[]} a @param {File[]} b */
export const same = (a, b) => a.length === b.length && a.every((file, index) => file.path === b[index].path && file.text === b[index].text);

export class Typing {
  /** When the keys were pressed whose text has no markers yet. @type {number[]} */
  #pressed = [];
  /** Files that are previewed in place of the editor's. @type {File[]|null} */
  #instead = null;
  /** Whether anything was typed since the page was opened: before that, nothing is previewed. */
  #typed = false;
  #fits = true;
  /** The idle fields come after the preview, so that a key in between waits for one answer at most. */
  #idleDue = false;

  /**
   * @param {import("../socket.js").Connection} connection
   * @param {() => File[]} files of the editor
   * @param {() => string} path of the open one
   * @param {() => void} tooLarge says so
   * @param {(files: File[]) => number} sends notes what is saved; the number of the draft that it goes back to
   */
  constructor(connection, files, path, tooLarge, sends = () => -1) {
    this.connection = connection;
    this.files = files;
    this.tooLarge = tooLarge;
    this.lint = paced(LINT_GAP, () => connection.send("lint", { files: files() }));
    this.idle = paced(0, () => connection.send("idle", { files: files(), path: path() }));
    this.preview = paced(0, () => connection.send("preview", { files: this.#instead ?? files(), opened: connection.options?.opened?.() ?? [] }));
    this.paused = debounce(PREVIEW_AFTER, () => { this.#idleDue = true; this.preview.want(); });
    this.saveNow = () => { this.save.cancel(); connection.send("save", { files: files(), draft: sends(files()) }); };
    this.save = debounce(SAVE_AFTER, this.saveNow);
  }

  /** The text is another one now, by a key or otherwise. */
  changed() {
    this.#instead = null;
    this.#typed = true;
    this.#fits = fits(this.files());
    if (!this.#fits) {
      this.settle();
      this.tooLarge();
      return;
    }
    this.#pressed.push(performance.now());
    this.lint.want();
    this.paused();
    this.save();
  }

  /** Another text is shown, and nobody typed it. */
  opened() {
    this.lint.want();
    this.idle.want();
  }

  /** The cluster is another one now: what Apply would change there is too. */
  moved() {
    if (this.#typed || this.#instead) this.paused();
  }

  /**
   * Other files than the editor's are previewed, until something is typed; null ends that.
   * @param {File[]|null} files
   * @returns {boolean} whether there is anything to preview then
   */
  show(files) {
    this.#instead = files;
    if (files || this.#typed) this.preview.want();
    return Boolean(files) || this.#typed;
  }

  /**
   * Whether an answer is out of date: what it is about is no longer what was to be told.
   * @param {any} message
   */
  takes(message) {
    const of = message.asked?.type;
    if (of !== "lint" && of !== "preview" && of !== "idle") return false;
    this[/** @type {"lint"|"preview"|"idle"} */ (of)].answered();
    if (of === "preview" && this.#idleDue) {
      this.#idleDue = false;
      this.idle.want();
    }
    const current = same(message.asked.files, (of === "preview" && this.#instead) || this.files());
    if (current && of === "lint") measure("keystroke-to-marker", this.#pressed.splice(0));
    return !current && message.type !== "error";
  }

  /** The server may not have the text yet: it is still to be sent, or what was sent has no answer. */
  get unsaved() {
    return !this.#fits || this.save.waits() || [...KEPT].some((type) => this.connection.waits(type));
  }

  /** Before something that uses the files: nothing is left to be saved or linted on its own. */
  settle() {
    this.lint.cancel();
    this.save.cancel();
    this.paused.cancel();
    this.#pressed = [];
  }
}
