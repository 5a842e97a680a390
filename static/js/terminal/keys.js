/** What a key means on the terminal's line. Pure. */

/**
 * @typedef {"run"|"complete"|"leave"|"previous"|"next"|"clear"|"exit"|"cancel"|"search"} Act
 * @typedef {{key: string, ctrlKey: boolean, metaKey: boolean, altKey: boolean, shiftKey: boolean, isComposing: boolean}} Key
 */

/**
 * @param {Key} event
 * @param {{value: string, from: number, to: number, leaving: boolean}} line what is typed, what is selected, whether Escape came before
 * @returns {Act|null}
 */
export function meant(event, { value, from, to, leaving }) {
  if (event.metaKey || event.altKey || event.shiftKey || event.isComposing) return null;
  if (event.ctrlKey) {
    if (event.key === "l") return "clear";
    if (event.key === "r") return "search";
    if (event.key === "d") return value ? null : "exit";
    return event.key === "c" && from === to ? "cancel" : null;
  }
  switch (event.key) {
    case "Enter": return "run";
    case "Tab": return leaving || !value.trim() ? null : "complete";
    case "Escape": return "leave";
    case "ArrowUp": return value.slice(0, from).includes("\n") ? null : "previous";
    case "ArrowDown": return value.slice(to).includes("\n") ? null : "next";
    default: return null;
  }
}
