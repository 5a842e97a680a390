/** What one may ask for in this cluster, the likeliest first. Pure. */

/**
 * @param {Record<string, import("../types.js").SceneNode>} nodes
 * @param {string} source a trace's source, such as `pod/client@shop`
 * @returns {string[]}
 */
export function targets(nodes, source) {
  const all = Object.values(nodes);
  const home = source.startsWith("pod/") ? (source.split("@")[1] ?? "default") : "";
  const services = all.filter((node) => node.kind === "service" && node.namespace !== "kube-system" && node.id !== "service:default/kubernetes");
  const rooms = all.filter((node) => node.kind === "node");
  const found = services.flatMap((service) => {
    const name = service.namespace === home ? service.label : `${service.label}.${service.namespace}`;
    /** @type {any[]} */
    const ports = service.ports;
    if (source === "outside") {
      return [
        ...ports.filter((port) => port.node_port && rooms[0]).map((port) => url(port, rooms[0].address ?? "", port.node_port)),
        ...ports.flatMap((port) => (service.load_balancer?.addresses ?? []).map((/** @type {string} */ address) => url(port, address, port.port))),
      ];
    }
    if (!ports.length) return [`http://${name}:80`, `dns:${name}?type=A`];
    return [...ports.map((port) => url(port, name, port.port)), `dns:${name}?type=A`];
  });
  const pods = all.filter((node) => node.kind === "pod" && node.address && node.listeners?.length && source !== "outside")
    .slice(0, 4).map((pod) => url(pod.listeners[0], pod.address ?? "", pod.listeners[0].port));
  return [...new Set([...found, ...pods])];
}

const HTTP = new Set([80, 8080, 8000, 3000, 5000, 9376, 443]);

/** @param {{protocol: string, port: number, name?: string}} port @param {string} host @param {number} number */
function url(port, host, number) {
  const protocol = port.protocol.toLowerCase();
  if (protocol !== "tcp") return `${protocol}://${host}:${number}`;
  const web = HTTP.has(port.port) || /http|web/.test(port.name ?? "");
  return `${web ? "http" : "tcp"}://${host}:${number}`;
}
