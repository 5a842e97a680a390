/** "Show me": the edited text in the editor's place, beside what it would replace; nothing of it is kept until the learner takes it. */
import { EditorState, EditorView, lineNumbers, unifiedMergeView, yaml } from "vendor/codemirror";
import { html, nothing, render } from "vendor/lit";
import { theme } from "../editor/theme.js";
import { t } from "../i18n.js";
import { inline } from "../inline.js";
import { editsOf } from "./proposed.js";

/** @typedef {{use: () => void, dismiss: () => void}} Answers */

/** @param {string} id */
const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * @param {import("../store.js").Store} store
 * @param {{preview: (files: import("../types.js").File[]|null) => void, open: (path: string) => void}} desk
 * @param {Answers} answers
 * @param {string} nonce for the editor's styles
 */
export function proposals(store, desk, answers, nonce) {
  /** @type {EditorView|null} */
  let view = null;
  const end = () => { if (store.state.proposal) answers.dismiss(); };
  at("file-tabs").addEventListener("click", end);
  store.on(["applied"], (state, before) => { if (state.applied !== before.applied) end(); });
  store.on(["proposal"], ({ proposal }, before) => {
    if (proposal?.fix === before.proposal?.fix) return;
    view?.destroy();
    view = null;
    at("editor").hidden = Boolean(proposal);
    at("proposal").hidden = !proposal;
    render(proposal ? bar(proposal, answers) : nothing, at("proposal-bar"));
    if (!proposal) return desk.preview(null);
    const [path] = Object.keys(editsOf(proposal.fix));
    desk.open(path);
    view = differing(at("proposal-text"), textOf(proposal.before, path), textOf(proposal.files, path), nonce);
    return desk.preview(proposal.files);
  });
}

/** @param {import("../types.js").File[]} files @param {string} path */
const textOf = (files, path) => files.find((file) => file.path === path)?.text ?? "";

/** A text to be read, with what it would replace above each change. @param {HTMLElement} parent @param {string} before @param {string} after @param {string} nonce */
function differing(parent, before, after, nonce) {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: after,
      extensions: [
        EditorView.cspNonce.of(nonce), lineNumbers(), yaml(), theme, EditorState.readOnly.of(true), EditorView.editable.of(false),
        EditorView.contentAttributes.of({ tabindex: "0", "aria-label": t("The text with the proposed edit") }),
        unifiedMergeView({ original: before, gutter: true, highlightChanges: true, syntaxHighlightDeletions: false, mergeControls: false }),
      ],
    }),
  });
  const changed = parent.querySelector(".cm-changedLine, .cm-deletedChunk");
  if (changed) view.dispatch({ effects: EditorView.scrollIntoView(view.posAtDOM(changed), { y: "center" }) });
  return view;
}

/** @param {import("./proposed.js").Proposal} proposal @param {Answers} answers */
const bar = ({ fix }, answers) => html`<p><span class="badge">${t("Proposal")}</span> ${inline(fix.title)}</p>${proposalButtons(answers, fix)}`;

/** @param {Answers} answers @param {import("../types.js").Fix} [fix] */
export const proposalButtons = ({ use, dismiss }, fix) => html`<span class="proposal-buttons">
  <button type="button" class="small primary" @click=${use}>${fix?.again ? t("Apply") : t("Use this edit")}</button>
  <button type="button" class="small" @click=${dismiss}>${t("Not now")}</button></span>`;
