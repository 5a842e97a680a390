/** Moments with a name: naming one, looking at it, going back to it. */
import { html, nothing, render } from "vendor/lit";
import { clock } from "../clock.js";
import { show } from "../dialog.js";
import { t } from "../i18n.js";
import { momentOf } from "./past.js";

/**
 * @typedef {import("../types.js").Checkpoint} Checkpoint
 * @typedef {{send: (type: string, fields?: Record<string, any>) => void, look: (checkpoint: Checkpoint) => void, still: boolean}} Page
 */

export class Checkpoints {
  /** @param {import("../store.js").Store} store @param {Page} page */
  constructor(store, page) {
    this.store = store;
    this.page = page;
    store.on(["checkpoints", "at", "notice"], () => this.#draw());
  }

  open() {
    show(t("Checkpoints"), html`<div id="checkpoints"></div>`);
    this.#draw();
  }

  #draw() {
    const place = document.getElementById("checkpoints");
    if (!place) return;
    const { checkpoints, at, notice } = this.store.state;
    const { page } = this;
    render(
      html`<p>${t("A checkpoint is a name for a moment. Going back to it restores what people wrote in the cluster, as an ordinary change that can be undone; time, your score and the text in the editor stay.")}</p>
        ${page.still ? nothing : html`<div class="share-copy">
          <label class="field"><span>${at ? t("Name for the moment that you look at") : t("Name for this moment")}</span>
            <input id="checkpoint-name" maxlength="60" autocomplete="off" @keydown=${(/** @type {KeyboardEvent} */ event) => { if (event.key === "Enter") { event.preventDefault(); this.#keep(); } }}></label>
          <button type="button" @click=${() => this.#keep()}>${t("Keep")}</button>
        </div>`}
        ${notice?.of === "checkpoint" || notice?.of === "restore" ? html`<p class="failed-words" role="alert">${notice.text}</p>` : nothing}
        ${checkpoints.length ? html`<ul class="share-given">${[...checkpoints].reverse().map((each) => this.#row(each))}</ul>` : html`<p class="quiet-words">${t("No moment has a name yet.")}</p>`}`,
      place,
    );
  }

  /** @param {Checkpoint} checkpoint */
  #row(checkpoint) {
    const { name, time } = checkpoint;
    const { page } = this;
    /** @param {string} type */
    const command = (type) => page.send(type, { name });
    return html`<li><span>${name} <span class="quiet-words">${clock(time)}</span></span>
      <span class="share-files">
        <button type="button" class="small" aria-label=${t("Look at {name}", { name })} @click=${() => { close(); page.look(checkpoint); }}>${t("Look")}</button>
        ${page.still ? nothing : html`<button type="button" class="small" aria-label=${t("Go back to {name}", { name })} @click=${() => { close(); command("restore"); }}>${t("Go back")}</button>
        <button type="button" class="small" aria-label=${t("Forget {name}", { name })} @click=${() => command("forget")}>${t("Forget")}</button>`}
      </span></li>`;
  }

  #keep() {
    const input = /** @type {HTMLInputElement|null} */ (document.getElementById("checkpoint-name"));
    const name = input?.value.trim() ?? "";
    if (!input || !name) return;
    const { at } = this.store.state;
    this.page.send("checkpoint", at ? { name, past: momentOf(at) } : { name });
    input.value = "";
  }
}

const close = () => /** @type {HTMLDialogElement|null} */ (document.getElementById("dialog"))?.close();
