/** Labels and selectors term by term, as many as fit. Pure. */
import { mono, monoWidth } from "./text.js";
import { ownLabels } from "./scene.js";

const SPACE = 7;

/**
 * @param {Record<string, string>|undefined} map
 * @param {number} room
 * @returns {{terms: {term: string, text: string}[], more: number}} `more` are those that found no room
 */
export function fittingTerms(map, room) {
  const all = ownLabels(map).map(([key, value]) => `${key}=${value}`);
  /** @type {{term: string, text: string}[]} */
  const terms = [];
  let left = room;
  for (const term of all) {
    const rest = all.length - terms.length > 1 ? 14 : 0;
    const text = terms.length ? term : mono(term, left - rest);
    const width = monoWidth(text) + SPACE;
    if (terms.length && width > left - rest) break;
    terms.push({ term, text });
    left -= width;
  }
  return { terms, more: all.length - terms.length };
}
