/** Names of places and objects, and how one leads to the other. Pure. */
import { t } from "./i18n.js";

/** @type {Record<string, string>} */
const KINDS = { pod: "Pod", service: "Service", slice: "EndpointSlice", node: "Node", ingress: "Ingress" };

/**
 * The object that a shape of the picture stands for: `pod:shop/web` -> Pod shop/web.
 * @param {string} place
 * @returns {import("./types.js").ObjectKey|null}
 */
export function objectOf(place) {
  const [prefix, rest = ""] = split(place, ":");
  const kind = KINDS[prefix];
  if (!kind) return null;
  const [namespace, name] = rest.includes("/") ? split(rest, "/") : ["", rest];
  return { kind, namespace, name };
}

/** The shape that stands for an object. @param {import("./types.js").ObjectKey} object */
export function placeOf({ kind, namespace, name }) {
  const prefix = Object.entries(KINDS).find(([, value]) => value === kind)?.[0];
  return prefix ? `${prefix}:${namespace ? `${namespace}/` : ""}${name}` : "";
}

/** A place as a trace's source: `pod:shop/web` -> `pod/web@shop`. @param {string} place */
export function sourceOf(place) {
  const object = objectOf(place);
  if (object?.kind === "Pod") return `pod/${object.name}${object.namespace === "default" ? "" : `@${object.namespace}`}`;
  if (object?.kind === "Node") return `node/${object.name}`;
  return place === "client:outside" || place === "outside" ? "outside" : "";
}

/** A place in words: `proxy:node-1` -> "kube-proxy on node-1". @param {string} place */
export function placeWords(place) {
  const [prefix, rest = ""] = split(place, ":");
  const short = rest.replace(/^default\//, "");
  /** @type {Record<string, string>} */
  const words = {
    pod: t("Pod {name}", { name: short }), node: t("Node {name}", { name: rest }), proxy: t("kube-proxy on {node}", { node: rest }),
    service: t("Service {name}", { name: short }), lb: t("Load balancer of {name}", { name: short }), host: t("Host {name}", { name: rest }),
    dns: t("DNS server"), outside: t("Outside"), client: t("Client outside"), network: t("Network"),
    ingress: t("Ingress {name}", { name: short }), slice: t("EndpointSlice {name}", { name: short }),
  };
  return words[prefix] ?? place;
}

/** @param {string} text @param {string} by @returns {[string, string]} */
function split(text, by) {
  const at = text.indexOf(by);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
