/** Keys that work everywhere on the page: one table, which acts and which the help shows (help.js). */
import { t } from "./i18n.js";
import { singleKeys } from "./keep.js";

/**
 * @typedef {{apply: () => void, run: () => void, step: (by: number) => void, play: () => void, view: () => void, world: () => void,
 *   part: (index: number) => void, help: () => void, terminal: () => void, close: () => void}} Acts
 * @typedef {{act: keyof Acts, keys: string, what: string, alt?: Record<string, number>, leaves?: boolean, is?: (event: KeyboardEvent) => boolean}} Key
 *   `leaves`: to a part that a picture which fills the screen hides; `alt` holds codes pressed with Alt, each with what the act is told; `is` says of anything else whether it is meant
 */

/** @param {Event} event */
const typing = (event) => Boolean(/** @type {HTMLElement} */ (event.target).closest("input, textarea, select, .cm-content"));
/** @param {Event} event */
const inEditor = (event) => Boolean(/** @type {HTMLElement} */ (event.target).closest(".cm-content"));

/** @type {Key[]} */
export const KEYS = [
  { act: "apply", keys: t("Ctrl Enter"), what: t("Apply the files to the cluster"), is: (event) => (event.ctrlKey || event.metaKey) && event.key === "Enter" && !inEditor(event) },
  { act: "run", keys: t("Alt R"), what: t("Run the trace"), alt: { KeyR: 0 }, leaves: true },
  { act: "step", keys: t("Alt ← and Alt →"), what: t("Previous and next step of the trace"), alt: { ArrowLeft: -1, ArrowRight: 1 } },
  { act: "play", keys: t("Alt P"), what: t("Play the trace, or pause"), alt: { KeyP: 0 } },
  { act: "part", keys: t("Alt 1 to Alt 4"), what: t("Go to the text, the editor, the picture, the dock"), alt: { Digit1: 0, Digit2: 1, Digit3: 2, Digit4: 3 }, leaves: true },
  { act: "terminal", keys: t("Alt T"), what: t("Go to the terminal"), alt: { KeyT: 0 }, leaves: true },
  { act: "world", keys: t("Alt W"), what: t("Let something happen to the world: crash a pod, fail a node"), alt: { KeyW: 0 }, leaves: true },
  { act: "view", keys: t("Alt V"), what: t("Picture, table, sentences in turn"), alt: { KeyV: 0 } },
  { act: "close", keys: t("Esc"), what: t("Close what is open; back to now"), is: (event) => event.key === "Escape" && !typing(event) },
  { act: "help", keys: "?", what: t("This help"), is: (event) => event.key === "?" && singleKeys() && !typing(event) },
];

/** @param {Acts} acts */
export function keys(acts) {
  addEventListener("keydown", (event) => {
    const alone = event.altKey && !event.ctrlKey;
    const key = KEYS.find(({ alt, is }) => (alt ? alone && event.code in alt : is?.(event)));
    if (!key) return;
    if (event.key !== "Escape") event.preventDefault();
    const act = () => acts[key.act](key.alt?.[event.code] ?? 0);
    if (key.leaves && document.fullscreenElement) document.exitFullscreen().then(act);
    else act();
  });
}
