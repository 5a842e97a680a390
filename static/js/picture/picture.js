/** The picture: holds what is its own (the view, the memory of places, the focus) and has it drawn. */
import { draw } from "./draw.js";
import { layout, nothingYet } from "./layout.js";
import { nearest } from "./nearest.js";
import { walk } from "./packet.js";
import { fly } from "./swarm.js";
import { fit, moves, zoom } from "./viewport.js";

/**
 * @typedef {import("./layout.js").Shape} Shape
 * @typedef {import("./draw.js").Shown} Shown
 */

/** Below this width of the picture, in pixels, the lanes stand closer. */
const NARROW = 520;

export class Picture {
  #memory = nothingYet();
  /** @type {import("./layout.js").Layout|null} */
  #layout = null;
  /** @type {Map<string, Shape>} */
  #shapes = new Map();
  #view = { x: 0, y: 0, scale: 1 };
  #fitted = true;
  /** @type {Shown|null} */
  #shown = null;
  #selected = "";
  #focus = "";
  /** @type {string[]} */
  #changed = [];
  #token = "";
  #narrow = false;
  #labels = false;
  /** @type {{nodes: Record<string, any>, edges: Record<string, any>}|null} */
  #scene = null;

  /**
   * @param {HTMLElement} place
   * @param {{select?: (id: string) => void, still?: boolean}} [options] a still picture is looked at, not worked with
   */
  constructor(place, { select = () => {}, still = false } = {}) {
    this.place = place;
    this.select = select;
    this.still = still;
    if (!still) moves(place, { get: () => this.#view, set: (view) => { this.#fitted = false; this.#view = view; this.#draw(); } });
    if (!still) place.addEventListener("keydown", (event) => this.#key(event));
    new ResizeObserver(() => this.#resized()).observe(place);
  }

  /** @param {Record<string, any>} nodes @param {Record<string, any>} edges @param {string[]} [changed] */
  show(nodes, edges, changed = []) {
    const before = this.#layout;
    this.#scene = { nodes, edges };
    this.#layout = layout(nodes, edges, { memory: this.#memory, narrow: this.#narrow, labels: this.#labels });
    this.#memory = this.#layout.memory;
    this.#shapes = new Map(this.#layout.shapes.map((shape) => [shape.id, shape]));
    this.#changed = changed.filter((id) => this.#shapes.has(id));
    if (!before || (this.#fitted && (before.width !== this.#layout.width || before.height !== this.#layout.height))) this.fit();
    else this.#draw();
  }

  /** Another cluster: nobody has a place any more. */
  forget() {
    this.#memory = nothingYet();
    this.#layout = null;
  }

  /** @param {Shown|null} shown */
  trace(shown) {
    this.#shown = shown;
    this.#draw();
  }

  /** @param {string|null} id */
  choose(id) {
    this.#selected = id ?? "";
    if (id) this.#focus = id;
    this.#draw();
  }

  /** Another form for another width; else the same, fitted again. */
  #resized() {
    const narrow = this.place.clientWidth > 0 && this.place.clientWidth < NARROW;
    if (narrow !== this.#narrow) {
      this.#narrow = narrow;
      this.forget();
      if (this.#scene) this.show(this.#scene.nodes, this.#scene.edges);
    } else if (this.#fitted) {
      this.fit();
    }
  }

  /** Shows or hides the pods' labels and the Services' selectors. @param {boolean} labels */
  label(labels) {
    this.#labels = labels;
    this.#memory = { ...this.#memory, extents: {} };
    if (this.#scene) this.show(this.#scene.nodes, this.#scene.edges);
  }

  /** Whether a shape stands in the right half of the frame. @param {string} id */
  isRight(id) {
    const shape = this.#shapes.get(id);
    return Boolean(shape) && ((shape?.x ?? 0) + (shape?.w ?? 0) / 2) * this.#view.scale + this.#view.x > this.place.clientWidth / 2;
  }

  fit() {
    this.#fitted = true;
    if (this.#layout) this.#view = fit(this.#layout, { width: this.place.clientWidth, height: this.place.clientHeight });
    this.#draw();
  }

  /** @param {number} factor */
  zoom(factor) {
    this.#fitted = false;
    this.#view = zoom(this.#view, factor, { x: this.place.clientWidth / 2, y: this.place.clientHeight / 2 });
    this.#draw();
  }

  #draw() {
    if (!this.#layout) return;
    const { trail, token } = draw(this.place, {
      layout: this.#layout, shapes: this.#shapes, view: this.#view, shown: this.#shown?.outdated ? null : this.#shown,
      selected: this.#selected, focus: this.#focus, changed: this.#changed, still: this.still,
      choose: (id) => this.select(id), focused: (id) => { this.#focus = id; },
    });
    fly(this.place.querySelector(".swarm"), this.#shown, this.#shapes);
    if (token === this.#token) return;
    this.#token = token;
    const element = this.place.querySelector(".token");
    if (element) walk(/** @type {SVGGElement} */ (element), trail, this.#shown?.walk);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const keys = /** @type {Record<string, () => void>} */ ({
      "+": () => this.zoom(1.25), "=": () => this.zoom(1.25), "-": () => this.zoom(0.8), "0": () => this.fit(),
      Enter: () => this.#focus && this.select(this.#focus), " ": () => this.#focus && this.select(this.#focus),
      ArrowLeft: () => this.#move(-1, 0), ArrowRight: () => this.#move(1, 0), ArrowUp: () => this.#move(0, -1), ArrowDown: () => this.#move(0, 1),
    });
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keys[event.key]();
  }

  /** Focus on the nearest shape in a direction. @param {number} dx @param {number} dy */
  #move(dx, dy) {
    const next = nearest(this.#shapes, this.#focus, dx, dy);
    if (!next) return;
    this.#focus = next;
    this.#draw();
    /** @type {SVGGElement|null} */ (this.place.querySelector(`[data-id="${CSS.escape(next)}"]`))?.focus();
  }
}
