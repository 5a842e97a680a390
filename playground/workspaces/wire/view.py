"""Everything that a page shows of one state; as a snapshot, or as what changed since another one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Set
from dataclasses import dataclass, replace
from typing import Any

from playground.cluster.simulation import Cluster
from playground.diagram import Drawing, Scene, difference, draw, fold, frames, level, outline
from playground.diagram.frames import Frame
from playground.workspaces.account import Account
from playground.workspaces.messages import File
from playground.workspaces.standing import Standings, standings
from playground.workspaces.state import State
from playground.workspaces.wire import exercise
from playground.workspaces.wire.account import account
from playground.workspaces.wire.events import event_changes, events
from playground.workspaces.wire.tables import Table, tables
from playground.workspaces.wire.timeline import MOST, Stop, stops

Message = dict[str, Any]

_CHECKPOINT = ("name", "world", "sequence", "revision", "time")


@dataclass(frozen=True, slots=True)
class View:
    """One state as the page sees it. Values are shared with earlier views where nothing changed."""

    sequence: int
    world: int
    revision: int
    time: float
    running: bool
    due: float | None  # when something happens next by itself
    cluster: Cluster
    drawing: Drawing
    scene: Scene  # the drawing, folded if it is big
    tables: dict[str, Table]
    events: list[dict[str, Any]]
    account: Account
    applied: list[dict[str, str]]
    lab: dict[str, Any] | None
    standings: Standings
    progress: dict[str, Any] | None
    leftovers: list[dict[str, str]]
    sources: list[str]
    undo: str | None
    redo: str | None
    command: dict[str, str] | None
    stops: tuple[Stop, ...]
    older: str
    checkpoints: list[dict[str, Any]]


def view(state: State, before: View | None = None) -> View:
    """`before` is an earlier view of the same workspace; what still holds is taken from it."""
    cluster = state.cluster
    kept = before if before is not None and before.world == state.world else None
    same = kept is not None and kept.revision == cluster.store.revision
    drawing = kept.drawing if kept and same else draw(cluster.store, cluster.config, kept.drawing if kept else None)
    made = standings(state, kept.standings if kept else {})
    return View(
        sequence=state.sequence,
        world=state.world,
        revision=cluster.store.revision,
        time=state.time,
        running=state.running,
        due=cluster.loop.next_due(),
        cluster=cluster,
        drawing=drawing,
        scene=kept.scene if kept and same else fold(drawing.scene, level(drawing.scene)),
        tables=kept.tables if kept and same else tables(cluster, kept.tables if kept else {}),
        events=kept.events if kept and same else events(cluster),
        account=state.account,
        applied=[_file(file) for file in state.applied.files],
        lab=kept.lab if kept else exercise.lab(state.start),
        standings=made,
        progress=exercise.progress(state, made),
        leftovers=[{"kind": kind, "namespace": namespace, "name": name} for kind, namespace, name in state.leftovers()],
        sources=kept.sources if kept and same else sources(cluster),
        undo=state.undo[-1].title if state.undo else None,
        redo=state.redo[-1].title if state.redo else None,
        command={"type": state.last[0], "summary": state.last[1]} if state.last else None,
        older=state.older,
        checkpoints=[{name: getattr(each, name) for name in _CHECKPOINT} for each in state.checkpoints],
        stops=((*before.stops, *stops(state, before.sequence)) if before else stops(state))[-MOST:],
    )


def opened(view: View, names: Set[str]) -> View:
    """The same for a page that has opened some groups of a big world."""
    found = level(view.drawing.scene, names)
    return replace(view, scene=fold(view.drawing.scene, found, names)) if found and names else view


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
        "checkpoints": view.checkpoints,
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
            "folded": new.scene.get("folded"),
        },
        "frames": _frames(old, new),
        "tables": _table_changes(old.tables, new.tables),
        "events": event_changes(old.events, new.events) if old.events is not new.events else {"add": [], "remove": []},
        "account": account(new.account, old.account),
        "command": new.command,
        "stops": new.stops[bisect_right(new.stops, old.sequence, key=lambda stop: stop["sequence"]) :],
    }
    for name in ("applied", "progress", "sources", "checkpoints"):
        if getattr(old, name) != getattr(new, name):
            changes[name] = getattr(new, name)
    return changes


def past(state: State, opened: Set[str] = frozenset()) -> Message:
    """What a page shows of an earlier state."""
    cluster = state.cluster
    return {
        "type": "past",
        "world": state.world,
        "sequence": state.sequence,
        "revision": cluster.store.revision,
        "time": state.time,
        "scene": scenes(cluster, opened=opened)[0],
        "tables": _tables(tables(cluster, {})),
        "events": events(cluster),
        "applied": [_file(file) for file in state.applied.files],
    }


def goal(cluster: Cluster | None, how: str, world: int) -> Message:
    """The picture of a solved lab, of which an outline may be all that is told."""
    scene = scenes(cluster)[0] if cluster else None
    return {"type": "goal", "how": how, "world": world, "scene": outline(scene) if scene and how == "shape" else scene}


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
        "older": view.older,
    }


def scenes(first: Cluster, *others: Cluster, opened: Set[str] = frozenset()) -> list[Scene]:
    """The pictures of several states of a workspace, to be compared: all of them folded as the first one needs it."""
    drawings = [draw(first.store, first.config)]
    drawings += (draw(cluster.store, cluster.config, drawings[0]) for cluster in others)
    found = level(drawings[0].scene, opened)
    return [fold(drawing.scene, found, opened) for drawing in drawings]


def _frames(old: View, new: View) -> list[Frame]:
    """What happened in between, unless the two are folded differently."""
    told, now = old.scene.get("folded"), new.scene.get("folded")
    if old.drawing is new.drawing or (told and told["level"]) != (now and now["level"]) or (told and told["opened"]) != (now and now["opened"]):
        return []
    opened, how = frozenset(now["opened"] if now else ()), now["level"] if now else 0
    return frames(new.cluster.store, new.cluster.config, old.drawing, old.scene, new.scene, lambda scene: fold(scene, how, opened))


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
