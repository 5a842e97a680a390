/** The scene and the last trace as SVG. */
import { html, nothing, ref, render, repeat, svg } from "vendor/lit";
import { t } from "../i18n.js";
import { isSignpost, stateOf } from "./scene.js";
import { describe, templates } from "./shapes.js";
import { transform } from "./viewport.js";
import { lines, token, trailOf } from "./trail.js";
import { shapeOf } from "./way.js";
import { wires } from "./wires.js";

/**
 * @typedef {import("./layout.js").Shape} Shape
 * @typedef {import("./trail.js").Shown} Shown
 * @typedef {{
 *   layout: import("./layout.js").Layout, shapes: Map<string, Shape>, view: import("./viewport.js").View, shown: Shown|null,
 *   selected: string, focus: string, changed: string[], still: boolean, choose: (id: string) => void, focused: (id: string) => void,
 * }} Drawing
 */

/** Relations that are drawn only for what is chosen. */
const ON_DEMAND = new Set(["opens"]);
const OUTLINED = new Set(["client", "loadbalancer", "host"]);

/**
 * @param {HTMLElement} place
 * @param {Drawing} drawing
 * @returns {{trail: import("./trail.js").Trail, token: string}} where the token is, and what tells one walk from another
 */
export function draw(place, drawing) {
  const { layout, shapes, view, shown, selected, changed } = drawing;
  const relations = wires(layout.edges, shapes);
  const related = new Set(relations.filter((wire) => wire.source === selected || wire.target === selected).map((wire) => wire.id));
  const trail = trailOf(shown, shapes);
  const one = shapeWith(drawing);
  const rooms = layout.shapes.filter((shape) => shape.kind === "node");
  const others = layout.shapes.filter((shape) => shape.kind !== "node");
  render(
    html`<svg class="drawing" role="group" aria-label=${t("The cluster; arrow keys move between its parts")} tabindex="-1"
      data-tracing=${Boolean(shown)} data-outcome=${shown && !shown.good ? "bad" : "good"}>
      ${svg`<defs>
        <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path class="wire-head" d="M0 0.5L8 4L0 7.5z"/></marker>
        <marker id="path-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="10" markerHeight="10" markerUnits="userSpaceOnUse" orient="auto"><path class="path-head" d="M0 0.5L8 4L0 7.5z"/></marker>
        <marker id="bad-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="10" markerHeight="10" markerUnits="userSpaceOnUse" orient="auto"><path class="bad-head" d="M0 0.5L8 4L0 7.5z"/></marker>
      </defs>
      <g transform=${transform(view)}>
        ${layout.lanes.map((lane) => svg`<text class="lane" x=${lane.x} y=${lane.y}>${lane.label}</text>`)}
        ${repeat(rooms, (shape) => shape.id, one)}
        ${repeat(relations.filter((wire) => !ON_DEMAND.has(wire.kind) || related.has(wire.id)), (wire) => wire.id, (wire) => relation(wire, related.has(wire.id)))}
        ${repeat(others, (shape) => shape.id, one)}
        ${lines(trail, shown)}
        ${repeat(changed, (id) => id, (id) => halo(shapes.get(id)))}
        ${token(trail, shown, view.scale)}
      </g>`}
    </svg>`,
    place,
  );
  return { trail, token: shown ? `${trail.current?.walk} ${trail.rests?.x} ${trail.rests?.y} ${shown.hop}` : "" };
}

/** @param {Drawing} drawing */
function shapeWith({ shapes, shown, selected, focus, still, choose, focused, layout }) {
  const place = shown ? shapeOf(shown.places[shown.hop], shapes)?.id : undefined;
  const onPath = new Set([...(shown?.places ?? []).map((id) => shapeOf(id, shapes)?.id), ...(shown?.cited ?? [])]);
  const cited = new Set(shown?.citedNow);
  const stopped = shown?.stopped ? shapeOf(shown.places[shown.stop ?? -1] ?? "", shapes)?.id : undefined;
  const stop = shapes.has(focus) ? focus : layout.shapes.find((shape) => shape.kind !== "node")?.id;
  return (/** @type {Shape} */ shape) => {
    const { id, kind, node } = shape;
    const classes = [
      "shape", "arriving", `kind-${kind}`, `state-${stateOf(node)}`, onPath.has(id) && "on-path", place === id && "current",
      cited.has(id) && "cited", stopped === id && "stopped", node.headless && "headless", isSignpost(node) && "signpost", OUTLINED.has(kind) && "outlined",
    ];
    const template = templates[kind];
    return svg`<g class=${classes.filter(Boolean).join(" ")} data-id=${id} data-selected=${id === selected}
      role=${still ? nothing : "button"} tabindex=${still ? nothing : id === stop ? 0 : -1}
      ${ref((/** @type {any} */ element) => { if (element) element.style.transform = `translate(${shape.x}px, ${shape.y}px)`; })}
      @click=${(/** @type {Event} */ event) => { event.stopPropagation(); if (!getSelection()?.toString()) choose(id); }}
      @focus=${() => focused(id)}>
      <title>${describe(shape)}</title>
      <g class="inside" aria-hidden="true">${template ? template(shape) : svg`<rect class="body" width=${shape.w} height=${shape.h}/>`}</g>
    </g>`;
  };
}

/** @param {import("./wires.js").Wire} wire @param {boolean} related */
function relation(wire, related) {
  return svg`<g class="relation">
    <path class=${`wire wire-${wire.kind}${related ? " related" : ""}${wire.shut ? " shut" : ""}`} d=${wire.d} stroke-width=${wire.width || nothing} marker-end=${wire.kind === "routes" ? "url(#arrow)" : nothing}/>
    ${wire.label ? svg`<text class=${`mono share${wire.shut ? " shut" : ""}`} x=${wire.at.x} y=${wire.at.y}>${wire.label}</text>` : nothing}</g>`;
}

/** @param {Shape|undefined} shape */
function halo(shape) {
  return shape ? svg`<rect class="halo" x=${shape.x - 4} y=${shape.y - 4} width=${shape.w + 8} height=${shape.h + 8} rx="8"/>` : nothing;
}
