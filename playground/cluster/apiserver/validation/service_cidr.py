"""ServiceCIDR and IPAddress: the ranges of cluster IPs, and who holds each address.

Models: pkg/apis/networking/validation/validation.go ValidateServiceCIDR, ValidateIPAddress
"""

from __future__ import annotations

from playground.cluster.apiserver.go_view import go_struct
from playground.cluster.apiserver.validation.addresses import (
    parse_ip,
    read_cidr,
    validate_canonical_cidr,
    validate_canonical_ip,
)
from playground.cluster.apiserver.validation.names import check, dns_subdomain, path_segment
from playground.cluster.fields import FieldError, Path, invalid, required
from playground.cluster.objects.kinds import Object

_SPEC = Path.of("spec")
_IMMUTABLE = "field is immutable"


def ip_name(name: str) -> list[str]:
    """The name of an IPAddress: an address in canonical form."""
    return [error.detail for error in validate_canonical_ip(Path(), name)]


def validate_ip_address(obj: Object) -> list[FieldError]:
    parent = (obj.get("spec") or {}).get("parentRef")
    path = _SPEC.child("parentRef")
    if parent is None:
        return [required(path)]
    errors = check(path.child("group"), parent["group"], dns_subdomain) if parent.get("group") else []
    for field in ("resource", "name"):
        if parent.get(field):
            errors += check(path.child(field), parent[field], path_segment)
        else:
            errors.append(required(path.child(field)))
    if parent.get("namespace"):
        errors += check(path.child("namespace"), parent["namespace"], path_segment)
    return errors


def validate_ip_address_update(new: Object, old: Object) -> list[FieldError]:
    parent, old_parent = ((each.get("spec") or {}).get("parentRef") for each in (new, old))
    if parent == old_parent:
        return []
    return [invalid(_SPEC.child("parentRef"), parent, _IMMUTABLE)]


def validate_service_cidr(obj: Object) -> list[FieldError]:
    path, cidrs = _SPEC.child("cidrs"), (obj.get("spec") or {}).get("cidrs") or []
    if not cidrs:
        return [required(path, "at least one CIDR required")]
    if len(cidrs) > 2:
        shown = go_struct("networking/v1.ServiceCIDRSpec", obj.get("spec"))
        return [invalid(path, shown, "may only hold up to 2 values")]
    errors: list[FieldError] = []
    for position, text in enumerate(cidrs):
        errors += validate_canonical_cidr(path.index(position), text)
    families = [parsed.ip.version for parsed in map(read_cidr, cidrs) if parsed]
    if len(families) == 2 and len(set(families)) == 1:
        detail = "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64"
        errors.append(invalid(path, cidrs, detail))
    return errors


def validate_service_cidr_update(new: Object, old: Object) -> list[FieldError]:
    path = _SPEC.child("cidrs")
    cidrs, old_cidrs = ((each.get("spec") or {}).get("cidrs") or [] for each in (new, old))
    grows = (len(old_cidrs), len(cidrs)) == (1, 2)
    if len(cidrs) != len(old_cidrs) and not grows:
        return [invalid(path, cidrs or None, _IMMUTABLE)]
    errors = [
        invalid(path.index(position), text, _IMMUTABLE)
        for position, text in enumerate(cidrs[: len(old_cidrs)])
        if text != old_cidrs[position]
    ]
    return errors + (validate_service_cidr(new) if grows else [])


def ip_address_of(ip: str, service: Object) -> Object:
    """The IPAddress that records which Service holds an address.

    Models: pkg/registry/core/service/ipallocator/ipallocator.go createIPAddress
    """
    address, meta = parse_ip(ip), service["metadata"]
    assert address is not None
    labels = {
        "ipaddress.kubernetes.io/ip-family": f"IPv{address.version}",
        "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io",
    }
    parent = {"resource": "services", "namespace": meta.get("namespace", ""), "name": meta.get("name", "")}
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "IPAddress",
        "metadata": {"name": str(address), "labels": labels},
        "spec": {"parentRef": parent},
    }
