/** The packet: a small labelled token that walks the shown stretch of a trace. */

const still = matchMedia("(prefers-reduced-motion: reduce)");
const DURATION = 700;

/**
 * Lets the token walk along a segment and stay at its end. With reduced motion it stands there at once.
 * @param {SVGGElement} token
 * @param {import("./trail.js").Trail} trail
 * @param {number} [duration] milliseconds
 */
export function walk(token, { current, rests }, duration = DURATION) {
  for (const animation of token.getAnimations()) animation.cancel();
  token.style.offsetPath = current ? `path("${current.walk}")` : rests ? `path("M${rests.x} ${rests.y}h0.01")` : "none";
  token.style.offsetRotate = "0deg";
  token.style.offsetDistance = "100%";
  if (!current || still.matches) return;
  token.animate([{ offsetDistance: "0%" }, { offsetDistance: "100%" }], { duration, easing: "cubic-bezier(0.4, 0, 0.3, 1)" });
}
