/** The documentation of the field under the pointer, or with a key of the one at the cursor. */
import { StateEffect, StateField, hoverTooltip, keymap, showTooltip } from "vendor/codemirror";
import { announce } from "../announce.js";
import { docElement, facts } from "./doc-text.js";
import { whyIdle } from "./idle-fields.js";
import { docOf, fieldAt, kinds } from "./schema.js";
import { fieldOf } from "./where.js";

/**
 * @typedef {import("@codemirror/view").Tooltip} Tooltip
 * @typedef {{from: number, to: number, title: string, text: string, field: import("./schema.js").Field, page: string, note: string}} Told
 */

/** @param {import("@codemirror/state").EditorState} state @param {number} at @returns {Promise<Told|null>} */
async function told(state, at) {
  const here = fieldOf(state, at);
  const found = here && fieldAt(here.kind, here.path);
  if (!found) return null;
  const { of, page } = kinds()[here.kind];
  const isKind = here.path.length === 1 && found.name === "kind";
  const text = await (isKind ? docOf(of) : docOf(found.type, found.name));
  const anchor = isKind ? here.kind : found.type.split(".").at(-1);
  return { from: here.from, to: here.to, title: here.path.filter((part) => part !== "-").join("."), text, field: found.field, page: `${page}#${anchor}`, note: whyIdle(state, here.from) };
}

/** @param {Told} what @param {boolean} [above] @returns {Tooltip} */
function tooltip(what, above = true) {
  return {
    pos: what.from, end: what.to, above,
    create(view) {
      const dom = docElement(what);
      dom.addEventListener("keydown", (event) => { if (event.key === "Escape") close(view); });
      return { dom };
    },
  };
}

/** @type {import("@codemirror/state").StateEffectType<Tooltip|null>} */
const show = StateEffect.define();

/** The tooltip that a key has opened: it goes with the next change of text or cursor. @type {StateField<Tooltip|null>} */
const opened = StateField.define({
  create: () => /** @type {Tooltip|null} */ (null),
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(show)) return effect.value;
    return transaction.docChanged || transaction.selection ? null : value;
  },
  provide: (field) => showTooltip.from(field),
});

/** Once: opens it and reads it out; again: into it, to its links. @param {import("@codemirror/view").EditorView} view */
function open(view) {
  if (view.state.field(opened)) {
    /** @type {HTMLElement|null} */ (view.dom.querySelector(".field-doc a"))?.focus();
    return true;
  }
  const { main } = view.state.selection;
  told(view.state, main.head).then((what) => {
    if (!what || view.state.selection.main.head !== main.head) return;
    view.dispatch({ effects: show.of(tooltip(what, false)) });
    announce([what.title, ...facts(what.field), what.note, what.text].filter(Boolean).join(". "));
  });
  return true;
}

/** @param {import("@codemirror/view").EditorView} view */
function close(view) {
  if (!view.state.field(opened)) return false;
  view.dispatch({ effects: show.of(null) });
  view.focus();
  return true;
}

export const docs = [
  opened,
  keymap.of([{ key: "F1", run: open }, { key: "Escape", run: close }]),
  hoverTooltip(async (view, at) => {
    const what = await told(view.state, at);
    return what && tooltip(what);
  }, { hideOnChange: true }),
];
