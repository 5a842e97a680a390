/** The EndpointSlices of one Service: each endpoint with its conditions, and why a pod is in or is not. */
import { html, nothing, render } from "vendor/lit";
import { t } from "../i18n.js";
import { mark } from "../marks.js";

/**
 * @typedef {{addresses: string[], ready: boolean|null, serving: boolean|null, terminating: boolean|null, hostname: string, node: string, zone: string, hints: string[], target: string}} Endpoint
 * @typedef {{id: string, name: string, inside: boolean, code: string, why: string, labels: Record<string, string>}} Candidate
 * @typedef {{namespace: string, name: string, selector: Record<string, string>, note: string, pods: Candidate[],
 *   slices: {name: string, address_type: string, managed_by: string, ports: {name: string, port: number|null, protocol: string}[], endpoints: Endpoint[]}[]}} Endpoints
 * @param {HTMLElement} place
 * @param {import("../types.js").State} state
 * @param {string} service its id, `service:shop/web`
 * @param {{choose: (service: string) => void, select: (place: string) => void, object: (key: import("../types.js").ObjectKey) => void, shows: (place: string) => boolean}} actions
 */
export function drawSlices(place, state, service, actions) {
  const services = Object.values(state.nodes).filter((node) => node.kind === "service").map((node) => node.id).sort();
  const told = state.endpoints && `service:${state.endpoints.namespace}/${state.endpoints.name}` === service ? state.endpoints : null;
  render(
    html`<div class="toolbar">
        <label class="field"><span>Service</span><select name="service" @change=${(/** @type {any} */ event) => actions.choose(event.target.value)}>
          ${services.map((id) => html`<option value=${id} ?selected=${id === service}>${id.replace(/^service:/, "")}</option>`)}</select></label>
        ${told ? html`<span class="quiet-words">${Object.keys(told.selector).length ? html`${t("Selector")} <code>${pairs(told.selector)}</code>` : t("no selector")}</span>` : nothing}
      </div>
      <div class="sheet">${told ? html`${told.note ? html`<p>${told.note}</p>` : nothing}${told.slices.map((slice) => sliceTable(slice, told, actions))}${others(told, actions)}`
        : html`<p class="quiet-words">${services.length ? t("Loading") : t("There is no Service yet. Apply one, and its slices stand here.")}</p>`}</div>`,
    place,
  );
}

/** @param {Record<string, string>} map */
const pairs = (map) => Object.entries(map).map(([key, value]) => `${key}=${value}`).join(",");

/** @param {Endpoints["slices"][0]} slice @param {Endpoints} told @param {any} actions */
function sliceTable(slice, told, actions) {
  const ports = slice.ports.map((port) => `${port.name ? `${port.name} ` : ""}${port.port ?? "*"}/${port.protocol}`).join(", ");
  const why = new Map(told.pods.map((pod) => [pod.name, pod.why]));
  const hinted = slice.endpoints.some((endpoint) => endpoint.hints.length);
  return html`<h3><button type="button" class="link mono" @click=${() => actions.object({ kind: "EndpointSlice", namespace: told.namespace, name: slice.name })}>${slice.name}</button>
      <span>${slice.address_type}, ${t("ports {ports}", { ports: ports || t("none") })}${slice.managed_by ? `, ${slice.managed_by}` : ""}</span></h3>
    ${slice.endpoints.length ? html`<div class="scroll-x"><table class="grid">
      <thead><tr><th scope="col">ADDRESS</th><th scope="col">POD</th><th scope="col">READY</th><th scope="col">${t("WHY")}</th><th scope="col">SERVING</th><th scope="col">TERMINATING</th><th scope="col">NODE</th><th scope="col">ZONE</th>
        ${hinted ? html`<th scope="col">HINTS</th>` : nothing}</tr></thead>
      <tbody>${slice.endpoints.map((endpoint) => html`<tr><td>${endpoint.addresses.join(", ")}</td><td>${podLink(told.namespace, endpoint.target, actions)}</td>
        <td>${condition(endpoint.ready, true)}</td><td class="wrap prose-cell">${why.get(endpoint.target) ?? (endpoint.target ? "" : t("Written by hand."))}</td>
        <td>${condition(endpoint.serving, true)}</td><td>${condition(endpoint.terminating, false)}</td><td>${endpoint.node}</td><td>${endpoint.zone}</td>
        ${hinted ? html`<td>${endpoint.hints.join(", ")}</td>` : nothing}</tr>`)}</tbody></table></div>`
      : html`<p class="quiet-words">${t("This slice holds no endpoints.")}</p>`}`;
}

/** @param {Endpoints} told @param {any} actions */
function others(told, actions) {
  const outside = told.pods.filter((pod) => !pod.inside);
  if (!outside.length) return nothing;
  return html`<h3>${t("Not in a slice")} <span>${outside.length}</span></h3><div class="scroll-x"><table class="grid">
    <thead><tr><th scope="col">POD</th><th scope="col">LABELS</th><th scope="col">${t("WHY")}</th></tr></thead>
    <tbody>${outside.map((pod) => html`<tr><td>${podLink(told.namespace, pod.name, actions)}</td><td>${pairs(pod.labels)}</td><td class="wrap prose-cell">${pod.why}</td></tr>`)}</tbody></table></div>`;
}

/** @param {string} namespace @param {string} name @param {any} actions */
function podLink(namespace, name, actions) {
  const place = `pod:${namespace}/${name}`;
  return actions.shows(place) ? html`<button type="button" class="link mono" @click=${() => actions.select(place)}>${name}</button>` : name;
}

/** A condition as kubectl prints it, with a mark where it keeps traffic away. @param {boolean|null} value @param {boolean} good */
function condition(value, good) {
  if (value === null) return "<unset>";
  return value === good ? String(value) : html`<span class="mark-notready">${mark("notready")} ${value}</span>`;
}
