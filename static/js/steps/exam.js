/** The time that is left of an exam. It decides nothing: the server knows when it ends. */
import { html, nothing, render } from "vendor/lit";
import { announce } from "../announce.js";
import { t, tn } from "../i18n.js";

/** Minutes before the end at which the time is said aloud, and no oftener. */
const SAID = [15, 5, 1];

/** Seconds before the end from which they are counted one by one. */
const CLOSE = 120;

/**
 * @param {HTMLElement} place
 * @param {{left: number|null, result: string}} exam `left` in seconds, as the server counted when it made the page
 * @param {() => void} over called once the time has ended
 */
export function examClock(place, exam, over) {
  // The clock on the wall goes on while a machine sleeps; it is only compared with itself.
  const begun = performance.timeOrigin;
  const now = () => (exam.left === null ? Infinity : exam.left - (Date.now() - begun) / 1000);
  let before = now();
  const draw = () => render(html`
    ${exam.left === null ? nothing : html`<span role="timer" ?data-soon=${before <= CLOSE}>${words(before)}</span>`}
    <a href=${exam.result}>${t("Result")}</a>`, place);
  draw();
  if (before === Infinity) return;
  if (before <= 0) return over();
  const beat = setInterval(() => {
    const left = now();
    const minutes = SAID.find((each) => before > each * 60 && left <= each * 60);
    before = left;
    if (minutes) announce(words(minutes * 60));
    draw();
    if (left > 0) return;
    clearInterval(beat);
    over();
  }, 1000);
}

/** @param {number} left seconds */
function words(left) {
  if (left <= 0) return t("The time is over");
  const n = Math.ceil(left);
  return n < CLOSE ? tn(n, "{n} second left", "{n} seconds left", { n }) : tn(Math.ceil(n / 60), "{n} minute left", "{n} minutes left", { n: Math.ceil(n / 60) });
}
