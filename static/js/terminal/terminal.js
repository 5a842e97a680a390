/** The terminal of the page: what is typed goes over the socket, what comes back is printed. */
import { keep, kept } from "../keep.js";
import { completed } from "./completing.js";
import { History, parsed } from "./history.js";
import { meant } from "./keys.js";
import { Follower } from "./following.js";
import { finder, linked } from "./links.js";
import { Screen } from "./screen.js";
import { found } from "./searching.js";
import { sessionName } from "./session.js";
import { printed, readsFiles } from "./transcript.js";

/**
 * @typedef {{send: (type: string, fields: Record<string, any>) => void, files: () => import("../types.js").File[],
 *   select: (place: string) => void}} Page
 */

export class Terminal {
  #session = sessionName();
  #leaving = false;
  /** @type {import("./searching.js").Search|null} */
  #search = null;
  #follower = new Follower((place) => this.page.send("follow", place));
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
      input: () => this.#typed(this.screen.input.value), stop: () => { this.#acts.cancel(); this.focus(); },
      key: (event) => this.#key(event), run: this.#acts.run, complete: this.#acts.complete, previous: this.#acts.previous,
      select: page.select, tried: (line) => { this.#run(line); this.focus(); },
    });
    store.on(["ready", "world"], (state) => { if (state.ready) this.#ask("", 0); });
    store.on(["sequence"], () => this.#follower.look());
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
    else if (asked?.type === "follow") this.#goOn(message);
    else return false;
    return true;
  }

  /** @param {any} message an answer, or why there is none */
  #print({ output, exit = 0, prompt = this.screen.shown.prompt, message = "", follow = null, asked }) {
    this.#follower.set(follow);
    this.#tell({ output: output ?? [{ stream: "err", text: message }], exit }, asked.line, { prompt, busy: Boolean(follow), following: Boolean(follow) });
    this.#follower.look();
    this.#nextLine();
  }

  /** What a command that is followed has told since. @param {any} message */
  #goOn({ output, exit = 0, message = "", follow = null, asked }) {
    const told = this.#follower.take({ output: output ?? [{ stream: "err", text: message }], exit, follow });
    if (!told) return;
    this.#tell(told, asked.argv.join(" "), { busy: Boolean(follow), following: Boolean(follow) });
    this.#nextLine();
  }

  /** @param {{output: {stream: "out"|"err", text: string}[], exit: number}} answer @param {string} line that it is to @param {Partial<import("./draw.js").Shown>} change */
  #tell(answer, line, change) {
    const { screen } = this;
    const link = (/** @type {string} */ text) => linked(text, finder(this.store.state.nodes, line));
    const last = screen.shown.entries.at(-1)?.id ?? 0;
    screen.print(printed(answer, link), change);
    this.#linkAgain = () => {
      screen.set({ entries: screen.shown.entries.map((entry) => (entry.parts && entry.id > last ? { ...entry, parts: link(entry.text) } : entry)) });
    };
  }

  #nextLine() {
    if (this.screen.shown.busy) return;
    const next = this.#next.shift();
    if (next !== undefined) this.#run(next);
  }

  /** @param {string} text */
  #typed(text) {
    this.#leaving = false;
    if (this.#search) this.#look({ query: text, skip: 0 });
    else this.screen.set({ text, choices: [] });
  }

  /** Shows what is found. @param {import("./searching.js").Search|null} search null: it is over */
  #look(search) {
    this.#search = search;
    this.screen.set({ text: search?.query ?? "", search: search && (found(this.history.lines, search) ?? ""), choices: [] });
  }

  /** The key's part in a search; whether it had one. @param {KeyboardEvent} event */
  #searches(event) {
    if (!this.#search || event.isComposing) return false;
    const line = found(this.history.lines, this.#search);
    if (event.ctrlKey && event.key === "r") this.#look({ ...this.#search, skip: this.#search.skip + 1 });
    else if (event.key === "Escape" || (event.ctrlKey && "cg".includes(event.key))) this.#look(null);
    else if (["Enter", "Tab", "ArrowRight", "ArrowUp", "ArrowDown"].includes(event.key)) {
      this.#look(null);
      if (line && event.key === "Enter") this.#run(line);
      else this.#recall(line);
    } else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
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
    if (this.#searches(event)) return;
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
    search: () => this.#look({ query: this.screen.input.value, skip: 0 }),
    cancel: () => {
      const { follows } = this.#follower;
      this.#follower.set(null);
      this.screen.echo(`${this.screen.input.value}^C`, follows ? "" : undefined);
      if (follows) this.screen.set({ busy: false, following: false });
      this.#nextLine();
    },
  };

  /** @param {string|null} line */
  #recall(line) {
    if (line !== null) this.screen.type(line);
  }
}
