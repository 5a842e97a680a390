"""Probes: one question each into the cluster, and what was seen."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from playground.cluster.saying import say
from playground.cluster.simulation import Cluster
from playground.cluster.simulation.terminal import Terminal
from playground.cluster.trace.model import Trace
from playground.grading.format import (
    CommandProbe,
    DnsProbe,
    EndpointsProbe,
    EnvProbe,
    HttpProbe,
    MatrixProbe,
    Probe,
    SocketProbe,
)
from playground.grading.lab import Params, fill

SERVICE_NAME = "kubernetes.io/service-name"
_BALANCER = re.compile(r"(^|://)(lb/[^@:/]+)(?=[:/]|$)")


@dataclass(frozen=True, slots=True)
class Observation:
    """What one probe saw: a trace, a trace for each (source, target), or values by name (ready endpoints, ports, variables,
    exit status and output of a command)."""

    trace: Trace | None = None
    table: Mapping[tuple[str, str], Trace] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _AsWritten:
    """Places and targets for people: parameters filled in, no namespace added."""

    params: Params

    def source(self, text: str) -> str:
        return fill(text, self.params)

    target = source


@dataclass(frozen=True, slots=True)
class Asking:
    """Where a probe is sent: the cluster, the variant's parameters, the namespace of what names none."""

    cluster: Cluster
    params: Params
    namespace: str = "default"

    def source(self, text: str) -> str:
        """`pod/client` with its namespace; anything else as it is."""
        text = fill(text, self.params)
        return f"{text}@{self.namespace}" if text.startswith("pod/") and "@" not in text else text

    def target(self, text: str) -> str:
        """A balancer's Service with its namespace; anything else as it is."""
        return _BALANCER.sub(lambda found: f"{found[1]}{found[2]}@{self.namespace}", fill(text, self.params))

    def place(self, text: str) -> tuple[str, str]:
        return place(fill(text, self.params), self.namespace)


def place(text: str, namespace: str) -> tuple[str, str]:
    """`web@shop` -> ("web", "shop"); a bare name is in `namespace`."""
    name, _, named = text.partition("@")
    return name, named or namespace


def kind_of(probe: Probe) -> str:
    """Which of the kinds it is: the name of the one field that is given."""
    return next(name for name in probe.__struct_fields__ if getattr(probe, name) is not None)


def observe(asking: Asking, probe: Probe) -> Observation:
    """Send one probe. Raises ValueError where it can't be sent: the pod that asks is not there."""
    kind = kind_of(probe)
    return SENDERS[kind](asking, getattr(probe, kind), kind)


def question(probe: Probe, params: Params) -> tuple[str, str]:
    """Source and target of a probe that asks once over the network, as the lab writes them. Raises KeyError for the others."""
    kind = kind_of(probe)
    return QUESTIONS[kind](_AsWritten(params), getattr(probe, kind), kind)


def asked(probe: Probe, params: Params) -> str:
    """Any probe in one line."""
    if probe.endpoints is not None:
        return say("endpoints of {service}", service=fill(probe.endpoints.service, params))
    if probe.env is not None:
        return say("variables of {pod}", pod=fill(probe.env.from_, params))
    if probe.command is not None:
        return fill(probe.command.run, params)
    if probe.matrix is not None:
        sources, targets = (", ".join(fill(one, params) for one in part) for part in (probe.matrix.from_, probe.matrix.to))
        return say("{source} to {target}", source=sources, target=targets)
    source, target = question(probe, params)
    return say("{source} to {target}", source=source, target=target)


# -- one question over the network


def _http(asking: Asking | _AsWritten, probe: HttpProbe, kind: str) -> tuple[str, str]:
    return asking.source(probe.from_), asking.target(probe.url)


def _socket(asking: Asking | _AsWritten, probe: SocketProbe, kind: str) -> tuple[str, str]:
    return asking.source(probe.from_), f"{kind}://{asking.target(probe.to)}"


def _dns(asking: Asking | _AsWritten, probe: DnsProbe, kind: str) -> tuple[str, str]:
    return asking.source(probe.from_), f"dns:{fill(probe.name, asking.params)}?type={probe.type}"


QUESTIONS: dict[str, Callable[[Asking | _AsWritten, Any, str], tuple[str, str]]] = {
    "http": _http,
    "tcp": _socket,
    "udp": _socket,
    "sctp": _socket,
    "dns": _dns,
}


def _trace(asking: Asking, probe: Any, kind: str) -> Observation:
    return Observation(asking.cluster.trace(*QUESTIONS[kind](asking, probe, kind)))


# -- others


def _matrix(asking: Asking, probe: MatrixProbe, kind: str) -> Observation:
    """Each cell on its own: what one connection leaves behind must not decide the next."""
    table = {}
    for source, target in product(probe.from_, probe.to):
        asking.cluster.forget_traffic()
        table[fill(source, asking.params), fill(target, asking.params)] = asking.cluster.trace(asking.source(source), asking.target(target))
    return Observation(table=table)


def _endpoints(asking: Asking, probe: EndpointsProbe, kind: str) -> Observation:
    name, namespace = asking.place(probe.service)
    ready, ports = 0, set()
    for item in asking.cluster.store.iterate("EndpointSlice", namespace):
        if item["metadata"].get("labels", {}).get(SERVICE_NAME) == name:
            ready += sum(1 for endpoint in item["endpoints"] or [] if endpoint.get("conditions", {}).get("ready", True))
            ports |= {port["port"] for port in item["ports"] or [] if port.get("port") is not None}
    return Observation(values={"ready": ready, "ports": sorted(ports)})


def _env(asking: Asking, probe: EnvProbe, kind: str) -> Observation:
    namespace, name = asking.cluster.find_pod(asking.source(probe.from_))
    return Observation(values={"variables": asking.cluster.environment(namespace, name)})


def _command(asking: Asking, probe: CommandProbe, kind: str) -> Observation:
    line = fill(probe.run, asking.params)
    if probe.from_:
        namespace, name = asking.cluster.find_pod(asking.source(probe.from_))
        line = f"kubectl exec -n {namespace} {name} -- sh -c {shlex.quote(line)}"
    output = Terminal(asking.namespace).run(asking.cluster, line, {})
    return Observation(values={"exit": output.exit, "prints": output.stdout + output.stderr})


SENDERS: dict[str, Callable[[Asking, Any, str], Observation]] = {
    **dict.fromkeys(QUESTIONS, _trace),
    "endpoints": _endpoints,
    "env": _env,
    "command": _command,
    "matrix": _matrix,
}
