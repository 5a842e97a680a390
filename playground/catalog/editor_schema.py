"""What the editor completes: the fields of every kind with their types, first sentences and known values."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import msgspec

from playground.cluster.objects.kinds import BY_NAME
from playground.cluster.objects.schema import Type, describe, type_of

KINDS = (
    "Service", "Pod", "Deployment", "StatefulSet", "EndpointSlice", "Endpoints", "ConfigMap", "Secret",
    "PersistentVolumeClaim", "Namespace", "Ingress", "ReplicaSet", "DaemonSet",
)  # fmt: skip
"""The kinds that learners write."""

_POLICY = ["Cluster", "Local"]
_PROTOCOL = ["TCP", "UDP", "SCTP"]
VALUES: dict[tuple[str, str], list[str]] = {
    ("ServiceSpec", "type"): ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"],
    ("ServiceSpec", "clusterIP"): ["None"],
    ("ServiceSpec", "sessionAffinity"): ["None", "ClientIP"],
    ("ServiceSpec", "externalTrafficPolicy"): _POLICY,
    ("ServiceSpec", "internalTrafficPolicy"): _POLICY,
    ("ServiceSpec", "ipFamilyPolicy"): ["SingleStack", "PreferDualStack", "RequireDualStack"],
    ("ServicePort", "protocol"): _PROTOCOL,
    ("ContainerPort", "protocol"): _PROTOCOL,
    ("EndpointPort", "protocol"): _PROTOCOL,
    ("EndpointSlice", "addressType"): ["IPv4", "IPv6", "FQDN"],
    ("PodSpec", "restartPolicy"): ["Always", "OnFailure", "Never"],
    ("PodSpec", "dnsPolicy"): ["ClusterFirst", "Default", "ClusterFirstWithHostNet", "None"],
    ("Container", "imagePullPolicy"): ["IfNotPresent", "Always", "Never"],
    ("HTTPIngressPath", "pathType"): ["Prefix", "Exact", "ImplementationSpecific"],
}
"""The values of fields that have a closed set of them."""

_SHAPES = {"struct": "object", "list": "array", "number": "integer", "int-or-string": "string"}
_FIRST_SENTENCE = re.compile(r"^.{10,}?[.;](?=\s|$)", re.DOTALL)


@cache
def editor_schema() -> bytes:
    """JSON: `{kinds: {name: {apiVersion, of}}, types: {name: {field: {type, of, doc, values}}}}`."""
    types: dict[str, Any] = {}
    kinds = {}
    for name in KINDS:
        root = type_of(BY_NAME[name])
        kinds[name] = {"apiVersion": BY_NAME[name].api_version, "of": root.name}
        _collect(root, types)
    return msgspec.json.encode({"kinds": kinds, "types": types})


def _collect(struct: Type, types: dict[str, Any]) -> None:
    if struct.name in types:
        return
    fields: dict[str, Any] = {}
    types[struct.name] = fields
    for name, field in struct.fields.items():
        if name == "status" and struct.name.rpartition(".")[2] in KINDS:
            continue
        told: dict[str, Any] = {"type": _SHAPES.get(field.type.shape, field.type.shape)}
        fields[name] = told
        doc = _first_sentence(describe(struct, name))
        if doc:
            told["doc"] = doc
        values = VALUES.get((struct.go_name, name))
        if values:
            told["values"] = values
        inner = field.type.item if field.type.shape == "list" and field.type.item else field.type
        if inner.shape == "struct":
            told["of"] = inner.name
            _collect(inner, types)


def _first_sentence(text: str) -> str:
    found = _FIRST_SENTENCE.match(text)
    return " ".join((found[0] if found else text)[:300].split())
