/** What the terminal shows: its value, and the one way to change and draw it. */
import { draw } from "./draw.js";
import { add } from "./transcript.js";

/** @typedef {import("./draw.js").Shown} Shown */

const NEAR = 40;

export class Screen {
  /** @type {Shown} */
  shown = { entries: [], prompt: "$ ", text: "", choices: [], busy: false, following: false, search: null };

  /**
   * @param {HTMLElement} place
   * @param {import("./draw.js").Actions} actions
   */
  constructor(place, actions) {
    this.place = place;
    this.actions = actions;
    this.set({});
  }

  get input() {
    return /** @type {HTMLTextAreaElement} */ (this.place.querySelector("textarea"));
  }

  /** @param {Partial<Shown>} change */
  set(change) {
    this.shown = { ...this.shown, ...change };
    draw(this.place, this.shown, this.actions);
  }

  /** @param {string} text @param {number} [cursor] */
  type(text, cursor = text.length) {
    this.set({ text, choices: [] });
    this.input.setSelectionRange(cursor, cursor);
  }

  /** Prints at the end, and shows it. @param {Omit<import("./transcript.js").Entry, "id">[]} more @param {Partial<Shown>} [change] */
  print(more, change = {}) {
    const before = this.place.querySelector(".terminal");
    const reading = before && change.following && before.scrollHeight - before.scrollTop - before.clientHeight > NEAR; // further up, while more comes below
    this.set({ entries: add(this.shown.entries, more), ...change });
    const box = this.place.querySelector(".terminal");
    if (box && !reading) box.scrollTop = box.scrollHeight;
  }

  /** What was typed goes up with its prompt; the line is empty again. @param {string} text @param {string} [prompt] */
  echo(text, prompt = this.shown.prompt) {
    this.print([{ kind: "line", prompt, text }], { text: "", choices: [] });
  }
}
