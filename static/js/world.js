/** The small cluster of the landing page: what the picture there shows, and the story that it tells. */
import { t } from "./i18n.js";
import { byId } from "./state.js";

const ports = [{ protocol: "TCP", port: 8080, name: "http" }];

/** @param {string} name @param {number} node @param {number} host @param {boolean} serves */
const pod = (name, node, host, serves) => ({
  id: `pod:default/${name}`, kind: "pod", label: name, parent: `node:node-${node}`, namespace: "default", state: "ready",
  address: `10.244.${node}.${host}`, labels: {}, declared: serves ? ports : [], listeners: serves ? ports : [],
});

const pods = [pod("client", 1, 2, false), pod("web-1", 1, 3, true), pod("web-2", 2, 2, true), pod("web-3", 2, 3, true)];
const service = {
  id: "service:default/web", kind: "service", label: "web", namespace: "default", type: "ClusterIP", cluster_ip: "10.96.114.12",
  headless: false, external_name: "", selector: { app: "web" }, ports: [{ name: "", protocol: "TCP", port: 80, target_port: 8080, node_port: 0 }],
};
const backends = pods.slice(1);

const nodes = byId([
  ...[1, 2].flatMap((number) => [
    { id: `node:node-${number}`, kind: "node", label: `node-${number}`, state: "ready", address: `192.168.1.${number + 1}` },
    { id: `proxy:node-${number}`, kind: "proxy", label: "kube-proxy", parent: `node:node-${number}`, node: `node-${number}`, doors: [] },
  ]),
  ...pods, service,
  { id: "slice:default/web", kind: "slice", label: "web", namespace: "default", service: service.id, endpoints: backends.map((each) => ({ addresses: [each.address], ready: true, target: each.label })) },
  { id: "dns", kind: "dns", label: "DNS", address: "10.96.0.10" },
  { id: "record:web", kind: "record", label: "web.default.svc.cluster.local", service: service.id, answers: [] },
]);

const edges = byId([
  ...backends.map((each) => ({ id: `routes ${each.id}`, kind: "routes", source: service.id, target: each.id, weight: "1/3", port: 80 })),
  { id: "resolves", kind: "resolves", source: "record:web", target: service.id },
]);

const stories = backends.map((backend) => ({
  places: ["pod:default/client", "dns", "pod:default/client", "proxy:node-1", service.id, backend.id],
  labels: ["web?", "web?", "10.96.114.12", "10.96.114.12:80", `${backend.address}:8080`, `${backend.address}:8080`],
  words: [
    t("Pod client asks for http://web. First it needs an address for the name."),
    t("DNS answers 10.96.114.12: the address of Service web, behind which no machine stands."),
    t("The client sends its packet to 10.96.114.12, port 80."),
    t("The rules that kube-proxy wrote on the client's own node match the packet."),
    t("One of three ready pods is chosen; the destination becomes {address}.", { address: `${backend.address}:8080` }),
    t("Pod {name} answers. The next request may go to another pod.", { name: backend.label }),
  ],
}));

export const world = { nodes, edges, stories };
