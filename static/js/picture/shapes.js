/** One template per kind of shape, drawn in its own coordinates: (0, 0) is its upper left corner. */
import { nothing, svg } from "vendor/lit";
import { t, tn } from "../i18n.js";
import { shape as markShape } from "../marks.js";
import { kindWord } from "./kinds.js";
import { HEX, LINE, POD, PORT_ROW } from "./sizes.js";
import { WORDS, addressOf, doors, isSignpost, podPorts, shortName, stateOf, toldLabels } from "./scene.js";
import { mono, name, small } from "./text.js";

/** @typedef {import("./layout.js").Shape} Shape */

/** @param {string} state @param {number} x @param {number} y @param {number} [size] */
const stateMark = (state, x, y, size = 14) =>
  svg`<svg class=${`mark-${state}`} x=${x} y=${y} width=${size} height=${size} viewBox="0 0 16 16">${markShape(state)}</svg>`;

/** Why a pod waits stands in the place of its address. @param {import("./scene.js").SceneNode} node @param {keyof typeof WORDS} state */
const stateWords = (node, state) => (state === "pending" && node.reason ? node.reason : [WORDS[state], node.address].filter(Boolean).join(" "));

/** @param {Shape} shape */
function pod({ node, w, h }) {
  const state = stateOf(node);
  const [port, ...others] = podPorts(node);
  const more = others.length ? "+" : "";
  const notch = port ? `${port.port}${more}` : "";
  const notchWidth = notch ? notch.length * 6.4 + 8 : 0;
  return svg`
    <rect class="body" width=${w} height=${h} rx=${POD.h / 2}/>
    ${stateMark(state, 9, h / 2 - 7)}
    <text class="name" x="28" y="14">${name(node.label, w - 36 - Math.max(8, notchWidth))}</text>
    ${state === "ready"
      ? svg`<text class="mono quiet-text" x="28" y="27">${node.address ?? ""}</text>`
      : svg`<text class=${`state-word mark-${state}`} x="28" y="27">${small(stateWords(node, state), w - 32 - notchWidth)}</text>`}
    ${h > POD.h ? svg`<text class="mono label-text" x="28" y=${27 + LINE}>${mono(toldLabels(node.labels), w - 32)}</text>` : nothing}
    ${port ? svg`<g class=${port.listens || state !== "ready" ? "" : "closed"}><rect class="notch" x=${w - notchWidth + 5} y=${h / 2 - 8} width=${notchWidth} height="16" rx="2"/>
      <text class="mono" x=${w + 5 - notchWidth / 2} y=${h / 2 + 3.5} text-anchor="middle">${notch}</text></g>` : nothing}`;
}

/** @param {Shape} shape */
function room({ node, w, h }) {
  const state = stateOf(node);
  return svg`
    <rect class="body" width=${w} height=${h} rx="3"/>
    <path class="plate" d=${`M0.75 24V3.75a3 3 0 0 1 3-3H${w - 3.75}a3 3 0 0 1 3 3V24z`}/>
    ${stateMark(state, 7, 6, 12)}
    <text class="name" x="24" y="16">${name(node.label, w - 120)}</text>
    <text class="mono quiet-text" x=${w - 8} y="16" text-anchor="end">${state === "ready" ? (node.address ?? "") : WORDS[state]}</text>`;
}

/** @param {Shape} shape */
function proxy({ node, w, h }) {
  const all = doors(node);
  const shown = all.slice(0, Math.max(1, Math.floor((h - 8) / 20)));
  return svg`
    <rect class="body" width=${w} height=${h}/>
    <text class="quiet-text" transform=${`translate(${w / 2 + 3.5} ${h / 2}) rotate(-90)`} text-anchor="middle">kube-proxy</text>
    ${shown.map((door, index) => svg`<g>
      <title>${door.service ? t("nodePort of {service}", { service: door.service }) : "nodePort"}</title>
      <rect class="door" x="-42" y=${4 + index * 20} width="46" height="16" rx="2"/>
      <text class="mono" x="-19" y=${15.5 + index * 20} text-anchor="middle">:${door.port}</text></g>`)}
    ${all.length > shown.length ? svg`<text class="quiet-text" x="-6" y=${h - 2} text-anchor="end">+${all.length - shown.length}</text>` : nothing}`;
}

/** @param {Shape} shape */
function service({ node, w, rows, head = HEX.h }) {
  const { headless, type } = node;
  if (isSignpost(node)) {
    return svg`
      <path class="body" d=${`M14 2H${w}V${HEX.h - 14}H14L0 ${(HEX.h - 12) / 2}z`}/>
      <path class="body" d=${`M${w / 2 - 3} ${HEX.h - 14}v14h6v-14`}/>
      <text class="name" x="22" y="17">${name(node.label, w - 30)}</text>
      <text class="mono quiet-text" x="22" y="31">→ ${mono(node.external_name, w - 44)}</text>`;
  }
  return svg`
    ${rows?.map((row) => svg`<g>
      <rect class="notch" x=${HEX.point} y=${row.y} width=${w - 2 * HEX.point} height=${PORT_ROW}/>
      <rect class="port-end" x=${HEX.point - 4} y=${row.y + 6} width="8" height="8" rx="1"/>
      <text class="mono" x=${HEX.point + 12} y=${row.y + 13.5}><tspan class="strong">${row.text}</tspan> <tspan class="soft">${mono(row.detail, w - (row.door ? 130 : 90))}</tspan></text>
      ${row.door ? svg`<rect class="door" x=${w - HEX.point - 46} y=${row.y + 2} width="43" height="16" rx="2"/>
        <text class="mono" x=${w - HEX.point - 24.5} y=${row.y + 13.5} text-anchor="middle">:${row.door}</text>` : nothing}</g>`)}
    <path class="body" d=${`M${HEX.point} 0H${w - HEX.point}L${w} ${head / 2}L${w - HEX.point} ${head}H${HEX.point}L0 ${head / 2}z`}/>
    <text class="name large" x=${w / 2} y="18" text-anchor="middle">${name(node.label, w - 40)}</text>
    <text class="quiet-text" x=${w / 2} y="31" text-anchor="middle">${node.namespace === "default" ? (headless ? "headless" : type) : t("{kind} in {namespace}", { kind: headless ? "headless" : type, namespace: name(node.namespace ?? "", 70) })}</text>
    <text class="mono" x=${w / 2} y="44" text-anchor="middle">${headless ? t("no address") : node.cluster_ip}</text>
    ${head > HEX.h ? svg`<text class="mono label-text" x=${w / 2} y=${44 + LINE} text-anchor="middle">${mono(toldLabels(node.selector), w - 30)}</text>` : nothing}`;
}

const MARK_STEP = 11;

/** @param {Shape} shape */
function slice({ node, w, h }) {
  const marks = node.marks ?? [];
  const ready = marks.filter((/** @type {any} */ mark) => mark.state === "ready").length;
  const words = !marks.length ? t("no endpoints") : ready === marks.length ? tn(ready, "{n} endpoint", "{n} endpoints") : t("{n} of {all} ready", { n: ready, all: marks.length });
  const room = Math.floor((w - words.length * 5.9 - 16) / MARK_STEP);
  return svg`
    <rect class="sheet" x="4" y="-3" width=${w - 8} height=${h} rx="1"/>
    <rect class="body" width=${w} height=${h} rx="1"/>
    ${marks.slice(0, room).map((/** @type {any} */ mark, /** @type {number} */ index) => stateMark(mark.state, 5 + index * MARK_STEP, h / 2 - 5.5, 11))}
    ${marks.length ? nothing : stateMark("failed", 5, h / 2 - 5.5, 11)}
    <text class=${marks.length && ready ? "quiet-text" : "state-word mark-failed"} x=${w - 7} y=${h / 2 + 3.5} text-anchor="end">${words}</text>`;
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
    ${stateOf(node) === "pending" ? svg`<text class="state-word mark-pending" x="8" y="39">${t("pending")}</text>` : svg`<text class="mono" x="8" y="40">${addressOf(node)}</text>`}`;
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
  pod, proxy, service, slice, record, dns, ingress, host, client, node: room, loadbalancer: balancer,
};

/** What a reader of the screen hears, and what hovering shows. @param {Shape} shape */
export function describe({ node, kind }) {
  if (kind === "proxy") return t("kube-proxy on {node}", { node: node.node });
  const facts = [
    ["pod", "node"].includes(kind) ? WORDS[stateOf(node)] : "", kind === "pod" && stateOf(node) !== "ready" ? (node.reason ?? "") : "", kind === "service" ? (node.headless ? "headless" : node.type) : "", addressOf(node),
    node.external_name ? t("alias of {name}", { name: node.external_name }) : "",
    node.endpoints?.total !== undefined ? t("{n} of {all} endpoints ready", { n: node.endpoints.ready, all: node.endpoints.total }) : "",
  ];
  return [kind === "client" ? t("Client outside") : `${kindWord(kind)} ${node.label}`, ...facts.filter(Boolean)].join(", ");
}
