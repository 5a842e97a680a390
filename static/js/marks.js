/** The marks that stand for states, severities and results, in the same shapes everywhere. Drawn in a box of 16 by 16. */
import { nothing, svg, html } from "vendor/lit";

/** @type {Record<string, unknown>} */
const shapes = {
  ready: svg`<circle cx="8" cy="8" r="4.5" fill="currentColor"/>`,
  notready: svg`<circle cx="8" cy="8" r="4" fill="none" stroke="currentColor" stroke-width="2"/>`,
  terminating: svg`<circle cx="8" cy="8" r="4" fill="none" stroke="currentColor" stroke-width="1.75"/><path d="M4 12L12 4" stroke="currentColor" stroke-width="1.75"/>`,
  done: svg`<rect x="4" y="4" width="8" height="8" fill="currentColor"/>`,
  pending: svg`<circle cx="8" cy="8" r="4.75" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M8 5v3h2.5" fill="none" stroke="currentColor" stroke-width="1.5"/>`,
  failed: svg`<path d="M4 4l8 8M12 4l-8 8" stroke="currentColor" stroke-width="2" fill="none"/>`,
  passed: svg`<path d="M3 8.5l3.25 3.25L13 4.75" stroke="currentColor" stroke-width="2" fill="none"/>`,
  open: svg`<circle cx="8" cy="8" r="4.75" fill="none" stroke="currentColor" stroke-width="1.25"/>`,
  error: svg`<path d="M8 1.75L14.75 14H1.25z" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"/><path d="M8 6v4M8 11.25v1.25" stroke="currentColor" stroke-width="1.5"/>`,
  warning: svg`<path d="M8 1.75L14.75 14H1.25z" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"/><path d="M8 6v4M8 11.25v1.25" stroke="currentColor" stroke-width="1.5"/>`,
  info: svg`<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M8 7.25v4M8 4.5v1.25" stroke="currentColor" stroke-width="1.5"/>`,
};

/** @param {string} name */
export const shape = (name) => shapes[name] ?? shapes.open;

/**
 * @param {string} name
 * @param {string} [className]
 * @param {string} [label] for readers of the screen; without it the mark is decoration beside a word
 */
export function mark(name, className = "", label = "") {
  return html`<svg class=${className} viewBox="0 0 16 16" width="14" height="14" role=${label ? "img" : nothing}
    aria-label=${label || nothing} aria-hidden=${label ? nothing : "true"}>${shape(name)}</svg>`;
}
