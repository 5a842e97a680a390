"""Why a pod is behind a Service, where a variable comes from, what a name is called from here: as messages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import labels_of
from playground.cluster.saying import say
from playground.cluster.simulation import Cluster
from playground.cluster.simulation.membership import Membership
from playground.cluster.simulation.naming import Listing, Name
from playground.cluster.simulation.variables import Environment
from playground.cluster.trace.explain import MISSING
from playground.workspaces.wire.inspect import origin

Message = dict[str, Any]

MANAGED_BY = "endpointslice.kubernetes.io/managed-by"

WHY: dict[str, Callable[..., str]] = {
    "ready": lambda: say("The selector matches its labels, and it is ready."),
    "not-ready": lambda reason: say("The selector matches its labels, but it is not ready: it gets no traffic. {reason}", reason=reason),
    "held": lambda: say("The selector matches its labels, but its readiness is held down by hand: it gets no traffic."),
    "published": lambda: say("It is not ready, but publishNotReadyAddresses gives it out all the same."),
    "terminating": lambda: say("It is going away and still serves: it gets traffic only if no other endpoint is ready."),
    "terminating-down": lambda: say("It is going away and serves no more."),
    "labels": lambda missing, has: (
        say("The selector wants {missing}; it has {has}.", missing=missing, has=has)
        if has
        else say("The selector wants {missing}, which it has not.", missing=missing)
    ),
    "no-node": lambda: say("The selector matches its labels, but no node has taken it yet: it has no address."),
    "no-address": lambda: say("The selector matches its labels, but it has no address yet."),
    "finished": lambda phase: say("The selector matches its labels, but it has run to its end ({phase}).", phase=phase),
    "family": lambda families: say("It has no address of the Service's families ({families}).", families=families),
}
"""By the codes of simulation/membership.py."""


def endpoints(service: Object, slices: Sequence[Object], pods: Sequence[Membership]) -> Message:
    metadata, spec = service["metadata"], service["spec"]
    return {
        "type": "endpoints",
        "namespace": metadata["namespace"],
        "name": metadata["name"],
        "selector": spec.get("selector") or {},
        "note": _note(spec),
        "slices": [_slice(found) for found in slices],
        "pods": [
            {
                "id": f"pod:{each.pod['metadata']['namespace']}/{each.pod['metadata']['name']}",
                "name": each.pod["metadata"]["name"],
                "inside": each.inside,
                "code": each.code,
                "why": WHY[each.code](**each.params),
                "labels": labels_of(each.pod),
            }
            for each in pods
        ],
    }


def _note(spec: Object) -> str:
    if spec.get("type") == "ExternalName":
        return say("A Service of type ExternalName is an alias in DNS: it has no endpoints.")
    if not spec.get("selector"):
        return say("This Service has no selector: no controller makes slices for it. Who wants endpoints writes them.")
    return ""


def _slice(found: Object) -> Message:
    return {
        "name": found["metadata"]["name"],
        "address_type": found.get("addressType", ""),
        "managed_by": labels_of(found).get(MANAGED_BY, ""),
        "ports": [{"name": port.get("name") or "", "port": port.get("port"), "protocol": port.get("protocol", "TCP")} for port in found.get("ports") or ()],
        "endpoints": [_endpoint(each) for each in found.get("endpoints") or ()],
    }


def _endpoint(found: Object) -> Message:
    conditions, target = found.get("conditions") or {}, found.get("targetRef") or {}
    hints = found.get("hints") or {}
    return {
        "addresses": found.get("addresses") or [],
        "ready": conditions.get("ready"),
        "serving": conditions.get("serving"),
        "terminating": conditions.get("terminating"),
        "hostname": found.get("hostname") or "",
        "node": found.get("nodeName") or "",
        "zone": found.get("zone") or "",
        "hints": [item["name"] for key in ("forZones", "forNodes") for item in hints.get(key) or ()],
        "target": target.get("name") or "",
    }


def environment(pod: Object, found: Environment) -> Message:
    """`missing` are Services that were made after the container started."""
    return {
        "type": "environment",
        "namespace": pod["metadata"]["namespace"],
        "name": pod["metadata"]["name"],
        "container": found.container,
        "containers": [each["name"] for each in pod["spec"]["containers"]],
        "started": found.started,
        "links": found.links,
        "problem": found.problem,
        "variables": [
            {"name": each.name, "value": each.value, "service": _place(each.service), "stale": each.stale} for each in found.variables
        ],
        "missing": [{"service": _place(place), "variables": list(names)} for place, names in found.missing.items()],
    }


def _place(place: tuple[str, str] | None) -> str | None:
    return f"service:{place[0]}/{place[1]}" if place else None


def names(cluster: Cluster, found: Listing) -> Message:
    return {
        "type": "names",
        "asks_cluster": found.asks_cluster,
        "resolv_conf": str(found.conf),
        "names": [_name(cluster, each) for each in found.names],
        "more": found.more,
    }


def _name(cluster: Cluster, found: Name) -> Message:
    records = [record for answer in found.answers.values() for record in answer.answer]
    first = next(iter(found.answers.values()))
    missing = next((answer.missing for answer in found.answers.values() if answer.missing), "")
    return {
        "name": found.name,
        "short": found.short,
        "service": _place(found.service),
        "rcode": first.rcode,
        "why": say(MISSING[missing]) if missing else "",
        "records": list(dict.fromkeys(f"{record.ttl} {record.type} {record.data}" for record in records)),
        "origins": [origin(cluster, item) for item in dict.fromkeys(item for answer in found.answers.values() for item in answer.origins)][:4],
    }
