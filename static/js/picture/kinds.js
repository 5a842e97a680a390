/** What the kinds of the picture are called. Pure. */
import { t } from "../i18n.js";

/** @type {Record<string, string>} */
const KINDS = {
  node: "Node", pod: "Pod", proxy: "kube-proxy", service: "Service", slice: "EndpointSlice", record: t("DNS name"), dns: t("DNS server"),
  client: t("Client"), loadbalancer: t("Load balancer"), host: t("External host"), ingress: "Ingress", group: t("Pods"),
};

/** @param {string} kind */
export const kindWord = (kind) => KINDS[kind] ?? kind;
