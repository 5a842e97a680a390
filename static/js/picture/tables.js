/** The same scene in tables. Pure; whatever the picture shows is here too, by its id. */
import { t } from "../i18n.js";
import { groupName } from "./groups.js";
import { kindWord } from "./kinds.js";
import { WORDS, addressOf, doors, endpoints, isShut, lanes, podPorts, shortName, stateOf } from "./scene.js";
import { unitIds } from "./sentences.js";

/**
 * @typedef {import("./scene.js").SceneNode} SceneNode
 * @typedef {{id: string, ids: string[], cells: string[]}} Row  `ids`: all that the row is about, the first of which can be chosen
 */

/** @param {Record<string, string>|undefined} map */
export const labels = (map) => Object.entries(map ?? {}).map(([key, value]) => `${key}=${value}`).join(",");

/** @param {SceneNode} node */
const portList = (node) => podPorts(node).map((port) => `${port.port}${port.name ? ` ${port.name}` : ""}${port.listens ? "" : ` (${t("closed")})`}`).join(", ");

/** @param {SceneNode|undefined} node */
const nameOf = (node, id = "") => (node?.kind === "group" ? `${groupName(node)} ×${node.count}` : (node?.label ?? id));

/** @param {SceneNode} node @param {string[]} cells @param {string[]} [ids] @returns {Row} */
const row = ({ id }, cells, ids = [id]) => ({ id, ids, cells });

/**
 * @param {Record<string, SceneNode>} nodes
 * @param {Record<string, import("./scene.js").SceneEdge>} edges
 * @returns {{title: string, columns: string[], rows: Row[]}[]}
 */
export function tables(nodes, edges) {
  const groups = lanes(nodes, edges);
  const pods = [...groups.rooms.flatMap(({ room, pods: inside }) => inside.map((pod) => ({ pod, room: room.label }))), ...groups.waiting.map((pod) => ({ pod, room: "" }))];
  const routes = groups.edges.filter((edge) => edge.kind === "routes" && edge.source.startsWith("service:"));
  const found = [
    { title: t("Outside"), columns: [t("Name"), t("Kind"), t("Address")], rows: groups.outside.map((each) => row(each, [each.label, kindWord(each.kind), addressOf(each) || (stateOf(each) === "pending" ? t("pending") : "")])) },
    {
      title: t("Nodes"), columns: [t("Node"), t("State"), t("Address"), t("Node ports")],
      rows: groups.rooms.map(({ room, proxy }) => row(room, [room.label, [WORDS[stateOf(room)], room.unschedulable ? t("cordoned") : ""].filter(Boolean).join(", "), room.address ?? "", proxy ? doors(proxy).map((door) => door.port).join(", ") : ""], proxy ? [room.id, proxy.id] : [room.id])),
    },
    { title: t("Pods"), columns: [t("Pod"), t("State"), t("Address"), t("Node"), t("Ports"), t("Labels")], rows: pods.map(({ pod, room }) => row(pod, [nameOf(pod), WORDS[stateOf(pod)], pod.address ?? "", room, portList(pod), labels(pod.labels)])) },
    {
      title: t("Services"), columns: [t("Service"), t("Type"), t("Address"), t("Selector"), t("Endpoints"), t("Name")],
      rows: groups.units.map((unit) => row(unit.service, serviceCells(unit), unitIds(unit))),
    },
    { title: "Ingress", columns: ["Ingress", t("Rules")], rows: groups.ingresses.map((each) => row(each, [each.label, each.rules.map((/** @type {any} */ rule) => `${rule.host}${rule.path} → ${rule.service}`).join(", ")])) },
    { title: "DNS", columns: [t("Name"), t("Address")], rows: groups.dns ? [row(groups.dns, [groups.dns.label, groups.dns.address ?? ""])] : [] },
    {
      title: t("Routes"), columns: [t("Service"), t("Port"), t("Pod"), t("Proportion"), t("Pod's port")],
      rows: routes.map((edge) => ({ id: edge.id, ids: [edge.id], cells: [nameOf(nodes[edge.source], edge.source), String(edge.port ?? ""), nameOf(nodes[edge.target], edge.target), String(edge.weight ?? "1"), isShut(nodes[edge.target], edge) ? t("{port} closed", { port: edge.target_port ?? "" }) : String(edge.target_port ?? "")] })),
    },
  ];
  return found.filter((table) => table.rows.length);
}

/** So many addresses are told one by one. */
const MANY = 12;

/** @param {import("./scene.js").Unit} unit */
function serviceCells({ service, slices, records }) {
  const all = slices.flatMap(endpoints);
  const ready = all.filter(({ state }) => state === "ready").length;
  return [
    service.label, service.type, service.headless ? "None" : service.external_name || service.cluster_ip, labels(service.selector),
    all.length > MANY ? t("{n} of {all} ready", { n: ready, all: all.length }) : all.map((each) => `${each.address} ${WORDS[each.state]}`).join(", "), records.map(shortName).join(", "),
  ];
}
