/** Draws the scene and the last trace as SVG. Holds what is the picture's own: the view, the memory of places, the focus. */
import { html, nothing, ref, render, repeat, svg } from "vendor/lit";
import { describe, templates } from "./shapes.js";
import { layout, nothingYet } from "./layout.js";
import { isSignpost, stateOf } from "./scene.js";
import { fit, moves, transform, zoom } from "./viewport.js";
import { shapeOf, way, wires } from "./wires.js";
import { walk } from "./packet.js";

/**
 * @typedef {import("./layout.js").Shape} Shape
 * @typedef {{places: string[], hop: number, good: boolean, label: string, outdated: boolean, reply?: number, cited?: string[], citedNow?: string[]}} Shown  a trace as the picture shows it
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
  #segment = "";
  #narrow = false;
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
    this.#layout = layout(nodes, edges, { memory: this.#memory, narrow: this.#narrow });
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
    const drawn = wires(this.#layout.edges, this.#shapes);
    const shown = this.#shown?.outdated ? null : this.#shown;
    const segments = shown ? way(shown.places, this.#shapes, shown.reply) : [];
    const current = segments.findLast((segment) => segment.hop <= (shown?.hop ?? 0)) ?? null;
    const place = shown ? shapeOf(shown.places[shown.hop], this.#shapes)?.id : undefined;
    const onPath = new Set(shown?.places.map((id) => shapeOf(id, this.#shapes)?.id));
    for (const id of shown?.cited ?? []) onPath.add(id);
    const citedNow = new Set(shown?.citedNow);
    const last = shown ? shown.hop === shown.places.length - 1 : false;
    const related = new Set(drawn.filter((wire) => wire.source === this.#selected || wire.target === this.#selected).map((wire) => wire.id));
    const shapes = this.#layout.shapes;
    const rooms = shapes.filter((shape) => shape.kind === "node");
    const others = shapes.filter((shape) => shape.kind !== "node");
    const stop = this.#shapes.has(this.#focus) ? this.#focus : others[0]?.id;
    /** @param {Shape} shape */
    const one = (shape) => this.#shape(shape, { stop, place, onPath: onPath.has(shape.id), cited: citedNow.has(shape.id), last });
    render(
      html`<svg class="drawing" role="group" aria-label="The cluster; arrow keys move between its parts" tabindex="-1"
        data-tracing=${Boolean(shown)} data-outcome=${shown && !shown.good ? "bad" : "good"}>
        ${svg`<defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path class="wire-head" d="M0 0.5L8 4L0 7.5z"/></marker>
          <marker id="path-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="10" markerHeight="10" markerUnits="userSpaceOnUse" orient="auto"><path class="path-head" d="M0 0.5L8 4L0 7.5z"/></marker>
        </defs>
        <g transform=${transform(this.#view)}>
          ${this.#layout.lanes.map((lane) => svg`<text class="lane" x=${lane.x} y=${lane.y}>${lane.label}</text>`)}
          ${repeat(rooms, (shape) => shape.id, one)}
          ${repeat(drawn.filter((wire) => !["opens", "owns"].includes(wire.kind) || related.has(wire.id)), (wire) => wire.id, (wire) => svg`<g class="relation">
            <path class=${`wire wire-${wire.kind}${related.has(wire.id) ? " related" : ""}`} d=${wire.d} stroke-width=${wire.width || nothing} marker-end=${wire.kind === "routes" ? "url(#arrow)" : nothing}/>
            ${wire.label ? svg`<text class="mono share" x=${wire.at.x} y=${wire.at.y}>${wire.label}</text>` : nothing}</g>`)}
          ${repeat(others, (shape) => shape.id, one)}
          ${shown ? segments.map((segment) => svg`<path class=${`path${segment === current ? " current" : ""}${segment.hop > shown.hop ? " ahead" : ""}${segment.question ? " question" : ""}${segment.reply ? " reply" : ""}`} d=${segment.d} marker-end="url(#path-arrow)"/>`) : nothing}
          ${repeat(this.#changed, (id) => `${id} ${this.#memory.extents.turn}`, (id) => this.#halo(id))}
          <g class=${`token${last ? " last" : ""}`} data-shown=${Boolean(current && shown?.label)}>${this.#token(shown?.label ?? "")}</g>
        </g>`}
      </svg>`,
      this.place,
    );
    const step = current && shown ? `${current.d} ${shown.hop} ${shown.label}` : "";
    if (step !== this.#segment) {
      this.#segment = step;
      const token = this.place.querySelector(".token");
      if (token) walk(/** @type {SVGGElement} */ (token), current);
    }
  }

  /**
   * @param {Shape} shape
   * @param {{stop: string|undefined, place: string|undefined, onPath: boolean, cited: boolean, last: boolean}} how
   */
  #shape(shape, { stop, place, onPath, cited, last }) {
    const { node } = shape;
    const classes = [
      "shape", "arriving", `kind-${shape.kind}`, `state-${stateOf(node)}`, onPath && "on-path", place === shape.id && "current", cited && "cited", last && "last",
      node.headless && "headless", isSignpost(node) && "signpost",
      ["client", "loadbalancer", "host"].includes(shape.kind) && "outlined",
    ];
    const template = templates[shape.kind];
    return svg`<g class=${classes.filter(Boolean).join(" ")} data-id=${shape.id} data-selected=${shape.id === this.#selected}
      role=${this.still ? nothing : "button"} tabindex=${this.still ? nothing : shape.id === stop ? 0 : -1}
      ${ref((/** @type {any} */ element) => { if (element) element.style.transform = `translate(${shape.x}px, ${shape.y}px)`; })}
      @click=${(/** @type {Event} */ event) => { event.stopPropagation(); if (!getSelection()?.toString()) this.select(shape.id); }}
      @focus=${() => { this.#focus = shape.id; }}>
      <title>${describe(shape)}</title>
      <g class="inside" aria-hidden="true">${template ? template(shape) : svg`<rect class="body" width=${shape.w} height=${shape.h}/>`}</g>
    </g>`;
  }

  /** @param {string} id */
  #halo(id) {
    const shape = this.#shapes.get(id);
    return shape ? svg`<rect class="halo" x=${shape.x - 4} y=${shape.y - 4} width=${shape.w + 8} height=${shape.h + 8} rx="8"/>` : nothing;
  }

  /** @param {string} label */
  #token(label) {
    const width = Math.max(14, label.length * 6.1 + 12);
    return svg`<rect x=${-width / 2} y="-20" width=${width} height="16" rx="8"/><text y="-8.5" text-anchor="middle">${label}</text>`;
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
    const from = this.#shapes.get(this.#focus) ?? this.#layout?.shapes[0];
    if (!from) return;
    let best = null;
    let least = Infinity;
    for (const shape of this.#shapes.values()) {
      const [x, y] = [shape.x + shape.w / 2 - from.x - from.w / 2, shape.y + shape.h / 2 - from.y - from.h / 2];
      const along = x * dx + y * dy;
      const cost = along + 2.5 * Math.abs(x * dy + y * dx);
      if (shape !== from && along > 4 && cost < least) [best, least] = [shape, cost];
    }
    if (!best) return;
    this.#focus = best.id;
    this.#draw();
    /** @type {SVGGElement|null} */ (this.place.querySelector(`[data-id="${CSS.escape(best.id)}"]`))?.focus();
  }
}
