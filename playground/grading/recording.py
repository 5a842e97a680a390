"""A lab recorded from two moments of a cluster: the world and the editor's files at the start, and at the goal.

The files become a lab; it is played as learners will meet it, and what its solution answers otherwise than its start becomes
its checks, read off the behaviour table. Texts are left to the author, and marked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import msgspec

from playground.cluster import manifest
from playground.cluster.kubectl.yamltext import yaml_text
from playground.cluster.objects.kinds import BY_NAME, Object
from playground.cluster.saying import say
from playground.cluster.simulation import Cluster
from playground.cluster.simulation.authorship import LAST_APPLIED
from playground.cluster.simulation.people import made_by_people, said_of
from playground.grading.format import Host
from playground.grading.grader import SETTLE, Verdict, each
from playground.grading.lab import LAB_FILE, PLACEHOLDER, Lab, read_lab
from playground.grading.recorded_checks import Candidate, candidates
from playground.grading.submission import hand_in
from playground.grading.suggesting import flow
from playground.grading.world import BrokenWorld, start

TRACK = "recorded"
TO_WRITE = "TO WRITE:"
"""Begins every text that is the author's to write."""

MOST_NODES = 20
PLAYED = tuple(str(UUID(int=number)) for number in range(2))
"""Variants in which a check must hold: what differs between them was named by chance."""

_STEP, _CLUSTER, _DEBRIEF = "steps/01-goal.md", "cluster.yaml", "debrief.md"


class Unrecordable(ValueError):
    """Why no lab can be made of two moments; `str()` says what to do."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A cluster, and the texts of the editor's files by name."""

    cluster: Cluster
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Recording:
    """A lab's files but lab.yaml; `frame` is what stands in that besides titles and checks; the checks that it could have; what
    the author should know."""

    files: Mapping[str, str]
    frame: Mapping[str, Any]
    checks: tuple[Candidate, ...] = ()
    notes: tuple[str, ...] = ()


def record(begin: Moment, goal: Moment) -> Recording:
    """Neither cluster is changed. Raises Unrecordable."""
    _readable(begin.files, goal.files)
    world = _world(begin.cluster)
    bare = _bare(begin, goal.files, world)
    _, solved = _played(bare, PLAYED[0])
    by_hand = _by_hand(goal, solved)
    if by_hand:
        bare = _bare(begin, {**goal.files, _free_name({*begin.files, *goal.files}): _documents(by_hand)}, world)
    begun, solved = _played(bare, PLAYED[0])
    found = replace(bare, checks=tuple(candidates(_settled(begun), _settled(solved))), notes=tuple(_notes(goal, bare, solved, by_hand)))
    found = replace(found, checks=tuple(_holding(found)))
    if not any(one.changes for one in found.checks):
        if begin.files == goal.files and any(text.strip() for text in goal.files.values()):
            raise Unrecordable(say("the editor holds the same at the start and at the goal. What it holds at the start is what a learner finds there: empty it, or write what is to be mended, and define the start anew"))
        raise Unrecordable(say("the goal answers every question as the start does, so there is nothing to check: change what a Service does, then define the goal"))
    return found


def draft(recording: Recording, title: str, keep: Collection[str]) -> dict[str, str]:
    """Texts by their path in a track: its track.yaml, and the lab in `01-<slug>/`, with the checks that are kept. Raises
    Unrecordable."""
    kept = [one for one in recording.checks if one.name in keep]
    if not any(one.changes for one in kept):
        raise Unrecordable(say("keep at least one check that the start fails, or the lab is solved before it begins"))
    files = {**recording.files, LAB_FILE: _lab_yaml(recording.frame, title, kept)}
    folder = f"01-{slug_of(title)}"
    return {"track.yaml": "title: Recorded labs\norder: 95\n", **{f"{folder}/{path}": text for path, text in files.items()}}


def slug_of(title: str) -> str:
    """For the lab's id and folder."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower())[:50].strip("-") or "lab"


def _readable(*moments: Mapping[str, str]) -> None:
    for path, text in (item for files in moments for item in files.items()):
        try:
            text.encode()
        except UnicodeEncodeError:
            raise Unrecordable(say("{path} has characters that no file can hold", path=path)) from None


# -- the world at the start


def _world(cluster: Cluster) -> str:
    """The manifests of what people made, as they were applied where that is still what they are."""
    return _documents(_beyond(Cluster.new(cluster.config, nodes=1), cluster))


def _beyond(scratch: Cluster, cluster: Cluster, named: Collection[tuple[str, str, str]] = ()) -> list[Object]:
    """What has to be applied to the one cluster, which is changed, to have what people made in the other; but `named`."""
    written: list[Object] = []
    for key, obj in made_by_people(cluster.store).items():
        there = scratch.store.get(*key)
        if key[0] == "Node" or key in named or (there is not None and said_of(there) == said_of(obj)):
            continue
        written.append(_as_written(scratch, obj))
        scratch.apply(yaml_text(written[-1]), file=_CLUSTER, settle=key[0] == "Namespace")
    return written


def _as_written(scratch: Cluster, obj: Object) -> Object:
    """As it is to be applied to that cluster: what was applied, if it would make the object that is there; else all that is said of it."""
    text = (obj["metadata"].get("annotations") or {}).get(LAST_APPLIED)
    said = said_of(obj)
    try:
        applied = json.loads(text) if text else None
    except ValueError:
        return said
    if not isinstance(applied, dict):
        return said
    trial = scratch.fork()
    trial.apply(yaml_text(applied), file=_CLUSTER, settle=False)
    made = trial.store.get(obj["kind"], obj["metadata"].get("namespace", ""), obj["metadata"]["name"])
    return _tidy(applied) if made is not None and said_of(made) == said else said


def _tidy(applied: Object) -> Object:
    """Without the empty annotations that kubectl writes into what it remembers."""
    metadata = {name: value for name, value in applied["metadata"].items() if value != {} and (name, value) != ("namespace", "default")}
    return {**applied, "metadata": metadata}


def _documents(objects: Sequence[Object]) -> str:
    return "---\n".join(map(yaml_text, objects)) or "# Nothing but the nodes.\n"


# -- the lab


def _bare(begin: Moment, solution: Mapping[str, str], world: str) -> Recording:
    config = begin.cluster.config
    hosts = {host.name: Host(addresses=list(host.addresses), listens=list(host.tcp), udp=list(host.udp)) for host in config.hosts}
    names = list(dict.fromkeys((*begin.files, *solution)))
    frame = {
        "world": {
            "nodes": min(MOST_NODES, max(1, len(begin.cluster.store.list("Node")))),
            "proxy": config.proxy_mode,
            "load_balancer": {"enabled": config.load_balancer},
            "hosts": msgspec.to_builtins(hosts),
        },
        "workspace": {
            "files": [{"path": name, **({"from": f"starter/{name}"} if name in begin.files else {})} for name in names],
            "kinds": _kinds((*begin.files.values(), *solution.values())),
            "panels": ["editor", "picture", "trace", "terminal"],
        },
    }
    files = {
        _CLUSTER: world,
        **{f"starter/{name}": text for name, text in begin.files.items()},
        **{f"solutions/goal/{name}": text for name, text in solution.items()},
        _STEP: f"{TO_WRITE} what the learner meets, and what is asked.\n",
        _DEBRIEF: f"{TO_WRITE} the one idea of this lab, and how to see it with kubectl.\n",
    }
    return Recording(files, frame)


def _kinds(texts: Sequence[str]) -> list[str]:
    found = {document.value.get("kind") for text in texts for document in manifest.read(text, "").objects if isinstance(document.value, dict)}
    return sorted(kind for kind in found if isinstance(kind, str) and kind in BY_NAME) or ["Service"]


def _lab_yaml(frame: Mapping[str, Any], title: str, checks: Sequence[Candidate]) -> str:
    about = {
        "apiVersion": "labs/v1", "kind": "Lab", "id": slug_of(title), "title": title, "summary": f"{TO_WRITE} one sentence.", "minutes": 10,
    }  # fmt: skip
    step = {"id": "goal", "title": f"{TO_WRITE} a title", "text": _STEP, "checks": [one.name for one in checks]}
    lines = [f"{name}: {flow(value)}" for name, value in about.items()]
    for part, fields in frame.items():
        lines += ["", f"{part}:", *(f"  {name}: {flow(value)}" for name, value in fields.items())]
    lines += ["", "steps:", f"  - {flow(step)}", "", "checks:" if checks else "checks: {}"]
    for one in checks:
        lines += [f"  {one.name}:", *(f"    {name}: {flow(value)}" for name, value in one.told.items())]
    return "\n".join([*lines, ""])


def _lab(recording: Recording) -> Lab:
    files = {**recording.files, LAB_FILE: _lab_yaml(recording.frame, "Draft", recording.checks)}
    lab, findings = read_lab(TRACK, "draft", files)
    if lab is None:
        raise Unrecordable(say("no lab can be written of this: {why}", why=findings[0].message))
    return lab


# -- played


def _played(recording: Recording, seed: str) -> tuple[Cluster, Cluster]:
    """The lab's cluster with the starter applied, and with the solution."""
    lab = _lab(recording)
    try:
        world = start(lab, {}, seed)
    except BrokenWorld as error:
        raise Unrecordable(say("the start can't be made anew: {why}", why=error.message)) from None
    begun = hand_in(lab, world, {}, lab.folder("starter"))
    solved = hand_in(lab, world, {}, lab.submissions("solutions").get("goal", {}))
    if isinstance(solved, Verdict):
        raise Unrecordable(say("the files of the goal are refused: {why}", why=solved.message))
    return world if isinstance(begun, Verdict) else begun, solved


def _settled(cluster: Cluster) -> Cluster:
    fork = cluster.fork()
    fork.forget_traffic()
    fork.advance(SETTLE)
    return fork


def _holding(recording: Recording) -> Iterator[Candidate]:
    """The checks that the solution passes whatever is drawn. It is the grader that says whether the start fails one."""
    lab, names = _lab(recording), [one.name for one in recording.checks]
    played = [tuple([{one.check: one.passed for one in each(lab, cluster, {}, names)} for cluster in _played(recording, seed)]) for seed in PLAYED]
    for one in recording.checks:
        failed = [not begun[one.name] for begun, _ in played]
        if all(solved[one.name] for _, solved in played) and len(set(failed)) == 1 and failed[0] == one.changes:
            yield one


def _by_hand(goal: Moment, solved: Cluster) -> list[Object]:
    """What is at the goal as the files alone don't make it: by kubectl, by the World's buttons."""
    named = {_key(document.value) for text in goal.files.values() for document in manifest.read(text, "").objects}
    return _beyond(solved.fork(), goal.cluster, named)


def _key(value: Any) -> tuple[str, str, str]:
    """Of a document, as far as it says which object it is."""
    metadata = value.get("metadata") if isinstance(value, dict) else None
    if not isinstance(metadata, dict):
        return "", "", ""
    kind = BY_NAME.get(str(value.get("kind")))
    space = str(metadata.get("namespace") or "default") if kind is None or kind.namespaced else ""
    return str(value.get("kind")), space, str(metadata.get("name"))


def _free_name(taken: Collection[str]) -> str:
    return next(name for name in ("by-hand.yaml", *(f"by-hand-{number}.yaml" for number in range(2, 100))) if name not in taken)


def _notes(goal: Moment, bare: Recording, solved: Cluster, by_hand: Sequence[Object]) -> Iterator[str]:
    if by_hand:
        told = ", ".join(f"{obj['kind']} {obj['metadata']['name']}" for obj in by_hand)
        yield say("Not from the editor's files, so the solution has it in a file of its own: {objects}", objects=told)
    there = made_by_people(goal.cluster.store)
    for kind, namespace, name in made_by_people(solved.store):
        if kind != "Node" and (kind, namespace, name) not in there:
            yield say("{kind} {name} was deleted on the way to the goal. No file says so: the draft's solution still has it", kind=kind, name=name)
    for path, text in bare.files.items():
        found = PLACEHOLDER.search(text)
        if found:
            yield say("{path} holds {text}, which stands for a parameter in a lab: write params for it, or another text", path=path, text=found[0])
