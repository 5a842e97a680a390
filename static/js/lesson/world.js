/** A picture of a small cluster in a text, with the same in sentences below it. */
import { html, render } from "vendor/lit";
import { t } from "../i18n.js";
import { byId } from "../merge.js";
import { Picture } from "../picture/picture.js";
import { sentences } from "../picture/sentences.js";

/** Of the drawing's own size, the least that is still to be read: where the page is narrower, the picture is scrolled. */
const LEAST = 0.8;
/** Narrower than this the drawing takes its narrow form (picture/picture.js). */
const NARROW = 519;

/** @param {HTMLElement} place @param {import("../lesson.js").Figure} figure */
export function world(place, figure) {
  render(html`${frame(figure)}${inWords(figure)}`, place);
  draw(place, figure);
}

/** Where the picture comes. @param {import("../lesson.js").Figure} figure */
export const frame = ({ number, title }) => html`<div class="live-scroll" role="region" tabindex="0" aria-label=${t("Picture of figure {number}", { number })}>
  <div class="picture" role="img" aria-label=${title || t("The cluster")}></div></div>`;

/** @param {import("../lesson.js").Figure} figure */
export const inWords = ({ scene }) => html`<details class="live-words"><summary>${t("The picture in sentences")}</summary>
  ${sentences(byId(scene.nodes), byId(scene.edges)).map((block) => html`<p class="live-block">${block.title}</p><ul>${block.sentences.map(({ text }) => html`<li>${text}</li>`)}</ul>`)}</details>`;

/** The scene, as large as its drawing wants. @param {HTMLElement} place @param {import("../lesson.js").Figure} figure */
export function draw(place, { scene }) {
  const within = /** @type {HTMLElement} */ (place.querySelector(".picture"));
  const picture = new Picture(within, { still: true });
  const fit = () => {
    const { width, height } = picture.layout ?? { width: 1, height: 1 };
    within.style.aspectRatio = `${width} / ${height}`;
    const least = Math.round(width * LEAST);
    within.style.minWidth = `${(within.parentElement?.clientWidth ?? 0) > NARROW ? least : Math.min(least, NARROW)}px`;
  };
  picture.drawn = fit;
  picture.show(byId(scene.nodes), byId(scene.edges));
  return picture;
}
