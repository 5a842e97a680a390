/** The Connect dialog: a way into this workspace for the learner's own kubectl, and taking it back. */
import { html, nothing, render } from "vendor/lit";
import { show } from "./dialog.js";
import { download } from "./editor/exchange.js";
import { language, t } from "./i18n.js";
import { copy, copyable } from "./time/copyable.js";

/**
 * @typedef {{of: string, created: string, expires: string}} Way
 * @typedef {{of: string, server: string, token: string, namespace: string, kubeconfig: string}} Made
 * @typedef {{connections: Way[], made?: Made}} Connections
 */

const FILE = "playground.kubeconfig";

export class ConnectDialog {
  /** What the button made; it is shown once. @type {Made|null} */
  #made = null;

  /** @param {import("./store.js").Store} store @param {(type: string, fields?: Record<string, any>) => void} send */
  constructor(store, send) {
    this.store = store;
    this.send = send;
    store.on(["connections"], ({ connections }) => {
      if (connections?.made) this.#made = connections.made;
      this.#draw();
    });
  }

  open() {
    this.#made = null;
    this.send("connections");
    show(t("Connect kubectl"), html`<div id="connect-content" class="share"></div>`);
    this.#draw();
  }

  /** @param {string} of */
  #revoke(of) {
    if (this.#made?.of === of) this.#made = null;
    this.send("revoke", { kind: "connection", of });
  }

  #draw() {
    const place = document.getElementById("connect-content");
    if (!place) return;
    const ways = this.store.state.connections?.connections ?? [];
    render(
      html`<section>
          <p>${t("The kubectl on your machine can work in this cluster, and so can any other client of Kubernetes. What it does shows here at once, and counts as if it had been done here.")}</p>
          ${this.#made ? this.#ways(this.#made) : html`<button type="button" class="primary" @click=${() => this.send("connect", { origin: location.origin })}>${t("Make a kubeconfig")}</button>`}
        </section>
        ${ways.length ? this.#given(ways) : nothing}`,
      place,
    );
  }

  /** @param {Made} made */
  #ways(made) {
    const { kubeconfig, server, namespace } = made;
    return html`<p>${t("Whoever has it can change this workspace. It is shown only now, and works for seven days.")}</p>
      <div class="share-files">
        <button type="button" class="primary" @click=${() => download(FILE, kubeconfig)}>${t("Download the kubeconfig")}</button>
        <button type="button" @click=${(/** @type {MouseEvent} */ event) => copy(kubeconfig, /** @type {HTMLElement} */ (event.currentTarget))}>${t("Copy the kubeconfig")}</button>
      </div>
      ${copyable(t("With the downloaded file"), `export KUBECONFIG=~/Downloads/${FILE}`, t("Copy the command"))}
      ${copyable(t("Or into the kubeconfig that you have"), commands(made), t("Copy the commands"))}
      ${copyable(t("Then"), `kubectl get services -n ${namespace}`, t("Copy the command"))}
      ${copyable(t("DNS over HTTPS"), `${server}/dns-query`, t("Copy the address"))}`;
  }

  /** @param {Way[]} ways */
  #given(ways) {
    return html`<section>
      <h3>${t("What may come in")}</h3>
      <ul class="share-given">
        ${ways.map((way) => html`<li><span>${t("A kubeconfig of {day}", { day: day(way.created) })} <span class="quiet-words">${t("until {day}", { day: day(way.expires) })}</span></span>
          <button type="button" class="small" @click=${() => this.#revoke(way.of)}>${t("Revoke")}</button></li>`)}
      </ul>
    </section>`;
  }
}

/** @param {Made} made */
export function commands({ server, token, namespace }) {
  return [
    `kubectl config set-cluster playground --server=${server}`,
    ...(token ? [`kubectl config set-credentials playground --token=${token}`] : []),
    `kubectl config set-context playground --cluster=playground${token ? " --user=playground" : ""} --namespace=${namespace}`,
    "kubectl config use-context playground",
  ].join(" && ");
}

/** @param {string} instant */
const day = (instant) => new Date(instant).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
