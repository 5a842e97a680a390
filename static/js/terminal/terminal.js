/** The terminal of the page: what is typed goes over the socket, what comes back is printed. */
import { keep, kept } from "../keep.js";
import { completed } from "./completing.js";
import { History, parsed } from "./history.js";
import { meant } from "./keys.js";
import { finder, linked } from "./links.js";
import { Screen } from "./screen.js";
import { sessionName } from "./session.js";
import { printed, readsFiles } from "./transcript.js";

/**
 * @typedef {{send: (type: string, fields: Record<string, any>) => void, files: () => import("../types.js").File[],
 *   select: (place: string) => void}} Page
 */

export class Terminal {
  #session = sessionName();
  #leaving = false;
  /** Typed while another line was running. @type {string[]} */
  #next = [];
  /** What a command has made comes into the picture after its output. */
  #linkAgain = () => {};

  /**
   * @param {HTMLElement} place
   * @param {import("../store.js").Store} store
   * @param {string} workspace
   * @param {Page} page
   */
  constructor(place, store, workspace, page) {
    this.store = store;
    this.page = page;
    this.history = new History(parsed(kept(`lines-${workspace}`)), (lines) => keep(`lines-${workspace}`, JSON.stringify(lines)));
    this.screen = new Screen(place, {
      input: () => { this.#leaving = false; this.screen.set({ text: this.screen.input.value, choices: [] }); },
      key: (event) => this.#key(event), run: this.#acts.run, complete: this.#acts.complete, previous: this.#acts.previous,
      select: page.select, tried: (line) => { this.#run(line); this.focus(); },
    });
    store.on(["ready", "world"], (state) => { if (state.ready) this.#ask("", 0); });
    store.on(["nodes"], () => { this.#linkAgain(); this.#linkAgain = () => {}; });
  }

  focus() {
    this.screen.input.focus();
  }

  /** Whether a message was for the terminal. @param {any} message */
  takes(message) {
    const { asked } = message;
    if (asked?.type === "complete") this.#choose(message);
    else if (asked?.type === "terminal") this.#print(message);
    else return false;
    return true;
  }

  /** @param {any} message an answer, or why there is none */
  #print({ output, exit = 0, prompt = this.screen.shown.prompt, message = "", asked }) {
    const { screen } = this;
    const link = (/** @type {string} */ text) => linked(text, finder(this.store.state.nodes, asked.line));
    const last = screen.shown.entries.at(-1)?.id ?? 0;
    screen.print(printed({ output: output ?? [{ stream: "err", text: message }], exit }, link), { prompt, busy: false });
    this.#linkAgain = () => {
      screen.set({ entries: screen.shown.entries.map((entry) => (entry.parts && entry.id > last ? { ...entry, parts: link(entry.text) } : entry)) });
    };
    const next = this.#next.shift();
    if (next !== undefined) this.#run(next);
  }

  /** @param {any} message */
  #choose({ type, start, candidates, prompt, asked }) {
    if (type === "error") return;
    if (!asked.line) return this.screen.set({ prompt });
    if (asked.line !== this.screen.shown.text) return;
    const { text, cursor, choices } = completed({ text: asked.line, cursor: asked.cursor }, { start, candidates });
    this.screen.type(text, cursor);
    this.screen.print([], { choices });
  }

  /** @param {string} line @param {number} cursor */
  #ask(line, cursor) {
    this.page.send("complete", { line, cursor, session: this.#session });
  }

  /** @param {string} line */
  #run(line) {
    if (this.screen.shown.busy) {
      this.#next.push(line);
      return this.screen.type("");
    }
    this.#leaving = false;
    this.history.add(line);
    this.screen.echo(line);
    const word = line.trim();
    if (word === "clear") this.screen.set({ entries: [] });
    else if (word === "history") this.screen.print([{ kind: "out", text: String(this.history) }]);
    else if (word) this.#send(line);
  }

  /** @param {string} line */
  #send(line) {
    const files = this.page.files().map(({ path, text }) => ({ path, text }));
    const read = readsFiles(line, files.map(({ path }) => path));
    this.screen.set({ busy: true });
    this.page.send("terminal", { line, session: this.#session, ...(read ? { files } : {}) });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { selectionStart: from, selectionEnd: to, value } = this.screen.input;
    const act = meant(event, { value, from, to, leaving: this.#leaving });
    if (!act) return;
    event.preventDefault();
    this.#acts[act]();
  }

  /** @type {Record<import("./keys.js").Act, () => void>} */
  #acts = {
    run: () => this.#run(this.screen.input.value),
    complete: () => this.#ask(this.screen.input.value, this.screen.input.selectionStart),
    leave: () => { this.#leaving = true; this.screen.set({ choices: [] }); },
    previous: () => this.#recall(this.history.previous(this.screen.input.value)),
    next: () => this.#recall(this.history.next()),
    clear: () => this.screen.set({ entries: [] }),
    exit: () => this.#run("exit"),
    cancel: () => this.screen.echo(`${this.screen.input.value}^C`),
  };

  /** @param {string|null} line */
  #recall(line) {
    if (line !== null) this.screen.type(line);
  }
}
