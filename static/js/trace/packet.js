/** What the packet carries, step by step: a fold over the steps of a trace. Pure. */

/**
 * @typedef {import("../types.js").Step} Step
 * @typedef {{source: string, destination: string, reply: boolean, changed: ""|"source"|"destination", before: string}} Packet
 * @typedef {{text: string, kind: "plain"|"was"|"now"|"stop"}} TokenRow  one line of the token: `was` is struck out, `now` stands in its place
 */

/** @type {Packet} */
const NOTHING = { source: "", destination: "", reply: false, changed: "", before: "" };

/** What a step does to the packet, by its code. @type {Record<string, (packet: Packet, params: Record<string, any>) => Packet>} */
const CHANGES = {
  send: (_, { source, destination, port }) => ({ ...NOTHING, source, destination: withPort(destination, port) }),
  dnat: (packet, { endpoint }) => ({ ...packet, destination: endpoint, changed: "destination", before: packet.destination }),
  "flow.known": (packet, { endpoint }) => ({ ...packet, destination: endpoint, changed: "destination", before: packet.destination }),
  "host-port": (packet, { to }) => ({ ...packet, destination: to, changed: "destination", before: packet.destination }),
  masquerade: (packet, { source }) => ({ ...packet, source, changed: "source", before: packet.source }),
  "egress.masquerade": (packet, { source }) => ({ ...packet, source, changed: "source", before: packet.source }),
  "balancer.proxy": (packet, { source, destination, node_port }) => ({ ...packet, source, destination: withPort(destination, node_port), changed: "source", before: packet.source }),
  listen: (packet, { source, destination, port }) => ({ ...packet, source, destination: withPort(destination, port) }),
  "reply.translated": (packet, { from, to }) => ({ ...turned(packet), source: to, changed: "source", before: from }),
  reply: (packet) => turned(packet),
  "reply.direct": (packet) => turned(packet),
  "reply.lost": (packet) => turned(packet),
};

/** Steps at which an address of the packet is rewritten: the moments that a learner should see. */
export const REWRITES = new Set(["dnat", "masquerade", "egress.masquerade", "balancer.proxy", "host-port", "reply.translated"]);

/** @param {string} address @param {number|undefined} port */
const withPort = (address, port) => (port ? `${address.includes(":") ? `[${address}]` : address}:${port}` : address);

/** The answer goes the other way. @param {Packet} packet @returns {Packet} */
const turned = (packet) => (packet.reply ? packet : { ...packet, reply: true, source: packet.destination, destination: packet.source });

/**
 * The packet after these steps; null while nothing was sent.
 * @param {Step[]} steps
 * @returns {Packet|null}
 */
export function packet(steps) {
  const end = steps.reduce((now, step) => {
    const change = CHANGES[step.code];
    const kept = { ...now, changed: /** @type {Packet["changed"]} */ (""), before: "" };
    return change ? change(kept, step.params ?? {}) : kept;
  }, NOTHING);
  return end.destination ? end : null;
}

/**
 * What stands on the token after these steps: what is asked of DNS; then where the packet comes from and goes to, and what
 * was just rewritten; at the end of a way that leads nowhere, why.
 * @param {Step[]} steps
 * @returns {TokenRow[]}
 */
export function tokenRows(steps) {
  const now = packet(steps);
  const rows = now ? addresses(now) : asked(steps);
  const stopped = steps.at(-1)?.stop || (now && steps.findLast((step) => step.stop)?.stop);
  return stopped ? [...rows, { text: stopped, kind: "stop" }] : rows;
}

/** @param {Packet} now @returns {TokenRow[]} */
function addresses(now) {
  /** @param {"source"|"destination"} field @param {string} lead @returns {TokenRow[]} */
  const row = (field, lead) => (now.changed === field
    ? [{ text: lead + now.before, kind: "was" }, { text: lead + now[field], kind: "now" }]
    : [{ text: lead + now[field], kind: "plain" }]);
  return [...row("source", ""), ...row("destination", "→ ")];
}

/** @param {Step[]} steps @returns {TokenRow[]} */
function asked(steps) {
  const last = steps.findLast((step) => step.code === "dns.question" || step.code === "dns.answer" || step.code === "dns.cname");
  const { name = "", data = [], target = "" } = last?.params ?? {};
  const answer = target || (data.length > 1 ? `${data[0]} …` : data[0]);
  if (answer) return [{ text: short(name), kind: "plain" }, { text: `= ${short(String(answer))}`, kind: "plain" }];
  return name ? [{ text: `${short(name)} ?`, kind: "plain" }] : [];
}

/** @param {string} name */
const short = (name) => name.replace(/\.$/, "").replace(/\.cluster\.local$/, "");
