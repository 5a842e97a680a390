"""The values that the registry gives a Service before anything is validated: families, addresses, node ports.

The first problem is the whole answer: it comes before, and instead of, every validation error.

Models: pkg/registry/core/service/storage/alloc.go Allocators
"""

from __future__ import annotations

from playground.cluster.apiserver.allocator import Pools, RangeFullError, node_ports
from playground.cluster.apiserver.errors import internal_error, invalid, plain_error
from playground.cluster.apiserver.service_fields import allocates_node_ports
from playground.cluster.apiserver.validation.addresses import is_ipv6
from playground.cluster.apiserver.validation.service import (
    EXTERNAL_NAME,
    LOAD_BALANCER,
    NODE_PORT,
    SPEC,
    needs_health_check,
    validate_cluster_ips,
)
from playground.cluster.apiserver.validation.service_cidr import ip_address_of, validate_ip_address
from playground.cluster.fields import FieldError
from playground.cluster.fields import invalid as invalid_value
from playground.cluster.objects.kinds import BY_NAME, Object

_OTHER_FAMILY = {"IPv4": "IPv6", "IPv6": "IPv4"}
_SERVICE, _IP_ADDRESS = BY_NAME["Service"], BY_NAME["IPAddress"]


def allocate_create(service: Object, pools: Pools) -> None:
    """Models: Allocators.allocateCreate"""
    spec = service["spec"]
    init_families(service, None, pools)
    _allocate_ips(service, pools)
    if spec.get("type") in (NODE_PORT, LOAD_BALANCER):
        _create_node_ports(service, pools)
    if needs_health_check(spec):
        _health_check_port(spec, pools)


def allocate_update(service: Object, old: Object, pools: Pools) -> None:
    """Models: Allocators.allocateUpdate"""
    spec, old_spec = service["spec"], old.get("spec") or {}
    init_families(service, old, pools)
    _update_ips(service, old_spec, pools)
    if spec.get("type") in (NODE_PORT, LOAD_BALANCER):
        _update_node_ports(service, old, pools)
    if needs_health_check(spec) and not needs_health_check(old_spec):
        _health_check_port(spec, pools)


# -- families


def init_families(service: Object, old: Object | None, pools: Pools) -> None:
    """Models: Allocators.initIPFamilyFields"""
    spec, old_spec = service["spec"], (old or {}).get("spec")
    if spec.get("type") == EXTERNAL_NAME or (old_spec is not None and _settled(spec, old_spec)):
        return
    for_everyone = spec.get("clusterIP") == "None" and not spec.get("selector")
    if spec.get("ipFamilyPolicy") is None:
        carried = (old_spec or {}).get("ipFamilyPolicy")
        spec["ipFamilyPolicy"] = carried or ("RequireDualStack" if for_everyone else "SingleStack")
    _refuse(service, validate_cluster_ips(spec, old_spec or {}))
    errors = _release_second(spec, old_spec) if old_spec is not None else []
    _refuse(service, errors + _single_with_two(spec) + _infer_families(spec, pools))
    if for_everyone:
        families = spec.get("ipFamilies") or [pools.families[0]]
        spec["ipFamilies"] = _both(families) if spec["ipFamilyPolicy"] != "SingleStack" else families
        return
    _refuse(service, _not_on_this_cluster(spec, pools))
    families = spec.get("ipFamilies") or [pools.families[0]]
    dual = spec["ipFamilyPolicy"] != "SingleStack" and len(pools.families) == 2
    spec["ipFamilies"] = _both(families) if dual else families


def _settled(spec: Object, old_spec: Object) -> bool:
    """PreferDualStack before and after: a cluster that became dual-stack upgrades no Service silently.

    Models: isMatchingPreferDualStackClusterIPFields
    """
    names = ("type", "clusterIPs", "ipFamilies")
    return spec.get("ipFamilyPolicy") == old_spec.get("ipFamilyPolicy") == "PreferDualStack" and all(
        (spec.get(name) or None) == (old_spec.get(name) or None) for name in names
    )


def _both(families: list[str]) -> list[str]:
    return [families[0], _OTHER_FAMILY[families[0]]] if len(families) == 1 else families


def _release_second(spec: Object, old_spec: Object) -> list[FieldError]:
    lists = (("clusterIPs", "cluster IP"), ("ipFamilies", "IP family"))
    errors: list[FieldError] = []
    for name, words in lists:
        new, old = spec.get(name) or [], old_spec.get(name) or []
        if spec["ipFamilyPolicy"] == "SingleStack":
            if new == old and len(new) > 1:
                spec[name] = new[:1]
        elif new and len(new) < len(old):
            detail = f"must be 'SingleStack' to release the secondary {words}"
            errors.append(invalid_value(SPEC.child("ipFamilyPolicy"), spec["ipFamilyPolicy"], detail))
    return errors


def _single_with_two(spec: Object) -> list[FieldError]:
    lists = (("clusterIPs", "cluster IPs"), ("ipFamilies", "IP families"))
    return [
        invalid_value(
            SPEC.child("ipFamilyPolicy"),
            "SingleStack",
            f"must be 'RequireDualStack' or 'PreferDualStack' when multiple {words} are specified",
        )
        for name, words in lists
        if spec["ipFamilyPolicy"] == "SingleStack" and len(spec.get(name) or []) == 2
    ]


def _infer_families(spec: Object, pools: Pools) -> list[FieldError]:
    errors: list[FieldError] = []
    ips, families = spec.get("clusterIPs") or [], list(spec.get("ipFamilies") or [])
    for position, ip in enumerate(ips):
        if ip == "None":
            break
        if position < len(families):
            continue
        family = "IPv6" if is_ipv6(ip) else "IPv4"
        if family in pools.families:
            families.append(family)
        else:
            path = SPEC.child("clusterIPs").index(position)
            errors.append(invalid_value(path, ips, f"{family} is not configured on this cluster"))
    if families:
        spec["ipFamilies"] = families
    return errors


def _not_on_this_cluster(spec: Object, pools: Pools) -> list[FieldError]:
    errors: list[FieldError] = []
    if spec["ipFamilyPolicy"] == "RequireDualStack" and len(pools.families) < 2:
        detail = "this cluster is not configured for dual-stack services"
        errors.append(invalid_value(SPEC.child("ipFamilyPolicy"), spec["ipFamilyPolicy"], detail))
    return errors + [
        invalid_value(SPEC.child("ipFamilies").index(position), family, "not configured on this cluster")
        for position, family in enumerate(spec.get("ipFamilies") or [])
        if family not in pools.families
    ]


# -- cluster IPs


def _allocate_ips(service: Object, pools: Pools) -> None:
    """Models: Allocators.allocClusterIPs"""
    spec = service["spec"]
    ips = list(spec.get("clusterIPs") or [])
    if spec.get("type") == EXTERNAL_NAME or ips[:1] == ["None"]:
        return
    families = spec["ipFamilies"]
    shown = ips + [""] * (len(families) - len(ips))
    spec["clusterIPs"] = [
        _one_ip(service, shown, wanted, family, pools) for wanted, family in zip(shown, families, strict=False)
    ]
    spec["clusterIP"] = spec["clusterIPs"][0]


def _update_ips(service: Object, old_spec: Object, pools: Pools) -> None:
    """Models: Allocators.updateClusterIPs"""
    spec = service["spec"]
    if _settled(spec, old_spec):
        return
    if old_spec.get("type") == EXTERNAL_NAME:
        _allocate_ips(service, pools)
        return
    if spec.get("type") == EXTERNAL_NAME or (old_spec.get("clusterIPs") or [])[:1] == ["None"]:
        return
    families = spec.get("ipFamilies") or []
    if len(old_spec.get("ipFamilies") or []) == 1 and len(families) == 2 and families[1] in pools.families:
        ips = list(spec.get("clusterIPs") or [])
        shown = ips if len(ips) > 1 else [*ips, ""]
        spec["clusterIPs"] = [*shown[:1], _one_ip(service, shown, shown[1], families[1], pools)]


def _one_ip(service: Object, shown: list[str], wanted: str, family: str, pools: Pools) -> str:
    """The address wanted, or any of the family.

    Models: Allocators.allocIPs
    """
    name, found = service["metadata"].get("name") or "", wanted
    if wanted:
        why = pools.take_ip(wanted) or _unrecordable(service, wanted, pools)
    else:
        try:
            found = pools.next_ip(family)
        except RangeFullError as error:
            raise internal_error(f'failed to allocate a serviceIP for Service "{name}": {error}') from error
        why = _unrecordable(service, found, pools)
    if why:
        which = f"failed to allocate IP {wanted}" if wanted else "failed to allocate IP"
        raise invalid(_SERVICE, name, [invalid_value(SPEC.child("clusterIPs"), shown, f"{which}: {why}")])
    return found


def _unrecordable(service: Object, ip: str, pools: Pools) -> str | None:
    """Why no IPAddress can be made for this Service: it has no name, or one that is no path segment."""
    if pools.dry_run:
        return None
    record = ip_address_of(ip, service)
    errors = validate_ip_address(record)
    return invalid(_IP_ADDRESS, record["metadata"]["name"], errors).message if errors else None


# -- node ports


def _create_node_ports(service: Object, pools: Pools) -> None:
    """Ports of one number share a node port (53/TCP and 53/UDP).

    Models: initNodePorts
    """
    spec = service["spec"]
    ports = spec.get("ports") or []
    shared: dict[int, int] = {}
    for position, port in enumerate(ports):
        wanted = port.get("nodePort") or 0
        if not wanted and not allocates_node_ports(spec):
            continue
        number = port.get("port") or 0
        if number not in shared:
            asked = (each.get("nodePort") or 0 for each in ports if (each.get("port") or 0) == number)
            shared[number] = _node_port(service, position, next((each for each in asked if each), 0), pools)
            port["nodePort"] = shared[number]
        elif not wanted:
            port["nodePort"] = shared[number]
        elif wanted != shared[number]:
            _node_port(service, position, wanted, pools)


def _update_node_ports(service: Object, old: Object, pools: Pools) -> None:
    """What the old Service held is free for the new one.

    Models: Allocators.updateNodePorts
    """
    spec, held = service["spec"], set(node_ports(old))
    seen: set[tuple[str, int]] = set()
    for position, port in enumerate(spec.get("ports") or []):
        wanted = port.get("nodePort") or 0
        if not wanted and not allocates_node_ports(spec):
            continue
        if not wanted or wanted not in held:
            port["nodePort"] = _node_port(service, position, wanted, pools)
            held.add(port["nodePort"])
        key = (port.get("protocol") or "", port["nodePort"])
        if key in seen:
            raise plain_error(f"duplicate nodePort: {{{key[0]} {key[1]}}}")
        seen.add(key)


def _node_port(service: Object, position: int, wanted: int, pools: Pools) -> int:
    if not wanted:
        try:
            return pools.next_port()
        except RangeFullError as error:
            raise internal_error(f"failed to allocate a nodePort: {error}") from error
    why = pools.take_port(wanted)
    if why:
        path = SPEC.child("ports").index(position).child("nodePort")
        raise invalid(_SERVICE, service["metadata"].get("name") or "", [invalid_value(path, wanted, why)])
    return wanted


def _health_check_port(spec: Object, pools: Pools) -> None:
    """Models: Allocators.allocHealthCheckNodePort"""
    wanted = spec.get("healthCheckNodePort") or 0
    if not wanted:
        try:
            spec["healthCheckNodePort"] = pools.next_port()
        except RangeFullError as error:
            raise internal_error(f"failed to allocate a HealthCheck NodePort 0: {error}") from error
        return
    why = pools.take_port(wanted)
    if why:
        raise internal_error(f"failed to allocate requested HealthCheck NodePort {wanted}: {why}")


def _refuse(service: Object, errors: list[FieldError]) -> None:
    if errors:
        raise invalid(_SERVICE, service["metadata"].get("name") or "", errors)
