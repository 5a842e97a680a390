"""Endpoints and EndpointSlice.

Models: pkg/apis/core/validation/validation.go ValidateEndpointsCreate; pkg/apis/discovery/validation/validation.go
"""

from __future__ import annotations

from collections.abc import Callable

from playground.cluster.apiserver.validation.addresses import (
    parse_ip,
    validate_canonical_ip,
    validate_endpoint_ip,
    validate_ip,
)
from playground.cluster.apiserver.validation.metadata import validate_labels
from playground.cluster.apiserver.validation.names import (
    check,
    check_port_number,
    dns_label,
    dns_subdomain,
    fully_qualified_name,
    label_value,
    qualified_name,
)
from playground.cluster.apiserver.validation.service import PROTOCOLS, one_of
from playground.cluster.fields import FieldError, Path, duplicate, invalid, not_supported, required, too_many
from playground.cluster.objects.kinds import Object

MOST_ENDPOINTS, MOST_ADDRESSES, MOST_PORTS, MOST_HINTS, MOST_TOPOLOGY = 1000, 100, 20000, 8, 16
_ZONE = "topology.kubernetes.io/zone"
_ADDRESS_TYPES = ["FQDN", "IPv4", "IPv6"]


# -- Endpoints


def validate_endpoints(endpoints: Object, old: Object | None = None) -> list[FieldError]:
    """Subsets that the old object has too are not looked at again."""
    subsets = endpoints.get("subsets") or []
    if old is not None and subsets == (old.get("subsets") or []):
        return []
    errors: list[FieldError] = []
    for position, subset in enumerate(subsets):
        errors += _subset(subset, Path.of("subsets", position))
    return errors


def _subset(subset: Object, path: Path) -> list[FieldError]:
    errors: list[FieldError] = []
    ports = subset.get("ports") or []
    if not subset.get("addresses") and not subset.get("notReadyAddresses"):
        errors.append(required(path, "must specify `addresses` or `notReadyAddresses`"))
    for field in ("addresses", "notReadyAddresses"):
        for position, address in enumerate(subset.get(field) or []):
            errors += _address(address, path.child(field).index(position))
    for position, port in enumerate(ports):
        errors += _port(port, len(ports) > 1, path.child("ports").index(position))
    return errors


def _address(address: Object, path: Path) -> list[FieldError]:
    ip = address.get("ip") or ""
    errors = validate_ip(path.child("ip"), ip)
    if address.get("hostname"):
        errors += check(path.child("hostname"), address["hostname"], dns_label)
    if address.get("nodeName") is not None:
        errors += check(path.child("nodeName"), address["nodeName"], dns_subdomain)
    return errors + validate_endpoint_ip(path.child("ip"), ip)


def _port(port: Object, name_required: bool, path: Path) -> list[FieldError]:
    errors: list[FieldError] = []
    if port.get("name"):
        errors += check(path.child("name"), port["name"], dns_label)
    elif name_required:
        errors.append(required(path.child("name")))
    errors += check_port_number(path.child("port"), port.get("port") or 0)
    errors += one_of(path.child("protocol"), port.get("protocol"), PROTOCOLS)
    return errors + _app_protocol(port, path)


def _app_protocol(port: Object, path: Path) -> list[FieldError]:
    if port.get("appProtocol") is None:
        return []
    return check(path.child("appProtocol"), port["appProtocol"], qualified_name)


# -- EndpointSlice


def validate_endpoint_slice(obj: Object, old: Object | None = None) -> list[FieldError]:
    errors = one_of(Path.of("addressType"), obj.get("addressType"), _ADDRESS_TYPES)
    errors += _slice_ports(obj.get("ports") or [])
    endpoints = obj.get("endpoints") or []
    if old is None or endpoints != (old.get("endpoints") or []):
        errors += _endpoints(endpoints, obj.get("addressType") or "")
    return errors


def validate_endpoint_slice_update(new: Object, old: Object) -> list[FieldError]:
    errors = validate_endpoint_slice(new, old)
    if new.get("addressType") != old.get("addressType"):
        errors.append(invalid(Path.of("addressType"), new.get("addressType") or "", "field is immutable"))
    return errors


def _slice_ports(ports: list[Object]) -> list[FieldError]:
    """Names and protocols; the numbers are free."""
    if len(ports) > MOST_PORTS:
        return [too_many(Path.of("ports"), len(ports), MOST_PORTS)]
    errors: list[FieldError] = []
    seen: set[str] = set()
    for position, port in enumerate(ports):
        path, name = Path.of("ports", position), port.get("name") or ""
        if name:
            errors += check(path.child("name"), name, dns_label)
        if name in seen:
            errors.append(duplicate(path.child("name"), name))
        seen.add(name)
        protocol = port.get("protocol")
        if protocol is None:
            errors.append(required(path.child("protocol")))
        elif protocol not in PROTOCOLS:
            errors.append(not_supported(path.child("protocol"), protocol, PROTOCOLS))
        errors += _app_protocol(port, path)
    return errors


def _endpoints(endpoints: list[Object], address_type: str) -> list[FieldError]:
    if len(endpoints) > MOST_ENDPOINTS:
        return [too_many(Path.of("endpoints"), len(endpoints), MOST_ENDPOINTS)]
    errors: list[FieldError] = []
    for position, endpoint in enumerate(endpoints):
        errors += _endpoint(endpoint, address_type, Path.of("endpoints", position))
    return errors


def _endpoint(endpoint: Object, address_type: str, path: Path) -> list[FieldError]:
    errors: list[FieldError] = []
    addresses, place = endpoint.get("addresses") or [], path.child("addresses")
    if not addresses:
        errors.append(required(place, "must contain at least 1 address"))
    elif len(addresses) > MOST_ADDRESSES:
        errors.append(too_many(place, len(addresses), MOST_ADDRESSES))
    rule = _ADDRESS_RULES.get(address_type)
    for position, address in enumerate(addresses if rule else []):
        assert rule is not None
        errors += rule(place, position, address)
    if endpoint.get("nodeName") is not None:
        errors += check(path.child("nodeName"), endpoint["nodeName"], dns_subdomain)
    errors += _topology(endpoint.get("deprecatedTopology") or {}, path.child("deprecatedTopology"))
    if endpoint.get("hostname") is not None:
        errors += check(path.child("hostname"), endpoint["hostname"], dns_label)
    return errors + _hints(endpoint.get("hints") or {}, path.child("hints"))


def _ipv4(path: Path, position: int, address: str) -> list[FieldError]:
    place = path.index(position)
    return validate_ip(place, address) or _of_version(4, path, address) + validate_endpoint_ip(place, address)


def _ipv6(path: Path, position: int, address: str) -> list[FieldError]:
    place = path.index(position)
    return validate_canonical_ip(place, address) or _of_version(6, path, address) + validate_endpoint_ip(place, address)


def _of_version(version: int, path: Path, address: str) -> list[FieldError]:
    ip = parse_ip(address)
    if ip is not None and ip.version == version:
        return []
    return [invalid(path, address, f"must be an IPv{version} address")]


def _fqdn(path: Path, position: int, address: str) -> list[FieldError]:
    place = path.index(position)
    return check(place, address.removesuffix("."), fully_qualified_name) if address else [required(place)]


_ADDRESS_RULES: dict[str, Callable[[Path, int, str], list[FieldError]]] = {"IPv4": _ipv4, "IPv6": _ipv6, "FQDN": _fqdn}


def _topology(labels: dict[str, str], path: Path) -> list[FieldError]:
    errors = [too_many(path, len(labels), MOST_TOPOLOGY)] if len(labels) > MOST_TOPOLOGY else []
    errors += validate_labels(labels, path)
    if _ZONE in labels:
        errors.append(FieldError("InternalError", path.key(_ZONE), None, "reserved key was not removed in conversion"))
    return errors


def _hints(hints: Object, path: Path) -> list[FieldError]:
    return [
        *_names(hints.get("forZones") or [], label_value, path.child("forZones")),
        *_names(hints.get("forNodes") or [], dns_subdomain, path.child("forNodes")),
    ]


def _names(entries: list[Object], rule: Callable[[str], list[str]], path: Path) -> list[FieldError]:
    if len(entries) > MOST_HINTS:
        return [too_many(path, len(entries), MOST_HINTS)]
    errors: list[FieldError] = []
    seen: set[str] = set()
    for position, entry in enumerate(entries):
        place, name = path.index(position).child("name"), entry.get("name") or ""
        if name in seen:
            errors.append(duplicate(place, name))
        seen.add(name)
        errors += check(place, name, rule)
    return errors
