/** The learner's desk: the editor with its tabs, problems and drafts, in step with the state and the socket. */
import { Draft } from "./editor/draft.js";
import { fileActions } from "./editor/files.js";
import { MOST_BYTES } from "./editor/intake.js";
import { names } from "./editor/names.js";
import { drawProblems } from "./editor/problems.js";
import { drawFileTabs } from "./editor/tabs.js";
import { Typing, same } from "./editor/typing.js";
import { boot, editor, handOver } from "./first.js";
import { t } from "./i18n.js";
import { arrows } from "./tabs.js";
import { measure } from "./timing.js";

/**
 * @typedef {import("./types.js").File} File
 * @typedef {import("./types.js").State} State
 */

/** @param {string} id */
const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

export class Desk {
  /**
   * @param {import("./store.js").Store} store
   * @param {import("./socket.js").Connection} connection
   * @param {() => void} apply
   */
  constructor(store, connection, apply) {
    this.store = store;
    this.connection = connection;
    this.opened = Boolean(boot.files);
    this.draft = new Draft(boot.files ?? []);
    this.comparing = false;
    this.shown = "";
    this.typing = new Typing(connection, () => this.editor.files(), () => this.editor.file, () => this.#tooLarge(), (files) => this.draft.sends(files));
    this.editor = editor;
    const typed = handOver({ apply, changed: () => this.#changed(), format: () => this.format(), names: (refers, key) => names(store.state, refers, key) });
    this.act = fileActions({
      files: () => this.files(), file: () => this.editor.file, load: (files) => this.load(files), say: (text) => this.#say(text),
      open: (path, line) => { if (line) this.goTo(path, line); else this.editor.open(path); this.drawTabs(store.state); },
    }, at("edit"));
    arrows(at("file-tabs"), () => [...at("file-tabs").querySelectorAll('[role="tab"]')].map((tab) => /** @type {HTMLElement} */ (tab)), (tab) => tab.click());
    store.on(["files"], (state) => {
      if (!state.files.length) return;
      const mine = this.editor.files();
      const files = this.draft.take(state.files, mine, this.typing.unsaved);
      if (!same(files, state.files)) this.typing.save();
      if (same(files, mine)) return;
      this.editor.load(files);
      this.typing.opened();
      this.drawTabs(store.state);
      if (!this.opened) measure("click-to-first-edit", [0]);
      this.opened = true;
    });
    store.on(["applied", "markers", "ready"], (state) => this.drawTabs(state));
    store.on(["markers"], (state) => this.#drawMarkers(state));
    store.on(["idle"], (state, before) => {
      for (const [path, fields] of Object.entries(state.idle)) if (fields !== before.idle[path]) this.editor.idle(path, fields);
    });
    store.on(["revision", "applied"], () => this.typing.moved());
    store.on(["previewed"], ({ previewed }) => { at("would").textContent = previewed ? t("Apply would do: {summary}", { summary: previewed }) : ""; });
    store.on(["applied"], (state) => { if (this.comparing) this.#drawDifference(state); });
    if (typed) this.#changed();
    else if (boot.files) this.typing.opened();
  }

  #changed() {
    this.typing.changed();
    this.drawTabs(this.store.state);
  }

  /** @param {State} state */
  #drawMarkers(state) {
    this.editor.mark(state.markers);
    for (const marker of state.markers) if (marker.severity === "error") this.editor.idle(marker.file, []);
    drawProblems(at("problems"), state.markers, {
      several: this.editor.files().length > 1,
      goTo: (marker) => this.goTo(marker.file, marker.line, marker.column),
      fix: (marker) => this.edit(marker.file, marker.fix?.edits ?? []),
    });
    this.editor.keepInView();
  }

  /** @param {State} state */
  drawTabs(state) {
    const applied = new Map(state.applied.map((file) => [file.path, file.text]));
    const files = this.editor.files().map(({ path, text }) => ({
      path, changed: applied.get(path) !== text && (applied.has(path) || Boolean(text.trim())),
      errors: state.markers.filter((marker) => marker.file === path && marker.severity === "error").length,
    }));
    drawFileTabs({ tabs: at("file-tabs"), actions: at("file-actions") }, files, this.editor.file, {
      choose: (path) => { this.editor.open(path); this.typing.opened(); this.drawTabs(state); },
      ...this.act, format: () => this.format(), compare: (on) => this.compare(on), comparing: this.comparing, mayRemove: !state.lab,
    });
    if (this.shown !== this.editor.file) at("file-tabs").querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.shown = this.editor.file;
  }

  /** Said where mistakes are said: nothing can be asked of the server then. */
  #tooLarge() {
    const message = t("All files together have more than {most} KiB: they can neither be checked nor applied.", { most: MOST_BYTES / 1024 });
    this.store.dispatch({ type: "markers", markers: [{ file: this.editor.file, line: 1, column: 1, severity: "error", message }] });
  }

  /** Asks for the open file in one shape. */
  format() {
    this.connection.send("format", { files: this.files().filter((file) => file.path === this.editor.file) });
  }

  /** @param {any} message */
  #formatted({ files, asked }) {
    if (!same(asked.files, this.files().filter((file) => file.path === asked.files[0]?.path))) return;
    if (same(asked.files, files)) this.#say(t("There is nothing to format."), "info");
    for (const { path, text } of files) this.editor.replace(path, text);
  }

  /** Whether the difference from what is applied is shown. @param {boolean} on */
  compare(on) {
    this.comparing = on;
    this.#drawDifference(this.store.state);
    this.drawTabs(this.store.state);
  }

  /** @param {State} state */
  #drawDifference({ applied }) {
    this.editor.compare(this.comparing ? new Map(applied.map((file) => [file.path, file.text])) : null);
  }

  /** @param {string} text @param {"error"|"info"} [kind] */
  #say(text, kind = "error") {
    this.store.dispatch({ type: "notice", notice: { kind, text } });
  }

  /** Whether a message was an answer for the desk alone. @param {any} message */
  takes(message) {
    if (message.type !== "formatted") return this.typing.takes(message);
    this.#formatted(message);
    return true;
  }

  files() {
    return this.editor.files();
  }

  /** Takes files as if they had been typed. @param {File[]} files */
  load(files) {
    this.editor.load(files);
    this.#changed();
  }

  /** @param {string} path @param {import("./types.js").Edit[]} edits */
  edit(path, edits) {
    this.editor.edit(path, edits);
    this.drawTabs(this.store.state);
  }

  /** @param {string} path @param {number} line @param {number} [column] */
  goTo(path, line, column) {
    this.editor.goTo(path, line, column);
    this.drawTabs(this.store.state);
  }

  /** @param {{file: string, line: number}[]} places */
  light(places) {
    this.editor.light(places);
    this.drawTabs(this.store.state);
  }

  /** What Apply of these files would change, shown until something is typed; null ends that. @param {File[]|null} files */
  preview(files) {
    if (!this.typing.show(files)) this.store.dispatch({ type: "preview", scene: null });
  }

  /** Before something that uses the files: nothing is left to be saved or linted on its own. */
  settle() {
    this.typing.settle();
  }
}
