/** Names and addresses of objects in what a command printed, as links to their shapes in the picture. Pure. */

/**
 * @typedef {{text: string, place?: string}} Part
 * @typedef {Record<string, import("../types.js").SceneNode>} Nodes
 */

const WORD = /[a-z0-9](?:[a-z0-9./:-]*[a-z0-9])?/gi;
const SHORTEST = 2;

/** A word that might also be plain English counts only where names stand: first in a line or a column, or quoted. */
const PLAIN = /^[a-z]+$/;
const BEFORE_NAMES = /(^|\n|\s{2}|"|\/)$/;

/** Words of kubectl for the kinds that the picture shows. @type {Record<string, string>} */
const KINDS = {
  pod: "pod", pods: "pod", po: "pod", service: "service", services: "service", svc: "service", node: "node", nodes: "node", no: "node",
  endpointslice: "slice", endpointslices: "slice", "endpointslice.discovery.k8s.io": "slice",
  ingress: "ingress", ingresses: "ingress", ing: "ingress", "ingress.networking.k8s.io": "ingress",
};

/**
 * @param {Nodes} nodes
 * @param {string} line the command that printed it: its words say which kind a name is of
 * @returns {(word: string) => string|undefined} the place that a word means, if it means one
 */
export function finder(nodes, line) {
  const asked = line.split(/[\s,/]+/).map((word) => KINDS[word]).filter(Boolean);
  /** @type {Map<string, string[]>} */
  const places = new Map();
  const note = (/** @type {string|undefined} */ word, /** @type {string} */ id) => { if (word) places.set(word, [...(places.get(word) ?? []), id]); };
  for (const node of Object.values(nodes)) {
    if (!Object.values(KINDS).includes(node.kind)) continue;
    note(node.label, node.id);
    note(node.kind === "service" ? node.cluster_ip : node.address, node.id);
  }
  const kindOf = (/** @type {string} */ id) => id.slice(0, id.indexOf(":"));
  return (word) => {
    const slash = word.indexOf("/");
    const prefix = slash > 0 ? KINDS[word.slice(0, slash)] : undefined;
    const found = places.get(prefix ? word.slice(slash + 1) : word) ?? places.get(word.replace(/:\d+$/, "")) ?? [];
    const fitting = found.filter((id) => (prefix ? kindOf(id) === prefix : found.length === 1 || asked.includes(kindOf(id))));
    return fitting.length === 1 ? fitting[0] : undefined;
  };
}

/**
 * @param {string} text
 * @param {(word: string) => string|undefined} find
 * @returns {Part[]} which together are the text
 */
export function linked(text, find) {
  /** @type {Part[]} */
  const parts = [];
  let done = 0;
  for (const match of text.matchAll(WORD)) {
    const placed = !PLAIN.test(match[0]) || BEFORE_NAMES.test(text.slice(Math.max(0, match.index - 2), match.index));
    const place = placed && match[0].length >= SHORTEST ? find(match[0]) : undefined;
    if (!place) continue;
    if (match.index > done) parts.push({ text: text.slice(done, match.index) });
    parts.push({ text: match[0], place });
    done = match.index + match[0].length;
  }
  if (done < text.length) parts.push({ text: text.slice(done) });
  return parts;
}
