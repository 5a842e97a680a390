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
