"""From a pod to an endpoint of a slice, and when two endpoints are the same one.

Models: staging/src/k8s.io/endpointslice/utils.go podToEndpoint, util/endpointset.go hashEndpoint
"""

from __future__ import annotations

from ipaddress import ip_address

from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import is_finished, is_ready, is_terminating, labels_of, pod_ips

ZONE = "topology.kubernetes.io/zone"

Identity = tuple[tuple[str, ...], str, str, str]


def belongs_in_slices(pod: Object) -> bool:
    """Models: util/controller_utils.go ShouldPodBeInEndpoints (terminating pods stay in)"""
    return not is_finished(pod) and bool(pod_ips(pod))


def family_of(address: str) -> str:
    return "IPv6" if ":" in address else "IPv4"


def endpoint_of(pod: Object, node: Object | None, service: Object, family: str) -> Object | None:
    """The endpoint that a pod is in one address family; None if it has no address of that family."""
    status = pod.get("status") or {}
    listed = [entry["ip"] for entry in status.get("podIPs") or () if entry.get("ip")]
    addresses = [str(ip_address(ip)) for ip in listed if family_of(ip) == family]
    if not addresses:
        return None
    meta, spec = pod["metadata"], pod["spec"]
    serving, terminating = is_ready(pod), is_terminating(pod)
    published = bool(service["spec"].get("publishNotReadyAddresses"))
    endpoint: Object = {
        "addresses": addresses,
        "conditions": {
            "ready": published or (serving and not terminating),
            "serving": serving,
            "terminating": terminating,
        },
        "targetRef": {"kind": "Pod", "namespace": meta["namespace"], "name": meta["name"], "uid": meta["uid"]},
    }
    if spec.get("nodeName"):
        endpoint["nodeName"] = spec["nodeName"]
    zone = labels_of(node).get(ZONE) if node else None
    if zone:
        endpoint["zone"] = zone
    if hostname := endpoint_hostname(pod, service):
        endpoint["hostname"] = hostname
    return endpoint


def endpoint_hostname(pod: Object, service: Object) -> str:
    """`spec.hostname` of a pod whose subdomain is the Service's name; headless or not plays no part."""
    spec = pod["spec"]
    same = spec.get("subdomain") == service["metadata"]["name"]
    return str(spec.get("hostname") or "") if same else ""


def identity(endpoint: Object) -> Identity:
    target = endpoint.get("targetRef") or {}
    addresses = tuple(sorted(endpoint.get("addresses") or ()))
    return (addresses, endpoint.get("hostname") or "", target.get("namespace", ""), target.get("name", ""))


def equal_but_hints(one: Object, other: Object) -> bool:
    """Two endpoints of one identity have one content. Models: util/controller_utils.go EndpointsEqualBeyondHash"""
    return {k: v for k, v in one.items() if k != "hints"} == {k: v for k, v in other.items() if k != "hints"}
