/** The environment variables of a pod's container: which Service gave them, and which Services came too late. */
import { html, nothing, render } from "vendor/lit";
import { t } from "../i18n.js";
import { mark } from "../marks.js";

/**
 * @typedef {{name: string, value: string, service: string|null, stale: boolean}} Variable
 * @typedef {{namespace: string, name: string, container: string, containers: string[], started: boolean, links: boolean, problem: string,
 *   variables: Variable[], missing: {service: string, variables: string[]}[]}} Environment
 * @typedef {{pod: string, container: string, filter: string}} Wanted  `pod` as a place, `pod:shop/web`
 * @param {HTMLElement} place
 * @param {import("../types.js").State} state
 * @param {Wanted} wanted
 * @param {import("../combobox.js").Combobox} pods
 * @param {{choose: (change: Partial<Wanted>) => void, select: (place: string) => void, shows: (place: string) => boolean}} actions
 */
export function drawVariables(place, state, wanted, pods, actions) {
  const { environment } = state;
  const told = environment && `pod:${environment.namespace}/${environment.name}` === wanted.pod ? environment : null;
  const choices = podsOf(state).map(({ namespace, name, cells }) => ({ value: `${namespace}/${name}`, detail: ["Node", "IP"].map((column) => cells[(state.columns.Pod ?? []).indexOf(column)] ?? "").filter(Boolean).join(", ") }));
  const shown = (told?.variables ?? []).filter(({ name, value }) => `${name}=${value}`.toLowerCase().includes(wanted.filter.toLowerCase()));
  render(
    html`<div class="toolbar">
        <span class="field asker"><span>Pod</span>${pods.render(wanted.pod.slice("pod:".length), choices, { label: "Pod" })}</span>
        ${told && told.containers.length > 1 ? html`<label class="field"><span>${t("Container")}</span><select @change=${(/** @type {any} */ event) => actions.choose({ container: event.target.value })}>
          ${told.containers.map((name) => html`<option ?selected=${name === told.container}>${name}</option>`)}</select></label>` : nothing}
        <label class="field"><span>${t("Find")}</span><input type="search" class="mono" .value=${wanted.filter} @input=${(/** @type {any} */ event) => actions.choose({ filter: event.target.value })}></label>
      </div>
      <div class="sheet">${told ? html`${notes(told, actions)}
        ${shown.length ? html`<div class="scroll-x"><table class="grid">
          <thead><tr><th scope="col">NAME</th><th scope="col">VALUE</th><th scope="col">${t("FROM")}</th></tr></thead>
          <tbody>${shown.map((variable) => html`<tr><td>${variable.name}</td><td class="wrap">${variable.value}</td><td>${from(variable, actions)}</td></tr>`)}</tbody></table></div>`
          : html`<p class="quiet-words">${told.variables.length ? t("No variable fits.") : t("This container has no variables.")}</p>`}`
        : html`<p class="quiet-words">${choices.length ? t("Choose a pod to read its variables.") : t("There is no pod yet.")}</p>`}</div>`,
    place,
  );
}

/** The learner's pods, also those that the picture draws as a group. @param {import("../types.js").State} state */
export const podsOf = ({ rows }) => Object.values(rows).filter((row) => row.kind === "Pod" && row.namespace !== "kube-system");

/** @param {Environment} told @param {any} actions */
function notes({ started, links, problem, missing }, actions) {
  return html`${problem ? html`<p class="side-note">${mark("error")} ${problem}</p>` : nothing}
    ${started || problem ? nothing : html`<p class="side-note">${mark("pending")} ${t("The container has not started yet: these are the variables that it would get now.")}</p>`}
    ${links ? nothing : html`<p class="side-note">${mark("info")} ${t("enableServiceLinks is false: of Services the container is told only where the API server is.")}</p>`}
    ${missing.length ? html`<div class="side-note late"><p>${mark("warning")} ${t("These Services came after the container had started, and variables are set only at the start. Where the pod is made anew, it gets them; DNS names work at once.")}</p>
      <ul>${missing.map(({ service, variables }) => html`<li>${serviceLink(service, actions)} <span class="quiet-words mono">${variables.join(" ")}</span></li>`)}</ul></div>` : nothing}`;
}

/** @param {Variable} variable @param {any} actions */
function from({ service, stale }, actions) {
  if (!service) return stale ? html`<span class="mark-notready">${mark("warning")} ${t("a Service that is gone")}</span>` : t("the container's spec");
  return html`${serviceLink(service, actions)}${stale ? html` <span class="mark-notready">${mark("warning")} ${t("it has another value now")}</span>` : nothing}`;
}

/** @param {string} service @param {any} actions */
function serviceLink(service, actions) {
  const words = `Service ${service.replace(/^service:/, "")}`;
  return actions.shows(service) ? html`<button type="button" class="link" @click=${() => actions.select(service)}>${words}</button>` : words;
}
