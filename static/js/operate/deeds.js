/** What operators do and live through, by what it is done to: a table. Pure. */
import { t } from "../i18n.js";

/**
 * @typedef {import("../types.js").SceneNode} SceneNode
 * @typedef {import("../types.js").Row} Row
 * @typedef {{title: string, label: string, value: string, pattern: string, hint: string, button: string, action: (text: string) => Record<string, any>}} Question
 * @typedef {{id: string, label: string, title: string, danger?: boolean, action?: Record<string, any>, ask?: Question}} Deed
 *   `action` goes to the server as it is; `ask` needs an answer first
 * @typedef {{kind: string, namespace: string, name: string}} Workload
 */

/** @param {SceneNode} pod @returns {Deed[]} */
function podDeeds(pod) {
  const place = pod.id.slice("pod:".length);
  return [
    pod.held_unready
      ? { id: "ready", label: t("Make ready"), title: t("Its readiness may succeed again"), action: { set_ready: { pod: place, ready: true } } }
      : { id: "unready", label: t("Make unready"), title: t("Its readiness fails; its processes go on"), action: { set_ready: { pod: place, ready: false } } },
    { id: "crash", label: t("Crash"), title: t("Its processes exit, once"), action: { crash_pod: place } },
    pod.crashed
      ? { id: "mend", label: t("Stop crashing"), title: t("Its processes run again from their next start"), action: { set_crashing: { pod: place, crashing: false } } }
      : { id: "crashing", label: t("Keep crashing"), title: t("Its processes exit as often as they are started"), action: { set_crashing: { pod: place, crashing: true } } },
    { id: "delete", label: t("Delete pod"), title: t("As kubectl delete pod does"), danger: true, action: { delete_pod: place } },
  ];
}

/** @param {SceneNode} node @returns {Deed[]} */
function nodeDeeds(node) {
  return [
    node.unschedulable
      ? { id: "uncordon", label: t("Uncordon"), title: t("The scheduler may put pods there again"), action: { uncordon: node.label } }
      : { id: "cordon", label: t("Cordon"), title: t("The scheduler puts no new pods there"), action: { cordon: node.label } },
    { id: "drain", label: t("Drain"), title: t("Cordon it, and evict its pods"), action: { drain: node.label } },
    node.state === "failed"
      ? { id: "restore", label: t("Restore node"), title: t("It has power again"), action: { restore_node: node.label } }
      : { id: "fail", label: t("Fail node"), title: t("It loses its power"), danger: true, action: { fail_node: node.label } },
  ];
}

/** @param {SceneNode} service @returns {Deed[]} */
function balancerDeeds(service) {
  const place = service.id.slice("service:".length);
  if (!service.load_balancer) return [];
  return [service.load_balancer.taken
    ? { id: "give", label: t("Give a load balancer"), title: t("The cloud makes one again"), action: { balancer: { service: place, taken: false } } }
    : { id: "take", label: t("Take its load balancer"), title: t("The cloud takes it away, with its address"), danger: true, action: { balancer: { service: place, taken: true } } }];
}

/** Of a part of the picture. @param {SceneNode} node @returns {Deed[]} */
export function deedsOf(node) {
  /** @type {Record<string, (node: SceneNode) => Deed[]>} */
  const kinds = { pod: podDeeds, node: nodeDeeds, service: balancerDeeds };
  return kinds[node.kind]?.(node) ?? [];
}

const NUMBER = "[0-9]|[1-4][0-9]|50";
const IMAGE = "[a-z0-9][A-Za-z0-9._:\\/@\\-]*";

/**
 * Of what makes pods.
 * @param {Workload} workload
 * @param {{image?: string, mayChange: boolean}} known  `mayChange`: whether it is the learner's to change in this lab
 * @returns {Deed[]}
 */
export function workloadDeeds(workload, { image = "", mayChange }) {
  /** @type {Deed[]} */
  const deeds = [
    { id: "up", label: t("Scale up"), title: t("One replica more"), action: { scale: { ...workload, by: 1 } } },
    { id: "down", label: t("Scale down"), title: t("One replica less"), action: { scale: { ...workload, by: -1 } } },
    {
      id: "scale", label: t("Scale to"), title: t("As kubectl scale does"), ask: {
        title: t("Scale {name}", { name: workload.name }), label: t("Replicas"), value: "", pattern: NUMBER, hint: t("A number from 0 to 50."), button: t("Scale"),
        action: (text) => ({ scale: { ...workload, replicas: Number(text) } }),
      },
    },
  ];
  if (!mayChange || workload.kind === "ReplicaSet") return deeds;
  return [
    ...deeds,
    {
      id: "image", label: t("New image"), title: t("As kubectl set image does: a rollout begins"), ask: {
        title: t("New image for {name}", { name: workload.name }), label: t("Image"), value: image, pattern: IMAGE, hint: t("A name and a tag, such as nginx:1.30."), button: t("Roll out"),
        action: (text) => ({ set_image: { ...workload, image: text } }),
      },
    },
    { id: "rollback", label: t("Roll back"), title: t("As kubectl rollout undo does"), action: { rollback: workload } },
  ];
}

const SCALED = new Set(["Deployment", "StatefulSet", "ReplicaSet"]);

/** What makes a pod such as this, if it can be scaled. @param {SceneNode} pod @returns {Workload|null} */
export function workloadOf(pod) {
  const [kind, name] = String(pod.workload ?? "").split("/");
  return SCALED.has(kind) ? { kind, namespace: pod.namespace ?? "", name } : null;
}

/**
 * @typedef {{id: string, label: string, deeds: () => Deed[]}} Subject
 * Everything that something can be done to, by group.
 * @param {Pick<import("../types.js").State, "nodes"|"rows"|"lab">} state
 * @returns {{label: string, subjects: Subject[]}[]}
 */
export function subjects({ nodes, rows, lab }) {
  const all = Object.values(nodes).filter((node) => node.namespace !== "kube-system").sort((a, b) => a.id.localeCompare(b.id, "en", { numeric: true }));
  /** @param {SceneNode} node @returns {Subject} */
  const subject = (node) => ({ id: node.id, label: inNamespace(node.namespace, node.label), deeds: () => deedsOf(node) });
  const workloads = Object.values(rows).filter((row) => (row.kind === "Deployment" || row.kind === "StatefulSet") && row.namespace !== "kube-system");
  const pods = all.filter((node) => node.kind === "pod");
  return [
    { label: t("Pods"), subjects: pods.map(subject) },
    {
      label: t("Workloads"),
      subjects: workloads.map(({ id, kind, namespace, name }) => ({
        id, label: inNamespace(namespace, `${kind} ${name}`),
        deeds: () => workloadDeeds({ kind, namespace, name }, {
          image: pods.find((pod) => pod.namespace === namespace && pod.workload === `${kind}/${name}`)?.images?.[0], mayChange: mayChange(lab, kind),
        }),
      })),
    },
    { label: t("Nodes"), subjects: all.filter((node) => node.kind === "node").map(subject) },
    { label: t("Load balancers"), subjects: all.filter((node) => node.kind === "service" && node.load_balancer).map(subject) },
  ].filter((group) => group.subjects.length);
}

/** @param {import("../types.js").Lab|null} lab @param {string} kind */
export const mayChange = (lab, kind) => !lab || (lab.kinds ?? []).includes(kind);

/** @param {string|undefined} namespace @param {string} name */
const inNamespace = (namespace, name) => (!namespace || namespace === "default" ? name : t("{name} in {namespace}", { name, namespace }));
