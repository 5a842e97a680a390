"""Own world and model solution compared by behaviour: the same probes after the same trouble, side by side.

Names and addresses that the cluster drew differ between two worlds and mean nothing: pods count as their workload's, an
address as that of the object that has it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from fractions import Fraction
from ipaddress import ip_address, ip_network
from typing import Any

from playground.cluster.controllers.addresses import pod_ranges
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import controller_of, pod_ips
from playground.cluster.saying import Saying, say, together
from playground.cluster.simulation import Cluster
from playground.cluster.trace.explain import explain
from playground.cluster.trace.model import Lookup, Trace
from playground.grading.expectations import how_it_ends, value_at
from playground.grading.format import Check
from playground.grading.grader import after_trouble
from playground.grading.lab import Lab, Params, fill, namespace, substitute
from playground.grading.probes import Asking, Observation, asked, observe

Seen = dict[str, str]
"""What a probe saw, by what was looked at: `disposition`, `backends`, `source`, `rcode`, `answers` ..."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One thing that was looked at, in both worlds."""

    name: str
    own: str
    model: str

    @property
    def same(self) -> bool:
        return self.own == self.model


@dataclass(frozen=True, slots=True)
class Row:
    """One check's probe in both worlds. `why` says more about one that ended badly in the learner's."""

    check: str
    cells: tuple[Cell, ...]
    why: str = ""


def compare(lab: Lab, own: Cluster, model: Cluster, params: Params, checks: Iterable[str]) -> tuple[Row, ...]:
    """Both clusters stay as they are."""
    return tuple(_row(lab, own, model, params, name) for name in checks)


def _row(lab: Lab, own: Cluster, model: Cluster, params: Params, name: str) -> Row:
    check = lab.spec.checks[name]
    (mine, why), (theirs, _) = (_look(lab, cluster, params, check) for cluster in (own, model))
    cells = tuple(Cell(key, mine.get(key, ""), theirs.get(key, "")) for key in dict.fromkeys([*mine, *theirs]))
    return Row(name, cells, why)


def _look(lab: Lab, cluster: Cluster, params: Params, check: Check) -> tuple[Seen, str]:
    fork = cluster.fork()
    fork.forget_traffic()
    after = after_trouble(lab, fork, params, check.after)
    if isinstance(after, str):
        return {"disposition": after}, ""
    asking = Asking(after, params, namespace(lab, params))
    if check.object is not None:
        return _fields(asking, check), ""
    assert check.probe is not None
    try:
        seen = observe(asking, check.probe)
    except ValueError as error:
        return {"disposition": str(error)}, ""
    if seen.trace is None:
        return _values(seen), ""
    return _of_trace(after, seen.trace), explain(seen.trace.diagnosis).title if seen.trace.diagnosis else ""


def _values(seen: Observation) -> Seen:
    cells = {f"{source}, {target}": how_it_ends(trace) for (source, target), trace in seen.table.items()}
    return {**cells, **{name: _text(value) for name, value in seen.values.items()}}


def _fields(asking: Asking, check: Check) -> Seen:
    assert check.object is not None
    ((kind, target),) = check.object.items()
    name, space = asking.place(target)
    found: Any = asking.cluster.store.get(kind, space, name)
    paths = [path for path in substitute(check.expect, asking.params) if path != "not"]
    return {path: _text(value_at(found, path)) for path in paths}


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}={item}" for key, item in sorted(value.items()))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return say("absent") if value is None else str(value)


# -- what a trace saw


def _of_trace(cluster: Cluster, trace: Trace) -> Seen:
    if trace.target.scheme == "dns":
        return _names(cluster, trace.lookup) if trace.lookup else {"disposition": trace.disposition.value}
    endings = Counter[str]()
    for branch in trace.branches:
        endings[branch.disposition.value] += 1
    ends = [name if len(endings) == 1 else f"{name} {_percent(_part(trace, name))}" for name in sorted(endings)] or [trace.disposition.value]
    seen: Seen = {"disposition": ", ".join(ends)}
    if shares := trace.shares():
        seen["backends"] = _shared(cluster, shares)
    sources = sorted({_address(cluster, branch.source_seen, trace.source) for branch in trace.branches if branch.source_seen})
    if sources:
        seen["source"] = ", ".join(sources) if len(sources) < 2 else together(sources, ", ")
    return seen


def _part(trace: Trace, disposition: str) -> Fraction:
    return sum((branch.probability for branch in trace.branches if branch.disposition.value == disposition), Fraction(0))


def _shared(cluster: Cluster, shares: dict[str, Fraction]) -> str:
    """`3 x web, 1/3 each`; pods of one workload with one share go together."""
    groups = Counter((_owner(cluster, backend), share) for backend, share in shares.items())
    return together(
        (
            say("{n} × {name}, {share} each", n=number, name=name, share=str(share)) if number > 1 else name if share == 1 else f"{name} {share}"
            for (name, share), number in sorted(groups.items())
        ),
        "; ",
    )


def _names(cluster: Cluster, lookup: Lookup) -> Seen:
    seen: Seen = {"rcode": "NODATA" if lookup.rcode == "NOERROR" and not lookup.addresses else lookup.rcode}
    if lookup.addresses:
        counted = Counter(_address(cluster, address, "") for address in lookup.addresses)
        seen["answers"] = together((f"{number} × {name}" if number > 1 else name for name, number in sorted(counted.items())), ", ")
    if lookup.canonical:
        seen["canonical"] = lookup.canonical.rstrip(".")
    return seen


def _owner(cluster: Cluster, backend: str) -> str:
    """`pod:shop/web-7d4-x` -> `web`; a StatefulSet's pod and a bare one are themselves."""
    kind, _, rest = backend.partition(":")
    if kind != "pod":
        return rest or kind
    namespace, _, name = rest.partition("/")
    found = cluster.store.get("Pod", namespace, name)
    return _workload(cluster, found) if found else name


def _workload(cluster: Cluster, pod: Object) -> str:
    """Of interchangeable pods the name that they share."""
    owner = controller_of(pod)
    if owner is None or owner["kind"] == "StatefulSet":
        return str(pod["metadata"]["name"])
    above = cluster.store.get(owner["kind"], pod["metadata"]["namespace"], owner["name"])
    top = controller_of(above) if above else None
    return str((top or owner)["name"])


def _address(cluster: Cluster, address: str, source: str) -> str:
    """Whose address it is."""
    if source and address == cluster.address_of(source):
        return say("the client's own address")
    for service in cluster.store.iterate("Service"):
        if address in (service["spec"].get("clusterIPs") or ()):
            return say("the cluster IP of {name}", name=service["metadata"]["name"])
    for pod in cluster.store.iterate("Pod"):
        if address in pod_ips(pod) and not pod["spec"].get("hostNetwork"):
            name, workload = str(pod["metadata"]["name"]), _workload(cluster, pod)
            return name if name == workload else say("a pod of {name}", name=workload)
    for node in cluster.store.iterate("Node"):
        if any(entry["address"] == address for entry in (node.get("status") or {}).get("addresses") or ()):
            return str(node["metadata"]["name"])
        if any(ip_address(address) in ip_network(block) for block in pod_ranges(node)):
            return say("{node}, on the side of its pods", node=node["metadata"]["name"])
    return address


def _percent(share: Fraction) -> str:
    return f"{round(float(share) * 100, 1):g} %"


# -- in sentences

DIFFERENCES: dict[str, str] = {
    "disposition": "Your request ends in {own}, the model's in {model}.",
    "backends": "Others answer, or with another share: {own}. In the model: {model}.",
    "source": "The pods see another source: {own}. In the model: {model}.",
    "rcode": "DNS answers {own}, in the model {model}.",
    "answers": "The name leads to {own}, in the model to {model}.",
    "canonical": "The name is an alias of {own}, in the model of {model}.",
    "ready": "Ready endpoints: {own}, in the model {model}.",
    "ports": "Ports of the endpoints: {own}, in the model {model}.",
    "variables": "The variables differ.",
}
OTHER = "{name} is {own}, in the model {model}."


def difference(cell: Cell) -> Saying:
    """What differs, in one sentence."""
    nothing = say("nothing")
    return Saying(DIFFERENCES.get(cell.name, OTHER), {"name": cell.name, "own": cell.own or nothing, "model": cell.model or nothing})


# -- the texts


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of both texts (`same`), of the learner's (`own`) or of the model's (`model`)."""

    of: str
    text: str


@dataclass(frozen=True, slots=True)
class Texts:
    path: str
    lines: tuple[TextLine, ...] = field(default=())


def difference_of_texts(path: str, own: str, model: str) -> Texts:
    mine, theirs = own.splitlines(), model.splitlines()
    lines: list[TextLine] = []
    for tag, a, b, c, d in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [TextLine("same", text) for text in mine[a:b]]
        else:
            lines += [TextLine("own", text) for text in mine[a:b]] + [TextLine("model", text) for text in theirs[c:d]]
    return Texts(path, tuple(lines))


def probe_text(check: Check, params: Params) -> str:
    """What is asked, in one line."""
    if check.object is not None:
        ((kind, target),) = check.object.items()
        return f"{kind} {fill(target, params)}"
    assert check.probe is not None
    return asked(check.probe, params)
