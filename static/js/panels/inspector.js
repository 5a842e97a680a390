/** The card of the chosen part of the picture: what it knows, and what may be done to it. */
import { html, nothing, render } from "vendor/lit";
import { t, tn } from "../i18n.js";
import { mark } from "../marks.js";
import { objectOf, sourceOf } from "../objects.js";
import { WORDS, addressOf, doors, endpoints, podPorts, stateOf } from "../picture/scene.js";
import { kindWord } from "../picture/kinds.js";
import { groupName } from "../picture/groups.js";
import { deedButtons } from "../operate/buttons.js";
import { deedsOf, mayChange, workloadDeeds, workloadOf } from "../operate/deeds.js";

/**
 * @typedef {import("../types.js").SceneNode} SceneNode
 * @typedef {{close: () => void, world: (action: Record<string, any>) => void, object: (key: import("../types.js").ObjectKey) => void,
 *   light?: (id: string, term: string) => void, opened?: (names: string[], more: boolean) => void, traceFrom: (source: string) => void, traceTo: (target: string) => void, rules: (node: string) => void, slices: (service: string) => void, variables: (pod: string) => void, lab: () => import("../types.js").Lab|null}} Actions
 */

/**
 * @param {HTMLElement} place
 * @param {SceneNode|undefined} node
 * @param {Record<string, SceneNode>} nodes
 * @param {Actions} actions
 */
export function drawInspector(place, node, nodes, actions) {
  if (!node && place.contains(document.activeElement)) document.getElementById("see")?.focus(); // it is gone, and the focus with it
  place.hidden = !node;
  if (!node) return;
  const stated = node.kind === "pod" || node.kind === "group" || node.kind === "node" || node.kind === "loadbalancer";
  const state = stateOf(node);
  render(
    html`<header>
        <h2><span>${node.namespace ? t("{kind} in {namespace}", { kind: kindWord(node.kind), namespace: node.namespace }) : kindWord(node.kind)}</span>${node.kind === "group" ? `${groupName(node)} ×${node.count}` : node.label}</h2>
        ${stated ? html`<span class=${`badge mark-${state}`}>${mark(state)}${WORDS[state]}</span>` : nothing}
        <button type="button" class="quiet icon" aria-label=${t("Close")} @click=${actions.close}>×</button>
      </header>
      <dl class="facts">${facts(node, actions).filter(([, value]) => value).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
      <div class="inspector-actions">${buttons(node, actions)}</div>
      ${deeds(node, actions)}`,
    place,
  );
}

/**
 * Labels or a selector, each to be pointed at: the picture shows who selects by it.
 * @param {SceneNode} node @param {Record<string, string>|undefined} map @param {Actions} actions
 */
function terms(node, map, { light = () => {} }) {
  const all = Object.entries(map ?? {}).map(([key, value]) => `${key}=${value}`);
  return all.length && html`<span class="chips">${all.map((term) => html`<button type="button" class="chip" title=${t("Who selects by it, and whom")}
    @focus=${() => light(node.id, term)} @blur=${() => light("", "")} @pointerenter=${() => light(node.id, term)} @pointerleave=${() => light("", "")} @click=${() => light(node.id, term)}>${term}</button>`)}</span>`;
}

/** @param {SceneNode} node @param {Actions} actions @returns {[string, any][]} */
function facts(node, actions) {
  const kinds = /** @type {Record<string, () => [string, any][]>} */ ({
    group: () => [
      ["Node", node.node || t("not scheduled")], [t("Owner"), node.owner || t("several, or none")], [t("Labels of all"), terms(node, node.labels, actions)],
      [t("Listens"), podPorts(node).filter((port) => port.listens).map((port) => `${port.port}/${port.protocol}`).join(", ")], [t("Pods"), tn(node.count, "{n} pod", "{n} pods")],
    ],
    pod: () => [
      [t("Address"), node.address], ["Node", node.node || t("not scheduled")], [t("Labels"), terms(node, node.labels, actions)], [t("Owner"), node.owner],
      [t("Listens"), podPorts(node).filter((port) => port.listens).map((port) => `${port.port}/${port.protocol}${port.name ? ` ${port.name}` : ""}`).join(", ") || t("on no port")],
      [t("Declared, closed"), podPorts(node).filter((port) => !port.listens).map((port) => `${port.port}/${port.protocol}`).join(", ")],
      [t("Image"), (node.images ?? []).join(", ")], [t("Reason"), node.reason],
    ],
    node: () => [[t("Address"), node.address], [t("Zone"), node.zone], [t("Pod range"), node.pod_cidr], ["Taints", (node.taints ?? []).join(", ")]],
    proxy: () => [["Node", node.node], [t("Mode"), node.mode], [t("Node ports"), doors(node).map((door) => `${door.port} ${door.service}`).join(", ") || t("none")]],
    service: () => [
      [t("Type"), node.type], ["ClusterIP", node.headless ? "None" : node.cluster_ip], [t("External name"), node.external_name], ["Selector", terms(node, node.selector, actions)],
      [t("Ports"), node.ports.map((/** @type {any} */ port) => `${port.name ? `${port.name} ` : ""}${port.port}→${port.target_port}/${port.protocol}${port.node_port ? ` nodePort ${port.node_port}` : ""}`).join(", ")],
      ["Endpoints", node.type !== "ExternalName" && node.endpoints && t("{n} of {all} ready", { n: node.endpoints.ready, all: node.endpoints.total })], [t("Affinity"), node.affinity === "None" ? "" : node.affinity],
      [t("External policy"), node.external_policy], [t("External IPs"), (node.external_ips ?? []).join(", ")], [t("Load balancer"), node.load_balancer && (node.load_balancer.addresses.join(", ") || t("pending"))],
    ],
    slice: () => [[t("Addresses"), endpoints(node).map((each) => `${each.address} ${WORDS[each.state]}`).join(", ") || t("none")], [t("Ports"), node.ports.map((/** @type {any} */ port) => `${port.name ? `${port.name} ` : ""}${port.port}/${port.protocol}`).join(", ")]],
    record: () => [[t("Answers"), (node.answers ?? []).map((/** @type {any} */ answer) => `${answer.type} ${answer.data}`).join(", ") || node.rcode]],
    ingress: () => [[t("Rules"), node.rules.map((/** @type {any} */ rule) => `${rule.host}${rule.path} → ${rule.service}`).join(", ")]],
    host: () => [[t("Addresses"), (node.addresses ?? []).join(", ")], [t("Listens"), [...(node.tcp ?? []), ...(node.udp ?? [])].join(", ")]],
    loadbalancer: () => [[t("Address"), addressOf(node) || t("pending")], [t("Ports"), (node.ports ?? []).join(", ")]],
  });
  return kinds[node.kind]?.() ?? [[t("Address"), addressOf(node)]];
}

/** @param {SceneNode} node @param {Actions} actions */
function buttons(node, actions) {
  const key = objectOf(node.id);
  const source = sourceOf(node.id);
  return html`
    ${source ? html`<button type="button" class="small" data-asks @click=${() => actions.traceFrom(source)}>${t("Trace from here")}</button>` : nothing}
    ${node.kind === "service" ? html`<button type="button" class="small" data-asks @click=${() => actions.traceTo(node.id)}>${t("Trace to here")}</button>` : nothing}
    ${key ? html`<button type="button" class="small" data-looks @click=${() => actions.object(key)}>${t("Show YAML")}</button>` : nothing}
    ${node.kind === "service" ? html`<button type="button" class="small" data-looks @click=${() => actions.slices(node.id)}>${t("Its endpoints")}</button>` : nothing}
    ${node.kind === "slice" ? html`<button type="button" class="small" data-looks @click=${() => actions.slices(node.service)}>${t("Why these endpoints")}</button>` : nothing}
    ${node.kind === "pod" ? html`<button type="button" class="small" data-looks @click=${() => actions.variables(node.id)}>${t("Its variables")}</button>` : nothing}
    ${node.kind === "group" ? html`${node.owner ? html`<button type="button" class="small" data-looks @click=${() => actions.opened?.([`owner:${node.namespace}/${node.owner}`], true)}>${t("Show its pods one by one")}</button>` : nothing}
      ${node.parent ? html`<button type="button" class="small" data-looks @click=${() => actions.opened?.([node.parent ?? ""], true)}>${t("Show all pods of {node}", { node: node.node })}</button>` : nothing}` : nothing}
    ${node.kind === "proxy" ? html`<button type="button" class="small" data-looks @click=${() => actions.rules(node.node)}>${t("Read its rules")}</button>` : nothing}`;
}

/** What may happen to it, and to what makes such pods. @param {SceneNode} node @param {Actions} actions */
function deeds(node, { world, lab }) {
  const own = deedsOf(node);
  const workload = node.kind === "pod" ? workloadOf(node) : null;
  return html`
    ${own.length ? html`<div class="inspector-deeds" role="group" aria-label=${t("What may happen to it")}>${deedButtons(own, world)}</div>` : nothing}
    ${workload ? html`<h3 class="inspector-group">${workload.kind} ${workload.name}</h3>
      <div class="inspector-deeds" role="group" aria-label=${`${workload.kind} ${workload.name}`}>${deedButtons(workloadDeeds(workload, { image: node.images?.[0], mayChange: mayChange(lab(), workload.kind) }), world)}</div>` : nothing}`;
}
