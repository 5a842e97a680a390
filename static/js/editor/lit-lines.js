/** The lines that the shown step of a trace came from. */
import { Decoration, EditorView, StateEffect, StateField } from "vendor/codemirror";

/** @typedef {import("@codemirror/state").Text} Text */

/** @type {import("@codemirror/state").StateEffectType<number[]>} */
export const light = StateEffect.define();

const line = Decoration.line({ class: "cm-lit" });

/** @param {Text} text @param {number[]} numbers */
function decorate(text, numbers) {
  const wanted = [...new Set(numbers)].filter((number) => number >= 1 && number <= text.lines).sort((a, b) => a - b);
  return Decoration.set(wanted.map((number) => line.range(text.line(number).from)));
}

export const litLines = StateField.define({
  create: () => Decoration.none,
  update(lines, transaction) {
    let next = transaction.docChanged ? lines.map(transaction.changes) : lines;
    for (const effect of transaction.effects) {
      if (effect.is(light)) next = decorate(transaction.state.doc, effect.value);
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});
