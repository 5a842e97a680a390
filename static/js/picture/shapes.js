/** One template per kind of shape, drawn in its own coordinates: (0, 0) is its upper left corner. */
import { nothing, svg } from "vendor/lit";
import { t, tn } from "../i18n.js";
import { differs, stateMark, termLine } from "./bits.js";
import { kindWord } from "./kinds.js";
import { groupName } from "./groups.js";
import { group, pod } from "./pods.js";
import { WORDS, addressOf, doors, isSignpost, shortName, stateOf } from "./scene.js";
import { COMPACT, LINE, ROOMY } from "./sizes.js";
import { mono, name } from "./text.js";

/** @typedef {import("./layout.js").Shape} Shape */

/** @param {Shape} shape */
const sizesOf = ({ compact }) => (compact ? COMPACT : ROOMY);

/** @param {Shape} shape */
function room(shape) {
  const { node, w, h } = shape;
  const state = stateOf(node);
  const { head } = sizesOf(shape).room;
  return svg`
    <rect class="body" width=${w} height=${h} rx="3"/>
    <path class="plate" d=${`M0.75 ${head}V3.75a3 3 0 0 1 3-3H${w - 3.75}a3 3 0 0 1 3 3V${head}z`}/>
    ${stateMark(state, 7, head / 2 - 6, 12)}
    <text class="name" x="24" y=${head / 2 + 4}>${name(node.label, w - 120)}</text>
    <text class=${`mono ${state === "ready" ? "quiet-text" : `state-word mark-${state}`}${differs(shape, "state", "address")}`} x=${w - 8} y=${head / 2 + 4} text-anchor="end">${node.unschedulable && state === "ready" ? t("cordoned") : state === "ready" ? (node.address ?? "") : WORDS[state]}</text>`;
}

/** @param {Shape} shape */
function proxy(shape) {
  const { node, w, h } = shape;
  const all = doors(node);
  const shown = all.slice(0, Math.max(1, Math.floor((h - 8) / 20)));
  return svg`
    <rect class="body" width=${w} height=${h}/>
    ${h > 56 ? svg`<text class="quiet-text" transform=${`translate(${w / 2 + 3.5} ${h / 2}) rotate(-90)`} text-anchor="middle">kube-proxy</text>` : nothing}
    ${shown.map((door, index) => svg`<g>
      <title>${door.service ? t("nodePort of {service}", { service: door.service }) : "nodePort"}</title>
      <rect class="door" x="-42" y=${4 + index * 20} width="46" height="16" rx="2"/>
      <text class=${`mono${differs(shape, "doors")}`} x="-19" y=${15.5 + index * 20} text-anchor="middle">:${door.port}</text></g>`)}
    ${all.length > shown.length ? svg`<text class="quiet-text" x="-6" y=${h - 2} text-anchor="end">+${all.length - shown.length}</text>` : nothing}`;
}

/** @param {Shape} shape */
function signpost(shape) {
  const { node, w, h } = shape;
  const foot = shape.compact ? 4 : 14;
  return svg`
    <path class="body" d=${`M14 2H${w}V${h - foot}H14L0 ${(h - foot + 2) / 2}z`}/>
    <path class="body" d=${`M${w / 2 - 3} ${h - foot}v${foot}h6v-${foot}`}/>
    <text class="name" x="22" y=${shape.compact ? 13 : 17}>${name(node.label, w - 30)}</text>
    <text class=${`mono quiet-text${differs(shape, "external_name")}`} x="22" y=${shape.compact ? 24 : 31}>→ ${mono(node.external_name, w - 44)}</text>`;
}

/** @param {Shape} shape */
function service(shape) {
  const { node, w, rows, compact } = shape;
  if (isSignpost(node)) return signpost(shape);
  const { hex: HEX } = sizesOf(shape);
  const head = shape.head ?? HEX.h;
  const kind = node.headless ? "headless" : node.type;
  const kindWords = node.namespace === "default" ? kind : t("{kind} in {namespace}", { kind, namespace: name(node.namespace ?? "", 70) });
  const address = node.headless ? t("no address") : node.cluster_ip;
  return svg`
    ${rows?.map((row) => portRow(row, shape, HEX.point))}
    <path class="body" d=${`M${HEX.point} 0H${w - HEX.point}L${w} ${head / 2}L${w - HEX.point} ${head}H${HEX.point}L0 ${head / 2}z`}/>
    <text class=${compact ? "name" : "name large"} x=${w / 2} y=${compact ? 13 : 18} text-anchor="middle">${name(node.label, w - (compact ? 24 : 40))}</text>
    ${compact
      ? svg`<text class=${`mono quiet-text${differs(shape, "type", "cluster_ip", "headless")}`} x=${w / 2} y="25" text-anchor="middle">${kind === "ClusterIP" || node.headless ? (node.headless ? kind : address) : mono(`${kind} ${address}`, w - 20)}</text>`
      : svg`<text class=${`quiet-text${differs(shape, "type", "headless")}`} x=${w / 2} y="31" text-anchor="middle">${kindWords}</text>
        <text class=${`mono${differs(shape, "cluster_ip", "headless")}`} x=${w / 2} y="44" text-anchor="middle">${address}</text>`}
    ${head > HEX.h ? termLine(node.selector, w - 30, { x: w / 2, y: HEX.h - 8 + LINE, middle: true, differs: differs(shape, "selector") }) : nothing}`;
}

/** @param {import("./layout.js").Row} row @param {Shape} shape @param {number} point */
function portRow(row, { was }, point) {
  const before = was?.ports?.find((/** @type {any} */ port) => port.port === row.port && port.protocol === row.protocol);
  const changed = was && (!before || before.node_port !== row.door || `→ ${before.target_port}` !== row.detail) ? " differs" : "";
  const middle = row.h / 2;
  return svg`<g>
    <rect class="notch" x=${point} y=${row.y} width=${row.w} height=${row.h}/>
    <rect class="port-end" x=${point - 4} y=${row.y + middle - 4} width="8" height="8" rx="1"/>
    <text class=${`mono${changed}`} x=${point + 12} y=${row.y + middle + 3.5}><tspan class="strong">${row.text}</tspan> <tspan class="soft">${mono(row.detail, row.w - 16 - (row.text.length + 1) * 6.4 - (row.door ? 44 : 0))}</tspan></text>
    ${row.door ? svg`<rect class="door" x=${point + row.w - 46} y=${row.y + 2} width="43" height=${row.h - 4} rx="2"/>
      <text class=${`mono${changed}`} x=${point + row.w - 24.5} y=${row.y + middle + 3.5} text-anchor="middle">:${row.door}</text>` : nothing}</g>`;
}

const MARK_STEP = 11;

/** @param {Shape} shape */
function slice(shape) {
  const { node, w, h } = shape;
  const marks = node.marks ?? [];
  const ready = marks.filter((/** @type {any} */ mark) => mark.state === "ready").length;
  const words = shape.compact ? (ready === marks.length ? String(ready) : `${ready}/${marks.length}`) : !marks.length ? t("no endpoints") : ready === marks.length ? tn(ready, "{n} endpoint", "{n} endpoints") : t("{n} of {all} ready", { n: ready, all: marks.length });
  const size = Math.min(11, h - 4);
  const room = Math.max(1, Math.floor((w - words.length * 5.9 - 16) / MARK_STEP));
  return svg`
    ${shape.compact ? svg`<rect class="sheet" x="2.5" y="2" width=${w} height=${h} rx="1"/>` : svg`<rect class="sheet" x="4" y="-3" width=${w - 8} height=${h} rx="1"/>`}
    <rect class="body" width=${w} height=${h} rx="1"/>
    ${marks.slice(0, room).map((/** @type {any} */ mark, /** @type {number} */ index) => stateMark(mark.state, 5 + index * MARK_STEP, (h - size) / 2, size))}
    ${marks.length ? nothing : stateMark("failed", 5, (h - size) / 2, size)}
    <text class=${`${marks.length && ready ? "quiet-text" : "state-word mark-failed"}${differs(shape, "marks")}`} x=${w - 7} y=${h / 2 + 3.5} text-anchor="end">${words}</text>`;
}

/** @param {Shape} shape */
function record({ node, w, h }) {
  return svg`
    <path class="body" d=${`M8 0H${w}V${h}H8L0 ${h / 2}z`}/>
    <circle class="hole" cx="10" cy=${h / 2} r="2"/>
    <text class="mono" x="17" y=${h / 2 + 3.5}>${mono(shortName(node), w - 22)}</text>`;
}

/** @param {Shape} shape */
function dns({ node, w, h }) {
  return svg`
    <path class="body" d=${`M10 0H${w}V${h}H10L0 ${h / 2}z`}/>
    <circle class="hole" cx="13" cy=${h / 2} r="2.5"/>
    <text class="name" x="24" y="15">DNS</text>
    <text class="mono quiet-text" x="24" y="28">${node.address}</text>`;
}

/** @param {Shape} shape */
function client({ node, w, h }) {
  return svg`
    <rect class="body" width=${w} height=${h - 8} rx="4"/>
    <path class="body" d=${`M${w / 2 - 9} ${h - 8}l-5 7h28l-5 -7`}/>
    <text class="name" x=${w / 2} y="16" text-anchor="middle">${name(node.label, w - 10)}</text>
    <text class="mono quiet-text" x=${w / 2} y="29" text-anchor="middle">${node.address ?? ""}</text>`;
}

/** @param {Shape} shape */
function balancer({ node, w, h }) {
  return svg`
    <path class="body" d=${`M0 0H${w - 14}L${w} ${h / 2}L${w - 14} ${h}H0z`}/>
    <text class="name" x="8" y="15">${name(node.label, w - 26)}</text>
    <text class="quiet-text" x="8" y="27">${t("load balancer")}</text>
    ${stateOf(node) === "pending" ? svg`${stateMark("pending", 7, 30, 11)}<text class="state-word mark-pending" x="21" y="39.5">${t("pending")}</text>` : svg`<text class="mono" x="8" y="40">${addressOf(node)}</text>`}`;
}

/** @param {Shape} shape */
function host({ node, w, h }) {
  return svg`
    <path class="body" d=${`M0 7C0 -2 ${w} -2 ${w} 7V${h - 7}C${w} ${h + 2} 0 ${h + 2} 0 ${h - 7}z`}/>
    <path class="body" d=${`M0 7C0 15 ${w} 15 ${w} 7`}/>
    <text class="name" x=${w / 2} y="26" text-anchor="middle">${name(node.label, w - 8)}</text>
    <text class="mono quiet-text" x=${w / 2} y="38" text-anchor="middle">${addressOf(node)}</text>`;
}

/** @param {Shape} shape */
function ingress({ node, w, h }) {
  return svg`
    <path class="body" d=${`M0 8Q0 0 8 0H${w - 8}Q${w} 0 ${w} 8V${h}H0z`}/>
    <text class="name" x="10" y="18">${name(node.label, w - 20)}</text>
    <text class="quiet-text" x="10" y="33">Ingress ${mono(node.rules.map((/** @type {any} */ rule) => `${rule.host}${rule.path}`).join(", "), w - 70)}</text>`;
}

/** @type {Record<string, (shape: Shape) => unknown>} */
export const templates = {
  pod, group, proxy, service, slice, record, dns, ingress, host, client, node: room, loadbalancer: balancer,
};

/** What a reader of the screen hears, and what hovering shows. @param {Shape} shape */
export function describe({ node, kind }) {
  if (kind === "proxy") return t("kube-proxy on {node}", { node: node.node });
  if (kind === "group") return t("{n} pods of {owner} on {node}, {state}", { n: node.count, owner: node.owner || groupName(node), node: node.node || t("no node"), state: WORDS[stateOf(node)] });
  const facts = [
    ["pod", "node"].includes(kind) ? WORDS[stateOf(node)] : "", kind === "pod" && stateOf(node) !== "ready" ? (node.reason ?? "") : "", kind === "service" ? (node.headless ? "headless" : node.type) : "", addressOf(node),
    node.external_name ? t("alias of {name}", { name: node.external_name }) : "",
    node.endpoints?.total !== undefined ? t("{n} of {all} endpoints ready", { n: node.endpoints.ready, all: node.endpoints.total }) : "",
  ];
  return [kind === "client" ? t("Client outside") : `${kindWord(kind)} ${node.label}`, ...facts.filter(Boolean)].join(", ");
}
