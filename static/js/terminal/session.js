/** Which of the workspace's terminals this tab is: its own, also after a reload. */

const KEY = "terminal";

/** @returns {string} */
export function sessionName() {
  const made = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  try {
    const known = sessionStorage.getItem(KEY);
    if (known) return known;
    sessionStorage.setItem(KEY, made);
  } catch {
    // Without storage the terminal begins anew with each page.
  }
  return made;
}
