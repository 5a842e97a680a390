/** Files that come from outside: what is taken, under which name, and why the others are not. Pure. */
import { t } from "../i18n.js";

/**
 * @typedef {import("../types.js").File} File
 * @typedef {{name: string, bytes: Uint8Array}} Incoming
 */

/** What the server accepts as the name of a file. */
export const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._\-]{0,56}\.ya?ml$/;
export const MOST_FILES = 20;
/** Bytes of all files together. */
export const MOST_BYTES = 256 * 1024;

/**
 * @param {File[]} mine
 * @param {Incoming[]} incoming
 * @returns {{taken: File[], replaced: string[], refused: string[]}} `taken` under the names that they get; `replaced` are those of
 *   files that are there with another text; `refused` are sentences
 */
export function intake(mine, incoming) {
  const texts = new Map(mine.map(({ path, text }) => [path, text]));
  /** @type {{taken: File[], replaced: string[], refused: string[]}} */
  const found = { taken: [], replaced: [], refused: [] };
  for (const { name, bytes } of incoming) {
    const path = nameFor(name);
    const text = path ? textOf(bytes) : null;
    const why =
      !path ? t("{file} is no YAML file: its name has to end in .yaml or .yml.", { file: name })
      : bytes.length > MOST_BYTES ? t("{file} is too large: all files together may have {most} KiB.", { file: name, most: MOST_BYTES / 1024 })
      : text === null ? t("{file} is no text in UTF-8.", { file: name })
      : !texts.has(path) && texts.size >= MOST_FILES ? t("{file} is one too many: there may be {most} files.", { file: name, most: MOST_FILES })
      : size([...texts].filter(([each]) => each !== path).map(([, each]) => each)) + bytes.length > MOST_BYTES
        ? t("{file} does not fit: all files together may have {most} KiB.", { file: name, most: MOST_BYTES / 1024 })
      : "";
    if (why || !path || text === null) {
      found.refused.push(why);
      continue;
    }
    if (texts.get(path)?.trim() && texts.get(path) !== text) found.replaced.push(path);
    texts.set(path, text);
    found.taken = [...found.taken.filter((file) => file.path !== path), { path, text }];
  }
  return found;
}

const encoder = new TextEncoder();

/** @param {string[]} texts */
const size = (texts) => texts.reduce((sum, text) => sum + encoder.encode(text).length, 0);

/** Whether the server takes as much text: a character has at most three bytes for each of its units. @param {File[]} files */
export function fits(files) {
  const units = files.reduce((sum, { text }) => sum + text.length, 0);
  return units * 3 <= MOST_BYTES || (units <= MOST_BYTES && size(files.map(({ text }) => text)) <= MOST_BYTES);
}

/** A name that the server takes, as near as can be; null for other kinds of files. @param {string} name */
export function nameFor(name) {
  const [, stem, end] = /^(.*)\.(ya?ml|json)$/i.exec(name.replace(/^.*[\\/]/, "")) ?? [];
  if (!end) return null;
  const plain = stem.replaceAll(/[^A-Za-z0-9._-]+/g, "-").replace(/^[^A-Za-z0-9]+/, "").slice(0, 50) || "file";
  return `${plain}.${end.toLowerCase() === "yml" ? "yml" : "yaml"}`;
}

/** @param {Uint8Array} bytes @returns {string|null} null if it is no text */
function textOf(bytes) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.includes("\0") ? null : text.replaceAll(/\r\n?/g, "\n");
  } catch {
    return null;
  }
}

/** All files as one text, each with its name before it. @param {File[]} files */
export function together(files) {
  return files.filter(({ text }) => text.trim()).map(({ path, text }) => `# ${path}\n${text.replace(/^---[ \t]*\n/, "").trimEnd()}\n`).join("---\n");
}

/** A name that no file has: `service.yaml`, `service-2.yaml`. @param {File[]} files @param {string} stem */
export function freeName(files, stem) {
  const taken = new Set(files.map((file) => file.path));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? `${stem}.yaml` : `${stem}-${number}.yaml`;
    if (!taken.has(name)) return name;
  }
}
