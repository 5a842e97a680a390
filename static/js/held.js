/**
 * A button that is pressed may be switched off by what it did: until the answer is there, or because nothing comes after the
 * last step. A browser drops the focus then. It comes back with the button, or goes to its neighbour in the group.
 */
export function holdFocus() {
  /** @type {HTMLButtonElement|null} */
  let held = null;
  const nobody = () => document.activeElement === document.body || document.activeElement === held;
  addEventListener("focusin", () => { if (!nobody()) held = null; });
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const button = /** @type {HTMLButtonElement} */ (target);
      if (button.disabled && button === document.activeElement) {
        held = button;
        /** @type {HTMLElement|null} */ (button.closest("[role=group]")?.querySelector("button:enabled") ?? null)?.focus();
      } else if (!button.disabled && button === held && nobody()) button.focus();
    }
  }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["disabled"] });
}
