/** What is asked, in two parts: how (by HTTP, by TCP, of DNS), and for what. Who may ask. Pure. */
import { t } from "../i18n.js";

/** How one may ask: as `as` says it, then in the words of the page. */
export const WAYS = ["http", "https", "tcp", "udp", "sctp", "ping", "dns:A", "dns:AAAA", "dns:SRV", "dns:CNAME", "dns:PTR", "dns:TXT", "dns:ANY"];

/** @param {string} way */
export const wayWords = (way) => (way.startsWith("dns:") ? t("DNS {type}", { type: way.slice(4) }) : way.toUpperCase());

/**
 * A target as one types it, taken apart. What has no scheme is asked by HTTP, as curl does.
 * @param {string} target
 * @returns {{as: string, rest: string}}
 */
export function asking(target) {
  const text = target.trim();
  if (text.startsWith("dns:")) {
    const [name, query = ""] = text.slice(4).split("?");
    const as = `dns:${query.replace(/^type=/, "").toUpperCase() || "A"}`;
    return { as: WAYS.includes(as) ? as : "dns:A", rest: name };
  }
  const scheme = /^([a-z]+):\/\//i.exec(text);
  if (!scheme) return { as: "http", rest: text };
  const as = scheme[1].toLowerCase();
  return { as: WAYS.includes(as) ? as : "http", rest: text.slice(scheme[0].length) };
}

/** @param {string} rest @returns {{host: string, port: string, path: string}} */
function parts(rest) {
  const [, host = "", port = "", path = ""] = /^(\[[^\]]*\]|(?:lb\/)?[^:/?]*)(?::(\d*))?(.*)$/.exec(rest) ?? [];
  return { host, port, path };
}

/**
 * The same asked in another way: a name keeps its host, a port that the new way does not know is dropped.
 * @param {string} target
 * @param {string} as
 */
export function askedAs(target, as) {
  const { rest } = asking(target);
  const { host, port, path } = parts(rest);
  if (as.startsWith("dns:")) return `dns:${host.replace(/^\[|\]$/g, "")}?type=${as.slice(4)}`;
  if (as === "ping") return `ping://${host}`;
  if (as === "http" || as === "https") return `${as}://${host}${port ? `:${port}` : ""}${path.startsWith("/") ? path : ""}`;
  return `${as}://${host}:${port || 80}`;
}

/**
 * Who may ask, each with where it is.
 * @param {string[]} sources as the server names them: `pod/web@shop`, `node/node-1`, `outside`
 * @param {Record<string, import("../types.js").SceneNode>} nodes
 * @returns {import("../choices.js").Choice[]}
 */
export function askers(sources, nodes) {
  return sources.map((value) => {
    const [kind, rest = ""] = value.split("/");
    const [name, namespace = "default"] = rest.split("@");
    if (kind === "pod") {
      const pod = nodes[`pod:${namespace}/${name}`];
      return { value, label: name, detail: [namespace, pod?.node, pod?.address].filter(Boolean).join(", "), group: t("Pods") };
    }
    if (kind === "node") return { value, label: name, detail: nodes[`node:${name}`]?.address ?? "", group: t("Nodes") };
    return { value, detail: nodes["client:outside"]?.address ?? "", group: t("World") };
  });
}
