/** The picture as a file of its own: SVG or PNG, light or dark, with everything in it that it needs. */
import { html } from "vendor/lit";
import { show } from "../dialog.js";
import { t } from "../i18n.js";

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 24;
/** Pixels of a PNG for one unit of the drawing. */
const SHARP = 2;

/** What is told of each element as attributes, because no style sheet goes along: what it does not have from its parent. */
const INHERITED = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "font-family", "font-size", "font-weight",
  "letter-spacing", "text-anchor", "paint-order", "color", "marker-end",
];
/** @type {Record<string, string>} */
const OWN = { opacity: "1", "text-decoration-line": "none" };
/** What is for the page alone. */
const LEFT_OUT = ".halo, .token, .swarm, .leaving, title";

const FOR_THE_PAGE = /^(class|style|role|tabindex|aria-.*|data-.*)$/;

/** @param {import("../picture/picture.js").Picture} picture @param {{name: string}} about */
export function exportDialog(picture, { name }) {
  /** @param {(svg: SVGSVGElement, title: string) => void} save */
  const run = (save) => () => {
    const theme = /** @type {HTMLInputElement|null} */ (document.querySelector('#dialog input[name="theme"]:checked'))?.value ?? "light";
    const svg = drawn(picture, theme);
    if (svg) save(svg, `${name}-${theme}`);
  };
  show(t("Export the picture"), html`<div class="export">
    <fieldset><legend>${t("Colours")}</legend>
      <label><input type="radio" name="theme" value="light" checked> ${t("Light")}</label>
      <label><input type="radio" name="theme" value="dark"> ${t("Dark")}</label></fieldset>
    <div class="export-buttons"><button type="button" @click=${run(saveSvg)}>SVG</button> <button type="button" @click=${run(savePng)}>PNG</button></div>
    <p>${t("The file holds the whole picture as it is shown, and needs nothing else.")}</p></div>`);
}

/**
 * A copy that stands alone.
 * @param {import("../picture/picture.js").Picture} picture
 * @param {string} theme `light` or `dark`
 * @returns {SVGSVGElement|null}
 */
export function drawn(picture, theme) {
  const original = picture.place.querySelector("svg");
  const { layout } = picture;
  if (!original || !layout) return null;
  const copy = /** @type {SVGSVGElement} */ (original.cloneNode(true));
  const frame = document.createElement("div");
  frame.className = "picture export-frame";
  frame.style.colorScheme = theme;
  frame.append(copy);
  document.body.append(frame);
  for (const each of copy.querySelectorAll(LEFT_OUT)) each.remove();
  const box = { x: -MARGIN, y: -MARGIN, w: layout.width + 2 * MARGIN, h: layout.height + 2 * MARGIN };
  copy.querySelector(".sheet-of-all")?.removeAttribute("transform");
  const elements = /** @type {SVGElement[]} */ ([...copy.querySelectorAll("*")]);
  const looks = new Map(elements.map((element) => [element, look(element)]));
  for (const element of elements) inline(element, looks);
  const paper = document.createElementNS(SVG, "rect");
  for (const [attribute, value] of Object.entries({ x: box.x, y: box.y, width: box.w, height: box.h, fill: getComputedStyle(frame).backgroundColor })) paper.setAttribute(attribute, String(value));
  copy.querySelector(".sheet-of-all")?.before(paper);
  frame.remove();
  for (const element of copy.querySelectorAll("*")) for (const { name } of [...element.attributes]) if (FOR_THE_PAGE.test(name)) element.removeAttribute(name);
  for (const { name } of [...copy.attributes]) copy.removeAttribute(name);
  for (const comment of comments(copy)) comment.remove();
  for (const [attribute, value] of Object.entries({ viewBox: `${box.x} ${box.y} ${box.w} ${box.h}`, width: box.w, height: box.h })) copy.setAttribute(attribute, String(value));
  return copy;
}

/** @param {SVGElement} element @returns {Record<string, string>} */
function look(element) {
  const style = getComputedStyle(element);
  const names = ["display", ...INHERITED, ...Object.keys(OWN)];
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(name).replace(/url\("?[^#]*#([\w-]+)"?\)/, "url(#$1)")]));
}

/** @param {SVGElement} element @param {Map<Element, Record<string, string>>} looks */
function inline(element, looks) {
  const own = looks.get(element) ?? {};
  const above = looks.get(/** @type {Element} */ (element.parentElement)) ?? { "marker-end": "none" };
  if (own.display === "none") return element.remove();
  for (const name of INHERITED) if (own[name] !== above[name]) element.setAttribute(name, own[name]);
  for (const [name, usual] of Object.entries(OWN)) if (own[name] !== usual) element.setAttribute(name.replace("-line", ""), own[name]);
  const moved = /translate\(([-\d.]+)px(?:, ([-\d.]+)px)?\)/.exec(element.style.transform);
  if (moved) element.setAttribute("transform", `translate(${moved[1]} ${moved[2] ?? 0})`);
}

/** What the templates left between the elements. @param {SVGSVGElement} svg */
function comments(svg) {
  const walker = document.createTreeWalker(svg, NodeFilter.SHOW_COMMENT);
  const found = [];
  while (walker.nextNode()) found.push(/** @type {Comment} */ (walker.currentNode));
  return found;
}

/** @param {SVGSVGElement} svg */
const textOf = (svg) => `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}\n`;

/** @param {SVGSVGElement} svg @param {string} name */
const saveSvg = (svg, name) => save(new Blob([textOf(svg)], { type: "image/svg+xml" }), `${name}.svg`);

/** @param {SVGSVGElement} svg @param {string} name */
async function savePng(svg, name) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(textOf(svg))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = svg.width.baseVal.value * SHARP;
  canvas.height = svg.height.baseVal.value * SHARP;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => { if (blob) save(blob, `${name}.png`); }, "image/png");
}

/** @param {Blob} blob @param {string} name */
function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
