"""The strategies of Ingress, IngressClass, NetworkPolicy, ServiceCIDR and IPAddress.

Models: pkg/registry/networking/*/strategy.go; pkg/apis/networking/v1/defaults.go;
plugin/pkg/admission/network/defaultingressclass
"""

from __future__ import annotations

from typing import ClassVar

from playground.cluster.apiserver.registry import Context, NameRule, Strategy
from playground.cluster.apiserver.validation.ingress import (
    CLASS_ANNOTATION,
    validate_ingress,
    validate_ingress_class,
    validate_ingress_class_update,
    validate_ingress_spec,
    validate_ingress_status,
)
from playground.cluster.apiserver.validation.network_policy import validate_network_policy
from playground.cluster.apiserver.validation.service_cidr import (
    ip_name,
    validate_ip_address,
    validate_ip_address_update,
    validate_service_cidr,
    validate_service_cidr_update,
)
from playground.cluster.fields import FieldError
from playground.cluster.objects.kinds import Object

_DEFAULT_CLASS = "ingressclass.kubernetes.io/is-default-class"


class IngressStrategy(Strategy):
    update_looks_at_all_metadata = True
    has_generation = True

    def admit(self, ctx: Context, obj: Object, old: Object | None) -> None:
        """The default class is given to a new Ingress that names none.

        Models: defaultingressclass classDefaulterPlugin.Admit
        """
        spec = obj.get("spec") or {}
        named = spec.get("ingressClassName") is not None or CLASS_ANNOTATION in (
            obj["metadata"].get("annotations") or {}
        )
        if old is not None or named:
            return
        classes = [
            each for each in ctx.api.store.iterate("IngressClass")
            if (each["metadata"].get("annotations") or {}).get(_DEFAULT_CLASS) == "true"
        ]  # fmt: skip
        if classes:
            newest = max(classes, key=lambda each: each["metadata"].get("creationTimestamp", ""))
            obj["spec"] = {**spec, "ingressClassName": newest["metadata"]["name"]}

    def validate(self, obj: Object) -> list[FieldError]:
        return validate_ingress(obj)

    def validate_update(self, new: Object, old: Object) -> list[FieldError]:
        return validate_ingress_spec(new.get("spec") or {})

    def validate_status_update(self, new: Object, old: Object) -> list[FieldError]:
        return validate_ingress_status(new, old)

    def warnings(self, new: Object, old: Object | None) -> list[str]:
        if CLASS_ANNOTATION not in (new["metadata"].get("annotations") or {}):
            return []
        return [f"annotation \"{CLASS_ANNOTATION}\" is deprecated, please use 'spec.ingressClassName' instead"]


class IngressClassStrategy(Strategy):
    update_looks_at_all_metadata = True
    has_generation = True

    def defaults(self, obj: Object) -> None:
        parameters = (obj.get("spec") or {}).get("parameters")
        if parameters is not None and parameters.get("scope") is None:
            parameters["scope"] = "Cluster"

    def validate(self, obj: Object) -> list[FieldError]:
        return validate_ingress_class(obj)

    def validate_update(self, new: Object, old: Object) -> list[FieldError]:
        return validate_ingress_class_update(new, old)


class NetworkPolicyStrategy(Strategy):
    has_generation = True

    def defaults(self, obj: Object) -> None:
        """Models: SetDefaults_NetworkPolicy, SetDefaults_NetworkPolicyPort"""
        spec = obj.setdefault("spec", {})
        spec["podSelector"] = spec.get("podSelector") or {}
        for direction in ("ingress", "egress"):
            for rule in spec.get(direction) or []:
                for port in rule.get("ports") or []:
                    port["protocol"] = port.get("protocol") or "TCP"
        if not spec.get("policyTypes"):
            spec["policyTypes"] = ["Ingress", "Egress"] if spec.get("egress") else ["Ingress"]

    def validate(self, obj: Object) -> list[FieldError]:
        return validate_network_policy(obj)

    def validate_update(self, new: Object, old: Object) -> list[FieldError]:
        return validate_network_policy(new, old)


class ServiceCidrStrategy(Strategy):
    update_looks_at_all_metadata = True

    def validate(self, obj: Object) -> list[FieldError]:
        return validate_service_cidr(obj)

    def validate_update(self, new: Object, old: Object) -> list[FieldError]:
        return validate_service_cidr(new) + validate_service_cidr_update(new, old)


class IpAddressStrategy(Strategy):
    update_looks_at_all_metadata = True
    name_rule: ClassVar[NameRule] = staticmethod(ip_name)

    def validate(self, obj: Object) -> list[FieldError]:
        return validate_ip_address(obj)

    def validate_update(self, new: Object, old: Object) -> list[FieldError]:
        return validate_ip_address(new) + validate_ip_address_update(new, old)
