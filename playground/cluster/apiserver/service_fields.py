"""What happens to a Service's fields by rule alone: defaults, carrying over, dropping. No allocation here.

Models: pkg/apis/core/v1/defaults.go, pkg/registry/core/service/strategy.go, storage/storage.go
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playground.cluster.apiserver.allocator import node_ports
from playground.cluster.apiserver.validation.addresses import is_ipv6
from playground.cluster.apiserver.validation.service import (
    CLUSTER_IP,
    EXTERNAL_NAME,
    LOAD_BALANCER,
    NODE_PORT,
    externally_accessible,
    needs_health_check,
)
from playground.cluster.objects.kinds import Object

_AFFINITY_SECONDS = 10800


# -- defaults


def set_defaults(service: Object) -> None:
    """Models: pkg/apis/core/v1/defaults.go SetDefaults_Service"""
    spec = service.setdefault("spec", {})
    _default_affinity(spec)
    spec["type"] = spec.get("type") or CLUSTER_IP
    for port in spec.get("ports") or []:
        port["protocol"] = port.get("protocol") or "TCP"
        if not port.get("targetPort"):
            port["targetPort"] = port.get("port") or 0
    if externally_accessible(spec) and not spec.get("externalTrafficPolicy"):
        spec["externalTrafficPolicy"] = "Cluster"
    if spec.get("internalTrafficPolicy") is None and spec["type"] in (CLUSTER_IP, NODE_PORT, LOAD_BALANCER):
        spec["internalTrafficPolicy"] = "Cluster"
    if spec["type"] == LOAD_BALANCER:
        if spec.get("allocateLoadBalancerNodePorts") is None:
            spec["allocateLoadBalancerNodePorts"] = True
        _default_ip_modes(service)


def _default_affinity(spec: Object) -> None:
    spec["sessionAffinity"] = spec.get("sessionAffinity") or "None"
    if spec["sessionAffinity"] == "None":
        spec.pop("sessionAffinityConfig", None)
    if spec["sessionAffinity"] == "ClientIP":
        client = (spec.get("sessionAffinityConfig") or {}).get("clientIP") or {}
        if client.get("timeoutSeconds") is None:
            spec["sessionAffinityConfig"] = {"clientIP": {"timeoutSeconds": _AFFINITY_SECONDS}}


def _default_ip_modes(service: Object) -> None:
    for entry in ((service.get("status") or {}).get("loadBalancer") or {}).get("ingress") or []:
        if entry.get("ip") and entry.get("ipMode") is None:
            entry["ipMode"] = "VIP"


def default_on_read(service: Object, default_family: str, other_family: str | None = None) -> Object:
    """What an old stored object lacks. The object itself where nothing is missing.

    Models: storage.go defaultOnReadService
    """
    spec = service.get("spec") or {}
    if spec.get("type") == EXTERNAL_NAME:
        if "internalTrafficPolicy" not in spec:
            return service
        return {**service, "spec": {key: value for key, value in spec.items() if key != "internalTrafficPolicy"}}
    missing: Object = {}
    if spec.get("clusterIP") and not spec.get("clusterIPs"):
        missing["clusterIPs"] = [spec["clusterIP"]]
    if not spec.get("ipFamilyPolicy") or not spec.get("ipFamilies"):
        missing |= _families_on_read({**spec, **missing}, default_family, other_family)
    return {**service, "spec": {**spec, **missing}} if missing else service


def _families_on_read(spec: Object, default_family: str, other_family: str | None) -> Object:
    """Models: storage.go defaultOnReadIPFamilies"""
    ips = spec.get("clusterIPs") or []
    if not ips:
        return {}
    policy, families = "SingleStack", [default_family]
    if ips[0] == "None":
        if not spec.get("selector"):
            other = other_family or ("IPv6" if default_family == "IPv4" else "IPv4")
            policy, families = "RequireDualStack", [default_family, other]
    else:
        families = ["IPv6" if is_ipv6(ip) else "IPv4" for ip in ips]
        policy = "RequireDualStack" if len(ips) > 1 else policy
    return {
        "ipFamilyPolicy": spec.get("ipFamilyPolicy") or policy,
        "ipFamilies": spec.get("ipFamilies") or families,
    }


# -- carrying over


def allocates_node_ports(spec: Object) -> bool:
    """Models: pkg/registry/core/service/strategy.go shouldAllocateNodePorts"""
    kind = spec.get("type")
    return kind == NODE_PORT or (kind == LOAD_BALANCER and spec.get("allocateLoadBalancerNodePorts") is not False)


def patch_allocated_values(new: Object, old: Object) -> None:
    """Let a writer leave out what was allocated.

    Models: storage.go patchAllocatedValues
    """
    spec, old_spec = new["spec"], old.get("spec") or {}
    if EXTERNAL_NAME not in (spec.get("type"), old_spec.get("type")):
        for name in ("clusterIP", "clusterIPs"):
            if not spec.get(name) and old_spec.get(name):
                spec[name] = old_spec[name]
    if allocates_node_ports(spec) and allocates_node_ports(old_spec):
        _carry_node_ports(spec, old_spec)
    if needs_health_check(spec) and needs_health_check(old_spec) and not spec.get("healthCheckNodePort"):
        spec["healthCheckNodePort"] = old_spec.get("healthCheckNodePort") or 0


def _carry_node_ports(spec: Object, old_spec: Object) -> None:
    """By the ports' names alone: number and protocol play no role."""
    by_name = {port.get("name") or "": port.get("nodePort") or 0 for port in old_spec.get("ports") or []}
    used = set(node_ports({"spec": old_spec})) & set(node_ports({"spec": spec}))
    for port in spec.get("ports") or []:
        carried = by_name.get(port.get("name") or "", 0)
        if not port.get("nodePort") and carried and carried not in used:
            port["nodePort"] = carried
            used.add(carried)


def normalize_cluster_ips(new: Object, old: Object | None) -> None:
    """Keep clusterIP and clusterIPs in step where a writer changed one of them.

    Models: storage.go normalizeClusterIPs
    """
    spec = new["spec"]
    ip, ips = spec.get("clusterIP") or "", spec.get("clusterIPs") or []
    if old is None:
        if ip and not ips:
            spec["clusterIPs"] = [ip]
        return
    old_spec = old.get("spec") or {}
    old_ip, old_ips = old_spec.get("clusterIP") or "", old_spec.get("clusterIPs") or []
    if not ips and old_ips and ip == old_ip:
        spec["clusterIPs"] = old_ips
    elif ip != old_ip and ips == old_ips:
        if ip:
            spec["clusterIPs"] = [ip]
        else:
            spec.pop("clusterIPs", None)


# -- dropping


def drop_type_dependent_fields(new: Object, old: Object) -> None:
    """Wipe what the new type has no use for, if the writer left it as it was.

    Models: strategy.go dropTypeDependentFields
    """
    spec, old_spec = new["spec"], old.get("spec") or {}
    if spec.get("type") == EXTERNAL_NAME and old_spec.get("type") != EXTERNAL_NAME:
        if _same(spec, old_spec, ("clusterIP", "clusterIPs")):
            _drop(spec, ("clusterIP", "clusterIPs"))
        for name in ("ipFamilies", "ipFamilyPolicy"):
            if _same(spec, old_spec, (name,)):
                _drop(spec, (name,))
    if _has_node_ports(old_spec) and not _has_node_ports(spec) and not (_node_ports(spec) - _node_ports(old_spec)):
        for port in spec.get("ports") or []:
            port.pop("nodePort", None)
    for had, has, name in (
        (needs_health_check(old_spec), needs_health_check(spec), "healthCheckNodePort"),
        (_balanced(old_spec), _balanced(spec), "allocateLoadBalancerNodePorts"),
        (_balanced(old_spec), _balanced(spec), "loadBalancerClass"),
        (externally_accessible(old_spec), externally_accessible(spec), "externalTrafficPolicy"),
    ):
        if had and not has and _same(spec, old_spec, (name,)):
            _drop(spec, (name,))
    if not _balanced(spec) and "status" in new:
        new["status"] = {**new["status"], "loadBalancer": {}}


def _same(spec: Object, old_spec: Object, names: Sequence[str]) -> bool:
    return all(_given(spec, name) == _given(old_spec, name) for name in names)


def _given(spec: Object, name: str) -> Any:
    """Empty is absent, but False is said."""
    value = spec.get(name)
    return value if isinstance(value, bool) else value or None


def _drop(spec: Object, names: Sequence[str]) -> None:
    for name in names:
        spec.pop(name, None)


def _balanced(spec: Object) -> bool:
    return spec.get("type") == LOAD_BALANCER


def _has_node_ports(spec: Object) -> bool:
    return spec.get("type") in (NODE_PORT, LOAD_BALANCER)


def _node_ports(spec: Object) -> set[int]:
    return set(node_ports({"spec": spec}))
