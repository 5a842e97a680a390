/** The packet: a small labelled token that walks the shown segment of a trace. */

const still = matchMedia("(prefers-reduced-motion: reduce)");
const DURATION = 700;

/**
 * Lets the token walk along a segment and stay at its end. With reduced motion it stands there at once.
 * @param {SVGGElement} token
 * @param {import("./way.js").Segment|null} segment
 */
export function walk(token, segment) {
  for (const animation of token.getAnimations()) animation.cancel();
  token.style.offsetPath = segment ? `path("${segment.walk}")` : "none";
  token.style.offsetRotate = "0deg";
  token.style.offsetDistance = "100%";
  if (!segment || still.matches) return;
  token.animate([{ offsetDistance: "0%" }, { offsetDistance: "100%" }], { duration: DURATION, easing: "cubic-bezier(0.4, 0, 0.3, 1)" });
}
