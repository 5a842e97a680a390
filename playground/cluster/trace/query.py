"""The walk of a name lookup: which names are asked for in turn, who answers, and from which field the answer came.

Models: glibc resolv/res_query.c; musl src/network/lookup_name.c; kubelet's and CoreDNS's parts are in dns/
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from playground.cluster.config import Config
from playground.cluster.containers.images import image_of
from playground.cluster.dns.hosts import hosts_entry
from playground.cluster.dns.records import Answer, absolute, as_ip, reverse_name
from playground.cluster.dns.resolver import GLIBC, NODE_RESOLV_CONF, Library, ResolvConf, candidates, resolv_conf
from playground.cluster.dns.server import DnsServer
from playground.cluster.objects.flow import Origin, Step
from playground.cluster.objects.kinds import Object
from playground.cluster.store import Store
from playground.cluster.trace.model import Hop, Lookup

ADDRESS_TYPES = ("A", "AAAA")
"""What getaddrinfo asks for."""

OUTSIDE_RESOLVER = ResolvConf(nameservers=("the public DNS",))


class View(Protocol):
    """What a lookup reads of a cluster."""

    store: Store
    config: Config
    dns: DnsServer


Ask = Callable[[str, str], Answer]


def lookup(view: View, source: str, name: str, types: Sequence[str] = ADDRESS_TYPES) -> Lookup:
    """Resolve `name` as a program at `source` (`pod:ns/name`, `node:name`, `outside`) would."""
    if as_ip(name) is not None:
        if "PTR" not in types:
            return Lookup(name, (), "NOERROR", (name,))
        name = reverse_name(name)
    pod = _pod(view, source)
    known = _from_hosts_file(view, source, pod, name, types)
    if known is not None:
        return known
    conf = _resolv_conf(view, source, pod)
    walk = _Walk(view, source, pod, name, conf, _library(pod))
    return walk.run(types)


def resolv_conf_of(view: View, source: str) -> ResolvConf:
    """What a program at `source` is told about DNS."""
    return _resolv_conf(view, source, _pod(view, source))


def _pod(view: View, source: str) -> Object | None:
    kind, _, place = source.partition(":")
    if kind != "pod":
        return None
    namespace, _, name = place.partition("/")
    return view.store.get("Pod", namespace, name)


def _resolv_conf(view: View, source: str, pod: Object | None) -> ResolvConf:
    if pod is not None:
        return resolv_conf(pod, view.config)
    return NODE_RESOLV_CONF if source.startswith("node:") else OUTSIDE_RESOLVER


def _library(pod: Object | None) -> Library:
    """The C library of the pod's first container, by its image."""
    containers = pod["spec"].get("containers") if pod else None
    return image_of(containers[0].get("image") or "").library if containers else GLIBC


def _from_hosts_file(view: View, source: str, pod: Object | None, name: str, types: Sequence[str]) -> Lookup | None:
    if not any(type_ in ADDRESS_TYPES for type_ in types):
        return None
    origins: tuple[Origin, ...] = ()
    if pod is not None:
        entry = hosts_entry(pod, name, view.config)
        if entry is None:
            return None
        addresses, origin = entry
        origins = (origin,)
    else:
        own = source.removeprefix("node:")
        if name.removesuffix(".") != "localhost" and (own == source or name.removesuffix(".") != own):
            return None
        addresses = ("127.0.0.1",)
    step = Step("dns.hosts_file", {"name": name, "addresses": list(addresses)}, origins)
    wanted = tuple(address for address in addresses if _type_of(address) in types)
    return Lookup(name, (Hop(source, (step,)),), "NOERROR", wanted)


def _type_of(address: str) -> str:
    return "AAAA" if ":" in address else "A"


class _Walk:
    """One resolution from the first question to the last."""

    def __init__(
        self, view: View, source: str, pod: Object | None, name: str, conf: ResolvConf, library: Library
    ) -> None:
        self.view, self.source, self.name, self.conf, self.library = view, source, name, conf, library
        self.pod = pod
        self.questions: list[dict[str, Any]] = []
        self.steps: list[Step] = []
        self.alias = ""

    def run(self, types: Sequence[str]) -> Lookup:
        names = candidates(self.name, self.conf, self.library)
        asking = [self._search(names), *self._server()]
        if not self.conf.nameservers or asking[-1].code == "dns.server_unreachable":
            return Lookup(self.name, (Hop(self.source, tuple(asking)),), "SERVFAIL")
        no_data = False
        for candidate in names:
            answers = {type_: self._ask(candidate, type_) for type_ in types}
            self._note(candidate, answers)
            if any(_is_useful(type_, answer) for type_, answer in answers.items()):
                return self._result(asking, "NOERROR", answers)
            here = any(answer.rcode == "NOERROR" for answer in answers.values())
            no_data = no_data or here
            if here and self.library.stops_at_no_data:
                break
        rcode = "NOERROR" if no_data else "NXDOMAIN"
        self.steps.append(Step("dns.gave_up", {"name": self.name, "tried": len(names), "rcode": rcode}))
        return self._result(asking, rcode, {})

    def _result(self, asking: list[Step], rcode: str, answers: dict[str, Answer]) -> Lookup:
        place = "dns" if self._asks_cluster() else "outside"
        addresses = [data for type_ in ADDRESS_TYPES if type_ in answers for data in answers[type_].data(type_)]
        return Lookup(
            self.name,
            (Hop(self.source, tuple(asking)), Hop(place, tuple(self.steps))),
            rcode,
            tuple(dict.fromkeys(addresses)),
            tuple(self.questions),
            self.alias,
        )

    # -- the asking side

    def _search(self, names: Sequence[str]) -> Step:
        """Which names will be tried, and the field that the rule comes from."""
        params: dict[str, Any] = {
            "name": self.name,
            "dots": self.name.rstrip(".").count("."),
            "ndots": self.conf.ndots,
            "search": list(self.conf.search),
            "candidates": list(names),
            "library": self.library.name,
        }
        if self.name.endswith("."):
            code = "dns.absolute"
        elif len(names) == 1:
            code = "dns.as_is"
        else:
            code = "dns.search" if params["dots"] < self.conf.ndots else "dns.as_is_first"
        return Step(code, params, self._resolv_conf_origin())

    def _resolv_conf_origin(self) -> tuple[Origin, ...]:
        """The field of the pod that its resolv.conf comes from; a node's comes from nowhere in the cluster."""
        if self.pod is None:
            return ()
        metadata, spec = self.pod["metadata"], self.pod["spec"]
        field = "dnsConfig" if spec.get("dnsConfig") else "dnsPolicy"
        return (Origin("Pod", metadata["namespace"], metadata["name"], ("spec", field)),)

    def _server(self) -> list[Step]:
        """Who is asked: the cluster's DNS by its Service, or a resolver outside."""
        if not self._asks_cluster():
            return [Step("dns.server_outside", {"server": next(iter(self.conf.nameservers), "")}, self._resolv_conf_origin())]
        address = self.view.config.dns_address
        for service in self.view.store.lookup("dns/clusterIP", address):
            metadata = service["metadata"]
            place = f"{metadata['namespace']}/{metadata['name']}"
            origin = Origin("Service", metadata["namespace"], metadata["name"], ("spec", "clusterIP"))
            if any(self.view.dns.zone.endpoints(service)):
                return [Step("dns.server", {"server": address, "service": place}, (origin,))]
            return [Step("dns.server_unreachable", {"server": address, "service": place}, (origin,))]
        return [Step("dns.server_unreachable", {"server": address, "service": ""})]

    def _asks_cluster(self) -> bool:
        return self.conf.nameservers[:1] == (self.view.config.dns_address,)

    def _ask(self, name: str, type_: str) -> Answer:
        ask: Ask = self.view.dns.answer if self._asks_cluster() else self.view.dns.upstream.answer
        answer = ask(absolute(name), type_)
        sections = {"answers": answer.answer, "authority": answer.authority, "additional": answer.additional}
        told = {section: [str(record) for record in records] for section, records in sections.items()}
        self.questions.append(
            {"name": name, "type": type_, "rcode": answer.rcode, "authoritative": answer.authoritative, **told}
        )
        return answer

    # -- the answering side

    def _note(self, name: str, answers: dict[str, Answer]) -> None:
        self.steps.append(Step("dns.question", {"name": name, "types": list(answers)}))
        if self._asks_cluster() and not all(answer.authoritative for answer in answers.values()):
            self.steps.append(Step("dns.forward", {"name": name}))
        told = [step for answer in answers.values() for step in _records(answer)]
        self.steps += [step for number, step in enumerate(told) if step not in told[:number]]
        first = next(iter(answers.values()))
        aliases = [record for answer in answers.values() for record in answer.answer if record.type == "CNAME"]
        if aliases:
            self.alias = aliases[-1].data
            if not any(_is_useful(type_, answer) for type_, answer in answers.items()):
                self.steps.append(Step("dns.alias_without_address", {"target": self.alias}, aliases[0].origins))
        if all(answer.rcode == "NXDOMAIN" for answer in answers.values()):
            self.steps.append(Step("dns.nxdomain", {"name": name, "missing": first.missing}, first.origins))
        elif all(answer.no_data for answer in answers.values()):
            self.steps.append(Step("dns.nodata", {"name": name, "types": list(answers)}, first.origins))


def _is_useful(type_: str, answer: Answer) -> bool:
    """Addresses where addresses were asked for; anything otherwise. An alias that leads nowhere is of no use."""
    return bool(answer.data(type_) if type_ in ADDRESS_TYPES else answer.answer)


def _records(answer: Answer) -> Iterable[Step]:
    """One step for each alias, one for all other records of a name."""
    rest: dict[tuple[str, str], list[Any]] = {}
    for record in answer.answer:
        if record.type == "CNAME":
            yield Step("dns.cname", {"name": record.name, "target": record.data, "ttl": record.ttl}, record.origins)
        else:
            rest.setdefault((record.name, record.type), []).append(record)
    for (name, type_), records in rest.items():
        params = {"name": name, "type": type_, "data": [record.data for record in records], "ttl": records[0].ttl}
        yield Step("dns.answer", params, tuple(dict.fromkeys(origin for one in records for origin in one.origins)))
