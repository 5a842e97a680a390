/** What the terminal shows: its value, and the one way to change and draw it. */
import { draw } from "./draw.js";
import { add } from "./transcript.js";

/** @typedef {import("./draw.js").Shown} Shown */

export class Screen {
  /** @type {Shown} */
  shown = { entries: [], prompt: "$ ", text: "", choices: [], busy: false };

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
    this.set({ entries: add(this.shown.entries, more), ...change });
    const box = this.place.querySelector(".terminal");
    if (box) box.scrollTop = box.scrollHeight;
  }

  /** What was typed goes up with its prompt; the line is empty again. @param {string} text */
  echo(text) {
    this.print([{ kind: "line", prompt: this.shown.prompt, text }], { text: "", choices: [] });
  }
}
