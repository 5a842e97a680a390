"""What a name below the cluster's zone asks for."""

from __future__ import annotations

from dataclasses import dataclass

ZONE_MODES = ("pin", "prefer")


@dataclass(frozen=True, slots=True)
class Question:
    """The labels of a name by their meaning; '' where the name says nothing."""

    kind: str = ""  # svc, pod; '' for the zone itself, `svc` and `pod` alone
    namespace: str = ""
    service: str = ""  # for kind pod: the address, with dashes
    endpoint: str = ""
    port: str = ""
    protocol: str = ""
    cluster: str = ""
    mode: str = ""  # zonal names: pin or prefer
    topology_zone: str = ""


def parse(name: str, zone: str, multicluster: bool = False, zonal: bool = False) -> Question | None:
    """Read `[[_port._protocol.|endpoint.]service.]namespace.svc|pod.zone`, in lower case. None: no such form.

    Models: plugin/kubernetes/parse.go parseRequest
    """
    base = name.lower()[: -len(zone)].rstrip(".")
    if base in ("", "svc", "pod"):
        return Question()
    labels = base.split(".")
    kind = labels.pop()
    if kind not in ("svc", "pod"):
        return None
    namespace = labels.pop()
    service = labels.pop() if labels else ""
    match labels:
        case []:
            return Question(kind, namespace, service)
        case [endpoint]:
            return Question(kind, namespace, service, endpoint=endpoint)
        case [endpoint, cluster] if multicluster and not (endpoint.startswith("_") or cluster.startswith("_")):
            return Question(kind, namespace, service, endpoint=endpoint, cluster=cluster)
        case [port, protocol]:
            return Question(kind, namespace, service, port=_stripped(port), protocol=_stripped(protocol))
        case [topology_zone, mode, "_zone"] if zonal and mode in ZONE_MODES:
            return Question(kind, namespace, service, mode=mode, topology_zone=topology_zone)
    return None


def _stripped(label: str) -> str:
    return label[1:] if label.startswith("_") else label
