"""One object as YAML; one node's rules as the tools print them."""

from __future__ import annotations

from typing import Any

from playground.cluster.kubectl.yamltext import yaml_text
from playground.cluster.objects.flow import Origin
from playground.cluster.objects.kinds import Object
from playground.cluster.simulation import Cluster


def obj(found: Object) -> dict[str, Any]:
    """As `kubectl get -o yaml` prints it: sorted, without managedFields."""
    metadata = {key: value for key, value in found["metadata"].items() if key != "managedFields"}
    return {"type": "object", "yaml": yaml_text({**found, "metadata": metadata})}


def rules(cluster: Cluster, node: str, mode: str) -> dict[str, Any]:
    lines = [
        {
            "text": line.text,
            "table": line.table,
            "chain": _chain(line.text),
            "service": f"service:{line.service}" if line.service else None,
            "origin": origin(cluster, line.origins[0]) if line.origins else None,
        }
        for line in cluster.dataplane.about(node, mode)
    ]
    return {"type": "rules", "lines": lines}


def origin(cluster: Cluster, found: Origin) -> dict[str, Any]:
    """Which field of which object, and where the learner wrote it."""
    place = cluster.locate(found)
    return {
        "kind": found.kind,
        "namespace": found.namespace,
        "name": found.name,
        "path": path_text(found.path),
        "file": place.file if place else None,
        "line": place.line if place else None,
        "exact": place.exact if place else False,
    }


def path_text(path: tuple[str | int, ...]) -> str:
    """`spec.ports[0].port`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def _chain(text: str) -> str:
    """The chain of an iptables line: `-A CHAIN ...` or `:CHAIN ...`."""
    words = text.split(maxsplit=2)
    if len(words) > 1 and words[0] == "-A":
        return words[1]
    return words[0][1:] if words and words[0].startswith(":") else ""
