"""The resolver outside the cluster: the only names it knows are those of the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from playground.cluster.config import Config
from playground.cluster.dns.records import Answer, Record, absolute, address_type

MOST_ALIASES = 8


@dataclass(frozen=True, slots=True)
class Upstream:
    """Names (absolute, in lower case) -> type -> texts of the data."""

    names: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    ttl: int = 300

    @classmethod
    def of(cls, config: Config) -> Upstream:
        """The hosts outside the cluster, as public DNS knows them."""
        names: dict[str, dict[str, tuple[str, ...]]] = {}
        for host in config.hosts:
            for address in host.addresses:
                types = names.setdefault(absolute(host.name).lower(), {})
                type_ = address_type(address)
                types[type_] = (*types.get(type_, ()), address)
        return cls(names)

    def answer(self, name: str, type_: str) -> Answer:
        """A recursive resolver's answer: aliases followed, NXDOMAIN (without a SOA) for every unknown name."""
        records: list[Record] = []
        owner = absolute(name)
        for _ in range(MOST_ALIASES):
            types = self.names.get(owner.lower())
            if types is None:
                return Answer("NXDOMAIN", answer=tuple(records), missing="outside")
            records += [Record(owner, type_, self.ttl, data) for data in types.get(type_, ())]
            if type_ in types or "CNAME" not in types:
                break
            target = types["CNAME"][0]
            records.append(Record(owner, "CNAME", self.ttl, target))
            owner = target
        return Answer("NOERROR", answer=tuple(records))
