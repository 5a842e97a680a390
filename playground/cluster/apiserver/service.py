"""The Service: what the registry does with it on each of its ways through the API server.

Models: pkg/registry/core/service/strategy.go, storage/storage.go; pkg/api/service/warnings.go
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from playground.cluster.apiserver.allocator import Pools
from playground.cluster.apiserver.registry import Context, NameRule, Strategy
from playground.cluster.apiserver.service_allocation import allocate_create, allocate_update
from playground.cluster.apiserver.service_fields import (
    default_on_read,
    drop_type_dependent_fields,
    normalize_cluster_ips,
    patch_allocated_values,
    set_defaults,
)
from playground.cluster.apiserver.validation.addresses import cidr_warnings, ip_warnings, parse_ip
from playground.cluster.apiserver.validation.names import dns_label
from playground.cluster.apiserver.validation.service import (
    EXTERNAL_NAME,
    SPEC,
    TOPOLOGY_HINTS,
    TOPOLOGY_MODE,
    validate_load_balancer_status,
    validate_service,
)
from playground.cluster.apiserver.validation.service_cidr import ip_address_of
from playground.cluster.apiserver.validation.service_update import validate_service_update
from playground.cluster.fields import FieldError, Path
from playground.cluster.objects.kinds import Object

_MANAGER = "kube-apiserver"


class ServiceStrategy(Strategy):
    """Models: strategy.go svcStrategy, serviceStatusStrategy; storage.go beginCreate, beginUpdate, afterDelete"""

    name_rule: ClassVar[NameRule] = staticmethod(dns_label)
    answers_deleted_object = True

    def defaults(self, obj: Object) -> None:
        set_defaults(obj)

    def defaults_on_read(self, obj: Object) -> Object:
        return default_on_read(obj, "IPv4")

    def begin_create(self, ctx: Context, obj: Object) -> None:
        normalize_cluster_ips(obj, None)
        allocate_create(obj, _pools(ctx))
        self._record_addresses(ctx, obj, None)

    def begin_update(self, ctx: Context, new: Object, old: Object) -> None:
        pools = _pools(ctx)
        old = default_on_read(old, pools.families[0])
        patch_allocated_values(new, old)
        normalize_cluster_ips(new, old)
        allocate_update(new, old, pools)
        self._record_addresses(ctx, new, old)

    def _record_addresses(self, ctx: Context, new: Object, old: Object | None) -> None:
        def write() -> None:
            has, had = _addresses(new), _addresses(old) if old else set()
            for ip in sorted(has - had):
                ctx.api.create(ip_address_of(ip, new), manager=_MANAGER)
            for ip in sorted(had - has):
                _forget(ctx, ip)

        ctx.on_success(write)

    def initial_status(self, obj: Object) -> Object | None:
        return {"loadBalancer": {}}

    def validate(self, obj: Object) -> list[FieldError]:
        return validate_service(obj)

    def prepare_for_update(self, ctx: Context, new: Object, old: Object) -> None:
        drop_type_dependent_fields(new, old)

    def validate_update(self, new: Object, old: Object) -> list[FieldError]:
        return validate_service_update(new, old)

    def warnings(self, new: Object, old: Object | None) -> list[str]:
        return warnings(new)

    def validate_status_update(self, new: Object, old: Object) -> list[FieldError]:
        status, old_status = ((each.get("status") or {}).get("loadBalancer") or {} for each in (new, old))
        return validate_load_balancer_status(status, old_status, Path.of("status", "loadBalancer"), new["spec"])

    def after_delete(self, ctx: Context, obj: Object) -> None:
        meta = obj["metadata"]
        if ctx.api.store.get("Endpoints", meta["namespace"], meta["name"]) is not None:
            ctx.api.delete("Endpoints", meta["namespace"], meta["name"])
        for ip in sorted(_addresses(obj)):
            _forget(ctx, ip)


def _pools(ctx: Context) -> Pools:
    return Pools(ctx.api.store, ctx.api.names, ctx.api.config, ctx.dry_run)


def _addresses(service: Object) -> set[str]:
    """The cluster IPs held, in canonical form. What goes with the type ExternalName is held no more."""
    spec = service.get("spec") or {}
    if spec.get("type") == EXTERNAL_NAME:
        return set()
    return {str(parse_ip(ip)) for ip in spec.get("clusterIPs") or [] if ip != "None"}


def _forget(ctx: Context, ip: str) -> None:
    if ctx.api.store.get("IPAddress", "", ip) is not None:
        ctx.api.delete("IPAddress", "", ip)


def warnings(service: Object) -> list[str]:
    """Models: pkg/api/service/warnings.go GetWarningsForService"""
    spec, annotations = service.get("spec") or {}, service["metadata"].get("annotations") or {}
    external_name, headless = spec.get("type") == EXTERNAL_NAME, spec.get("clusterIP") == "None"
    external_ips = spec.get("externalIPs") or []
    found: list[str] = []
    if TOPOLOGY_HINTS in annotations:
        found.append(f"annotation {TOPOLOGY_HINTS} is deprecated, please use {TOPOLOGY_MODE} instead")
    if headless:
        found += _headless_warnings(spec)
    else:
        found += _each(ip_warnings, "clusterIPs", spec)
    found += _each(ip_warnings, "externalIPs", spec)
    if external_ips and not external_name and not headless:
        found.append("spec.externalIPs is deprecated and may no longer be implemented in some clusters")
    if spec.get("loadBalancerIP"):
        found += ip_warnings(SPEC.child("loadBalancerIP"), spec["loadBalancerIP"])
    found += _each(cidr_warnings, "loadBalancerSourceRanges", spec)
    if external_name and external_ips:
        found.append('spec.externalIPs is ignored when spec.type is "ExternalName"')
    if not external_name and spec.get("externalName"):
        found.append('spec.externalName is ignored when spec.type is not "ExternalName"')
    if spec.get("trafficDistribution") == "PreferClose":
        found.append('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"')
    return found


def _headless_warnings(spec: Object) -> list[str]:
    ignored = {
        "loadBalancerIP": bool(spec.get("loadBalancerIP")),
        "externalIPs": bool(spec.get("externalIPs")),
        "SessionAffinity": spec.get("sessionAffinity") not in (None, "", "None"),
    }
    return [f"spec.{name} is ignored for headless services" for name, given in ignored.items() if given]


def _each(rule: Callable[[Path, str], list[str]], name: str, spec: Object) -> list[str]:
    return [
        text
        for position, value in enumerate(spec.get(name) or [])
        for text in rule(SPEC.child(name).index(position), value.strip())
    ]
