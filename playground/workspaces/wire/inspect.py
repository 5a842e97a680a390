"""One object as YAML; one node's rules as the tools print them."""

from __future__ import annotations

from typing import Any

from playground.cluster.dataplane.dataplane import RuleLine
from playground.cluster.kubectl.yamltext import yaml_text
from playground.cluster.manifest import SERVER, compose
from playground.cluster.manifest.rewrite import inline
from playground.cluster.objects.flow import Origin
from playground.cluster.objects.kinds import Object
from playground.cluster.simulation import Cluster
from playground.cluster.simulation.authorship import author
from playground.cluster.store import Compacted
from playground.workspaces.state import State

Message = dict[str, Any]


def obj(cluster: Cluster, found: Object, managed: bool = False) -> Message:
    """As `kubectl get -o yaml` prints it, and of each line who wrote it; managedFields only where they are wanted."""
    metadata = {key: value for key, value in found["metadata"].items() if managed or key != "managedFields"}
    text = yaml_text({**found, "metadata": metadata})
    return {"type": "object", "yaml": text, "managed": managed, "lines": _authors(cluster, found, text)}


def _authors(cluster: Cluster, found: Object, text: str) -> list[Message]:
    """For each line of an object's YAML: `by`, and the place in the file that says the same."""
    fields: dict[int, tuple[str | int, ...]] = {}
    for path, mark in compose(text, SERVER).marks.items():
        line = mark.whole.line
        if len(path) >= len(fields.get(line, ())):
            fields[line] = path
    told: list[Message] = []
    last = author(cluster, found, ())
    for number in range(1, text.count("\n") + 1):
        last = author(cluster, found, fields[number]) if number in fields else last  # a text of several lines
        told.append({"by": last.by, "file": last.file or None, "line": last.line or None})
    return told


MOST_LINES = 4000
"""Rules that are sent at once; of a larger set those of one Service can be asked for."""

QUIET = {"trace", "send", "hint", "predict", "submit", "clock", "tick", "start"}
"""Commands that are not meant to change the cluster. What changes after them is due to an earlier one."""


def rules(state: State, node: str, mode: str, service: str = "") -> Message:
    """The rules of a node's kube-proxy; those that are new since the last command that changed the cluster are marked, those
    that it took away stand in `gone`."""
    dataplane, before, own = state.cluster.dataplane, _before(state), service.removeprefix("service:")
    lines = dataplane.about(node, mode, service=own)
    new: set[tuple[str, str]] = set()
    gone: list[RuleLine] = []
    if before is not None and before[0].store.get("Node", "", node) is not None:
        changed, gone = dataplane.differing(before[0].dataplane, node, mode)
        new = {line.key for line in changed}
    else:
        before = None
    return {
        "type": "rules",
        "service": service,
        "services": [f"service:{name}" for name in dataplane.services()],
        "since": before[1] if before else None,
        "count": len(lines),
        "lines": [{**_line(state.cluster, line), "new": line.key in new} for line in lines[:MOST_LINES]],
        "gone": [_line(state.cluster, line) for line in gone if not own or line.service == own][:MOST_LINES],
    }


def _line(cluster: Cluster, line: RuleLine) -> Message:
    return {
        "text": line.text,
        "table": line.table,
        "chain": _chain(line.text),
        "service": f"service:{line.service}" if line.service else None,
        "origin": origin(cluster, line.origins[0]) if line.origins else None,
    }


def _before(state: State) -> tuple[Cluster, str] | None:
    """The cluster before the last command that changed it, with the command's sentence; None where that is not known."""
    for mark in reversed(state.marks):
        if mark.world == state.world and mark.type not in QUIET and mark.begins <= min(mark.revision, state.cluster.store.revision):
            try:
                return state.cluster.at(mark.begins - 1, mark.time), mark.summary
            except Compacted:
                return None
    return None


def origin(cluster: Cluster, found: Origin) -> Message:
    """Which field of which object, and where the learner wrote it."""
    place, differs = cluster.locate(found), cluster.differing(found)
    return {
        "kind": found.kind,
        "namespace": found.namespace,
        "name": found.name,
        "path": path_text(found.path),
        "file": place.file if place else None,
        "line": place.line if place else None,
        "exact": place.exact if place else False,
        "differs": {"path": path_text(differs.path), "says": _text(differs.says), "has": _text(differs.has)} if differs else None,
    }


def _text(value: Any) -> str | None:
    """As YAML in one line; None where there is nothing."""
    return None if value is None else inline(value)


def path_text(path: tuple[str | int, ...]) -> str:
    """`spec.ports[0].port`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def _chain(text: str) -> str:
    """The chain of an iptables line: `-A CHAIN ...` or `:CHAIN ...`."""
    words = text.split(maxsplit=2)
    if len(words) > 1 and words[0] == "-A":
        return words[1]
    return words[0][1:] if words and words[0].startswith(":") else ""
