"""From a row of the behaviour table to a check of lab.yaml that would demand it."""

from __future__ import annotations

from typing import Any

import msgspec

from playground.cluster.manifest.rewrite import scalar_text
from playground.cluster.simulation import Cluster
from playground.cluster.trace.model import Disposition, Trace
from playground.cluster.trace.question import parse_target
from playground.grading.behaviour import Question, Trouble, own_labels, target_in
from playground.grading.expectations import how_it_ends, judge, srv_ports
from playground.grading.format import Expectation
from playground.grading.probes import Asking, Observation
from playground.grading.world import act

_DEFAULT = "@default"


def check_between(right: Cluster, wrong: Cluster, question: Question, trouble: Trouble | None = None) -> str:
    """One check in YAML's flow style that the one cluster passes and the other does not, though they differ in this."""
    told = check_of(right, question, trouble)
    for more in (_port, _source) if question.target else ():
        if not _fails(wrong, told["expect"], question, trouble):
            told["expect"] |= more(*_asked(right, question, trouble))
    return flow(told)


def _fails(cluster: Cluster, expect: dict[str, Any], question: Question, trouble: Trouble | None) -> bool:
    try:
        fork, trace = _asked(cluster, question, trouble)
    except ValueError:
        return True
    return bool(judge(Asking(fork, {}), msgspec.convert(expect, Expectation), Observation(trace)))


def _port(cluster: Cluster, trace: Trace) -> dict[str, Any]:
    ports = {branch.backend_port for branch in trace.branches if branch.backend_port}
    return {"port": ports.pop()} if len(ports) == 1 else {}


def _source(cluster: Cluster, trace: Trace) -> dict[str, Any]:
    seen = {branch.source_seen for branch in trace.branches if branch.probability}
    if len(seen) != 1:
        return {}
    (address,) = seen
    return {"source": "client" if address == cluster.address_of(trace.source) else address}


def check_of(cluster: Cluster, question: Question, trouble: Trouble | None = None) -> dict[str, Any]:
    """What the cluster answers to a question (after some trouble), demanded: as it would stand in lab.yaml."""
    source = question.source.removesuffix(_DEFAULT)
    steps = [dict(step) for step in trouble.steps] if trouble else []
    if question.again:
        steps.append({"ask": _probe(source, question.target)})
    after = {"after": steps} if steps else {}
    if not question.target:
        variables = {name: "*" for name in cluster.environment(*cluster.find_pod(question.source)) if "_SERVICE_" in name}
        return {**after, "probe": {"env": {"from": source}}, "expect": {"variables": variables}}
    fork, trace = _asked(cluster, question, trouble)
    return {**after, "probe": _probe(source, question.target), "expect": expectation(fork, trace)}


def with_port(cluster: Cluster, question: Question, trouble: Trouble | None, told: dict[str, Any]) -> dict[str, Any]:
    """The check, that also says at which port the pods get it, where all get it at one. Raises ValueError."""
    if "backends" not in told["expect"]:
        return told
    return {**told, "expect": {**told["expect"], **_port(*_asked(cluster, question, trouble))}}


def _asked(cluster: Cluster, question: Question, trouble: Trouble | None) -> tuple[Cluster, Trace]:
    fork = cluster.fork()
    fork.forget_traffic()
    for step in trouble.steps if trouble else ():
        act(fork, step)
    target = target_in(fork, question)
    if question.again:
        fork.trace(question.source, target)
    return fork, fork.trace(question.source, target)


def _probe(source: str, target: str) -> dict[str, Any]:
    parsed = parse_target(target)
    if parsed.scheme == "dns":
        return {"dns": {"from": source, "name": parsed.host, "type": parsed.query_type}}
    if parsed.scheme.startswith("http"):
        return {"http": {"from": source, "url": str(parsed)}}
    return {parsed.scheme: {"from": source, "to": f"{parsed.host.removesuffix(_DEFAULT)}:{parsed.port}"}}


def expectation(cluster: Cluster, trace: Trace) -> dict[str, Any]:
    """What a trace shows, as far as a check can say it without naming what chance has named."""
    if trace.target.scheme == "dns" and trace.lookup is not None:
        told: dict[str, Any] = {"rcode": trace.lookup.rcode}
        if trace.target.query_type == "SRV":
            return {**told, "ports": srv_ports(trace.lookup)}
        told["answers"] = len(trace.lookup.addresses)
        if trace.lookup.canonical:
            told["canonical"] = trace.lookup.canonical.rstrip(".")
        return told
    ended = how_it_ends(trace).split(" or ")
    told = {"disposition": ended[0] if len(ended) == 1 else ended}
    if ended == [Disposition.DELIVERED.value]:
        told |= _backends(cluster, trace)
    return told


def _backends(cluster: Cluster, trace: Trace) -> dict[str, Any]:
    places = sorted(trace.shares())
    labels: list[dict[str, str]] = []
    for place in places:
        namespace, _, name = place.removeprefix("pod:").partition("/")
        pod = cluster.store.get("Pod", namespace, name) if place.startswith("pod:") else None
        if pod is None:
            return {"backends": places, "exact": True}
        labels.append(own_labels(pod))
    shared = {key: value for key, value in labels[0].items() if all(one.get(key) == value for one in labels)} if labels else {}
    if not shared:
        return {}
    shares = set(trace.shares().values())
    exact = {"share": {"is": str(shares.pop())}} if len(shares) == 1 and len(places) > 1 else {}
    return {"backends": shared, "exact": True, **exact}


def flow(value: Any) -> str:
    """A value as one line of YAML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar_text(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar_text(value)
