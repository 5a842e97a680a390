"""IP addresses and CIDRs as the API server reads them, complains about them and warns of them.

Old fields were parsed sloppily once (leading zeros, IPv4-mapped IPv6), so there are three degrees:
what parses at all, what new values must satisfy, and the canonical form that new kinds insist on.

Models: apimachinery/pkg/util/validation/ip.go; k8s.io/utils/net ParseIPSloppy, ParseCIDRSloppy
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import NamedTuple

from playground.cluster.fields import FieldError, Path, go_quote, invalid

IP = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class Address(NamedTuple):
    """An address and how it was written. An IPv4-mapped IPv6 address is its IPv4 address, as in Go."""

    ip: IP
    leading_zeros: bool
    mapped: bool


class Cidr(NamedTuple):
    """An address with a prefix length, and how it was written."""

    ip: IP
    network: Network
    leading_zeros: bool
    mapped: bool


# -- parsing


@lru_cache(4096)
def read_ip(text: str) -> Address | None:
    found = _read_ipv6(text) if ":" in text else _read_ipv4(text)
    if found is None:
        return None
    number, zeros, wide = found
    if not wide:
        return Address(IPv4Address(number), zeros, False)
    if number >> 32 == 0xFFFF:
        return Address(IPv4Address(number & 0xFFFFFFFF), zeros, True)
    return Address(IPv6Address(number), zeros, False)


def parse_ip(text: str) -> IP | None:
    """The address, or None. Sloppy: leading zeros and IPv4-mapped addresses are accepted."""
    found = read_ip(text)
    return found.ip if found else None


def read_cidr(text: str) -> Cidr | None:
    address, slash, length = text.partition("/")
    raw = (_read_ipv6(address) if ":" in address else _read_ipv4(address)) if slash else None
    if raw is None or not re.fullmatch("[0-9]+", length, re.ASCII):
        return None
    number, zeros, wide = raw
    bits, width = int(length), 128 if wide else 32
    if bits > width:
        return None
    zeros = zeros or (len(length) > 1 and length[0] == "0")
    if wide and number >> 32 == 0xFFFF:
        narrow = IPv4Address(number & 0xFFFFFFFF)
        return Cidr(narrow, ip_network((narrow, max(bits - 96, 0)), strict=False), zeros, True)
    ip: IP = IPv6Address(number) if wide else IPv4Address(number)
    return Cidr(ip, ip_network((ip, bits), strict=False), zeros, False)


def _read_ipv4(text: str) -> tuple[int, bool, bool] | None:
    parts = text.split(".")
    if len(parts) != 4 or not all(re.fullmatch("[0-9]+", part, re.ASCII) and int(part) < 256 for part in parts):
        return None
    number = 0
    for part in parts:
        number = number << 8 | int(part)
    return number, any(len(part) > 1 and part[0] == "0" for part in parts), False


def _read_ipv6(text: str) -> tuple[int, bool, bool] | None:
    zeros = False
    if "." in text:
        head, _, tail = text.rpartition(":")
        narrow = _read_ipv4(tail)
        if narrow is None:
            return None
        zeros = narrow[1]
        text = f"{head}:{narrow[0] >> 16:x}:{narrow[0] & 0xFFFF:x}"
    left, ellipsis, right = text.partition("::")
    groups = (left.split(":") if left else []), (right.split(":") if right else [])
    count = len(groups[0]) + len(groups[1])
    if (count > 7 if ellipsis else count != 8) or "::" in right:
        return None
    number = 0
    for group in (*groups[0], *["0"] * (8 - count), *groups[1]):
        if not re.fullmatch("[0-9a-fA-F]+", group, re.ASCII) or int(group, 16) > 0xFFFF:
            return None
        zeros = zeros or len(group) > 4
        number = number << 16 | int(group, 16)
    return number, zeros, True


def is_ipv6(text: str) -> bool:
    return isinstance(parse_ip(text), IPv6Address)


# -- complaints


def validate_ip(path: Path, text: str, tolerated: Collection[str] = ()) -> list[FieldError]:
    """A field of an old kind. Values in `tolerated` (those of the old object) need only parse.

    Models: IsValidIPForLegacyField
    """
    found = read_ip(text)
    if found is None:
        return [invalid(path, text, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")]
    if text in tolerated:
        return []
    if found.leading_zeros:
        return [invalid(path, text, "must not have leading 0s")]
    return [invalid(path, text, "must not be an IPv4-mapped IPv6 address")] if found.mapped else []


def validate_canonical_ip(path: Path, text: str) -> list[FieldError]:
    """Models: IsValidIP"""
    errors = validate_ip(path, text)
    canonical = str(parse_ip(text))
    if errors or canonical == text:
        return errors
    return [invalid(path, text, f"must be in canonical form ({go_quote(canonical)})")]


def validate_cidr(path: Path, text: str, tolerated: Collection[str] = ()) -> list[FieldError]:
    """Models: IsValidCIDRForLegacyField"""
    found = read_cidr(text)
    if found is None:
        return [invalid(path, text, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")]
    if text in tolerated:
        return []
    if found.leading_zeros:
        return [invalid(path, text, "must not have leading 0s in IP or prefix length")]
    if found.mapped:
        return [invalid(path, text, "must not have an IPv4-mapped IPv6 address")]
    if found.ip != found.network.network_address:
        return [invalid(path, text, "must not have bits set beyond the prefix length")]
    return []


def validate_canonical_cidr(path: Path, text: str) -> list[FieldError]:
    """Models: IsValidCIDR"""
    errors = validate_cidr(path, text)
    found = read_cidr(text)
    if errors or found is None or str(found.network) == text:
        return errors
    return [invalid(path, text, f"must be in canonical form ({go_quote(str(found.network))})")]


_LINK_LOCAL: tuple[Network, ...] = (IPv4Network("169.254.0.0/16"), IPv6Network("fe80::/10"))
_LINK_LOCAL_MULTICAST: tuple[Network, ...] = (
    IPv4Network("224.0.0.0/24"),
    *(IPv6Network(f"ff{flags:x}2::/16") for flags in range(16)),
)


def validate_endpoint_ip(path: Path, text: str) -> list[FieldError]:
    """What no endpoint and no external IP may be.

    Models: pkg/apis/core/validation/validation.go ValidateEndpointIP
    """
    ip = parse_ip(text)
    if ip is None:
        return [invalid(path, text, "must be a valid IP address")]
    rules = (
        (ip.is_unspecified, f"may not be unspecified ({text})"),
        (ip.is_loopback, "may not be in the loopback range (127.0.0.0/8, ::1/128)"),
        (_inside(ip, _LINK_LOCAL), "may not be in the link-local range (169.254.0.0/16, fe80::/10)"),
        (_inside(ip, _LINK_LOCAL_MULTICAST), "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"),
    )
    return [invalid(path, text, detail) for broken, detail in rules if broken]


def _inside(ip: IP, networks: Iterable[Network]) -> bool:
    return any(ip in network for network in networks)


# -- warnings


def ip_warnings(path: Path, text: str) -> list[str]:
    """Models: GetWarningsForIP"""
    found = read_ip(text)
    if found is None:
        return []
    canonical = str(found.ip)
    if found.leading_zeros or found.mapped:
        return [f"{path}: non-standard IP address {go_quote(text)} is invalid: use {go_quote(canonical)}"]
    if canonical != text:
        return [f"{path}: IPv6 address {go_quote(text)} should be in RFC 5952 canonical format ({go_quote(canonical)})"]
    return []


def cidr_warnings(path: Path, text: str) -> list[str]:
    """Models: GetWarningsForCIDR"""
    found = read_cidr(text)
    if found is None:
        return []
    warnings, canonical = [], str(found.network)
    if found.ip != found.network.network_address:
        single = f"{found.ip}/{found.network.max_prefixlen}"
        warnings.append(
            f"{path}: CIDR value {go_quote(text)} is ambiguous in this context "
            f"(should be {go_quote(canonical)} or {go_quote(single)}?)"
        )
    if found.leading_zeros or found.mapped:
        warnings.append(f"{path}: non-standard CIDR value {go_quote(text)} is invalid: use {go_quote(canonical)}")
    if not warnings and canonical != text:
        warnings.append(
            f"{path}: IPv6 CIDR value {go_quote(text)} should be in RFC 5952 canonical format ({go_quote(canonical)})"
        )
    return warnings
