/** The text as the server keeps it: its number, and what it was when this page last agreed with it. */
import { both } from "./both.js";
import { KEPT, same } from "./typing.js";

/** @typedef {import("../types.js").File} File */

const SENT_KEPT = 4;

export class Draft {
  /** @type {File[]} */
  #agreed;
  /** Another page was quicker: what this one wanted to save is still its own. */
  #late = false;
  /** What was sent of late: seen again, it is nobody else's. @type {File[][]} */
  #sent = [];
  #number = -1;

  /** @param {File[]} [agreed] what the page began with */
  constructor(agreed = []) {
    this.#agreed = agreed;
  }

  /** @param {any} message before anything else hears of it */
  hear(message) {
    if (typeof message.draft !== "number") return;
    this.#number = message.draft;
    this.#late = message.type === "draft" && message.asked?.type === "save";
    if (KEPT.has(message.asked?.type) && message.type !== "draft") this.#agreed = message.asked.files;
  }

  /** @param {File[]} files about to be saved @returns {number} the draft that they go back to */
  sends(files) {
    this.#sent = [...this.#sent.slice(1 - SENT_KEPT), files];
    return this.#number;
  }

  /**
   * What the editor is to hold now that the server's text is another.
   * @param {File[]} theirs @param {File[]} mine @param {boolean} unsaved whether something of mine has not been kept yet
   */
  take(theirs, mine, unsaved) {
    const kept = unsaved || this.#late;
    const next = !kept ? theirs : this.#sent.some((files) => same(files, theirs)) ? mine : both(this.#agreed, mine, theirs);
    this.#agreed = theirs;
    this.#late = false;
    return next;
  }
}
