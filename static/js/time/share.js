/** The Share dialog: what can be given of this workspace, what each gives away, and what was given already. */
import { html, nothing, render } from "vendor/lit";
import { show } from "../dialog.js";
import { download } from "../editor/exchange.js";
import { language, t } from "../i18n.js";
import { copyable } from "./copyable.js";

/**
 * @typedef {{of: string, url: string, title: string, created: string}} Shared
 * @typedef {{shares: Shared[], resumes: {of: string, created: string, expires: string}[], browsers: {of: string, created: string, this: boolean}[], made?: string}} Links
 * @typedef {{send: (type: string, fields?: Record<string, any>) => void, files: () => import("../types.js").File[], fresh: string, exam: () => boolean}} Page
 *   `fresh` is the address of this lab or the sandbox
 */

const SIZE = 'width="960" height="640"';

export class ShareDialog {
  /** What the last button made. @type {{state: string, resume: string}} */
  #made = { state: "", resume: "" };
  #asked = "";

  /** @param {import("../store.js").Store} store @param {Page} page */
  constructor(store, page) {
    this.store = store;
    this.page = page;
    store.on(["links"], ({ links }) => {
      if (links?.made) this.#made = { ...this.#made, [this.#asked]: new URL(links.made, location.href).href };
      if (document.getElementById("share-content")) this.#draw();
    });
  }

  open() {
    this.#made = { state: "", resume: "" };
    this.page.send("links");
    show(t("Share"), html`<div id="share-content" class="share"></div>`);
    this.#draw();
  }

  #share() {
    const { at } = this.store.state;
    this.#asked = "state";
    this.page.send("share", at ? { sequence: at.sequence } : {});
  }

  #resume() {
    this.#asked = "resume";
    this.page.send("resume");
  }

  #draw() {
    const place = document.getElementById("share-content");
    if (!place) return;
    const { links, at } = this.store.state;
    const { state, resume } = this.#made;
    const { page } = this;
    render(
      html`${page.exam()
          ? html`<p>${t("An exam can't be shared.")}</p>`
          : html`<section>
            <h3>${at ? t("A link to the moment that you look at") : t("A link to this state")}</h3>
            <p>${t("Whoever has it sees the cluster as it is, the files, and the commands that led here; they can ask and make a copy of their own. They can't change yours, and don't see your progress.")}</p>
            ${state ? copyable(t("Link"), state, t("Copy the link")) : html`<button type="button" @click=${() => this.#share()}>${t("Make a link")}</button>`}
          </section>
          <section>
            <h3>${t("In a page of your own")}</h3>
            <p>${t("A frame for a course page or a wiki. With this state it can be looked at; a fresh one can be worked in, and keeps nothing.")}</p>
            ${state ? copyable(t("Frame with this state"), frame(state), t("Copy embed code")) : html`<button type="button" @click=${() => this.#share()}>${t("Make a frame with this state")}</button>`}
            ${copyable(t("Frame with a fresh start"), frame(new URL(page.fresh, location.href).href), t("Copy embed code"))}
          </section>`}
        <section>
          <h3>${t("Go on elsewhere")}</h3>
          <p>${t("A secret link for yourself: the browser that opens it becomes an owner of this workspace. Whoever has it can change your work. It works once, and for seven days.")}</p>
          ${resume ? copyable(t("Secret link"), resume, t("Copy the link")) : html`<button type="button" @click=${() => this.#resume()}>${t("Make a secret link")}</button>`}
        </section>
        <section>
          <h3>${t("The files")}</h3>
          <p>${t("As they stand in the editor; nobody else gets them.")}</p>
          <div class="share-files">${page.files().map((file) => html`<button type="button" @click=${() => download(file.path, file.text)}>${t("Download {file}", { file: file.path })}</button>`)}</div>
        </section>
        ${links ? given(links, (kind, of) => page.send("revoke", { kind, of })) : nothing}
        <p><a href="/workspaces/">${t("All your work in this browser")}</a></p>`,
      place,
    );
  }
}

/** @param {Links} links @param {(kind: string, of: string) => void} revoke */
function given({ shares, resumes, browsers }, revoke) {
  if (!shares.length && !resumes.length && !browsers.length) return nothing;
  /** @param {string} kind @param {string} of @param {unknown} what @param {string} since @param {string} button */
  const row = (kind, of, what, since, button) => html`<li><span>${what} <span class="quiet-words">${day(since)}</span></span>
    <button type="button" class="small" @click=${() => revoke(kind, of)}>${button}</button></li>`;
  return html`<section>
    <h3>${t("What you have given")}</h3>
    <ul class="share-given">
      ${shares.map((share) => row("share", share.of, html`<a href=${share.url}>${share.title || t("The start")}</a>`, share.created, t("Revoke")))}
      ${resumes.map((link) => row("resume", link.of, t("A secret link that nobody has used yet"), link.created, t("Revoke")))}
      ${browsers.map((browser) => row("browser", browser.of, browser.this ? t("This browser, let in by a secret link") : t("A browser that was let in by a secret link"), browser.created, t("Shut out")))}
    </ul>
  </section>`;
}

/** @param {string} address */
const frame = (address) => `<iframe src="${address}?embed=1" ${SIZE} loading="lazy" title="Kubernetes Service playground"></iframe>`;

/** @param {string} instant */
const day = (instant) => new Date(instant).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
