"""The cluster's DNS server: one question in, one answer out.

Models: plugin/kubernetes/handler.go ServeDNS; plugin/backend_lookup.go A, AAAA, SRV, PTR, NS, SOA, TXT
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playground.cluster.config import EPOCH, Config
from playground.cluster.dns.options import REVERSE_ZONES, Options
from playground.cluster.dns.records import (
    Answer,
    Record,
    absolute,
    address_of_reverse,
    address_type,
    below,
)
from playground.cluster.dns.sources import NO_PORT
from playground.cluster.dns.upstream import Upstream
from playground.cluster.dns.zone import Candidate, Found, Zone
from playground.cluster.objects.flow import Origin
from playground.cluster.store import Store

SCHEMA_VERSION = '"1.1.0"'
SCHEMA_TTL = 28800
MOST_ALIASES = 11
DEFAULT_SERVER = "ns.dns."
SOA_TTL_LIMIT = 300
WATCHED = frozenset({"Service", "EndpointSlice"})


@dataclass(frozen=True, slots=True)
class _Result:
    """Records for the answer and additional sections, and what the name stands for."""

    found: Found
    answer: tuple[Record, ...] = ()
    additional: tuple[Record, ...] = ()


class DnsServer:
    """Answers from the store as it is now; keeps nothing itself."""

    def __init__(
        self, store: Store, config: Config, options: Options | None = None, upstream: Upstream | None = None
    ) -> None:
        self.store, self.config = store, config
        self.options = options or Options(zones=(absolute(config.cluster_domain), *REVERSE_ZONES))
        self.upstream = upstream or Upstream.of(config)
        self.zone = Zone(store, self.options)

    def answer(self, name: str, type_: str = "A") -> Answer:
        """The answer to one question; `name` may lack its final dot and is never searched for elsewhere."""
        name = absolute(name)
        zone = self.options.zone_of(name)
        if not zone:
            return self.upstream.answer(name, type_)
        if type_ in ("AXFR", "IXFR"):
            return Answer("REFUSED")
        result = _LOOKUPS.get(type_, DnsServer._existence)(self, name, type_, zone)
        if result.found.missing:
            return self._name_error(name, type_, zone, result.found)
        origins = tuple(dict.fromkeys(origin for record in result.answer for origin in record.origins))
        if not result.answer:
            fields = [origin for one in result.found.candidates for origin in one.origins]
            return Answer("NOERROR", True, authority=(self._soa(zone),), origins=tuple(dict.fromkeys(fields)))
        return Answer("NOERROR", True, result.answer, (), result.additional, origins)

    def _name_error(self, name: str, type_: str, zone: str, found: Found) -> Answer:
        if any(below(name, passed) for passed in self.options.fallthrough):
            return self.upstream.answer(name, type_)
        rcode = "NXDOMAIN" if self.options.synced else "SERVFAIL"
        return Answer(rcode, True, authority=(self._soa(zone),), origins=found.origins, missing=found.missing)

    # -- one method per type of question

    def _existence(self, name: str, type_: str, zone: str) -> _Result:
        """Types that nothing here has: tell a name without such a record from a name that does not exist."""
        return _Result(self._find(name, type_, zone))

    def _addresses(self, name: str, type_: str, zone: str, before: tuple[Record, ...] = ()) -> _Result:
        """Models: plugin/backend_lookup.go A, AAAA"""
        found = self._find(name, type_, zone)
        records: dict[str, Record] = {}
        chains: list[Record] = []
        for one in found.candidates:
            kind = address_type(one.host)
            if kind == "CNAME":
                chains += self._alias(name, type_, zone, one, before)
            elif kind == type_:
                records.setdefault(one.host, self._record(name, type_, one.host, one.origins))
        return _Result(found, (*records.values(), *chains))

    def _alias(self, name: str, type_: str, zone: str, one: Candidate, before: tuple[Record, ...]) -> list[Record]:
        """A CNAME and what it leads to; nothing where it leads to nothing inside the zone."""
        target = absolute(one.host)
        if below(target, name):
            return []
        alias = self._record(name, "CNAME", target, one.origins)
        if len(before) >= MOST_ALIASES or any(_is_same(alias, other) for other in before):
            return []
        if not below(target, zone):
            return [alias, *self.answer(target, type_).answer]
        result = self._addresses(target, type_, zone, (*before, alias))
        return [alias, *result.answer] if result.answer and not result.found.missing else []

    def _canonical_name(self, name: str, type_: str, zone: str) -> _Result:
        """Models: plugin/backend_lookup.go CNAME"""
        found = self._find(name, type_, zone)
        first = found.candidates[:1]
        return _Result(
            found,
            tuple(
                self._record(name, "CNAME", absolute(one.host), one.origins)
                for one in first
                if address_type(one.host) == "CNAME"
            ),
        )

    def _services(self, name: str, type_: str, zone: str) -> _Result:
        """SRV. Every candidate counts for the weight, also those that yield no record of their own.

        Models: plugin/backend_lookup.go SRV
        """
        found = self._find(name, type_, zone)
        candidates = [one for one in found.candidates if address_type(one.host) != "CNAME"]
        weight = max(1, int(100.0 / (100.0 * len(candidates)) * 100)) if candidates else 0
        records: dict[str, Record] = {}
        extra: dict[tuple[str, str], Record] = {}
        for one in candidates:
            if one.port == NO_PORT:
                continue
            data = f"0 {weight} {one.port} {one.owner}"
            records.setdefault(data, self._record(name, "SRV", data, one.origins))
            kind = address_type(one.host)
            extra.setdefault((one.owner, one.host), self._record(one.owner, kind, one.host, one.origins))
        return _Result(found, tuple(records.values()), tuple(extra.values()))

    def _text(self, name: str, type_: str, zone: str) -> _Result:
        """`dns-version` alone has text; elsewhere TXT is a name error unless the name has other records.

        Models: plugin/kubernetes/kubernetes.go Services
        """
        if name.lower() == f"dns-version.{zone.lower()}":
            return _Result(Found(), (Record(name, "TXT", SCHEMA_TTL, SCHEMA_VERSION),))
        found = self.zone.find(name, zone)
        is_zonal = self.options.zonal and "._zone." in name.lower()
        return _Result(found if found.candidates or found.missing or is_zonal else Found(missing="name"))

    def _pointer(self, name: str, type_: str, zone: str) -> _Result:
        """Models: plugin/kubernetes/reverse.go Reverse"""
        address = address_of_reverse(name)
        if not address:
            return _Result(self.zone.find(name, zone))
        names = {one.host: one for one in self.zone.names_of(address)}
        if not names:
            return _Result(Found(missing="address"))
        return _Result(Found(), tuple(self._record(name, "PTR", one.host, one.origins) for one in names.values()))

    def _start_of_authority(self, name: str, type_: str, zone: str) -> _Result:
        return _Result(Found(), (self._soa(zone),) if name == zone else ())

    def _name_servers(self, name: str, type_: str, zone: str) -> _Result:
        """Models: plugin/backend_lookup.go NS"""
        if name.lower() != zone:
            return self._existence(name, type_, zone)
        servers = self._servers(zone)
        names = dict.fromkeys(one.owner for one in servers)
        return _Result(
            Found(tuple(servers)),
            tuple(self._record(name, "NS", owner, ()) for owner in names),
            tuple(self._record(one.owner, address_type(one.host), one.host, one.origins) for one in servers),
        )

    # -- what they share

    def _find(self, name: str, type_: str, zone: str) -> Found:
        if name.lower() == DEFAULT_SERVER + zone:
            servers = self._servers(zone)
            return Found(tuple(one for one in servers if address_type(one.host) == type_))
        return self.zone.find(name, zone)

    def _servers(self, zone: str) -> list[Candidate]:
        addresses = self._own_addresses()
        servers = self.zone.servers(addresses, zone)
        if servers is None:
            return [Candidate(address, DEFAULT_SERVER + zone) for address in addresses]
        return servers

    def _own_addresses(self) -> tuple[str, ...]:
        """Where the server runs: as configured, else the endpoints of the Service with the cluster's DNS address."""
        if self.options.addresses is not None:
            return self.options.addresses
        for service in self.store.lookup("dns/clusterIP", self.config.dns_address):
            own = tuple(one.address for one in self.zone.endpoints(service))
            if own:
                return own
        return (self.config.dns_address,)

    def _record(self, name: str, type_: str, data: str, origins: tuple[Origin, ...]) -> Record:
        return Record(name, type_, self.options.ttl, data, origins)

    def _soa(self, zone: str) -> Record:
        """Models: plugin/backend_lookup.go SOA"""
        ttl = self.options.ttl
        data = f"ns.dns.{zone} hostmaster.{zone} {self.serial()} 7200 1800 86400 {ttl}"
        return Record(zone, "SOA", min(ttl, SOA_TTL_LIMIT), data)

    def serial(self) -> int:
        """The time of the last change of a Service or an endpoint that the store remembers."""
        change = self.store.last_change(WATCHED)
        return int(change.at) if change else int(EPOCH)


def _is_same(alias: Record, other: Record) -> bool:
    """Models: plugin/pkg/dnsutil/cname.go DuplicateCNAME"""
    return alias.name.lower() == other.name.lower() and alias.data.lower() == other.data.lower()


_LOOKUPS: dict[str, Callable[[DnsServer, str, str, str], _Result]] = {
    "A": DnsServer._addresses,
    "AAAA": DnsServer._addresses,
    "CNAME": DnsServer._canonical_name,
    "SRV": DnsServer._services,
    "TXT": DnsServer._text,
    "PTR": DnsServer._pointer,
    "SOA": DnsServer._start_of_authority,
    "NS": DnsServer._name_servers,
}
"""Every other type only tells whether the name exists."""
