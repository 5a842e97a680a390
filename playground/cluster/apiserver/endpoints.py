"""The strategies of Endpoints and EndpointSlice.

Models: pkg/registry/core/endpoint/strategy.go, pkg/registry/discovery/endpointslice/strategy.go
"""

from __future__ import annotations

from playground.cluster.apiserver.registry import Context, Strategy
from playground.cluster.apiserver.validation.addresses import ip_warnings
from playground.cluster.apiserver.validation.endpoints import (
    validate_endpoint_slice,
    validate_endpoint_slice_update,
    validate_endpoints,
)
from playground.cluster.fields import FieldError, Path
from playground.cluster.objects.kinds import Object

_ENDPOINTS_MANAGER = "endpoints.kubernetes.io/managed-by"
_SLICE_MANAGER = "endpointslice.kubernetes.io/managed-by"
_TRUSTED = ("endpoint-controller", "endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io")


class EndpointsStrategy(Strategy):
    update_looks_at_all_metadata = True

    def defaults(self, obj: Object) -> None:
        """Models: pkg/apis/core/v1/defaults.go SetDefaults_Endpoints"""
        for subset in obj.get("subsets") or []:
            for port in subset.get("ports") or []:
                port["protocol"] = port.get("protocol") or "TCP"

    def validate(self, obj: Object) -> list[FieldError]:
        return validate_endpoints(obj)

    def validate_update(self, new: Object, old: Object) -> list[FieldError]:
        return validate_endpoints(new, old)

    def warnings(self, new: Object, old: Object | None) -> list[str]:
        if _made_by_controller(new, _ENDPOINTS_MANAGER):
            return []
        return [
            text
            for i, subset in enumerate(new.get("subsets") or [])
            for field in ("addresses", "notReadyAddresses")
            for j, address in enumerate(subset.get(field) or [])
            for text in ip_warnings(Path.of("subsets", i, field, j, "ip"), address.get("ip") or "")
        ]


class EndpointSliceStrategy(Strategy):
    update_looks_at_all_metadata = True
    has_generation = True

    def defaults(self, obj: Object) -> None:
        """`endpoints`, `ports` and each endpoint's `conditions` are always shown.

        Models: pkg/apis/discovery/v1/defaults.go SetDefaults_EndpointPort
        """
        obj["endpoints"] = obj.get("endpoints") or None
        obj["ports"] = obj.get("ports") or None
        for port in obj["ports"] or []:
            if port.get("name") is None:
                port["name"] = ""
            if port.get("protocol") is None:
                port["protocol"] = "TCP"
        for endpoint in obj["endpoints"] or []:
            endpoint["conditions"] = endpoint.get("conditions") or {}

    def prepare_for_create(self, ctx: Context, obj: Object) -> None:
        """Models: dropTopologyOnV1"""
        for endpoint in obj.get("endpoints") or []:
            endpoint.pop("deprecatedTopology", None)

    def prepare_for_update(self, ctx: Context, new: Object, old: Object) -> None:
        self.prepare_for_create(ctx, new)

    def generation_moves(self, new: Object, old: Object) -> bool:
        labels, old_labels = (each["metadata"].get("labels") or {} for each in (new, old))
        return labels != old_labels or super().generation_moves(new, old)

    def validate(self, obj: Object) -> list[FieldError]:
        return validate_endpoint_slice(obj)

    def validate_update(self, new: Object, old: Object) -> list[FieldError]:
        return validate_endpoint_slice_update(new, old)

    def warnings(self, new: Object, old: Object | None) -> list[str]:
        found: list[str] = []
        if old is None and new.get("addressType") == "FQDN":
            found.append("spec.addressType: FQDN endpoints are deprecated")
        if _made_by_controller(new, _SLICE_MANAGER):
            return found
        return found + [
            text
            for i, endpoint in enumerate(new.get("endpoints") or [])
            for j, address in enumerate(endpoint.get("addresses") or [])
            for text in ip_warnings(Path.of("endpoints", i, "addresses", j), address)
        ]


def _made_by_controller(obj: Object, label: str) -> bool:
    return (obj["metadata"].get("labels") or {}).get(label) in _TRUSTED
