/** Pods and groups of pods, roomy and compact, in their own coordinates. */
import { nothing, svg } from "vendor/lit";
import { differs, stateMark, termLine } from "./bits.js";
import { groupName } from "./groups.js";
import { WORDS, podPorts, stateOf } from "./scene.js";
import { LINE, ROOMY } from "./sizes.js";
import { mono, name, small, smallWidth } from "./text.js";

/** @typedef {import("./layout.js").Shape} Shape */

const ROUND = 17;

/** Why a pod waits stands in the place of its address. @param {import("./scene.js").SceneNode} node @param {keyof typeof WORDS} state */
const stateWords = (node, state) => (state === "pending" && node.reason ? node.reason : [WORDS[state], node.address].filter(Boolean).join(" "));

/** The port of a pod on its border; a plus for others. @param {Shape} shape */
function notchOf({ node }) {
  const [port, ...others] = podPorts(node);
  const text = port ? `${port.port}${others.length ? "+" : ""}` : "";
  return { port, text, width: text ? text.length * 6.4 + 8 : 0 };
}

/** @param {Shape} shape */
export const pod = (shape) => (shape.compact ? compactPod(shape) : roomyPod(shape));

/** @param {Shape} shape */
function roomyPod(shape) {
  const { node, w, h } = shape;
  const state = stateOf(node);
  const notch = notchOf(shape);
  return svg`
    <rect class="body" width=${w} height=${h} rx=${ROUND}/>
    ${stateMark(state, 9, h / 2 - 7)}
    <text class="name" x="28" y="14">${name(node.label, w - 36 - Math.max(8, notch.width))}</text>
    ${state === "ready"
      ? svg`<text class=${`mono quiet-text${differs(shape, "address", "state")}`} x="28" y="27">${mono(node.address ?? "", w - 36 - notch.width)}</text>`
      : svg`<text class=${`state-word mark-${state}${differs(shape, "state")}`} x="28" y="27">${small(stateWords(node, state), w - 32 - notch.width)}</text>`}
    ${h > ROOMY.pod.h ? termLine(node.labels, w - 36, { x: 28, y: 27 + LINE, differs: differs(shape, "labels") }) : nothing}
    ${notch.port ? svg`<g class=${notch.port.listens || state !== "ready" ? "" : "closed"}><rect class="notch" x=${w - notch.width + 5} y=${h / 2 - 8} width=${notch.width} height="16" rx="2"/>
      <text class=${`mono${differs(shape, "listeners", "declared")}`} x=${w + 5 - notch.width / 2} y=${h / 2 + 3.5} text-anchor="middle">${notch.text}</text></g>` : nothing}`;
}

/** @param {Shape} shape */
function compactPod(shape) {
  const { node, w, h } = shape;
  const state = stateOf(node);
  const word = state === "ready" ? "" : WORDS[state];
  return svg`
    <rect class="body" width=${w} height=${h} rx="10"/>
    ${stateMark(state, 5, 4.5, 11)}
    <text class="name little" x="19" y="14">${name(node.label, w - 26 - (word ? smallWidth(word) + 4 : 0))}</text>
    ${word ? svg`<text class=${`state-word mark-${state}${differs(shape, "state")}`} x=${w - 7} y="14" text-anchor="end">${word}</text>` : nothing}
    ${shape.labels ? termLine(node.labels, w - 26, { x: 19, y: 14 + LINE, differs: differs(shape, "labels") }) : nothing}`;
}

/** A group is a stack of pods with their number. @param {Shape} shape */
export function group(shape) {
  const { node, w, h, compact } = shape;
  const state = stateOf(node);
  const r = compact ? 10 : ROUND;
  const count = `×${node.count}`;
  const room = w - (compact ? 30 : 42) - count.length * 7;
  return svg`
    <rect class="sheet" x="4" y="-3" width=${w - 4} height=${h} rx=${r}/>
    <rect class="sheet" x="2" y="-1.5" width=${w - 2} height=${h} rx=${r}/>
    <rect class="body" width=${w} height=${h} rx=${r}/>
    ${stateMark(state, compact ? 5 : 9, compact ? 4.5 : h / 2 - 7, compact ? 11 : 14)}
    <text class=${compact ? "name little" : "name"} x=${compact ? 19 : 28} y="14">${name(groupName(node), room)}</text>
    <text class=${`mono strong${differs(shape, "count")}`} x=${w - 8} y="14" text-anchor="end">${count}</text>
    ${compact ? nothing : svg`<text class=${`state-word mark-${state}`} x="28" y="27">${WORDS[state]}</text>`}
    ${shape.labels ? termLine(node.labels, w - (compact ? 26 : 36), { x: compact ? 19 : 28, y: (compact ? 14 : 27) + LINE, differs: differs(shape, "labels") }) : nothing}`;
}
