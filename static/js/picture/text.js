/** Text that fits: measured where there is a canvas, estimated elsewhere. */
import { cut } from "./scene.js";

const SANS = '600 12px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif';
const SMALL = '10.5px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif';
const MONO = '10.5px ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace';

const context = typeof document === "undefined" ? null : document.createElement("canvas").getContext("2d");
/** @type {Map<string, string>} */
const known = new Map();

/** @param {string} text @param {string} font */
function width(text, font) {
  if (!context) return text.length * 6.5;
  context.font = font;
  return context.measureText(text).width;
}

/** @param {string} text @param {number} room @param {string} font */
function fitted(text, room, font) {
  const key = `${room} ${font} ${text}`;
  let result = known.get(key);
  if (result === undefined) {
    result = text;
    for (let most = text.length; most > 3 && width(result, font) > room; most -= 1) result = cut(text, most);
    known.set(key, result);
  }
  return result;
}

/** A name cut in its middle to this many units. @param {string} text @param {number} room */
export const name = (text, room) => fitted(text, room, SANS);

/** Small words below a name. @param {string} text @param {number} room */
export const small = (text, room) => fitted(text, room, SMALL);

/** @param {string} text */
export const smallWidth = (text) => width(text, SMALL);

/** @param {string} text */
export const monoWidth = (text) => width(text, MONO);

/** The same in the monospaced face. @param {string} text @param {number} room */
export const mono = (text, room) => fitted(text, room, MONO);
