/** What several shapes are made of: a state's mark, labels term by term, what differs from before. */
import { nothing, svg } from "vendor/lit";
import { shape as markShape } from "../marks.js";
import { fittingTerms } from "./terms.js";

/** @typedef {import("./layout.js").Shape} Shape */

/** @param {string} state @param {number} x @param {number} y @param {number} [size] */
export const stateMark = (state, x, y, size = 14) =>
  svg`<svg class=${`mark-${state}`} x=${x} y=${y} width=${size} height=${size} viewBox="0 0 16 16">${markShape(state)}</svg>`;

/**
 * Labels or a selector: each term can be pointed at.
 * @param {Record<string, string>|undefined} map @param {number} room @param {{x: number, y: number, middle?: boolean, differs?: string}} at
 */
export function termLine(map, room, { x, y, middle = false, differs = "" }) {
  const { terms, more } = fittingTerms(map, room);
  return svg`<text class=${`mono label-text${differs}`} x=${x} y=${y} text-anchor=${middle ? "middle" : nothing}>${terms.map(({ term, text }, index) => svg`<tspan class="term" data-term=${term} dx=${index ? 6 : nothing}>${text}</tspan>`)}${more ? svg`<tspan class="soft" dx="4">+${more}</tspan>` : nothing}</text>`;
}

/** Whether one of these fields is not what it was, as a class. @param {Shape} shape @param {string[]} fields */
export const differs = ({ node, was }, ...fields) => (was && fields.some((field) => JSON.stringify(was[field]) !== JSON.stringify(node[field])) ? " differs" : "");
