"""The values of fields that take one of a few, with what each of them means, as the server's OpenAPI tells them.

By the Go type's name, `v1.ServiceType`.

Models: k8s.io/api types marked +enum; kube-openapi/pkg/generators/enum.go Description
"""

from __future__ import annotations

VALUES: dict[str, dict[str, str]] = {
    "v1.ServiceType": {
        "ClusterIP": "means a service will only be accessible inside the cluster, via the cluster IP.",
        "ExternalName": "means a service consists of only a reference to an external name that kubedns or equivalent will "
        "return as a CNAME record, with no exposing or proxying of any pods involved.",
        "LoadBalancer": "means a service will be exposed via an external load balancer (if the cloud provider supports it), "
        "in addition to 'NodePort' type.",
        "NodePort": "means a service will be exposed on one port of every node, in addition to 'ClusterIP' type.",
    },
    "v1.ServiceAffinity": {"ClientIP": "is the Client IP based.", "None": "- no session affinity."},
    "v1.ServiceExternalTrafficPolicy": {
        "Cluster": "routes traffic to all endpoints.",
        "Local": "preserves the source IP of the traffic by routing only to endpoints on the same node as the traffic was "
        "received on (dropping the traffic if there are no local endpoints).",
    },
    "v1.ServiceInternalTrafficPolicy": {
        "Cluster": "routes traffic to all endpoints.",
        "Local": "routes traffic only to endpoints on the same node as the client pod (dropping the traffic if there are no "
        "local endpoints).",
    },
    "v1.IPFamily": {
        "": "indicates that the IP family is unknown; used when there was no IP family specified.",
        "IPv4": "indicates that this IP is IPv4 protocol",
        "IPv6": "indicates that this IP is IPv6 protocol",
    },
    "v1.IPFamilyPolicy": {
        "PreferDualStack": "indicates that this service prefers dual-stack when the cluster is configured for dual-stack. If "
        "the cluster is not configured for dual-stack the service will be assigned a single IPFamily. If the IPFamily is not "
        "set in service.spec.ipFamilies then the service will be assigned the default IPFamily configured on the cluster",
        "RequireDualStack": "indicates that this service requires dual-stack. Using IPFamilyPolicyRequireDualStack on a "
        "single stack cluster will result in validation errors. The IPFamilies (and their order) assigned to this service is "
        "based on service.spec.ipFamilies. If service.spec.ipFamilies was not provided then it will be assigned according to "
        "how they are configured on the cluster. If service.spec.ipFamilies has only one entry then the alternative IPFamily "
        "will be added by apiserver",
        "SingleStack": "indicates that this service is required to have a single IPFamily. The IPFamily assigned is based on "
        "the default IPFamily used by the cluster or as identified by service.spec.ipFamilies field",
    },
    "v1.Protocol": {"SCTP": "is the SCTP protocol.", "TCP": "is the TCP protocol.", "UDP": "is the UDP protocol."},
    "v1.AddressType": {
        "FQDN": "represents a FQDN.",
        "IPv4": "represents an IPv4 Address.",
        "IPv6": "represents an IPv6 Address.",
    },
    "v1.PathType": {
        "Exact": "matches the URL path exactly and with case sensitivity.",
        "ImplementationSpecific": "matching is up to the IngressClass. Implementations can treat this as a separate PathType "
        "or treat it identically to Prefix or Exact path types.",
        "Prefix": "matches based on a URL path prefix split by '/'. Matching is case sensitive and done on a path element by "
        "element basis. A path element refers to the list of labels in the path split by the '/' separator. A request is a "
        "match for path p if every p is an element-wise prefix of p of the request path. Note that if the last element of the "
        "path is a substring of the last element in request path, it is not a match (e.g. /foo/bar matches /foo/bar/baz, but "
        "does not match /foo/barbaz). If multiple matching paths exist in an Ingress spec, the longest matching path is given "
        "priority. Examples: - /foo/bar does not match requests to /foo/barbaz - /foo/bar matches request to /foo/bar and "
        "/foo/bar/baz - /foo and /foo/ both match requests to /foo and /foo/. If both paths are present in an Ingress spec, "
        "the longest matching path (/foo/) is given priority.",
    },
    "v1.PolicyType": {
        "Egress": "is a NetworkPolicy that affects egress traffic on selected pods",
        "Ingress": "is a NetworkPolicy that affects ingress traffic on selected pods",
    },
    "v1.RestartPolicy": {"Always": "", "Never": "", "OnFailure": ""},
    "v1.PullPolicy": {
        "Always": "means that kubelet always attempts to pull the latest image. Container will fail If the pull fails.",
        "IfNotPresent": "means that kubelet pulls if the image isn't present on disk. Container will fail if the image isn't "
        "present and the pull fails.",
        "Never": "means that kubelet never pulls an image, but only uses a local image. Container will fail if the image "
        "isn't present",
    },
    "v1.DNSPolicy": {
        "ClusterFirst": "indicates that the pod should use cluster DNS first unless hostNetwork is true, if it is available, "
        "then fall back on the default (as determined by kubelet) DNS settings.",
        "ClusterFirstWithHostNet": "indicates that the pod should use cluster DNS first, if it is available, then fall back on "
        "the default (as determined by kubelet) DNS settings.",
        "Default": "indicates that the pod should use the default (as determined by kubelet) DNS settings.",
        "None": "indicates that the pod should use empty DNS settings. DNS parameters such as nameservers and search paths "
        "should be defined via DNSConfig.",
    },
    "v1.DeploymentStrategyType": {
        "Recreate": "Kill all existing pods before creating new ones.",
        "RollingUpdate": "Replace the old ReplicaSets by new one using rolling update i.e gradually scale down the old "
        "ReplicaSets and scale up the new one.",
    },
    "v1.TaintEffect": {
        "NoExecute": "Evict any already-running pods that do not tolerate the taint. Currently enforced by NodeController.",
        "NoSchedule": "Do not allow new pods to schedule onto the node unless they tolerate the taint, but allow all pods "
        "submitted to Kubelet without going through the scheduler to start, and allow all already-running pods to continue "
        "running. Enforced by the scheduler.",
        "PreferNoSchedule": "Like TaintEffectNoSchedule, but the scheduler tries not to schedule new pods onto the node, "
        "rather than prohibiting new pods from scheduling onto the node entirely. Enforced by the scheduler.",
    },
    "v1.TolerationOperator": {"Equal": "", "Exists": "", "Gt": "", "Lt": ""},
    "v1.URIScheme": {
        "HTTP": "means that the scheme used will be http://",
        "HTTPS": "means that the scheme used will be https://",
    },
}


def meanings(go: str) -> str:
    """What the description ends with; '' for a type that takes anything."""
    found = VALUES.get(go)
    if not found:
        return ""
    lines = [f' - `"{value}"`{" " + meaning if meaning else ""}' for value, meaning in found.items()]
    return "\n".join(["", "Possible enum values:", *lines])
