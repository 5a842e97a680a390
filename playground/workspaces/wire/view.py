"""Everything that a page shows of one state; as a snapshot, or as what changed since another one."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

from playground.cluster.simulation import Cluster
from playground.diagram import Drawing, Scene, difference, draw
from playground.workspaces.account import Account
from playground.workspaces.messages import File
from playground.workspaces.state import State
from playground.workspaces.wire import exercise
from playground.workspaces.wire.account import account
from playground.workspaces.wire.events import event_changes, events
from playground.workspaces.wire.tables import Table, tables
from playground.workspaces.wire.timeline import MOST, Stop, stops

Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class View:
    """One state as the page sees it. Values are shared with earlier views where nothing changed."""

    sequence: int
    world: int
    revision: int
    time: float
    running: bool
    due: float | None  # when something happens next by itself
    drawing: Drawing
    tables: dict[str, Table]
    events: list[dict[str, Any]]
    account: Account
    applied: list[dict[str, str]]
    lab: dict[str, Any] | None
    progress: dict[str, Any] | None
    leftovers: list[dict[str, str]]
    sources: list[str]
    undo: str | None
    redo: str | None
    command: dict[str, str] | None
    stops: tuple[Stop, ...]

    @property
    def scene(self) -> Scene:
        return self.drawing.scene


def view(state: State, before: View | None = None) -> View:
    """`before` is an earlier view of the same workspace; what still holds is taken from it."""
    cluster = state.cluster
    kept = before if before is not None and before.world == state.world else None
    same = kept is not None and kept.revision == cluster.store.revision
    return View(
        sequence=state.sequence,
        world=state.world,
        revision=cluster.store.revision,
        time=state.time,
        running=state.running,
        due=cluster.loop.next_due(),
        drawing=kept.drawing if kept and same else draw(cluster.store, cluster.config, kept.drawing if kept else None),
        tables=kept.tables if kept and same else tables(cluster, kept.tables if kept else {}),
        events=kept.events if kept and same else events(cluster),
        account=state.account,
        applied=[_file(file) for file in state.applied.files],
        lab=kept.lab if kept else exercise.lab(state.start),
        progress=exercise.progress(state),
        leftovers=[{"kind": kind, "namespace": namespace, "name": name} for kind, namespace, name in state.leftovers()],
        sources=kept.sources if kept and same else sources(cluster),
        undo=state.undo[-1].title if state.undo else None,
        redo=state.redo[-1].title if state.redo else None,
        command={"type": state.last[0], "summary": state.last[1]} if state.last else None,
        stops=((*before.stops, *stops(state, before.sequence)) if before else stops(state))[-MOST:],
    )


def snapshot(view: View, files: list[dict[str, Any]], draft: int = 0) -> Message:
    """`files` is the text in the editor, `draft` its number."""
    return {
        "type": "snapshot",
        **_always(view),
        "sequence": view.sequence,
        "scene": view.scene,
        "tables": _tables(view.tables),
        "events": view.events,
        "account": account(view.account),
        "files": files,
        "draft": draft,
        "applied": view.applied,
        "lab": view.lab,
        "progress": view.progress,
        "sources": view.sources,
    }


def delta(old: View, new: View) -> Message | None:
    """What a page that shows `old` needs to show `new`; None where only a snapshot will do."""
    if old.world != new.world:
        return None
    changes: Message = {
        "type": "delta",
        "from": old.sequence,
        "to": new.sequence,
        **_always(new),
        "scene": {
            "nodes": _difference(old.scene["nodes"], new.scene["nodes"]),
            "edges": _difference(old.scene["edges"], new.scene["edges"]),
        },
        "tables": _table_changes(old.tables, new.tables),
        "events": event_changes(old.events, new.events) if old.events is not new.events else {"add": [], "remove": []},
        "account": account(new.account, old.account),
        "command": new.command,
        "stops": new.stops[bisect_right(new.stops, old.sequence, key=lambda stop: stop["sequence"]) :],
    }
    for name in ("applied", "progress", "sources"):
        if getattr(old, name) != getattr(new, name):
            changes[name] = getattr(new, name)
    return changes


def past(state: State) -> Message:
    """What a page shows of an earlier state."""
    cluster = state.cluster
    return {
        "type": "past",
        "world": state.world,
        "sequence": state.sequence,
        "revision": cluster.store.revision,
        "time": state.time,
        "scene": scene_of(cluster),
        "tables": _tables(tables(cluster, {})),
        "events": events(cluster),
        "applied": [_file(file) for file in state.applied.files],
    }


def sources(cluster: Cluster) -> list[str]:
    """Where a trace may start, as `Cluster.trace` takes it: running pods, nodes, outside."""
    pods = []
    for pod in cluster.store.iterate("Pod"):
        namespace, name = pod["metadata"]["namespace"], pod["metadata"]["name"]
        if namespace != "kube-system" and (pod.get("status") or {}).get("phase") == "Running":
            pods.append(f"pod/{name}" if namespace == "default" else f"pod/{name}@{namespace}")
    return [*pods, *(f"node/{node['metadata']['name']}" for node in cluster.store.iterate("Node")), "outside"]


def _always(view: View) -> Message:
    return {
        "world": view.world,
        "revision": view.revision,
        "time": view.time,
        "running": view.running,
        "leftovers": view.leftovers,
        "undo": view.undo,
        "redo": view.redo,
    }


def scene_of(cluster: Cluster) -> Scene:
    """The picture of a cluster as it stands."""
    return draw(cluster.store, cluster.config).scene


def _difference(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Any:
    return difference((), ()) if old is new else difference(old, new)


def _tables(found: dict[str, Table]) -> Message:
    return {name: {"columns": table.columns, "rows": table.rows} for name, table in found.items()}


def _table_changes(old: dict[str, Table], new: dict[str, Table]) -> Any:
    changed = [name for name in new if old[name] is not new[name]]
    return difference(
        (row for name in changed for row in old[name].rows), (row for name in changed for row in new[name].rows)
    )


def _file(file: File) -> dict[str, str]:
    return {"path": file.path, "text": file.text}
