"""What the kubelet knows of a running pod and the API does not: instants, probe counts, back-offs. Values only.

Models: pkg/kubelet/container/runtime.go PodStatus; pkg/kubelet/prober/worker.go
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from playground.cluster.objects.kinds import Object

WAITING, RUNNING, TERMINATED = "waiting", "running", "terminated"
PROBES = ("startupProbe", "livenessProbe", "readinessProbe")

FIRST_BACKOFF, LAST_BACKOFF = 10.0, 300.0
FORGIVEN_AFTER = 600.0


class End(NamedTuple):
    """How a process ended."""

    code: int
    reason: str
    started: float
    finished: float


@dataclass(frozen=True, slots=True)
class ProbeRun:
    """`passes` is the present verdict; None until there was one."""

    due: float
    successes: int = 0
    failures: int = 0
    passes: bool | None = None

    def after(self, failed: bool, spec: Object, now: float) -> ProbeRun:
        """The state after one more try. Models: worker.go doProbe"""
        successes, failures = (0, self.failures + 1) if failed else (self.successes + 1, 0)
        passes = self.passes
        if failed and failures >= int(spec.get("failureThreshold") or 3):
            passes = False
        elif not failed and successes >= int(spec.get("successThreshold") or 1):
            passes = True
        return ProbeRun(now + float(spec.get("periodSeconds") or 10), successes, failures, passes)


@dataclass(frozen=True, slots=True)
class ContainerRun:
    """One container. `until` is the instant at which the present state ends by itself."""

    state: str = WAITING
    reason: str = "ContainerCreating"
    message: str = ""
    since: float = 0.0
    until: float | None = None
    code: int = 0
    restarts: int = -1
    crashes: int = 0
    last: End | None = None
    probes: Mapping[str, ProbeRun] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)  # its own variables
    services: Mapping[str, str] = field(default_factory=dict)  # those about Services, shared with other containers

    @property
    def ran(self) -> bool:
        return self.restarts >= 0

    def is_started(self) -> bool:
        """Runs, and its startup probe, if any, has passed."""
        startup = self.probes.get("startupProbe")
        return self.state == RUNNING and (startup is None or startup.passes is True)

    def is_ready(self) -> bool:
        readiness = self.probes.get("readinessProbe")
        return self.is_started() and (readiness is None or readiness.passes is True)

    def waiting(self, reason: str, message: str, until: float | None) -> ContainerRun:
        return replace(self, state=WAITING, reason=reason, message=message, until=until, probes={})

    def running(
        self, now: float, ends: float | None, code: int, container: Object, environment: Mapping[str, str],
        services: Mapping[str, str],
    ) -> ContainerRun:  # fmt: skip
        """Started anew, with fresh probes. The first try of a probe is a second after the start at the earliest."""
        probes = {}
        for kind in PROBES:
            if container.get(kind):
                delay = float(container[kind].get("initialDelaySeconds") or 0)
                probes[kind] = ProbeRun(now + max(delay, 1.0))
        return ContainerRun(
            RUNNING, "", "", now, ends, code, self.restarts + 1, self.crashes, self.last,
            probes, environment, services,
        )  # fmt: skip

    def terminated(self, now: float, code: int) -> ContainerRun:
        end = End(code, "Completed" if code == 0 else "Error", self.since, now)
        crashes = 1 if now - self.since >= FORGIVEN_AFTER else self.crashes + 1
        return replace(
            self, state=TERMINATED, reason=end.reason, since=now, until=now + 1.0, code=code, last=end,
            crashes=crashes, probes={},
        )  # fmt: skip

    def backoff(self) -> float:
        """How long the next start is held back: not at all the first time. Models: client-go/util/flowcontrol/backoff.go"""
        if self.crashes <= 1:
            return 0.0
        return float(min(FIRST_BACKOFF * 2.0 ** (self.crashes - 2), LAST_BACKOFF))

    def with_probe(self, kind: str, probe: ProbeRun) -> ContainerRun:
        return replace(self, probes={**self.probes, kind: probe})

    def due(self) -> Iterator[float]:
        """The instants at which something happens to it."""
        if self.until is not None:
            yield self.until
        if self.state == RUNNING:
            started = self.is_started()
            for kind, probe in self.probes.items():
                if kind == "startupProbe":
                    if probe.passes is not True:
                        yield probe.due
                elif started:
                    yield probe.due


@dataclass(frozen=True, slots=True)
class PodRun:
    """One pod on its node. `stops` is the instant at which its processes will have stopped after a deletion; `exited` the
    last exit that was asked of them (objects/world.py)."""

    uid: str
    since: float
    ips: tuple[str, ...] = ()
    containers: Mapping[str, ContainerRun] = field(default_factory=dict)
    stops: float | None = None
    held: bool = False
    exited: int = 0

    def with_container(self, name: str, run: ContainerRun) -> PodRun:
        return replace(self, containers={**self.containers, name: run})

    def due(self) -> Iterator[float]:
        for run in self.containers.values():
            yield from run.due()
        if self.stops is not None:
            yield self.stops
