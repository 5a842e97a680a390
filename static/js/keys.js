/** Keys that work everywhere on the page. */

/**
 * @param {{apply: () => void, run: () => void, step: (by: number) => void, play: () => void, view: () => void, world: () => void, part: (index: number) => void, help: () => void, terminal: () => void, close: () => void}} act
 */
export function keys(act) {
  addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const typing = target.closest("input, textarea, select, .cm-content");
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && !target.closest(".cm-content")) return done(event, act.apply);
    if (event.altKey && !event.ctrlKey) {
      if (event.key === "ArrowRight") return done(event, () => act.step(1));
      if (event.key === "ArrowLeft") return done(event, () => act.step(-1));
      if (event.code === "KeyP") return done(event, act.play);
      if (event.code === "KeyR") return done(event, act.run);
      if (event.code === "KeyT") return done(event, act.terminal);
      if (event.code === "KeyW") return done(event, act.world);
      if (event.code === "KeyV") return done(event, act.view);
      if (/^Digit[1-4]$/.test(event.code)) return done(event, () => act.part(Number(event.code.slice(5)) - 1));
    }
    if (event.key === "?" && !typing) return done(event, act.help);
    if (event.key === "Escape" && !typing) act.close();
    return undefined;
  });
}

/** @param {KeyboardEvent} event @param {() => void} act */
function done(event, act) {
  event.preventDefault();
  act();
}
