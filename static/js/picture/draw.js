/** The scene, what is to be compared with it, and the last trace, as SVG. */
import { html, nothing, ref, render, repeat, svg } from "vendor/lit";
import { t } from "../i18n.js";
import { markWord } from "./compare.js";
import { isSignpost, stateOf } from "./scene.js";
import { describe, templates } from "./shapes.js";
import { lines, token, trailOf } from "./trail.js";
import { shapeOf } from "./way.js";

/**
 * @typedef {import("./layout.js").Shape} Shape
 * @typedef {import("./trail.js").Shown} Shown
 * @typedef {import("./compare.js").Mark} Mark
 * @typedef {{
 *   layout: import("./layout.js").Layout, shapes: Map<string, Shape>, relations: import("./wires.js").Wire[], scale: number, seen: import("./label.js").Box, shown: Shown|null,
 *   selected: string, focus: string, near: string, spot: import("./spotlight.js").Spot|null, changed: string[], marks: Map<string, Mark>, leaving: Shape[],
 *   still: boolean, choose: (id: string) => void, focused: (id: string) => void,
 * }} Drawing  `seen`: the part of the drawing that is in sight; `near`: what is pointed at or has the focus; `leaving`: what was just removed
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
  const { layout, shapes, relations, scale, seen, shown, selected, near, spot, changed, marks, leaving } = drawing;
  const related = relatedTo(relations, [selected, near].filter(Boolean));
  const trail = trailOf(shown, shapes);
  const one = shapeWith(drawing);
  const rooms = layout.shapes.filter((shape) => shape.kind === "node");
  const others = layout.shapes.filter((shape) => shape.kind !== "node");
  const drawn = relations.filter((wire) => !ON_DEMAND.has(wire.kind) || related.has(wire.id) || marks.has(wire.id));
  render(
    html`<svg class="drawing" role="group" aria-label=${t("The cluster; arrow keys move between its parts")} tabindex="-1"
      data-tracing=${Boolean(shown)} data-outcome=${shown && !shown.good ? "bad" : "good"} data-spot=${Boolean(spot)} data-compact=${layout.compact}>
      ${svg`<defs>
        <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path class="wire-head" d="M0 0.5L8 4L0 7.5z"/></marker>
        <marker id="path-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="10" markerHeight="10" markerUnits="userSpaceOnUse" orient="auto"><path class="path-head" d="M0 0.5L8 4L0 7.5z"/></marker>
        <marker id="bad-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="10" markerHeight="10" markerUnits="userSpaceOnUse" orient="auto"><path class="bad-head" d="M0 0.5L8 4L0 7.5z"/></marker>
      </defs>
      <g class="sheet-of-all">
        ${layout.lanes.map((lane) => svg`<text class="lane" x=${lane.x} y=${lane.y}>${lane.label}</text>`)}
        ${layout.hints.map((hint) => svg`<text class="quiet-text hint" x=${hint.x} y=${hint.y}>${hint.text}</text>`)}
        ${repeat(rooms, (shape) => shape.id, one)}
        ${repeat(drawn, (wire) => wire.id, (wire) => relation(wire, { related: related.has(wire.id), lit: spot?.edges.has(wire.id), mark: marks.get(wire.id) }))}
        ${repeat(others, (shape) => shape.id, one)}
        ${repeat(leaving, (shape) => `leaving ${shape.id}`, ghost)}
        ${lines(trail, shown)}
        ${repeat(changed, (id) => id, (id) => halo(shapes.get(id)))}
        ${token(trail, shown, scale, shapes.values(), seen)}
      </g>`}
    </svg>`,
    place,
  );
  return { trail, token: shown ? `${trail.current?.walk} ${trail.rests?.x} ${trail.rests?.y} ${shown.hop}` : "" };
}

/** @param {import("./wires.js").Wire[]} relations @param {string[]} ids */
const relatedTo = (relations, ids) => new Set(relations.filter((wire) => ids.includes(wire.source) || ids.includes(wire.target)).map((wire) => wire.id));

/** @param {Drawing} drawing */
function shapeWith({ shapes, shown, selected, focus, spot, marks, still, choose, focused, layout }) {
  const place = shown ? shapeOf(shown.places[shown.hop], shapes)?.id : undefined;
  const onPath = new Set([...(shown?.places ?? []).map((id) => shapeOf(id, shapes)?.id), ...(shown?.cited ?? [])]);
  const cited = new Set(shown?.citedNow);
  const stopped = shown?.stopped ? shapeOf(shown.places[shown.stop ?? -1] ?? "", shapes)?.id : undefined;
  const stop = shapes.has(focus) ? focus : layout.shapes.find((shape) => shape.kind !== "node")?.id;
  const chosen = shapes.get(selected)?.node;
  return (/** @type {Shape} */ shape) => {
    const { id, kind, node } = shape;
    const mark = marks.get(id);
    const classes = [
      "shape", "arriving", `kind-${kind}`, `state-${stateOf(node)}`, onPath.has(id) && "on-path", place === id && "current",
      cited.has(id) && "cited", stopped === id && "stopped", node.headless && "headless", isSignpost(node) && "signpost", OUTLINED.has(kind) && "outlined",
      spot?.shapes.has(id) && "lit", mark && `mark-of-${mark}`, chosen?.owner && node.owner === chosen.owner && id !== selected && "kin",
    ];
    const template = templates[kind];
    return svg`<g class=${classes.filter(Boolean).join(" ")} data-id=${id} data-stands=${shape.stands?.join(" ") ?? id} data-selected=${id === selected} data-mark=${mark ?? nothing}
      role=${still ? nothing : "button"} tabindex=${still ? nothing : id === stop ? 0 : -1}
      ${ref((/** @type {any} */ element) => { if (element) element.style.transform = `translate(${shape.x}px, ${shape.y}px)`; })}
      @click=${(/** @type {Event} */ event) => { event.stopPropagation(); if (!getSelection()?.toString()) choose(id); }}
      @focus=${() => focused(id)}>
      <title>${[describe(shape), mark ? markWord(mark) : ""].filter(Boolean).join(", ")}</title>
      <g class="inside" aria-hidden="true">${inside(shape, template)}</g>
      ${mark ? tag(mark, shape) : nothing}
    </g>`;
  };
}

/** @param {Shape} shape @param {((shape: Shape) => unknown)|undefined} [template] */
const inside = (shape, template = templates[shape.kind]) => (template ? template(shape) : svg`<rect class="body" width=${shape.w} height=${shape.h}/>`);

/** What was there a moment ago. @param {Shape} shape */
const ghost = (shape) => svg`<g class=${`shape leaving kind-${shape.kind}`} aria-hidden="true" transform=${`translate(${shape.x} ${shape.y})`}><g class="inside">${inside(shape)}</g></g>`;

/** @type {Record<Mark, string>} */
const SIGNS = { added: "+", removed: "−", changed: "~", missing: "+" };

/** Where a tag begins below a shape's upper edge, if not above it. @type {Record<string, (h: number) => number>} */
const TAG_AT = { node: () => 5, slice: (h) => h - 4 };

/** What becomes of a shape: sign and word, at its upper edge; of a slice, which hangs below the ports, at its lower one. @param {Mark} mark @param {Shape} shape */
function tag(mark, { w, h, compact, kind }) {
  const text = compact && kind !== "service" ? SIGNS[mark] : `${SIGNS[mark]} ${markWord(mark)}`;
  const width = text.length * 5.6 + 8;
  return svg`<g class=${`tag tag-${mark}`} aria-hidden="true" transform=${`translate(${kind === "node" ? w / 2 - width / 2 : 8} ${TAG_AT[kind]?.(h) ?? -9})`}><rect width=${width} height="13" rx="6.5"/><text x=${width / 2} y="9.75" text-anchor="middle">${text}</text></g>
    ${mark === "removed" ? svg`<path class="struck" d=${`M6 ${kind === "node" ? 12 : "8"}H${w - 6}`}/>` : nothing}`;
}

/** @param {import("./wires.js").Wire} wire @param {{related: boolean, lit?: boolean, mark?: Mark}} how */
function relation(wire, { related, lit, mark }) {
  const classes = ["wire", `wire-${wire.kind}`, related && "related", wire.shut && "shut", wire.bundled && "bundled"];
  const arrow = wire.kind === "routes" && (!wire.bundled || related || lit || mark);
  return svg`<g class=${`relation${lit ? " lit" : ""}${mark ? ` mark-of-${mark}` : ""}${related ? " near" : ""}`} data-edge=${wire.id} data-mark=${mark ?? nothing}>
    <path class=${classes.filter(Boolean).join(" ")} d=${wire.d} stroke-width=${wire.width || nothing} marker-end=${arrow ? "url(#arrow)" : nothing}/>
    ${wire.label ? svg`<text class=${`mono share${wire.shut ? " shut" : ""}`} x=${wire.at.x} y=${wire.at.y}>${wire.label}</text>` : nothing}</g>`;
}

/** @param {Shape|undefined} shape */
function halo(shape) {
  return shape ? svg`<rect class="halo" x=${shape.x - 4} y=${shape.y - 4} width=${shape.w + 8} height=${shape.h + 8} rx="8"/>` : nothing;
}
