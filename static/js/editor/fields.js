/**
 * The fields that completion offers before (or without) the server's schema: what a first Service needs.
 * @typedef {{doc?: string, type?: string, of?: string, values?: string[]}} Field
 *   `of` names the type of an object or of a list's items; `type` is string, integer, boolean, object, array, map
 * @typedef {{kinds: Record<string, {apiVersion: string, of: string}>, types: Record<string, Record<string, Field>>}} Schema
 */
import { t } from "../i18n.js";

/** @type {Schema} */
export const basic = {
  kinds: {
    Service: { apiVersion: "v1", of: "Service" },
    Pod: { apiVersion: "v1", of: "Pod" },
    Deployment: { apiVersion: "apps/v1", of: "Deployment" },
    StatefulSet: { apiVersion: "apps/v1", of: "StatefulSet" },
    EndpointSlice: { apiVersion: "discovery.k8s.io/v1", of: "EndpointSlice" },
    Endpoints: { apiVersion: "v1", of: "Endpoints" },
    ConfigMap: { apiVersion: "v1", of: "Object" },
    Secret: { apiVersion: "v1", of: "Object" },
    PersistentVolumeClaim: { apiVersion: "v1", of: "Object" },
    Namespace: { apiVersion: "v1", of: "Object" },
    Ingress: { apiVersion: "networking.k8s.io/v1", of: "Object" },
  },
  types: {
    Object: {
      apiVersion: { type: "string" }, kind: { type: "string" }, metadata: { type: "object", of: "Meta" },
    },
    Meta: {
      name: { type: "string", doc: t("The object's name, unique for its kind in its namespace.") },
      namespace: { type: "string" }, labels: { type: "map", doc: t("Key and value pairs that selectors look for.") },
      annotations: { type: "map" },
    },
    Service: {
      apiVersion: { type: "string" }, kind: { type: "string" }, metadata: { type: "object", of: "Meta" },
      spec: { type: "object", of: "ServiceSpec" },
    },
    ServiceSpec: {
      selector: { type: "map", doc: t("Labels that a pod must have to stand behind this Service.") },
      ports: { type: "array", of: "ServicePort" },
      type: { type: "string", values: ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"] },
      clusterIP: { type: "string", values: ["None"], doc: t("The virtual address; None makes the Service headless.") },
      externalName: { type: "string", doc: t("The DNS name that a Service of type ExternalName stands for.") },
      sessionAffinity: { type: "string", values: ["None", "ClientIP"] },
      externalTrafficPolicy: { type: "string", values: ["Cluster", "Local"] },
      internalTrafficPolicy: { type: "string", values: ["Cluster", "Local"] },
      publishNotReadyAddresses: { type: "boolean" }, externalIPs: { type: "array" },
      loadBalancerSourceRanges: { type: "array" }, allocateLoadBalancerNodePorts: { type: "boolean" },
    },
    ServicePort: {
      name: { type: "string", doc: t("Needed when there are several ports.") },
      port: { type: "integer", doc: t("The port that the Service is asked at.") },
      targetPort: { type: "integer", doc: t("The pod's port: a number, or the name of a container's port.") },
      nodePort: { type: "integer", doc: t("The port on every node, 30000 to 32767.") },
      protocol: { type: "string", values: ["TCP", "UDP", "SCTP"] }, appProtocol: { type: "string" },
    },
    Pod: {
      apiVersion: { type: "string" }, kind: { type: "string" }, metadata: { type: "object", of: "Meta" },
      spec: { type: "object", of: "PodSpec" },
    },
    PodSpec: { containers: { type: "array", of: "Container" }, hostname: { type: "string" }, subdomain: { type: "string" } },
    Container: {
      name: { type: "string" }, image: { type: "string" }, ports: { type: "array", of: "ContainerPort" },
      env: { type: "array" }, readinessProbe: { type: "object" },
    },
    ContainerPort: {
      name: { type: "string" }, containerPort: { type: "integer" },
      protocol: { type: "string", values: ["TCP", "UDP", "SCTP"] },
    },
    Deployment: {
      apiVersion: { type: "string" }, kind: { type: "string" }, metadata: { type: "object", of: "Meta" },
      spec: { type: "object", of: "WorkloadSpec" },
    },
    StatefulSet: {
      apiVersion: { type: "string" }, kind: { type: "string" }, metadata: { type: "object", of: "Meta" },
      spec: { type: "object", of: "StatefulSetSpec" },
    },
    WorkloadSpec: {
      replicas: { type: "integer" }, selector: { type: "object", of: "Selector" }, template: { type: "object", of: "Pod" },
    },
    StatefulSetSpec: {
      replicas: { type: "integer" }, serviceName: { type: "string" }, selector: { type: "object", of: "Selector" },
      template: { type: "object", of: "Pod" },
    },
    Selector: { matchLabels: { type: "map" } },
    EndpointSlice: {
      apiVersion: { type: "string" }, kind: { type: "string" }, metadata: { type: "object", of: "Meta" },
      addressType: { type: "string", values: ["IPv4", "IPv6", "FQDN"] },
      endpoints: { type: "array", of: "Endpoint" }, ports: { type: "array", of: "EndpointPort" },
    },
    Endpoint: { addresses: { type: "array" }, conditions: { type: "object" }, hostname: { type: "string" }, nodeName: { type: "string" } },
    EndpointPort: { name: { type: "string" }, port: { type: "integer" }, protocol: { type: "string", values: ["TCP", "UDP", "SCTP"] } },
    Endpoints: {
      apiVersion: { type: "string" }, kind: { type: "string" }, metadata: { type: "object", of: "Meta" }, subsets: { type: "array", of: "Subset" },
    },
    Subset: { addresses: { type: "array" }, ports: { type: "array", of: "EndpointPort" } },
  },
};
