"""What a workspace's log replays to: the cluster, and what the learner has done with it.

A State is never changed once it is current: a command works on a fork.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from playground.catalog import sandbox
from playground.cluster.objects.kinds import Object
from playground.cluster.simulation import Cluster, acts
from playground.cluster.simulation.terminal import Terminal
from playground.grading import world
from playground.grading.lab import Lab, Params, draw, fill
from playground.grading.locks import Locks
from playground.workspaces import limits
from playground.workspaces.account import Account
from playground.workspaces.messages import File
from playground.workspaces.models import Workspace

ObjectKey = tuple[str, str, str]
"""(kind, namespace, name)"""

UNDO_LIMIT = 100
MARKS_KEPT = 1000


@dataclass(frozen=True, slots=True)
class Start:
    """What a workspace begins with; the same for every replay."""

    workspace: UUID
    seed: UUID
    lab: Lab | None = None
    params: Params = field(default_factory=dict)
    locks: Locks | None = None

    @classmethod
    def of(cls, workspace: Workspace) -> Start:
        seed = workspace.seed or workspace.id
        if workspace.lab is None:
            return cls(workspace.id, seed)
        lab = workspace.lab.lab
        params = draw(lab, str(seed))
        return cls(workspace.id, seed, lab, params, Locks.of(lab, params))

    def cluster(self, number: int) -> Cluster:
        """The cluster at the start of the workspace's world of that number (a reset begins the next)."""
        seed = f"{self.seed}/{number}"
        return world.start(self.lab, self.params, seed) if self.lab else sandbox.start(seed)

    def files(self) -> tuple[File, ...]:
        """What the editor holds before the learner has typed."""
        if self.lab is None:
            return tuple(File(path, text) for path, text in sandbox.files().items())
        return tuple(
            File(file.path, fill(self.lab.files[file.from_], self.params) if file.from_ else "")
            for file in self.lab.spec.workspace.files
        )

    def locked(self) -> dict[str, list[str]]:
        """The field paths that the lab holds fast, by file."""
        return {file.path: file.locked for file in self.lab.spec.workspace.files} if self.lab else {}


@dataclass(frozen=True, slots=True)
class Applied:
    """The files as last applied (by the command `sequence`), the objects that each of them names, and all objects ever
    applied from the editor. `refused`: a document of them was."""

    sequence: int = 0
    files: tuple[File, ...] = ()
    named: Mapping[str, frozenset[ObjectKey]] = field(default_factory=dict)
    owned: frozenset[ObjectKey] = frozenset()
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Undoable:
    """What one command wrote: each object before and after; and the applied files before and after."""

    title: str
    objects: tuple[tuple[ObjectKey, Object | None, Object | None], ...]
    before: Applied
    after: Applied


@dataclass(frozen=True, slots=True)
class Mark:
    """Where one command led: the revisions after `before` up to `revision`. From `begins` on they are its own, those
    before are of the timers that were due; where it wrote nothing, `begins` is beyond `revision`."""

    sequence: int
    world: int
    before: int
    begins: int
    revision: int
    time: float
    type: str
    summary: str
    applied: Applied


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A moment with a name, the files that were applied then, and the objects that were not controllers' work."""

    name: str
    world: int
    sequence: int
    revision: int
    time: float
    applied: Applied
    objects: Mapping[ObjectKey, Object]


@dataclass(frozen=True, slots=True)
class StepProgress:
    """How one step of a lab stands. `earned` is that of the attempt that is kept, after decay."""

    attempts: int = 0
    earned: float = 0.0
    passed: bool = False
    hints: Mapping[int, float] = field(default_factory=dict)  # index -> cost
    predicted: float | None = None  # points earned by the prediction

    @property
    def score(self) -> float:
        return max(0.0, self.earned + (self.predicted or 0.0) - sum(self.hints.values()))


@dataclass(frozen=True)
class State:
    """Everything that is true after `sequence` commands."""

    start: Start
    sequence: int
    world: int
    cluster: Cluster
    running: bool = True
    applied: Applied = Applied()
    undo: tuple[Undoable, ...] = ()
    redo: tuple[Undoable, ...] = ()
    progress: Mapping[str, StepProgress] = field(default_factory=dict)
    terminals: Mapping[str, Terminal] = field(default_factory=dict)  # by the session of a tab, latest last
    shells: acts.Shells = field(default_factory=dict)  # in containers, of clients of the API
    account: Account = ()
    older: str = ""  # the version of other rules that made a part of this world
    last: tuple[str, str] | None = None  # type and sentence of the last command
    checkpoints: tuple[Checkpoint, ...] = ()
    marks: tuple[Mark, ...] = ()  # of the commands so far, as far as they are kept
    weight: limits.Weight | None = None  # of all objects, when a command was last executed
    begun: float | None = None  # of an exam: when, by the clock on the wall, in seconds since 1970

    @classmethod
    def first(cls, start: Start) -> State:
        cluster = start.cluster(1)
        revision = cluster.store.revision
        begin = Mark(0, 1, revision, revision + 1, revision, cluster.clock.now, "start", "", Applied())
        return cls(start, 0, 1, cluster, marks=(begin,))

    @property
    def time(self) -> float:
        """Logical seconds since 1970."""
        return self.cluster.clock.now

    def fork(self) -> State:
        """A copy whose cluster may be changed, as far as the lab allows."""
        cluster = self.cluster.fork()
        locks = self.start.locks.guard(cluster.api) if self.start.locks else None
        weight = limits.weigh(cluster.store, self.weight)
        cluster.api.guard = limits.guard(cluster.api, weight.size, locks)
        return replace(self, cluster=cluster, weight=weight)

    def next_world(self) -> State:
        number = self.world + 1
        cluster = self.start.cluster(number)
        return replace(self, world=number, cluster=cluster, applied=Applied(), undo=(), redo=(), terminals={}, shells={}, account=(), running=True, older="", weight=None)

    def leftovers(self) -> list[ObjectKey]:
        """Objects that were applied from the editor, are no longer in its files, and still exist."""
        named: set[ObjectKey] = set()
        for keys in self.applied.named.values():
            named |= keys
        return sorted(key for key in self.applied.owned - named if self.cluster.store.get(*key) is not None)

    def marked(self, before: State, begun: int) -> State:
        """With the mark of its last command, which was done after `before` and began at the revision `begun`."""
        revision = self.cluster.store.revision
        since = before.cluster.store.revision
        if self.world != before.world:
            since = begun = revision
        kind, summary = self.last or ("", "")
        mark = Mark(self.sequence, self.world, since, begun + 1, revision, self.time, kind, summary, self.applied)
        return replace(self, marks=(*before.marks[-MARKS_KEPT:], mark))

    def with_step(self, step: str, **changes: Any) -> State:
        found = replace(self.progress.get(step, StepProgress()), **changes)
        return replace(self, progress={**self.progress, step: found})
