"""The strategy of Pods, and what Pods and Pod templates warn of.

Models: pkg/registry/core/pod/strategy.go; pkg/api/pod/warnings.go; plugin/pkg/admission/defaulttolerationseconds,
priority, podtopologylabels
"""

from __future__ import annotations

from collections.abc import Iterator

from playground.cluster.apiserver.errors import forbidden
from playground.cluster.apiserver.pod_defaults import default_pod
from playground.cluster.apiserver.registry import Context, Strategy
from playground.cluster.apiserver.validation.names import dns_label
from playground.cluster.apiserver.validation.pod import validate_pod, validate_pod_update
from playground.cluster.fields import FieldError, Path, go_quote
from playground.cluster.objects.kinds import BY_NAME, Object
from playground.cluster.objects.quantity import amount
from playground.cluster.store import Store

_TOLERATION_SECONDS = 300
_TOLERATED = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")
_PRIORITIES = {"system-node-critical": 2000001000, "system-cluster-critical": 2000000000}
_TOPOLOGY_LABELS = ("topology.kubernetes.io/zone", "topology.kubernetes.io/region")


class PodStrategy(Strategy):
    update_looks_at_all_metadata = True
    has_generation = True
    answers_deleted_object = True

    def defaults(self, obj: Object) -> None:
        default_pod(obj)

    def admit(self, ctx: Context, obj: Object, old: Object | None) -> None:
        if old is not None:
            return
        spec = obj["spec"]
        _tolerate_trouble(spec)
        _give_priority(obj)
        taken = topology_labels(ctx.api.store, spec["nodeName"]) if spec.get("nodeName") else {}
        if taken:
            obj["metadata"]["labels"] = {**(obj["metadata"].get("labels") or {}), **taken}

    def initial_status(self, obj: Object) -> Object | None:
        return {"phase": "Pending", "qosClass": qos_class(obj)}

    def validate(self, obj: Object) -> list[FieldError]:
        return validate_pod(obj)

    def validate_update(self, new: Object, old: Object) -> list[FieldError]:
        return validate_pod_update(new, old)

    def warnings(self, new: Object, old: Object | None) -> list[str]:
        if old is not None:
            return []
        complaints = dns_label(new["metadata"].get("name") or "")
        found = pod_warnings(new.get("spec") or {}, Path.of("spec"))
        if not complaints:
            return found
        text = "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; "
        return [f"{text}a DNS label is recommended: [{' '.join(complaints)}]", *found]

    def grace_period(self, obj: Object, asked: int | None) -> int:
        """Models: podStrategy.CheckGracefulDelete"""
        spec = obj.get("spec") or {}
        if not spec.get("nodeName") or (obj.get("status") or {}).get("phase") in ("Succeeded", "Failed"):
            return 0
        seconds = asked if asked is not None else spec.get("terminationGracePeriodSeconds", 0)
        return 1 if seconds < 0 else seconds


# -- admission


def _tolerate_trouble(spec: Object) -> None:
    """Models: defaulttolerationseconds Plugin.Admit"""
    tolerations = spec.get("tolerations") or []
    for key in _TOLERATED:
        if not any(
            (not each.get("key") or each["key"] == key) and each.get("effect", "") in ("", "NoExecute")
            for each in tolerations
        ):
            added = {"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": _TOLERATION_SECONDS}
            spec["tolerations"] = [*(spec.get("tolerations") or []), added]


def _give_priority(pod: Object) -> None:
    """Models: priority Plugin.admitPod"""
    spec, name = pod["spec"], pod["spec"].get("priorityClassName") or ""
    if name and name not in _PRIORITIES:
        meta_name = pod["metadata"].get("name") or ""
        raise forbidden(BY_NAME["Pod"], meta_name, f"no PriorityClass with name {name} was found")
    spec["priority"] = _PRIORITIES.get(name, 0)
    spec["preemptionPolicy"] = spec.get("preemptionPolicy") or "PreemptLowerPriority"


def topology_labels(store: Store, node_name: str) -> dict[str, str]:
    """The zone and the region of a node: a Pod that is created on it or bound to it takes them over.

    Models: plugin/pkg/admission/podtopologylabels/admission.go
    """
    node = store.get("Node", "", node_name)
    labels = (node["metadata"].get("labels") or {}) if node else {}
    return {name: labels[name] for name in _TOPOLOGY_LABELS if name in labels}


def qos_class(pod: Object) -> str:
    """Models: pkg/apis/core/helper/qos/qos.go ComputePodQOS"""
    spec = pod.get("spec") or {}
    resources = [
        container.get("resources") or {}
        for name in ("containers", "initContainers")
        for container in spec.get(name) or []
    ]
    if not any(_positive(each.get(kind)) for each in resources for kind in ("limits", "requests")):
        return "BestEffort"
    return "Guaranteed" if all(_is_guaranteed(each) for each in resources) else "Burstable"


def _positive(quantities: Object | None) -> bool:
    return any(amount((quantities or {}).get(name, 0)) > 0 for name in ("cpu", "memory"))


def _is_guaranteed(resources: Object) -> bool:
    limits, requests = resources.get("limits") or {}, resources.get("requests") or {}
    return all(
        amount(limits.get(name, 0)) > 0 and amount(requests.get(name, 0)) == amount(limits[name])
        for name in ("cpu", "memory")
    )


# -- warnings


def pod_warnings(spec: Object, path: Path) -> list[str]:
    """Models: warningsForPodSpecAndMeta"""
    return [*_secret_warnings(spec, path), *_alias_warnings(spec, path), *_env_warnings(spec, path),
            *_port_warnings(spec, path), *_port_name_warnings(spec, path)]  # fmt: skip


def _containers(spec: Object, path: Path) -> Iterator[tuple[Object, Path]]:
    for name in ("initContainers", "containers"):
        for position, container in enumerate(spec.get(name) or []):
            yield container, path.child(name, position)


def _secret_warnings(spec: Object, path: Path) -> Iterator[str]:
    names = [secret.get("name") or "" for secret in spec.get("imagePullSecrets") or []]
    for position, name in enumerate(names):
        if name and name in names[:position]:
            place, first = (path.child("imagePullSecrets", each) for each in (position, names.index(name)))
            yield f"{place}: duplicates {go_quote(name)} in {first}"


def _alias_warnings(spec: Object, path: Path) -> Iterator[str]:
    ips = [alias.get("ip") or "" for alias in spec.get("hostAliases") or []]
    for position, ip in enumerate(ips):
        if ip in ips[:position]:
            yield f"{path.child('hostAliases', position, 'ip')}: duplicate ip {go_quote(ip)}"


def _env_warnings(spec: Object, path: Path) -> Iterator[str]:
    for container, place in _containers(spec, path):
        names = [variable.get("name") or "" for variable in container.get("env") or []]
        for position, name in enumerate(names):
            if name in names[:position]:
                here = place.child("env", position)
                yield f"{here}: hides previous definition of {go_quote(name)}, which may be dropped when using apply"


def _port_warnings(spec: Object, path: Path) -> Iterator[str]:
    seen: dict[tuple[int, str], list[tuple[Object, Path]]] = {}
    for container, place in _containers(spec, path):
        for position, port in enumerate(container.get("ports") or []):
            here = place.child("ports", position)
            others = seen.setdefault((port.get("containerPort") or 0, port.get("protocol") or ""), [])
            for other, there in others:
                what = _overlap(port, other)
                if what:
                    yield f"{here}: {what} port definition with {there}"
            others.append((port, here))


def _overlap(port: Object, other: Object) -> str:
    number, other_number = port.get("hostPort") or 0, other.get("hostPort") or 0
    ip, other_ip = port.get("hostIP") or "", other.get("hostIP") or ""
    if (ip, number) == (other_ip, other_number):
        return "duplicate"
    if not number or not other_number:
        return "overlapping"
    return "dangerously ambiguous" if number == other_number and bool(ip) != bool(other_ip) else ""


def _port_name_warnings(spec: Object, path: Path) -> Iterator[str]:
    seen: dict[str, Path] = {}
    for container, place in _containers(spec, path):
        for position, port in enumerate(container.get("ports") or []):
            name, here = port.get("name") or "", place.child("ports", position)
            if name and name in seen:
                first = seen[name]
                yield (
                    f"{here}: duplicate port name {go_quote(name)} with {first}, "
                    f"services and probes that select ports by name will use {first}"
                )
            elif name:
                seen[name] = here
