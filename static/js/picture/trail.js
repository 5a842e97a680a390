/** The last trace in the picture: the way that it took, where it ended, and the token that walks it. */
import { nothing, repeat, svg } from "vendor/lit";
import { labelAt } from "./label.js";
import { shapeOf, way } from "./way.js";

/**
 * @typedef {import("./layout.js").Shape} Shape
 * @typedef {import("../trace/packet.js").TokenRow} TokenRow
 * @typedef {{places: string[], hop: number, good: boolean, rows: TokenRow[], outdated: boolean, step?: number, reply?: number,
 *   stop?: number|null, stopped?: boolean, walk?: number, sent?: import("../trace/spread.js").Route[]|null, tally?: Record<string, number>, cited?: string[], citedNow?: string[]}} Shown
 *   a trace as the picture shows it at one step. `stop`: the hop that lets nothing through; `stopped`: it has come to that;
 *   `walk`: milliseconds that the token takes for one stretch; `sent`: the ways
 *   that many requests took, `tally`: how many of them ended where
 * @typedef {{segments: import("./way.js").Segment[], current: import("./way.js").Segment|null, rests: {x: number, y: number}|null, tallies: {x: number, y: number, text: string}[]}} Trail
 *   `rests` is where the token stands while it has not moved yet
 */

/** @param {Shown|null} shown @param {Map<string, Shape>} shapes @returns {Trail} */
export function trailOf(shown, shapes) {
  if (!shown) return { segments: [], current: null, rests: null, tallies: [] };
  const segments = way(shown.places, shapes, shown.reply);
  const home = shapeOf(shown.places[shown.hop], shapes);
  return {
    segments, current: segments.findLast((segment) => segment.hop <= shown.hop) ?? null,
    rests: home ? { x: home.x + home.w / 2, y: home.y } : null, tallies: tallies(shown.tally ?? {}, shapes),
  };
}

/** A number beside each shape at which requests ended; those of a group's pods are added up. @param {Record<string, number>} counts @param {Map<string, Shape>} shapes */
function tallies(counts, shapes) {
  /** @type {Map<Shape, number>} */
  const sums = new Map();
  for (const [place, count] of Object.entries(counts)) {
    const shape = shapeOf(place, shapes);
    if (shape) sums.set(shape, (sums.get(shape) ?? 0) + count);
  }
  return [...sums].map(([shape, count]) => ({ x: shape.x + shape.w, y: shape.y, text: `${count} ×` }));
}

/** The lines of a way, each with its arrow, and a mark where it ends. @param {Trail} trail @param {Shown|null} shown */
export function lines({ segments, current, tallies: numbers }, shown) {
  if (!shown) return nothing;
  const end = shown.good ? null : segments.findLast((segment) => segment.hop <= (shown.stop ?? Infinity)) ?? null;
  return svg`${segments.map((segment) => {
    const bad = segment === end;
    const classes = ["path", segment === current && "current", segment.hop > shown.hop && "ahead", bad && "end", segment.question && "question", segment.reply && "reply"];
    return svg`<path class=${classes.filter(Boolean).join(" ")} d=${segment.d} marker-end=${bad ? "url(#bad-arrow)" : "url(#path-arrow)"}/>`;
  })}${end && shown.stopped ? svg`<g class="stop-mark" transform=${`translate(${end.end.x} ${end.end.y})`}><circle r="7"/><path d="M-3 -3L3 3M3 -3L-3 3"/></g>` : nothing}
    <g class="swarm"></g>
    ${numbers.map(({ x, y, text }) => svg`<g class="tally" transform=${`translate(${x} ${y})`}><rect x=${-text.length * LETTER - 8} y="-9" width=${text.length * LETTER + 10} height="15" rx="7.5"/><text x="-3" y="2" text-anchor="end">${text}</text></g>`)}`;
}

const LETTER = 6.1;
const LINE = 12;
const PADDING = 7;
/** In a picture that is zoomed out the token stays as large as it can be read, up to this. */
const LARGEST = 2.4;

/**
 * The token's label: a few lines of addresses. Whatever was rewritten at this step is new in the document, so that its motion
 * begins with the step.
 * @param {Trail} trail @param {Shown|null} shown @param {number} scale of the picture @param {Iterable<Shape>} shapes @param {import("./label.js").Box} seen
 */
export function token({ current, rests }, shown, scale, shapes, seen) {
  const rows = shown?.rows ?? [];
  const tip = current?.tip ?? rests;
  const larger = Math.min(LARGEST, Math.max(1, 1 / scale));
  const [width, height] = [Math.max(14, ...rows.map((row) => row.text.length * LETTER)) + 2 * PADDING, rows.length * LINE + PADDING];
  const { x, y, tip: outline } = labelAt(tip ?? { x: 0, y: 0 }, { w: width, h: height }, larger, rows.length ? shapes : [], seen);
  const classes = `token${shown?.stopped ? " stopped" : ""}`;
  return svg`<g class=${classes} data-shown=${Boolean(rows.length && tip)}>
    <g transform=${`scale(${larger})`}>
      <rect class="token-body" x=${x} y=${y} width=${width} height=${height} rx="6"/><path class="token-body" d=${outline}/>
      ${repeat(rows, (row, index) => `${shown?.step} ${index}`, (row, index) => svg`<g class=${`token-row ${row.kind}`} transform=${`translate(${x + PADDING} ${y + PADDING / 2 + index * LINE})`}>
        ${row.kind === "now" ? svg`<rect x="-3" y="0.5" width=${row.text.length * LETTER + 6} height=${LINE - 1} rx="2"/>` : nothing}
        <text y="9.5">${row.text}</text>
        ${row.kind === "was" ? svg`<path d=${`M0 6.5H${row.text.length * LETTER}`}/>` : nothing}</g>`)}
    </g></g>`;
}
