/** READ: the steps of a lab, or the sandbox's examples. */
import { announce } from "./announce.js";
import { go, isNarrow } from "./columns.js";
import { debounce } from "./debounce.js";
import { t } from "./i18n.js";
import { drawDots } from "./steps/dots.js";
import { drawExamples } from "./steps/examples.js";
import { isFinished } from "./steps/finished.js";
import { currentStep, drawSteps } from "./steps/panel.js";

/** @typedef {import("./types.js").File} File */

/** @param {string} id */
const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** A change comes in several deltas: pods start one after the other. */
const CHECK_AFTER = 400;

/**
 * @param {import("./store.js").Store} store
 * @param {import("./commands.js").Commands} act
 * @param {import("./desk.js").Desk} desk
 * @param {{examples?: import("./steps/examples.js").Example[], next?: {title: string, url: string}|null}} boot
 */
export function read(store, act, desk, boot) {
  let chosen = "";
  /** @param {string} step */
  const open = (step) => {
    chosen = step;
    draw();
    at("read").scrollTop = 0;
    at("read").focus();
    const { lab } = store.state;
    const index = lab?.steps.findIndex((each) => each.id === step) ?? -1;
    if (lab && index >= 0) announce(t("Step {n}: {title}", { n: index + 1, title: lab.steps[index].title }));
  };
  const actions = { ...act, open, next: boot.next ?? null, use: (/** @type {File[]} */ files) => desk.load(merged(desk.files(), files)) };
  const draw = () => {
    const { state } = store;
    if (!document.getElementById("steps") || !state.lab) return;
    chosen = currentStep(state, chosen)?.id ?? "";
    const held = at("steps").contains(document.activeElement) ? document.activeElement?.closest("section") : null;
    drawSteps(at("steps"), state, chosen, actions);
    if (held && !at("steps").contains(document.activeElement)) keepFocus(held);
    drawDots(at("step-dots"), state, chosen, open);
  };
  store.on(["lab", "progress", "verdicts", "predictions", "debrief", "busy", "nodes"], draw);
  store.on(["lab", "progress"], (state) => { if (isFinished(state) && !state.debrief && !state.busy.includes("debrief")) act.debrief(); });
  store.on(["progress"], (state, before) => {
    const ticked = newlyPassing(state, before);
    if (ticked.length) setTimeout(() => announce(t("Passes now: {checks}.", { checks: ticked.join("; ") })));
  });
  store.on(["progress"], (state, before) => {
    if (!before.progress || isFinished(before) || !isFinished(state)) return;
    const said = state.command?.summary ?? "";
    const done = t("All steps are done. What to take home stands below the checks.");
    setTimeout(() => announce(said ? `${said}. ${done}` : done)); // after what the command itself says
  });
  const again = debounce(CHECK_AFTER, () => { if (isPast(store.state, chosen, desk.files())) act.check(chosen); });
  store.on(["verdicts", "applied"], (state) => { if (isPast(state, chosen, desk.files())) again(); });
  if (document.getElementById("examples")) {
    drawExamples(at("examples"), boot.examples ?? [], (example) => { desk.load(example.files); if (isNarrow()) go("edit"); });
  }
}

/** What had the focus is gone: it stays with the block that it was in. @param {HTMLElement} block */
function keepFocus(block) {
  block.tabIndex = -1;
  (block.isConnected ? block : at("read")).focus({ preventScroll: true });
}

/** Checks that began to hold with the last change. @param {import("./types.js").State} state @param {import("./types.js").State} before */
function newlyPassing({ lab, progress }, before) {
  if (!before.progress || progress === before.progress) return [];
  return (lab?.steps ?? []).flatMap((step) => step.checks.filter((check) => progress?.steps[step.id]?.standing?.[check.id] && before.progress?.steps[step.id]?.standing?.[check.id] === false)).map((check) => check.title);
}

/** Whether a Check was about the past, and the editor holds what is applied: then it is made again. @param {import("./types.js").State} state @param {string} step @param {File[]} files */
function isPast({ verdicts, busy, applied }, step, files) {
  const verdict = verdicts[step];
  const texts = new Map(applied.map((file) => [file.path, file.text]));
  return Boolean(verdict?.stale) && verdict.kind === "check" && !busy.includes("check") && files.every((file) => texts.get(file.path) === file.text);
}

/** @param {File[]} mine @param {File[]} given @returns {File[]} */
function merged(mine, given) {
  const texts = new Map(given.map((file) => [file.path, file.text]));
  return [...mine.map((file) => ({ path: file.path, text: texts.get(file.path) ?? file.text })), ...given.filter((file) => !mine.some((each) => each.path === file.path))];
}
