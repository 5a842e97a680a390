/** The stops of the timeline in words. */
import { t, tn } from "../i18n.js";

/** @type {Record<string, (params: any) => string>} */
const SENTENCES = {
  created: (params) => t("{kind} {name} is created", params),
  gone: (params) => t("{kind} {name} is gone", params),
  ending: (params) => t("{kind} {name} is being deleted", params),
  relabelled: (params) => t("{kind} {name} has other labels", params),
  rescaled: (params) => tn(params.n, "{kind} {name} wants {n} replica", "{kind} {name} wants {n} replicas", params),
  changed: (params) => t("{kind} {name} is changed", params),
  placed: (params) => t("Pod {name} is placed on {node}", params),
  ready: (params) => t("{kind} {name} is ready", params),
  unready: (params) => t("{kind} {name} is not ready any more", params),
  waiting: (params) => t("Pod {name} waits: {reason}", params),
  address: (params) => t("Service {name} gets the address {address}", params),
  endpoints: (params) => tn(params.n, "EndpointSlice {name}: {n} ready endpoint", "EndpointSlice {name}: {n} ready endpoints", params),
};

/** @param {import("../types.js").Stop} stop */
export function stopWords(stop) {
  if (stop.code) return SENTENCES[stop.code]?.(stop.params ?? {}) ?? stop.code;
  return stop.type === "start" ? t("The start") : (stop.title ?? "");
}
