/** Completion: the keys that fit here and are not there yet, the values that a field knows, the names that are in the cluster. */
import { startCompletion } from "vendor/codemirror";
import { docElement } from "./doc-text.js";
import { place } from "./path.js";
import { docOf, fieldAt, fieldsAt, kinds } from "./schema.js";

/**
 * @typedef {import("./schema.js").Field} Field
 * @typedef {import("./path.js").Place} Place
 * @typedef {import("@codemirror/autocomplete").Completion} Completion
 * @typedef {(refers: string, key?: string) => import("./names.js").Name[]} Names
 */

/** Images have slashes and tags, labels have slashes. */
const VALUE = /^[\w./:-]*$/;

/** @param {Names} names of what is in the cluster */
export function completion(names) {
  /**
   * @param {import("@codemirror/autocomplete").CompletionContext} context
   * @returns {import("@codemirror/autocomplete").CompletionResult|null}
   */
  return (context) => {
    const line = context.state.doc.lineAt(context.pos);
    const lines = context.state.doc.toString().split("\n");
    const here = place(lines, line.number - 1, context.pos - line.from);
    if (!context.explicit && !here.word) return null;
    const from = line.from + here.from;
    if (!here.key) return offer(from, keys(here, names, line.text), () => false);
    const options = values(here, names);
    const labels = new Set(options.map(({ label }) => label));
    return !context.explicit && labels.has(here.word) ? null : offer(from, options, (word) => labels.has(word));
  };
}

/**
 * A value that is written out in full is offered no longer: Enter is to end the line then.
 * @param {number} from @param {Completion[]} options @param {(word: string) => boolean} full
 */
const offer = (from, options, full) => (options.length ? { from, options, validFor: (/** @type {string} */ word) => VALUE.test(word) && !full(word) } : null);

/** @param {Place} here @param {Names} names @param {string} line @returns {Completion[]} */
function keys(here, names, line) {
  const found = fieldsAt(here.kind, here.path);
  if (!found) {
    const refers = fieldAt(here.kind, here.path)?.field.refers;
    return refers ? names(refers).map(({ label, detail }) => ({ label, detail, type: "property", apply: typed(`${label}: `, true) })) : [];
  }
  const inFlow = /[{[]/.test(line.slice(0, here.from));
  const indent = " ".repeat(line.slice(0, here.from).replace(/\S/g, " ").length);
  return Object.entries(found.fields)
    .filter(([name]) => name === here.word || !here.siblings.includes(name))
    .map(([name, field]) => ({
      label: name, type: "property", detail: field.type, boost: field.required ? 1 : 0,
      info: async () => docElement({ text: await docOf(found.type, name), field }), apply: written(name, field, indent, inFlow),
    }));
}

/** @param {Place} here @param {Names} names @returns {Completion[]} */
function values(here, names) {
  const atRoot = here.path.length === 0;
  if (atRoot && here.key === "kind") return constants(Object.keys(kinds()));
  if (atRoot && here.key === "apiVersion") {
    const own = kinds()[here.kind]?.apiVersion;
    return constants(own ? [own] : [...new Set(Object.values(kinds()).map((kind) => kind.apiVersion))]);
  }
  const around = fieldAt(here.kind, here.path)?.field;
  if (around?.refers && around.type === "map") return constants(names(around.refers, here.key));
  const field = fieldsAt(here.kind, here.path)?.fields[here.key];
  if (!field) return [];
  const known = field.values ?? (field.type === "boolean" ? ["true", "false"] : []);
  return [...constants(field.refers ? names(field.refers) : []), ...constants(known)];
}

/** @param {(string|import("./names.js").Name)[]} known @returns {Completion[]} */
const constants = (known) => known.map((each) => ({ type: "constant", ...(typeof each === "string" ? { label: each } : each) }));

/** @param {string} name @param {Field} field @param {string} indent @param {boolean} inFlow */
function written(name, field, indent, inFlow) {
  const more = Boolean(field.values || field.refers || field.type === "boolean" || field.of);
  if (inFlow) {
    const brackets = { object: "{}", map: "{}", array: "[]" }[field.type] ?? "";
    return typed(`${name}: ${brackets}`, more, brackets ? 1 : 0);
  }
  const text = { object: `${name}:\n${indent}  `, map: `${name}:\n${indent}  `, array: `${name}:\n${indent}  - ` }[field.type];
  return typed(text ?? `${name}: `, more);
}

/** @param {string} insert @param {boolean} goOn whether there is more to choose from @param {number} [back] */
function typed(insert, goOn, back = 0) {
  /**
   * @param {import("@codemirror/view").EditorView} view
   * @param {unknown} _completion
   * @param {number} from
   * @param {number} to
   */
  return (view, _completion, from, to) => {
    view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length - back }, userEvent: "input.complete" });
    if (goOn) startCompletion(view);
  };
}
