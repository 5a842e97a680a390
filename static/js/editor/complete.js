/** Completion from the schema: keys that fit here and are not there yet, and the values that a field knows. */
import { startCompletion } from "vendor/codemirror";
import { basic } from "./fields.js";
import { place } from "./path.js";

/**
 * @typedef {import("./fields.js").Schema} Schema
 * @typedef {import("./fields.js").Field} Field
 */

let schema = basic;

/**
 * Takes the server's schema over the built-in one, where there is one.
 * @param {string|null|undefined} url
 */
export async function loadSchema(url) {
  if (!url) return;
  const response = await fetch(url).catch(() => null);
  if (!response?.ok) return;
  const found = await response.json();
  if (found?.kinds && found?.types) schema = found;
}

/**
 * The fields of the object at a path.
 * @param {string} kind
 * @param {string[]} path
 * @returns {Record<string, Field>|null}
 */
function fieldsAt(kind, path) {
  let type = schema.kinds[kind]?.of ?? "Object";
  for (const key of path) {
    if (key === "-") continue;
    const field = schema.types[type]?.[key];
    if (!field?.of) return null;
    type = field.of;
  }
  return schema.types[type] ?? null;
}

/**
 * @param {import("@codemirror/autocomplete").CompletionContext} context
 * @returns {import("@codemirror/autocomplete").CompletionResult|null}
 */
export function complete(context) {
  const line = context.state.doc.lineAt(context.pos);
  const lines = context.state.doc.toString().split("\n");
  const here = place(lines, line.number - 1, context.pos - line.from);
  if (!context.explicit && !here.word) return null;
  const from = line.from + here.from;
  const fields = fieldsAt(here.kind, here.path);
  if (here.key) return values(here, fields, from);
  if (!fields) return null;
  const indent = " ".repeat(line.text.slice(0, here.from).replace(/\S/g, " ").length);
  const options = Object.entries(fields)
    .filter(([name]) => name === here.word || !here.siblings.includes(name))
    .map(([name, field]) => ({
      label: name, type: "property", detail: field.type, info: field.doc, apply: after(name, field, indent),
    }));
  return { from, options, validFor: /^\w*$/ };
}

/** @param {import("./path.js").Place} here @param {Record<string, Field>|null} fields @param {number} from */
function values(here, fields, from) {
  const known =
    here.path.length === 0 && here.key === "kind" ? Object.keys(schema.kinds)
    : here.path.length === 0 && here.key === "apiVersion" ? [...new Set(Object.values(schema.kinds).map((kind) => kind.apiVersion))]
    : (fields?.[here.key]?.values ?? (fields?.[here.key]?.type === "boolean" ? ["true", "false"] : []));
  return known.length ? { from, options: known.map((label) => ({ label, type: "constant" })), validFor: /^[\w./]*$/ } : null;
}

/** @param {string} name @param {Field} field @param {string} indent */
function after(name, field, indent) {
  const text = { object: `${name}:\n${indent}  `, map: `${name}:\n${indent}  `, array: `${name}:\n${indent}  - ` }[field.type ?? ""];
  /**
   * @param {import("@codemirror/view").EditorView} view
   * @param {unknown} _completion
   * @param {number} from
   * @param {number} to
   */
  return (view, _completion, from, to) => {
    const insert = text ?? `${name}: `;
    view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length } });
    if (text || field.values) startCompletion(view);
  };
}
