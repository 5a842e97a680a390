/** What is done with whole files: new, take in, give out, remove. */
import { show } from "../dialog.js";
import { t } from "../i18n.js";
import { choose, download, dropping, read } from "./exchange.js";
import { MOST_FILES, intake, together } from "./intake.js";
import { askNew } from "./new.js";
import { html } from "vendor/lit";

/** @typedef {import("../types.js").File} File */

/**
 * @param {{files: () => File[], file: () => string, load: (files: File[]) => void, open: (path: string, line?: number) => void,
 *   say: (text: string) => void}} desk `say` tells what could not be done
 * @param {HTMLElement} place where files are dropped
 */
export function fileActions({ files, file, load, open, say }, place) {
  /** @param {File[]} taken */
  const put = (taken) => {
    const texts = new Map([...files(), ...taken].map((each) => [each.path, each]));
    load([...texts.values()]);
    if (taken.length) open(taken[taken.length - 1].path);
  };
  const takeIn = async (/** @type {globalThis.File[]} */ chosen) => {
    const { taken, replaced, refused } = intake(files(), await read(chosen));
    if (refused.length) say(refused.join(" "));
    if (!replaced.length) return put(taken);
    return show(t("Replace what is there?"), html`<p>${t("The editor has files of the same name with another text:")} ${replaced.join(", ")}</p>`, { label: t("Replace"), danger: true, act: () => put(taken) });
  };
  dropping(place, takeIn);

  return {
    add: () => {
      if (files().length >= MOST_FILES) return say(t("There may be {most} files.", { most: MOST_FILES }));
      return askNew(files(), file(), (path, text) => {
        const there = files().find((each) => each.path === path);
        const before = there?.text.trimEnd() ?? "";
        const line = before ? before.split("\n").length + 2 : 1;
        put([{ path, text: before && text ? `${before}\n---\n${text}` : before || text }]);
        open(path, line);
      });
    },
    upload: () => choose(takeIn),
    download: () => download(file(), files().find((each) => each.path === file())?.text ?? ""),
    downloadAll: () => download("all.yaml", together(files())),
    /** @param {string} path */
    remove: (path) => show(t("Remove {file}?", { file: path }), t("The file leaves the editor. What was applied from it stays in the cluster until you delete it there."), {
      label: t("Remove"), danger: true, act: () => load(files().filter((each) => each.path !== path)),
    }),
  };
}
