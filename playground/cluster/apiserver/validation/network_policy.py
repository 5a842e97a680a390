"""NetworkPolicy.

Models: pkg/apis/networking/validation/validation.go ValidateNetworkPolicySpec
"""

from __future__ import annotations

from playground.cluster.apiserver.validation.addresses import read_cidr, validate_cidr
from playground.cluster.apiserver.validation.names import check, check_port_number, port_name
from playground.cluster.apiserver.validation.selector import validate_label_selector
from playground.cluster.fields import FieldError, Path, forbidden, invalid, not_supported, required
from playground.cluster.objects.kinds import Object

_SPEC = Path.of("spec")
_PROTOCOLS = ["TCP", "UDP", "SCTP"]
_TYPES = ["Ingress", "Egress"]


def validate_network_policy(obj: Object, old: Object | None = None) -> list[FieldError]:
    """CIDRs that the old object has anywhere are not looked at again."""
    spec, known = obj.get("spec") or {}, _cidrs((old or {}).get("spec") or {})
    errors = validate_label_selector(spec.get("podSelector") or {}, _SPEC.child("podSelector"))
    for direction, peers in (("ingress", "from"), ("egress", "to")):
        for position, rule in enumerate(spec.get(direction) or []):
            errors += _rule(rule, peers, known, _SPEC.child(direction).index(position))
    types = spec.get("policyTypes") or []
    if len(types) > len(_TYPES):
        detail = "may not specify more than two policyTypes"
        return [*errors, invalid(_SPEC.child("policyTypes"), types, detail)]
    for position, kind in enumerate(types):
        if kind not in _TYPES:
            errors.append(not_supported(_SPEC.child("policyTypes").index(position), kind, _TYPES))
    return errors


def _cidrs(spec: Object) -> set[str]:
    blocks = [
        peer.get("ipBlock") or {}
        for direction, peers in (("ingress", "from"), ("egress", "to"))
        for rule in spec.get(direction) or []
        for peer in rule.get(peers) or []
    ]
    return {text for block in blocks for text in (block.get("cidr") or "", *(block.get("except") or []))}


def _rule(rule: Object, peers: str, known: set[str], path: Path) -> list[FieldError]:
    errors: list[FieldError] = []
    for position, port in enumerate(rule.get("ports") or []):
        errors += _port(port, path.child("ports").index(position))
    for position, peer in enumerate(rule.get(peers) or []):
        errors += _peer(peer, known, path.child(peers).index(position))
    return errors


def _port(entry: Object, path: Path) -> list[FieldError]:
    """Models: ValidateNetworkPolicyPort"""
    port, end = entry.get("port"), entry.get("endPort")
    errors: list[FieldError] = []
    protocol = entry.get("protocol")
    if protocol is not None and protocol not in _PROTOCOLS:
        errors.append(not_supported(path.child("protocol"), protocol, _PROTOCOLS))
    place = path.child("endPort")
    if port is None:
        return errors + ([invalid(place, end, "may not be specified when `port` is not specified")] if end else [])
    if isinstance(port, str):
        if end is not None:
            errors.append(invalid(place, end, "may not be specified when `port` is non-numeric"))
        return errors + check(path.child("port"), port, port_name)
    errors += check_port_number(path.child("port"), port)
    if end is not None:
        if end < port:
            errors.append(invalid(place, port, "must be greater than or equal to `port`"))
        errors += check_port_number(place, end)
    return errors


def _peer(peer: Object, known: set[str], path: Path) -> list[FieldError]:
    """Models: ValidateNetworkPolicyPeer"""
    errors: list[FieldError] = []
    selectors = 0
    for name in ("podSelector", "namespaceSelector"):
        if peer.get(name) is not None:
            selectors += 1
            errors += validate_label_selector(peer[name], path.child(name))
    block = peer.get("ipBlock")
    if block is not None:
        errors += _ip_block(block, known, path.child("ipBlock"))
    if not selectors and block is None:
        errors.append(required(path, "must specify a peer"))
    elif selectors and block is not None:
        errors.append(forbidden(path, "may not specify both ipBlock and another peer"))
    return errors


def _ip_block(block: Object, known: set[str], path: Path) -> list[FieldError]:
    """Models: ValidateIPBlock"""
    text = block.get("cidr") or ""
    if not text:
        return [required(path.child("cidr"))]
    errors = validate_cidr(path.child("cidr"), text, known)
    outer = read_cidr(text)
    for position, inner_text in enumerate(block.get("except") or []):
        place = path.child("except").index(position)
        errors += validate_cidr(place, inner_text, known)
        inner = read_cidr(inner_text)
        if outer is None or inner is None:
            continue
        small, large = inner.network, outer.network
        if inner.ip not in large or large.prefixlen >= small.prefixlen:
            errors.append(invalid(place, inner_text, "must be a strict subset of `cidr`"))
    return errors
