"""What the editor knows of every kind that is served: fields, types, known values, defaults, documentation.

All of it is derived: fields and texts from the published schema, defaults by letting the API server's own defaulting work
on documents that leave them out. Only the closed sets of values are a table; tests ask the API server for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec

from playground.catalog import new_documents, sandbox
from playground.cluster.apiserver.strategies import strategy_of
from playground.cluster.containers.images import IMAGES
from playground.cluster.manifest import read
from playground.cluster.objects.kinds import KINDS, Kind, by_api
from playground.cluster.objects.metadata import thaw
from playground.cluster.objects.schema import Field, Type, child, describe, type_of

_POLICY = ["Cluster", "Local"]
_OPERATORS = ["In", "NotIn", "Exists", "DoesNotExist"]
VALUES: dict[str, list[str]] = {
    "v1.ServiceType": ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"],
    "v1.ServiceAffinity": ["None", "ClientIP"],
    "v1.ServiceExternalTrafficPolicy": _POLICY,
    "v1.ServiceInternalTrafficPolicy": _POLICY,
    "v1.IPFamilyPolicy": ["SingleStack", "PreferDualStack", "RequireDualStack"],
    "v1.IPFamily": ["IPv4", "IPv6"],
    "v1.Protocol": ["TCP", "UDP", "SCTP"],
    "v1.AddressType": ["IPv4", "IPv6", "FQDN"],
    "v1.RestartPolicy": ["Always", "OnFailure", "Never"],
    "v1.DNSPolicy": ["ClusterFirst", "Default", "ClusterFirstWithHostNet", "None"],
    "v1.PullPolicy": ["IfNotPresent", "Always", "Never"],
    "v1.URIScheme": ["HTTP", "HTTPS"],
    "v1.TaintEffect": ["NoSchedule", "PreferNoSchedule", "NoExecute"],
    "v1.TolerationOperator": ["Equal", "Exists"],
    "v1.LabelSelectorOperator": _OPERATORS,
    "v1.NodeSelectorOperator": [*_OPERATORS, "Gt", "Lt"],
    "v1.PathType": ["Prefix", "Exact", "ImplementationSpecific"],
    "v1.PolicyType": ["Ingress", "Egress"],
    "v1.PersistentVolumeAccessMode": ["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"],
    "v1.PersistentVolumeMode": ["Filesystem", "Block"],
    "v1.PersistentVolumeReclaimPolicy": ["Retain", "Delete", "Recycle"],
    "v1.VolumeBindingMode": ["Immediate", "WaitForFirstConsumer"],
    "v1.DeploymentStrategyType": ["RollingUpdate", "Recreate"],
    "v1.StatefulSetUpdateStrategyType": ["RollingUpdate", "OnDelete"],
    "v1.DaemonSetUpdateStrategyType": ["RollingUpdate", "OnDelete"],
    "v1.PodManagementPolicyType": ["OrderedReady", "Parallel"],
    "v1.CompletionMode": ["NonIndexed", "Indexed"],
    "v1.ConcurrencyPolicy": ["Allow", "Forbid", "Replace"],
}
"""By Go type: the values that the API server takes."""

FIELD_VALUES: dict[tuple[str, str], list[str]] = {
    ("ServiceSpec", "clusterIP"): ["None"],
    ("ServiceSpec", "trafficDistribution"): ["PreferClose", "PreferSameZone", "PreferSameNode"],
    ("Container", "image"): sorted(IMAGES),
}
"""The same for fields of plain strings; others may do as well."""

REFERS: dict[tuple[str, str], str] = {
    ("ObjectMeta", "namespace"): "Namespace",
    ("ServiceSpec", "selector"): "labels",
    ("LabelSelector", "matchLabels"): "labels",
    ("ServicePort", "targetPort"): "ports",
    ("HTTPGetAction", "port"): "ports",
    ("TCPSocketAction", "port"): "ports",
    ("IngressServiceBackend", "name"): "Service",
    ("ServiceBackendPort", "name"): "service-ports",
    ("StatefulSetSpec", "serviceName"): "Service",
    ("IngressSpec", "ingressClassName"): "IngressClass",
    ("PodSpec", "nodeName"): "Node",
    ("Endpoint", "nodeName"): "Node",
    ("PodSpec", "serviceAccountName"): "ServiceAccount",
    ("ConfigMapKeySelector", "name"): "ConfigMap",
    ("ConfigMapEnvSource", "name"): "ConfigMap",
    ("ConfigMapVolumeSource", "name"): "ConfigMap",
    ("SecretKeySelector", "name"): "Secret",
    ("SecretEnvSource", "name"): "Secret",
    ("SecretVolumeSource", "secretName"): "Secret",
    ("PersistentVolumeClaimVolumeSource", "claimName"): "PersistentVolumeClaim",
    ("PersistentVolumeClaimSpec", "storageClassName"): "StorageClass",
}
"""Fields that name what is in the cluster: objects of a kind, labels or ports of pods, ports of Services."""

OPTIONAL = {
    ("EndpointSlice", "ports"), ("EndpointSlice", "endpoints"), ("TypedLocalObjectReference", "apiGroup"), ("GRPCAction", "service"),
    ("StatefulSetSpec", "serviceName"), ("NetworkPolicySpec", "podSelector"),
}  # fmt: skip
"""The schema calls them required; a document without them is admitted."""

IT_DEPENDS = {
    ("Container", "imagePullPolicy"), ("ServicePort", "targetPort"), ("JobSpec", "completions"), ("JobSpec", "parallelism"),
}  # fmt: skip
"""Fields with a default that hangs on another field; their documentation says how."""

_SHAPES = {"struct": "object", "list": "array", "number": "integer", "int-or-string": "integer | string", "time": "string", "quantity": "string"}
_PAGES = "https://kubernetes.io/docs/reference/kubernetes-api"
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@cache
def editor_schema() -> bytes:
    """JSON: `{kinds: {name: {apiVersion, of, page}}, types: {name: {field: {type, of?, values?, refers?, default?, required?}}}}`.

    `of` names the type of an object, or of what a list or map holds."""
    kinds = {kind.name: {"apiVersion": kind.api_version, "of": type_of(kind).name, "page": _page(kind)} for kind in KINDS}
    types = {struct.name: {name: _facts(struct, name, field) for name, field in _fields(struct)} for struct in _structs()}
    return msgspec.json.encode({"kinds": kinds, "types": types})


@cache
def editor_docs() -> bytes:
    """JSON: `{type: {field: documentation}}`, what Kubernetes itself says; '' as a field is the type."""
    docs = {struct.name: {name: describe(struct, name) for name in ("", *(name for name, _ in _fields(struct)))} for struct in _structs()}
    return msgspec.json.encode({name: {field: text for field, text in told.items() if text} for name, told in docs.items()})


def _facts(struct: Type, name: str, field: Field) -> dict[str, Any]:
    key = (struct.go_name, name)
    held = _held(field.type)
    values = FIELD_VALUES.get(key) or VALUES.get(held.go)
    default = _defaults().get((struct.name, name))
    facts = {
        "type": _SHAPES.get(field.type.shape, field.type.shape),
        "of": held.name if held.shape == "struct" else None,
        "values": values,
        "refers": REFERS.get(key),
        "default": default if key not in IT_DEPENDS else None,
        "required": True if not field.omit and key not in OPTIONAL else None,
    }
    return {fact: value for fact, value in facts.items() if value is not None}


def _held(kind: Type) -> Type:
    """The type itself, or that of what a list or a map holds."""
    while kind.shape in ("list", "map") and kind.item:
        kind = kind.item
    return kind


def _fields(struct: Type) -> Iterator[tuple[str, Field]]:
    """What people write: the status is the cluster's own."""
    kinds = {kind.name for kind in KINDS}
    return ((name, field) for name, field in struct.fields.items() if not (name == "status" and struct.go_name in kinds))


@cache
def _structs() -> tuple[Type, ...]:
    found: dict[str, Type] = {}
    waiting = [type_of(kind) for kind in reversed(KINDS)]
    while waiting:
        struct = waiting.pop()
        if struct.name in found:
            continue
        found[struct.name] = struct
        waiting += [held for _, field in _fields(struct) if (held := _held(field.type)).shape == "struct"]
    return tuple(found.values())


# -- defaults


@cache
def _defaults() -> dict[tuple[str, str], str]:
    """By type and field: the value that a field gets which is left out, where it is always the same."""
    seen: dict[tuple[str, str], set[str]] = {("meta/v1.ObjectMeta", "namespace"): {"default"}}
    for text in _documents():
        for document in read(text).objects:
            kind = by_api(document.value["apiVersion"], document.value["kind"])
            if kind is not None:
                for written in (document.value, *_shorter(type_of(kind), document.value)):
                    filled = thaw(written)
                    strategy_of(kind.name).defaults(filled)
                    _compare(type_of(kind), written, filled, seen)
    return {key: values.pop() for key, values in seen.items() if len(values) == 1}


def _shorter(kind: Type | None, value: Any) -> Iterator[Any]:
    """A value without one of its optional scalars, for each of them."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            inner = child(kind, index) if kind else None
            yield from ([*value[:index], shorter, *value[index + 1 :]] for shorter in _shorter(inner, item))
    elif isinstance(value, dict) and kind is not None and kind.shape == "struct":
        for name, item in value.items():
            if isinstance(item, dict | list):
                yield from ({**value, name: shorter} for shorter in _shorter(child(kind, name), item))
            elif name in kind.fields and kind.fields[name].omit:
                yield {key: each for key, each in value.items() if key != name}


def _documents() -> Iterator[str]:
    yield from (new_documents.text_of(row.id) for row in new_documents.ROWS)
    yield from (file["text"] for example in sandbox.examples() for file in example["files"])


def _compare(kind: Type | None, written: Any, filled: Any, seen: dict[tuple[str, str], set[str]]) -> None:
    if kind is None:
        return
    if isinstance(filled, list):
        for index, item in enumerate(filled):
            _compare(child(kind, index), written[index] if isinstance(written, list) and index < len(written) else None, item, seen)
    elif isinstance(filled, dict):
        for name, value in filled.items():
            before = written.get(name) if isinstance(written, dict) else None
            if before is None and value != "" and not isinstance(value, dict | list):
                shown = str(value).lower() if isinstance(value, bool) else str(value)
                seen.setdefault((kind.name, name), set()).add(shown)
            else:
                _compare(child(kind, name), before, value, seen)


def _page(kind: Kind) -> str:
    """Where Kubernetes documents a kind: `.../discovery/endpoint-slice-v1/`."""
    group = kind.group.partition(".")[0] or "core"
    return f"{_PAGES}/{group}/{_HUMP.sub('-', kind.name).lower()}-{kind.version}/"
