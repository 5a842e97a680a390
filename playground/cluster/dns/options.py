"""The Corefile's `kubernetes` block, and what the server knows of the machine that it runs on."""

from __future__ import annotations

from dataclasses import dataclass

REVERSE_ZONES = ("in-addr.arpa.", "ip6.arpa.")


@dataclass(frozen=True, slots=True)
class Options:
    """Defaults are those of the usual Corefile (not the plugin's own: `pods disabled`, `ttl 5`, no fallthrough)."""

    zones: tuple[str, ...] = ("cluster.local.", *REVERSE_ZONES)  # absolute, in lower case
    pods: str = "insecure"  # or verified, disabled
    ttl: int = 30
    fallthrough: tuple[str, ...] = REVERSE_ZONES  # "." for all
    namespaces: frozenset[str] = frozenset()  # empty: all
    endpoints: bool = True  # False: noendpoints
    endpoint_pod_names: bool = False
    ignore_empty_service: bool = False
    zonal: bool = False
    multicluster_zones: tuple[str, ...] = ()
    addresses: tuple[str, ...] | None = None  # the server's own; None: those behind config.dns_address
    synced: bool = True  # False: before the first full listing of objects

    @property
    def primary_zone(self) -> str:
        """The first zone that is not a reverse one: where PTR records point.

        Models: plugin/kubernetes/kubernetes.go primaryZone
        """
        forward = [zone for zone in self.zones if not zone.endswith(REVERSE_ZONES)]
        return forward[0] if forward else self.zones[0]

    def zone_of(self, name: str) -> str:
        """The longest zone that holds `name`, as spelt in the question; '' if none does.

        Models: plugin/normalize.go Zones.Matches
        """
        lower = name.lower()
        fitting = [zone for zone in self.zones if lower == zone or lower.endswith("." + zone)]
        return name[len(name) - max(map(len, fitting)) :] if fitting else ""
