/** Files in and out: upload, download, drag and drop. */
import { MOST_BYTES } from "./intake.js";

/**
 * What the reader chooses from disk.
 * @param {(files: File[]) => void} taken
 */
export function choose(taken) {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.accept = ".yaml,.yml,.json,application/yaml";
  input.addEventListener("change", () => taken([...(input.files ?? [])]));
  input.click();
}

/** @param {string} name @param {BlobPart} content @param {string} [type] */
export function download(name, content, type = "application/yaml") {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 0);
}

/** Their bytes; of one that is too large only so much that it is seen. @param {File[]} files @returns {Promise<import("./intake.js").Incoming[]>} */
export const read = (files) =>
  Promise.all(files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.slice(0, MOST_BYTES + 1).arrayBuffer()) })));

/**
 * Files that are dropped on a part of the page; text that is dragged about stays the editor's.
 * @param {HTMLElement} place
 * @param {(files: File[]) => void} taken
 */
export function dropping(place, taken) {
  const holds = (/** @type {DragEvent} */ event) => Boolean(event.dataTransfer?.types.includes("Files"));
  /** @param {DragEvent} event @param {boolean} over */
  const mark = (event, over) => {
    if (!holds(event)) return;
    event.preventDefault();
    event.stopPropagation();
    place.toggleAttribute("data-dropping", over);
  };
  place.addEventListener("dragover", (event) => mark(event, true), true);
  place.addEventListener("dragleave", (event) => { if (!place.contains(/** @type {Node|null} */ (event.relatedTarget))) mark(event, false); }, true);
  place.addEventListener("drop", (event) => {
    mark(event, false);
    if (holds(event)) taken([...(event.dataTransfer?.files ?? [])]);
  }, true);
}
