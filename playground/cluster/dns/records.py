"""Records and answers as values. `str(record)` is the line that dig prints: `web.shop.svc.cluster.local. 30 IN A 10.96.0.5`."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

from playground.cluster.objects.flow import Origin


@dataclass(frozen=True, slots=True)
class Record:
    """One resource record of class IN. `data` is its text; names in it are absolute."""

    name: str
    type: str
    ttl: int
    data: str
    origins: tuple[Origin, ...] = ()

    def __str__(self) -> str:
        return f"{self.name} {self.ttl} IN {self.type} {self.data}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server says to one question.

    `missing` tells why a name does not exist (`namespace`, `service`, `endpoint`, `port`, `pod`, `name`);
    `origins` are the fields that made the answer positive or negative.
    """

    rcode: str  # NOERROR, NXDOMAIN, SERVFAIL, REFUSED
    authoritative: bool = False
    answer: tuple[Record, ...] = ()
    authority: tuple[Record, ...] = ()
    additional: tuple[Record, ...] = ()
    origins: tuple[Origin, ...] = ()
    missing: str = ""

    @property
    def no_data(self) -> bool:
        """The name exists, without a record of the type asked for."""
        return self.rcode == "NOERROR" and not self.answer

    def data(self, type_: str) -> tuple[str, ...]:
        return tuple(record.data for record in self.answer if record.type == type_)


def absolute(name: str) -> str:
    return name if name.endswith(".") else name + "."


def below(name: str, zone: str) -> bool:
    """Whether `name` is `zone` or lies below it, label by label, without regard to case. Both absolute."""
    name, zone = name.lower(), zone.lower()
    return zone == "." or name == zone or name.endswith("." + zone)


def as_ip(text: str) -> IPv4Address | IPv6Address | None:
    """The address that a text is, or None. Zones of IPv6 addresses are not addresses here."""
    try:
        return None if "%" in text else ip_address(text)
    except ValueError:
        return None


def address_type(host: str) -> str:
    """A, AAAA, or CNAME for what is no address: how a host is answered.

    Models: plugin/etcd/msg/type.go HostType
    """
    address = as_ip(host)
    if address is None:
        return "CNAME"
    return "A" if address.version == 4 else "AAAA"


def reverse_name(address: str) -> str:
    """`10.96.0.1` -> `1.0.96.10.in-addr.arpa.`"""
    return ip_address(address).reverse_pointer + "."


def address_of_reverse(name: str) -> str:
    """The address of a complete reverse name, or ''.

    Models: plugin/pkg/dnsutil/reverse.go ExtractAddressFromReverse
    """
    lower = name.lower()
    if lower.endswith(".in-addr.arpa."):
        text = ".".join(reversed(lower.removesuffix(".in-addr.arpa.").split(".")))
    elif lower.endswith(".ip6.arpa."):
        nibbles = list(reversed(lower.removesuffix(".ip6.arpa.").split(".")))
        if len(nibbles) != 32 or any(len(nibble) != 1 for nibble in nibbles):
            return ""
        text = ":".join("".join(nibbles[start : start + 4]) for start in range(0, 32, 4))
    else:
        return ""
    address = as_ip(text)
    return str(address) if address is not None else ""
