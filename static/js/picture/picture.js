/** The picture: holds what is its own (places, focus, what is pointed at) and has it drawn. */
import { draw } from "./draw.js";
import { Gaze } from "./gaze.js";
import { layout, nothingYet } from "./layout.js";
import { moves } from "./moves.js";
import { nearest } from "./nearest.js";
import { walk } from "./packet.js";
import { standing } from "./standing.js";
import { fly } from "./swarm.js";
import { wires } from "./wires.js";

/**
 * @typedef {import("./layout.js").Shape} Shape
 * @typedef {import("./draw.js").Shown} Shown
 * @typedef {import("./compare.js").Comparison} Comparison
 * @typedef {{read: () => import("./layout.js").Memory|null, write: (memory: import("./layout.js").Memory) => void}} Places
 * @typedef {{select?: (id: string) => void, term?: (id: string, term: string) => void, still?: boolean, places?: Places}} Options
 *   `term`: a label is pointed at, '' for none; a still picture is looked at, not worked with; `places`: kept while the page is not open
 */

/** Below this width of the picture, in pixels, the lanes stand closer. */
const NARROW = 520;
/** Milliseconds that something which has gone is still to be seen. */
const LEAVING = 240;

const still = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)");

export class Picture {
  #memory = nothingYet();
  /** @type {import("./layout.js").Layout|null} */
  layout = null;
  /** @type {Map<string, Shape>} */
  #shapes = new Map();
  /** @type {import("./wires.js").Wire[]} */
  #wires = [];
  /** @type {Shown|null} */
  #shown = null;
  #selected = "";
  #focus = "";
  #near = "";
  /** @type {import("./spotlight.js").Spot|null} */
  #spot = null;
  /** @type {string[]} */
  #changed = [];
  /** @type {Shape[]} */
  #leaving = [];
  #token = "";
  #narrow = false;
  /** @type {boolean|null} */
  #labels = null;
  /** @type {Comparison|null} */
  #scene = null;
  /** Called after each drawing. */
  drawn = () => {};

  /** @param {HTMLElement} place @param {Options} [options] */
  constructor(place, { select = () => {}, term = () => {}, still: only = false, places } = {}) {
    this.place = place;
    this.options = { select, term, places };
    this.still = only;
    this.gaze = new Gaze(place, () => this.layout, () => (this.#shown ? this.draw() : this.gaze.apply())); // the token keeps its size
    if (!only) this.#listen();
    new ResizeObserver(() => this.#resized()).observe(place);
  }

  #listen() {
    moves(this.place, { get: () => this.gaze.view, set: (view) => this.gaze.look(view) });
    this.place.addEventListener("keydown", (event) => this.#key(event));
    this.place.addEventListener("pointerover", (event) => this.#point(/** @type {Element} */ (event.target)));
    this.place.addEventListener("pointerleave", () => this.#point(null));
  }

  /** @param {Record<string, any>} nodes @param {Record<string, any>} edges @param {{changed?: string[], marks?: Comparison["marks"], was?: Record<string, any>}} [about] */
  show(nodes, edges, { changed = [], marks = new Map(), was = {} } = {}) {
    const [before, earlier] = [this.layout, this.#shapes];
    this.#scene = { nodes, edges, marks, was };
    const now = layout(nodes, edges, { memory: this.#memory, narrow: this.#narrow, labels: this.#labels });
    now.shapes = now.shapes.map((shape) => (shape.id in was ? { ...shape, was: was[shape.id] } : shape));
    this.layout = now;
    this.#memory = now.memory;
    this.options.places?.write(now.memory);
    this.#shapes = standing(now.shapes);
    this.#wires = wires(now.edges, this.#shapes);
    this.#changed = changed.filter((id) => this.#shapes.has(id));
    this.#leave(before?.compact === now.compact ? [...earlier.values()].filter(({ id, kind }) => kind !== "node" && !this.#shapes.has(id)) : []);
    if (!before || (this.gaze.fitted && (before.width !== now.width || before.height !== now.height))) this.gaze.fit();
    this.draw();
  }

  /** What has gone fades instead of vanishing. @param {Shape[]} gone */
  #leave(gone) {
    if (!gone.length || still?.matches) return;
    this.#leaving = gone;
    setTimeout(() => { if (this.#leaving === gone) { this.#leaving = []; this.draw(); } }, LEAVING);
  }

  /** Another cluster: nobody has a place any more, but for those that this browser knows of it. */
  forget() {
    this.#memory = this.options.places?.read() ?? nothingYet();
    this.layout = null;
    this.#shapes = new Map();
  }

  /** @param {Shown|null} shown */
  trace(shown) {
    this.#shown = shown;
    this.draw();
  }

  /** @param {string|null} id */
  choose(id) {
    this.#selected = id ? (this.#shapes.get(id)?.id ?? id) : "";
    if (id) this.#focus = this.#selected;
    this.draw();
  }

  /** What a label that is pointed at tells; null: nothing. @param {import("./spotlight.js").Spot|null} spot */
  light(spot) {
    this.#spot = spot;
    this.draw();
  }

  /** Another form for another width; else the same, fitted again. */
  #resized() {
    const narrow = this.place.clientWidth > 0 && this.place.clientWidth < NARROW;
    if (narrow !== this.#narrow) {
      this.#narrow = narrow;
      this.forget();
      this.#again();
    } else if (this.gaze.fitted) {
      this.fit();
    }
  }

  /** Shows or hides the pods' labels and the Services' selectors; null: shows them where there is room. @param {boolean|null} labels */
  label(labels) {
    this.#labels = labels;
    this.#memory = { ...this.#memory, extents: {} };
    this.#again();
  }

  #again() {
    if (this.#scene) this.show(this.#scene.nodes, this.#scene.edges, this.#scene);
  }

  /** The shape that stands for an id: its own, or the group that it is in. @param {string} id */
  shapeOf(id) {
    return this.#shapes.get(id);
  }

  /** Whether a shape stands in the right half of the frame. @param {string} id */
  isRight(id) {
    const shape = this.#shapes.get(id);
    return Boolean(shape && this.gaze.isRight(shape));
  }

  fit() {
    this.gaze.fit();
    this.draw();
  }

  /** Brings a shape to the middle, large enough to be read. @param {string} id */
  centre(id) {
    const shape = this.#shapes.get(id);
    if (shape) this.gaze.centre(shape);
  }

  draw() {
    if (!this.layout) return;
    const { trail, token } = draw(this.place, {
      layout: this.layout, shapes: this.#shapes, relations: this.#wires, scale: this.gaze.view.scale, seen: this.gaze.seen(), shown: this.#shown?.outdated ? null : this.#shown,
      selected: this.#selected, focus: this.#focus, near: this.#near, spot: this.#spot, changed: this.#changed, marks: this.#scene?.marks ?? new Map(), leaving: this.#leaving,
      still: this.still, choose: (id) => this.options.select(id), focused: (id) => { this.#focus = id; this.#approach(id); },
    });
    this.gaze.apply();
    this.drawn();
    fly(this.place.querySelector(".swarm"), this.#shown, this.#shapes);
    if (token === this.#token) return;
    this.#token = token;
    const element = this.place.querySelector(".token");
    if (element) walk(/** @type {SVGGElement} */ (element), trail, this.#shown?.walk);
  }

  /** @param {Element|null} target what the pointer is over */
  #point(target) {
    const shape = /** @type {HTMLElement|null} */ (target?.closest(".shape") ?? null);
    const term = /** @type {HTMLElement|null} */ (target?.closest("[data-term]") ?? null);
    const id = shape?.dataset.id ?? "";
    this.#approach(id);
    this.options.term(id, term?.dataset.term ?? "");
  }

  /** @param {string} id what is pointed at or has the focus now */
  #approach(id) {
    if (id === this.#near) return;
    this.#near = id;
    this.draw();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const keys = /** @type {Record<string, () => void>} */ ({
      "+": () => this.gaze.zoom(1.25), "=": () => this.gaze.zoom(1.25), "-": () => this.gaze.zoom(0.8), "0": () => this.fit(),
      Enter: () => this.#focus && this.options.select(this.#focus), " ": () => this.#focus && this.options.select(this.#focus), l: () => this.#nextTerm(),
      ArrowLeft: () => this.#move(-1, 0), ArrowRight: () => this.#move(1, 0), ArrowUp: () => this.#move(0, -1), ArrowDown: () => this.#move(0, 1),
    });
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keys[event.key]();
  }

  /** The labels of what has the focus, one after the other, then none. */
  #nextTerm() {
    const node = this.#scene?.nodes[this.#focus];
    const terms = Object.entries((node?.kind === "service" ? node.selector : node?.labels) ?? {}).map(([key, value]) => `${key}=${value}`);
    const at = this.#spot?.id === this.#focus ? terms.indexOf(this.#spot?.term ?? "") : -1;
    this.options.term(this.#focus, terms[at + 1] ?? "");
  }

  /** Focus on the nearest shape in a direction. @param {number} dx @param {number} dy */
  #move(dx, dy) {
    const next = nearest(this.#shapes, this.#focus, dx, dy);
    if (next) this.focusOn(next);
  }

  /** @param {string} id */
  focusOn(id) {
    const shape = this.#shapes.get(id);
    this.#focus = shape?.id ?? id;
    this.draw();
    /** @type {SVGGElement|null} */ (this.place.querySelector(`[data-id="${CSS.escape(this.#focus)}"]`))?.focus({ preventScroll: true });
    if (shape && !this.gaze.sees(shape)) this.gaze.centre(shape, this.gaze.view.scale);
  }
}
