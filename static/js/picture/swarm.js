/** Many requests at once: small dots that fly along the ways that requests took, at most ten at a time. */
import { mixed } from "../trace/spread.js";
import { way } from "./way.js";

const still = matchMedia("(prefers-reduced-motion: reduce)");
const AT_ONCE = 10;
const SVG = "http://www.w3.org/2000/svg";

/** What has flown already. @type {unknown} */
let flown = null;

/**
 * Lets the dots of a distribution fly, once.
 * @param {Element|null} sky the group that holds them
 * @param {import("./trail.js").Shown|null} shown
 * @param {Map<string, import("./layout.js").Shape>} shapes
 */
export function fly(sky, shown, shapes) {
  if (!sky || !shown?.sent || shown.sent === flown) return;
  flown = shown.sent;
  if (still.matches) return;
  const ways = shown.sent.map(({ places }) => way(places, shapes).map((segment) => segment.d).join(""));
  const duration = 2 * (shown.walk ?? 700);
  mixed(shown.sent).forEach((number, index) => {
    if (!ways[number]) return;
    const dot = document.createElementNS(SVG, "circle");
    dot.setAttribute("r", "4");
    dot.setAttribute("class", "dot");
    dot.style.offsetPath = `path("${ways[number]}")`;
    dot.style.opacity = "0";
    sky.append(dot);
    const flight = dot.animate([{ offsetDistance: "0%", opacity: 1 }, { offsetDistance: "100%", opacity: 1 }], { duration, delay: (index * duration) / AT_ONCE, easing: "ease-in-out" });
    flight.finished.then(() => dot.remove(), () => dot.remove());
  });
}
