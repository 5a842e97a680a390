/** Holds the state, applies messages to it, tells who listens; many messages in one turn are drawn once. */
import { initial, reduce } from "./state.js";

/**
 * @typedef {import("./types.js").State} State
 * @typedef {(state: State, before: State) => void} Listener
 */

export class Store {
  state = initial();
  /** @type {Listener[]} */
  #listeners = [];
  #drawn = this.state;
  #waiting = false;

  /** @param {{type: string, [field: string]: any}} message */
  dispatch(message) {
    this.state = reduce(this.state, message);
    if (this.state === this.#drawn || this.#waiting) return;
    this.#waiting = true;
    queueMicrotask(() => {
      this.#waiting = false;
      const before = this.#drawn;
      this.#drawn = this.state;
      for (const listener of this.#listeners) listener(this.state, before);
    });
  }

  /**
   * Calls back when one of these fields has changed (or at any change, if none is named).
   * @param {(keyof State)[]} fields
   * @param {Listener} listener
   */
  on(fields, listener) {
    this.#listeners.push((state, before) => {
      if (!fields.length || fields.some((field) => state[field] !== before[field])) listener(state, before);
    });
    listener(this.state, this.state);
  }
}
