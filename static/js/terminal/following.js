/** A command that goes on telling what happens (`kubectl get -w`, `logs -f`): after every change the server is asked for more. */

/**
 * @typedef {{argv: string[], namespace: string, cursor: string}} Place  where it goes on
 * @typedef {{output: {stream: "out"|"err", text: string}[], exit: number, follow: Place|null}} Told
 */

export class Follower {
  /** @type {Place|null} */
  #place = null;
  #asked = false;
  /** Something has changed since it was asked. */
  #again = false;

  /** @param {(place: Place) => void} ask */
  constructor(ask) {
    this.ask = ask;
  }

  get follows() {
    return this.#place !== null;
  }

  /** @param {Place|null} place null: it has ended, or is stopped */
  set(place) {
    this.#place = place;
    if (!place) this.#again = false;
  }

  /** Something has happened in the cluster. */
  look() {
    if (!this.#place) return;
    if (this.#asked) this.#again = true;
    else {
      this.#asked = true;
      this.ask(this.#place);
    }
  }

  /** What came for one look. Nothing if it was stopped meanwhile. @param {Told} told @returns {Told|null} */
  take(told) {
    this.#asked = false;
    if (!this.#place) return null;
    this.set(told.follow);
    if (this.#again) {
      this.#again = false;
      this.look();
    }
    return told;
  }
}
