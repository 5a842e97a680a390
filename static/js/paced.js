/** Answers that do not come (a message too many) are not waited for any longer than this. */
const PATIENCE = 4000;

/**
 * One question at a time: wanted now, it is asked now, unless the last one is not answered yet or was asked less than `gap`
 * milliseconds ago; then as soon as both are past.
 * @param {number} gap
 * @param {() => void} ask
 */
export function paced(gap, ask) {
  let asked = -Infinity;
  let waits = false;
  let wanted = false;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;
  const go = () => {
    timer = undefined;
    const passed = performance.now() - asked;
    if (!wanted || (waits && passed < PATIENCE)) return;
    if (passed < gap) {
      timer = setTimeout(go, gap - passed);
      return;
    }
    wanted = false;
    waits = true;
    asked = performance.now();
    ask();
  };
  return {
    want: () => { wanted = true; if (timer === undefined) go(); },
    answered: () => { waits = false; if (timer === undefined) go(); },
    cancel: () => { wanted = false; },
    /** Whether it is to be asked, or was asked and not answered. */
    waits: () => wanted || waits,
  };
}
