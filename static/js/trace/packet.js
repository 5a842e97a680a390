/** What the packet carries, step by step: a fold over the steps of a trace. Pure. */
import { t } from "../i18n.js";

/**
 * @typedef {import("../types.js").Step} Step
 * @typedef {{source: string, destination: string, reply: boolean, changed: ""|"source"|"destination", before: string}} Packet
 */

/** @type {Packet} */
const NOTHING = { source: "", destination: "", reply: false, changed: "", before: "" };

/** What a step does to the packet, by its code. @type {Record<string, (packet: Packet, params: Record<string, any>) => Packet>} */
const CHANGES = {
  send: (_, { source, destination, port }) => ({ ...NOTHING, source, destination: withPort(destination, port) }),
  dnat: (packet, { endpoint }) => ({ ...packet, destination: endpoint, changed: "destination", before: packet.destination }),
  masquerade: (packet, { source }) => ({ ...packet, source, changed: "source", before: packet.source }),
  listen: (packet, { source, destination, port }) => ({ ...packet, source, destination: withPort(destination, port) }),
  "reply.translated": (packet, { from, to }) => ({ ...packet, reply: true, source: to, destination: packet.source, changed: "source", before: from }),
  reply: (packet) => ({ ...packet, reply: true }),
};

/** @param {string} address @param {number|undefined} port */
const withPort = (address, port) => (port ? `${address}:${port}` : address);

/**
 * The packet after these steps; null while nothing was sent.
 * @param {Step[]} steps
 * @returns {Packet|null}
 */
export function packet(steps) {
  const end = steps.reduce((now, step) => {
    const change = CHANGES[step.code];
    return change ? change({ ...now, changed: "", before: "" }, step.params ?? {}) : { ...now, changed: /** @type {""} */ (""), before: "" };
  }, NOTHING);
  return end.destination ? end : null;
}

/**
 * The token's few words: what is asked of DNS, then where the packet goes; at a masquerade, whom it now comes from.
 * @param {Step[]} steps
 */
export function tokenWords(steps) {
  const now = packet(steps);
  if (now) return now.changed === "source" || now.reply ? t("from {source}", { source: now.source }) : now.destination;
  const last = steps.findLast((step) => step.code === "dns.question" || step.code === "dns.answer");
  const { name = "", data = [] } = last?.params ?? {};
  return data.length ? String(data[0]) : name ? `${short(name)}?` : "";
}

/** @param {string} name */
const short = (name) => name.replace(/\.$/, "").replace(/\.cluster\.local$/, "");
