/** Greys the fields that change nothing, until they are touched; a tooltip says why. */
import { Decoration, EditorView, StateEffect, StateField } from "vendor/codemirror";
import { t } from "../i18n.js";
import { offset } from "./edits.js";

/** @typedef {import("../types.js").IdleField} IdleField */

/** @type {import("@codemirror/state").StateEffectType<IdleField[]>} */
export const idle = StateEffect.define();

/** @param {IdleField} field */
export function idleWords({ why, value }) {
  if (why === "empty") return t("Nothing is written here: without this field it is the same.");
  if (why === "ignored") return t("The API server ignores what is written here.");
  return value ? t("This changes nothing: the default is {value}.", { value }) : t("This changes nothing: it is the default.");
}

/** @param {import("@codemirror/state").Text} doc @param {IdleField[]} fields */
function decorate(doc, fields) {
  const text = doc.toString();
  const ranges = fields.flatMap((field) => {
    const from = offset(text, field.line, field.column);
    const to = offset(text, field.end_line, field.end_column);
    return to > from ? [Decoration.mark({ class: "cm-idle", attributes: { title: idleWords(field) } }).range(from, to)] : [];
  });
  return Decoration.set(ranges, true);
}

export const idleFields = StateField.define({
  create: () => Decoration.none,
  update(fields, { changes, docChanged, effects, state }) {
    let next = fields;
    if (docChanged) {
      next = fields.update({ filter: (from, to) => !changes.touchesRange(from, to) }).map(changes);
    }
    for (const effect of effects) if (effect.is(idle)) next = decorate(state.doc, effect.value);
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Why the field at an offset changes nothing; '' if it does. @param {import("@codemirror/state").EditorState} state @param {number} at */
export function whyIdle(state, at) {
  let found = "";
  state.field(idleFields, false)?.between(at, at, (_from, _to, value) => { found = value.spec.attributes.title; });
  return found;
}
