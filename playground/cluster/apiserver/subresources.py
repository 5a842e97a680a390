"""The subresources that are objects of another kind: scale, binding, eviction.

Models: pkg/registry/apps/deployment/storage/storage.go ScaleREST; pkg/registry/core/pod/storage/storage.go BindingREST,
eviction.go EvictionREST
"""

from __future__ import annotations

from playground.cluster.apiserver.printers.columns import selector_text
from playground.cluster.fields import FieldError, Path, invalid, not_supported, required
from playground.cluster.objects.kinds import Kind, Object
from playground.cluster.objects.metadata import with_condition

SCALE = Kind("Scale", "scales", "autoscaling", package="autoscaling")
BINDING = Kind("Binding", "bindings")
EVICTION = Kind("Eviction", "evictions", "policy", package="policy")

_SCALE_META = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")


def scale_of(obj: Object) -> Object:
    """A workload seen as nothing but its size."""
    spec, status, meta = obj["spec"], obj.get("status") or {}, obj["metadata"]
    selector = spec.get("selector") or {}
    is_map = "matchLabels" not in selector and "matchExpressions" not in selector
    text = selector_text({"matchLabels": selector} if is_map else selector)
    shown = {"replicas": status.get("replicas", 0), **({"selector": text} if selector else {})}
    replicas = spec.get("replicas", 0)
    return {
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": {key: meta[key] for key in _SCALE_META if key in meta},
        "spec": {"replicas": replicas} if replicas else {},
        "status": shown,
    }


def scaled(obj: Object, scale: Object) -> Object:
    """The workload in the size that the Scale asks for."""
    meta = {**obj["metadata"], "resourceVersion": scale["metadata"].get("resourceVersion", "")}
    return {**obj, "metadata": meta, "spec": {**obj["spec"], "replicas": scale["spec"].get("replicas", 0)}}


def validate_scale(scale: Object) -> list[FieldError]:
    """Models: pkg/apis/autoscaling/validation ValidateScale"""
    replicas = scale["spec"].get("replicas", 0)
    if replicas >= 0:
        return []
    return [invalid(Path.of("spec", "replicas"), replicas, "must be greater than or equal to 0")]


def validate_binding(binding: Object) -> list[FieldError]:
    """Models: pkg/apis/core/validation ValidatePodBinding"""
    target = binding.get("target") or {}
    errors = []
    if target.get("kind") not in (None, "", "Node"):
        errors.append(not_supported(Path.of("target", "kind"), target["kind"], ["Node", "<empty>"]))
    if not target.get("name"):
        errors.append(required(Path.of("target", "name")))
    return errors


def bound(pod: Object, node: str, labels: dict[str, str], now: str) -> Object:
    """The pod on its node, with the condition that says so and the labels that it takes over from there."""
    status, meta = pod.get("status") or {}, pod["metadata"]
    if labels:
        meta = {**meta, "labels": {**(meta.get("labels") or {}), **labels}}
    condition = {"type": "PodScheduled", "status": "True"}
    conditions = with_condition(status.get("conditions") or [], condition, now)
    spec = {**pod["spec"], "nodeName": node}
    return {**pod, "metadata": meta, "spec": spec, "status": {**status, "conditions": conditions}}
