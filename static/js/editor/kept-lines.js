/** Marks the lines that the lab keeps: greyed, with a word at their end and for readers of the screen. */
import { Decoration, EditorView } from "vendor/codemirror";
import { keptLines } from "./kept.js";

const line = Decoration.line({ class: "cm-kept", attributes: { title: "This lab keeps this line as it is. Another value is refused at Apply." } });

/** @param {string[]|undefined} paths @returns {import("@codemirror/state").Extension} */
export function kept(paths) {
  if (!paths?.length) return [];
  return [
    EditorView.decorations.compute(["doc"], ({ doc }) => Decoration.set(keptLines(doc.toString(), paths).map((number) => line.range(doc.line(number).from)))),
    EditorView.contentAttributes.of({ "aria-description": `Kept by this lab: ${paths.join(", ")}` }),
  ];
}
