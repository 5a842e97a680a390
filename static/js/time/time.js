/** Time on the page: the timeline under the picture, checkpoints, and what can be shared of a moment. */
import { t } from "../i18n.js";
import { same as sameFiles } from "../editor/typing.js";
import { Checkpoints } from "./checkpoints.js";
import { ShareDialog } from "./share.js";
import { Strip } from "./strip.js";

/**
 * @param {import("../store.js").Store} store
 * @param {{socket: string|null, embed?: boolean, lab: {track: string, slug: string}|null}} boot
 * @param {{send: (type: string, fields?: Record<string, any>) => void, files: () => import("../types.js").File[], load: (files: import("../types.js").File[]) => void}} page
 */
export function timeline(store, boot, { send, files, load }) {
  const still = !boot.socket;
  const checkpoints = new Checkpoints(store, { send, still, look: (found) => strip.look({ ...found, type: "checkpoint", title: found.name }) });
  const choices = () => {
    const { at, past } = store.state;
    const then = past?.applied ?? [];
    return [
      { label: t("Checkpoints"), act: () => checkpoints.open() },
      ...(at && then.length && !still && !sameFiles(then, files()) ? [{ label: t("Put the files of then into the editor"), act: () => load(then) }] : []),
      ...(at && !still && !boot.embed ? [{ label: t("Copy from here into a workspace of its own"), act: () => send("copy", { sequence: at.sequence }) }] : []),
    ];
  };
  const strip = new Strip(/** @type {HTMLElement} */ (document.getElementById("time")), store, { send, choices });
  const share = new ShareDialog(store, {
    send, files, fresh: boot.lab ? `/labs/${boot.lab.track}/${boot.lab.slug}/` : "/sandbox/", exam: () => store.state.lab?.kind === "Exam",
  });
  store.on(["older"], ({ older }, before) => {
    if (older) store.dispatch({ type: "notice", notice: { kind: "info", of: "older", text: t("This cluster was made by other rules of the playground ({version}) than today's. It may look different from what you saw. A reset begins a new one; your text stays.", { version: older }) } });
    else if (before.older && store.state.notice?.of === "older") store.dispatch({ type: "notice", notice: null });
  });
  return { now: () => strip.look(null), share: () => share.open() };
}
