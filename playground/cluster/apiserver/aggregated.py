"""Aggregated discovery: all groups, versions and resources in one answer, which saves a client a request for each version.

Models: apiserver/pkg/endpoints/discovery/aggregated/{handler,wrapper}.go; apidiscovery/v2/types.go
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from playground.cluster.apiserver.messages import Response
from playground.cluster.objects.kinds import Object

_VERSIONS = ("v2", "v2beta1")

Versions = Mapping[str, Mapping[str, list[Object]]]
"""Group -> version -> the entries of its APIResourceList."""


def aggregated(accept: str, groups: Versions) -> Response | None:
    """None if the client would rather have the plain form, or one that is not served."""
    for clause in accept.split(","):
        media, *parameters = (part.strip() for part in clause.split(";"))
        given = dict(part.partition("=")[::2] for part in parameters)
        if media == "application/json" and "as" not in given:
            return None
        if media == "application/json" and given.get("g") == "apidiscovery.k8s.io" and given.get("v") in _VERSIONS:
            shape = f"application/json;g=apidiscovery.k8s.io;v={given['v']};as=APIGroupDiscoveryList"
            return Response(200, _list(given["v"], groups), headers=(("Content-Type", shape),))
    return None


def _list(version: str, groups: Versions) -> Object:
    items = [
        {
            "metadata": {"name": name, "creationTimestamp": None} if name else {"creationTimestamp": None},
            "versions": [{"version": version, "resources": list(_resources(name, version, entries)), "freshness": "Current"} for version, entries in versions.items()],
        }
        for name, versions in groups.items()
    ]
    return {"kind": "APIGroupDiscoveryList", "apiVersion": f"apidiscovery.k8s.io/{version}", "metadata": {}, "items": items}


def _resources(group: str, version: str, entries: list[Object]) -> Iterator[Object]:
    for entry in entries:
        if "/" in entry["name"]:
            continue
        found: Object = {
            "resource": entry["name"],
            "responseKind": _kind(group, version, entry),
            "scope": "Namespaced" if entry["namespaced"] else "Cluster",
            "singularResource": entry["singularName"],
            "verbs": entry["verbs"],
        }
        found |= {name: entry[name] for name in ("shortNames", "categories") if name in entry}
        inner = [
            {"subresource": one["name"].partition("/")[2], "responseKind": _kind(group, version, one), "verbs": one["verbs"]}
            for one in entries
            if one["name"].startswith(entry["name"] + "/")
        ]
        yield {**found, **({"subresources": inner} if inner else {})}


def _kind(group: str, version: str, entry: Object) -> Object:
    return {"group": entry.get("group", group), "version": entry.get("version", version), "kind": entry["kind"]}
