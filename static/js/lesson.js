/** A lesson: every figure of its text gets the picture that the server played for it. */
import { asked } from "./lesson/asked.js";
import { lines } from "./lesson/lines.js";
import { world } from "./lesson/world.js";
import { themeSwitch } from "./theme.js";

/**
 * @typedef {{id: string, number: number, kind: "world"|"trace", title: string, file: string, scene: import("./types.js").Scene,
 *   question: {source: string, target: string}|null, runs: import("./types.js").Trace[]}} Figure  docs/protocol.md
 */

themeSwitch();

const address = document.getElementById("lesson")?.dataset.figures;
const answer = address ? await fetch(address) : null;
if (answer?.ok) {
  const lit = lines();
  for (const figure of /** @type {Figure[]} */ (await answer.json())) {
    const place = document.querySelector(`#${figure.id} .live-place`);
    if (place instanceof HTMLElement) (figure.kind === "trace" ? asked : world)(place, figure, lit);
  }
}
