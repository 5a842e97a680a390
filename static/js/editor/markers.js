/** The server's markers as CodeMirror's diagnostics. */
import { changes, offset } from "./edits.js";

/**
 * @typedef {import("../types.js").Marker} Marker
 * @typedef {import("../types.js").Edit} Edit
 */

/**
 * @param {Marker[]} markers of one file
 * @param {string} text
 */
export function diagnostics(markers, text) {
  return markers.map((marker) => {
    const line = Math.max(1, marker.line || 1);
    const from = offset(text, line, marker.column || 1);
    const to = marker.end_line ? offset(text, marker.end_line, marker.end_column ?? 1) : from;
    const fix = marker.fix;
    return {
      from,
      to: to > from ? to : wordEnd(text, from),
      severity: marker.severity,
      message: marker.advice ? `${marker.message}\n${marker.advice}` : marker.message,
      source: marker.source,
      actions: fix
        ? [{
            name: fix.title,
            /** @param {import("@codemirror/view").EditorView} view */
            apply: (view) => view.dispatch({ changes: changes(view.state.doc.toString(), fix.edits) }),
          }]
        : [],
    };
  });
}

/** @param {string} text @param {number} from */
function wordEnd(text, from) {
  const end = text.indexOf("\n", from);
  return Math.min(end < 0 ? text.length : end, from + (text.slice(from).match(/^[^\s:]+/)?.[0].length ?? 1));
}
