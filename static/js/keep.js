/** What this browser remembers of a reader's own settings. Where storage is switched off, they hold until the page is left. */

/** @param {string} name @param {string} value an empty one forgets */
export function keep(name, value) {
  try {
    if (value) localStorage.setItem(name, value);
    else localStorage.removeItem(name);
  } catch {
    // Nothing to do: the setting holds for this page.
  }
}

/** @param {string} name @returns {string} */
export function kept(name) {
  try {
    return localStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}

/** Keys that are one character alone can be switched off: they come in the way of speech input (WCAG 2.1.4). */
export const singleKeys = () => kept("single-keys") !== "off";
/** @param {boolean} on */
export const switchSingleKeys = (on) => keep("single-keys", on ? "" : "off");
