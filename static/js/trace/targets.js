/** What one may ask for in this cluster, the likeliest first. Pure. */

/**
 * Services that stand in the files and may not be applied yet.
 * @param {import("../types.js").File[]} files
 * @returns {string[]}
 */
export function drafted(files) {
  return files.flatMap(({ text }) => text.split(/^---/m)).flatMap((document) => {
    const name = /^metadata:\s*(?:\n +.*)*?\n +name: *([\w.-]+)/m.exec(document)?.[1];
    const port = /^ *(?:- +)?port: *(\d+)/m.exec(document)?.[1];
    return /^kind: *Service *$/m.test(document) && name && port ? [`http://${name}:${port}`] : [];
  });
}

/**
 * @param {Record<string, import("../types.js").SceneNode>} nodes
 * @param {string} source a trace's source, such as `pod/client@shop`
 * @param {import("../types.js").File[]} [files] in the editor
 * @returns {string[]}
 */
export function targets(nodes, source, files = []) {
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
  const pods = all.filter((node) => node.kind === "pod" && node.namespace !== "kube-system" && node.address && node.listeners?.length && source !== "outside")
    .slice(0, 4).map((pod) => url(pod.listeners[0], pod.address ?? "", pod.listeners[0].port));
  const named = source.startsWith("pod/") && !found.length ? drafted(files) : [];
  return [...new Set([...found, ...named, ...pods])];
}

const HTTP = new Set([80, 8080, 8000, 3000, 5000, 9376, 443]);

/** @param {{protocol: string, port: number, name?: string}} port @param {string} host @param {number} number */
function url(port, host, number) {
  const protocol = port.protocol.toLowerCase();
  if (protocol !== "tcp") return `${protocol}://${host}:${number}`;
  const web = HTTP.has(port.port) || /http|web/.test(port.name ?? "");
  return `${web ? "http" : "tcp"}://${host}:${number}`;
}
