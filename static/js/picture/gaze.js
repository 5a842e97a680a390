/** What part of the drawing is looked at: zoom, pan, fit. Only the transformation changes; nothing is drawn anew. */
import { centred, fit, kept, transform, zoom } from "./viewport.js";

/** @typedef {import("./viewport.js").View} View */
/** @typedef {import("./viewport.js").Extent} Extent */

export class Gaze {
  /** @type {View} */
  view = { x: 0, y: 0, scale: 1 };
  /** Whether all of it is shown, so that it stays so when the drawing grows. */
  fitted = true;
  #waiting = 0;

  /** @param {HTMLElement} place @param {() => Extent|null} drawing @param {() => void} moved  the view is another one now */
  constructor(place, drawing, moved) {
    this.place = place;
    this.drawing = drawing;
    this.moved = moved;
  }

  frame() {
    return { width: this.place.clientWidth, height: this.place.clientHeight };
  }

  fit() {
    const drawing = this.drawing();
    this.fitted = true;
    if (drawing) this.view = fit(drawing, this.frame());
  }

  /** @param {View} view */
  look(view) {
    const drawing = this.drawing();
    if (!drawing) return;
    this.fitted = false;
    this.view = kept(view, drawing, this.frame());
    this.#waiting ||= requestAnimationFrame(() => {
      this.#waiting = 0;
      this.moved();
    });
  }

  /** @param {number} factor */
  zoom(factor) {
    const { width, height } = this.frame();
    this.look(zoom(this.view, factor, { x: width / 2, y: height / 2 }));
  }

  /** Brings a shape to the middle, large enough to be read. @param {{x: number, y: number, w: number, h: number}} shape @param {number} [least] */
  centre(shape, least = 1) {
    this.look(centred(this.view, shape, this.frame(), least));
  }

  /** The part of the drawing that is in sight. @returns {import("./label.js").Box} */
  seen() {
    const { x, y, scale } = this.view;
    const { width, height } = this.frame();
    return { x: -x / scale, y: -y / scale, w: width / scale, h: height / scale };
  }

  /** Whether a shape is wholly in sight. @param {{x: number, y: number, w: number, h: number}} shape */
  sees({ x, y, w, h }) {
    const { view } = this;
    const { width, height } = this.frame();
    const [left, top] = [x * view.scale + view.x, y * view.scale + view.y];
    return left >= 0 && top >= 0 && left + w * view.scale <= width && top + h * view.scale <= height;
  }

  /** Whether it stands in the right half. @param {{x: number, w: number}} shape */
  isRight({ x, w }) {
    return (x + w / 2) * this.view.scale + this.view.x > this.place.clientWidth / 2;
  }

  /** Puts the drawing where it is looked at. */
  apply() {
    this.place.querySelector(".sheet-of-all")?.setAttribute("transform", transform(this.view));
  }
}
