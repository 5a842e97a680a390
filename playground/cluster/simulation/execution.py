"""One command in a container, to its end. A shell that is typed at line by line: simulation/lines.py.

Models: pkg/kubelet/cri/streaming; runc exec
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playground.cluster.containers.shell.files import FileProblem
from playground.cluster.containers.shell.interpreter import Shell
from playground.cluster.containers.shell.machine import Machine
from playground.cluster.containers.shell.streams import (
    BrokenPipe,
    Budget,
    Input,
    LimitReached,
    Output,
    Streams,
    Untyped,
    WaitsForInput,
)
from playground.cluster.containers.shell.wishes import Sleep, Talk
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import is_finished
from playground.cluster.simulation.fulfilling import Fulfiller
from playground.cluster.simulation.machines import container_of, machine

if TYPE_CHECKING:
    from playground.cluster.simulation.cluster import Cluster

KILLED = 137


@dataclass(frozen=True, slots=True)
class Finished:
    """How a command ended. `error`: why it could not even begin, in the API server's words. `waits`: it did not end, because
    it reads what nobody has typed yet."""

    stdout: str = ""
    stderr: str = ""
    exit: int = 0
    error: str = ""
    waits: bool = False


class NoContainer(ValueError):
    """There is nothing to run a command in; the text says why."""


def run(
    cluster: Cluster, namespace: str, pod: str, container: str, argv: Sequence[str], stdin: str | None = "", tty: bool = False,
    budget: Budget | None = None,
) -> Finished:  # fmt: skip
    """One command, to its end; logical time passes as it sleeps or waits. `container` '' is the default one; `budget` is
    that of who runs it, its own unless said otherwise. With `stdin` None a command that reads it does not end: `waits`."""
    try:
        found, spec = _find(cluster, namespace, pod, container)
    except NoContainer as problem:
        return Finished(exit=1, error=str(problem))
    budget = budget or Budget()
    here = machine(cluster, found, spec, tty)
    out = Output(budget)
    streams = Streams(Untyped() if stdin is None else Input(stdin), out, out if tty else Output(budget))
    shell = Shell(here, budget, "sh")
    shell.terminal = out if tty else None
    words = list(argv)
    if shell.find(words[0]) is None and not _is_file(here, words[0]):
        return Finished(stderr=_not_there(words[0], here) + "\n", exit=127 if "/" in words[0] else 126)
    try:
        code = _drive(cluster, found, shell.jobs.drive(shell.external(words, streams)), streams)
    except WaitsForInput:
        return Finished(waits=True)
    return Finished(out.text, "" if tty else streams.err.text, code)


def _find(cluster: Cluster, namespace: str, name: str, container: str) -> tuple[Object, Object]:
    pod = cluster.store.get("Pod", namespace, name)
    if pod is None:
        raise NoContainer(f'pods "{name}" not found')
    spec = container_of(pod, container)
    if spec is None:
        raise NoContainer(f"container {container} is not valid for pod {name}")
    if is_finished(pod):
        raise NoContainer(f"cannot exec into a container in a completed pod; current phase is {pod['status']['phase']}")
    status = pod.get("status") or {}
    statuses = [*(status.get("containerStatuses") or ()), *(status.get("initContainerStatuses") or ())]
    states = {one["name"]: one.get("state") or {} for one in statuses}
    if not status.get("containerStatuses") or "running" not in states.get(spec["name"], {"running": {}}):
        raise NoContainer(f'unable to upgrade connection: container not found ("{spec["name"]}")')
    return pod, spec


def _is_file(here: Machine, path: str) -> bool:
    return "/" in path and here.files.is_file(path) and bool(here.toolbox.tools)


def _not_there(name: str, here: Machine) -> str:
    known = f"stat {name}: no such file or directory" if "/" in name else "executable file not found in $PATH"
    return f'OCI runtime exec failed: exec failed: unable to start container process: exec: "{name}": {known}: unknown'


def _drive(cluster: Cluster, pod: Object, talk: Talk[int], streams: Streams) -> int:
    """Fulfil wish after wish until the command ends, reaches a limit, or its pod is gone."""
    fulfiller = Fulfiller(cluster, pod)
    answer: Any = None
    try:
        while True:
            try:
                wish = talk.send(answer)
            except StopIteration as end:
                return int(end.value)
            answer = fulfiller.fulfil(wish)
            if isinstance(wish, Sleep) and not _goes_on(cluster, pod):
                talk.close()
                return KILLED
    except LimitReached as limit:
        streams.err.budget.output = 1 << 16
        streams.err.write(f"playground: {limit}\n")
        return KILLED
    except BrokenPipe:
        return 141
    except (FileProblem, RecursionError) as problem:
        streams.err.write(f"playground: {problem}\n")
        return 1


def _goes_on(cluster: Cluster, pod: Object) -> bool:
    meta = pod["metadata"]
    now = cluster.store.get("Pod", meta["namespace"], meta["name"])
    return now is not None and now["metadata"].get("uid") == meta.get("uid") and not is_finished(now)
