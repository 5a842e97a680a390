/** Holds the state, applies messages to it, tells who listens; many messages in one turn are drawn once. */
import { initial, reduce } from "./state.js";
import { seen } from "./time/past.js";

/**
 * @typedef {import("./types.js").State} State
 * @typedef {(state: State, before: State) => void} Listener
 */

export class Store {
  state = initial();
  /** What is to be drawn: the state, or where the learner looks back, with the past in place of the present. */
  seen = this.state;
  /** @type {Listener[]} */
  #listeners = [];
  #drawn = this.seen;
  #waiting = false;

  /** @param {{type: string, [field: string]: any}} message */
  dispatch(message) {
    const state = reduce(this.state, message);
    if (state === this.state) return;
    this.state = state;
    this.seen = seen(state);
    if (this.#waiting) return;
    this.#waiting = true;
    queueMicrotask(() => {
      this.#waiting = false;
      const before = this.#drawn;
      this.#drawn = this.seen;
      for (const listener of this.#listeners) listener(this.#drawn, before);
    });
  }

  /**
   * Calls back with what is seen when one of these fields has changed (or at any change, if none is named).
   * @param {(keyof State)[]} fields
   * @param {Listener} listener
   */
  on(fields, listener) {
    this.#listeners.push((state, before) => {
      if (!fields.length || fields.some((field) => state[field] !== before[field])) listener(state, before);
    });
    listener(this.seen, this.seen);
  }
}
