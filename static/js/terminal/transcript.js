/** What stands on the terminal, as a value: what was typed and what was printed. Pure. */
import { t } from "../i18n.js";

/**
 * @typedef {{id: number, kind: "line"|"out"|"err"|"note", text: string, prompt?: string, parts?: import("./links.js").Part[]}} Entry
 */

const MOST = 300;

/**
 * @param {Entry[]} entries
 * @param {Omit<Entry, "id">[]} more
 * @returns {Entry[]} with the oldest left out where they are many
 */
export function add(entries, more) {
  let id = entries.at(-1)?.id ?? 0;
  return [...entries, ...more.map((entry) => ({ ...entry, id: ++id }))].slice(-MOST);
}

/**
 * What an answer prints, in its order.
 * @param {{output: {stream: "out"|"err", text: string}[], exit: number}} answer
 * @param {(text: string) => import("./links.js").Part[]} link
 * @returns {Omit<Entry, "id">[]}
 */
export function printed({ output, exit }, link) {
  const found = output.map(({ stream, text }) => ({ kind: stream, text: trimmed(text), parts: link(trimmed(text)) }));
  return exit ? [...found, { kind: "note", text: t("exit status {exit}", { exit }) }] : found;
}

/** Every entry is a block of its own: its last newline is the block's end. @param {string} text */
const trimmed = (text) => text.replace(/\n$/, "");

/** The editor's files go along where a line may read them. @param {string} line @param {string[]} names */
export function readsFiles(line, names) {
  return /(^|\s)(-\w*f|-k|--filename|--kustomize|ls|cat|find|--from-file)\b|\*/.test(line) || names.some((name) => line.includes(name));
}
