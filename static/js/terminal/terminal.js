/** The terminal of the page: what is typed goes over the socket, what comes back is printed. */
import { keep, kept } from "../keep.js";
import { completed } from "./completing.js";
import { draw } from "./draw.js";
import { History, parsed } from "./history.js";
import { meant } from "./keys.js";
import { finder, linked } from "./links.js";
import { sessionName } from "./session.js";
import { add, printed, readsFiles } from "./transcript.js";

/**
 * @typedef {{send: (type: string, fields: Record<string, any>) => void, files: () => import("../types.js").File[],
 *   select: (place: string) => void}} Page
 */

export class Terminal {
  /** @type {import("./draw.js").Shown} */
  #shown = { entries: [], prompt: "$ ", text: "", choices: [], busy: false };
  #session = sessionName();
  #leaving = false;

  /**
   * @param {HTMLElement} place
   * @param {import("../store.js").Store} store
   * @param {string} workspace
   * @param {Page} page
   */
  constructor(place, store, workspace, page) {
    this.place = place;
    this.store = store;
    this.page = page;
    this.history = new History(parsed(kept(`lines-${workspace}`)), (lines) => keep(`lines-${workspace}`, JSON.stringify(lines)));
    store.on(["ready", "world"], (state) => { if (state.ready) this.#ask("", 0); });
    this.#set({});
  }

  get #input() {
    return /** @type {HTMLTextAreaElement} */ (this.place.querySelector("textarea"));
  }

  focus() {
    this.#input.focus();
  }

  /** Whether a message was for the terminal. @param {any} message */
  takes(message) {
    const { asked } = message;
    if (asked?.type === "complete") this.#choose(message);
    else if (asked?.type === "terminal") this.#print(message);
    else return false;
    return true;
  }

  /** @param {any} message */
  #print({ output, exit = 0, prompt = this.#shown.prompt, message = "", asked }) {
    const answer = { output: output ?? [{ stream: "err", text: message }], exit };
    const link = (/** @type {string} */ text) => linked(text, finder(this.store.state.nodes, asked.line));
    const before = this.#shown.entries;
    this.#set({ entries: add(before, printed(answer, link)), prompt, busy: false });
    this.#toEnd();
    this.#linkAgain = () => {
      const linked = new Set(this.#shown.entries.filter((entry) => entry.parts && !before.includes(entry)));
      this.#set({ entries: this.#shown.entries.map((entry) => (linked.has(entry) ? { ...entry, parts: link(entry.text) } : entry)) });
    };
  }

  /** What a command has made comes into the picture after its output. */
  #linkAgain = () => {};

  relink() {
    this.#linkAgain();
    this.#linkAgain = () => {};
  }

  /** @param {any} message */
  #choose({ type, start, candidates, prompt, asked }) {
    if (type === "error") return;
    if (!asked.line) return this.#set({ prompt });
    if (asked.line !== this.#shown.text) return;
    const { text, cursor, choices } = completed({ text: asked.line, cursor: asked.cursor }, { start, candidates });
    this.#set({ text, choices });
    this.#input.setSelectionRange(cursor, cursor);
    this.#toEnd();
  }

  /** @param {string} line @param {number} cursor */
  #ask(line, cursor) {
    this.page.send("complete", { line, cursor, session: this.#session });
  }

  /** @param {string} line */
  #run(line) {
    if (this.#shown.busy) return;
    this.history.add(line);
    this.#leaving = false;
    this.#say([{ kind: "line", prompt: this.#shown.prompt, text: line }]);
    const word = line.trim();
    if (word === "clear") this.#set({ entries: [] });
    else if (word === "history") this.#say([{ kind: "out", text: String(this.history) }]);
    else if (word) this.#send(line);
  }

  /** @param {string} line */
  #send(line) {
    const files = this.page.files().map(({ path, text }) => ({ path, text }));
    const read = readsFiles(line, files.map(({ path }) => path));
    this.#set({ busy: true });
    this.page.send("terminal", { line, session: this.#session, ...(read ? { files } : {}) });
  }

  /** Something is printed and the line is empty again. @param {Omit<import("./transcript.js").Entry, "id">[]} more */
  #say(more) {
    this.#set({ entries: add(this.#shown.entries, more), text: "", choices: [] });
    this.#toEnd();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { selectionStart: from, selectionEnd: to, value } = this.#input;
    const act = meant(event, { value, from, to, leaving: this.#leaving });
    if (!act) return;
    event.preventDefault();
    this.#acts[act]();
  }

  /** @type {Record<import("./keys.js").Act, () => void>} */
  #acts = {
    run: () => this.#run(this.#input.value),
    complete: () => this.#ask(this.#input.value, this.#input.selectionStart),
    leave: () => { this.#leaving = true; this.#set({ choices: [] }); },
    previous: () => this.#recall(this.history.previous(this.#input.value)),
    next: () => this.#recall(this.history.next()),
    clear: () => this.#set({ entries: [] }),
    exit: () => this.#run("exit"),
    cancel: () => this.#say([{ kind: "line", prompt: this.#shown.prompt, text: `${this.#input.value}^C` }]),
  };

  /** @param {string|null} line */
  #recall(line) {
    if (line === null) return;
    this.#set({ text: line, choices: [] });
    this.#input.setSelectionRange(line.length, line.length);
  }

  /** @param {Partial<import("./draw.js").Shown>} change */
  #set(change) {
    this.#shown = { ...this.#shown, ...change };
    draw(this.place, this.#shown, {
      input: () => { this.#leaving = false; this.#set({ text: this.#input.value, choices: [] }); },
      key: (event) => this.#key(event), run: this.#acts.run, complete: this.#acts.complete, previous: this.#acts.previous,
      select: this.page.select, tried: (line) => { this.#run(line); this.focus(); },
    });
  }

  #toEnd() {
    const box = this.place.querySelector(".terminal");
    if (box) box.scrollTop = box.scrollHeight;
  }
}
