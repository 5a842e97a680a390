"""What is done to a solution: one deliberate mistake at a time, by kind. Most are mistakes that people make."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from ipaddress import ip_address
from typing import Any, NamedTuple

from playground.cluster.objects.kinds import Object

Path = tuple[str | int, ...]


class Remove:
    """The value of a field that is taken out."""


REMOVE = Remove()


class Mistake(NamedTuple):
    """`what` is its stable name; the first path is where it shows."""

    what: str
    changes: tuple[tuple[Path, Any], ...]


def one(what: str, *path: str | int, value: Any) -> Mistake:
    return Mistake(what, ((path, value),))


def mistakes(obj: Object) -> Iterator[Mistake]:
    """Every mistake that can be made in an object."""
    yield from _metadata(obj)
    for operator in OPERATORS.get(str(obj.get("kind")), ()):
        yield from operator(obj)


def shifted(value: Any) -> Any:
    """A number that is one off; a word that lacks its last letter."""
    if isinstance(value, int):
        return value + 1
    text = str(value)
    return text[:-1] if len(text) > 1 else text + "x"


def _metadata(obj: Object) -> Iterator[Mistake]:
    meta = obj["metadata"]
    yield one("name changed", "metadata", "name", value=meta["name"] + "x")
    if "namespace" in meta:
        yield one("namespace missing", "metadata", "namespace", value=REMOVE)
    if obj["kind"] not in ("Namespace", "Node", "PersistentVolume"):
        yield one("namespace wrong", "metadata", "namespace", value="kube-public")


def _pairs(obj: Object, what: str, *path: str) -> Iterator[Mistake]:
    """Labels and selectors: a wrong key, a wrong value, a value of other case, a pair too few."""
    pairs = obj
    for part in path:
        pairs = pairs.get(part) or {} if isinstance(pairs, dict) else {}
    for key, value in pairs.items():
        text = str(value)
        yield Mistake(f"{what} {key}: wrong key", (((*path, key), REMOVE), ((*path, key + "s"), value)))
        yield one(f"{what} {key}: wrong value", *path, key, value=shifted(text))
        if text.capitalize() != text:
            yield one(f"{what} {key}: other case", *path, key, value=text.capitalize())
        if len(pairs) > 1:
            yield one(f"{what} {key}: left out", *path, key, value=REMOVE)
    if pairs:
        yield one(f"{what}: left out", *path, value=REMOVE)


# -- Service


def _selector(service: Object) -> Iterator[Mistake]:
    return _pairs(service, "selector", "spec", "selector")


def _ports(service: Object) -> Iterator[Mistake]:
    ports = service["spec"].get("ports") or []
    for number, port in enumerate(ports):
        path: Path = ("spec", "ports", number)
        name = f"ports[{number}]"
        target = port.get("targetPort", port.get("port"))
        yield one(f"{name}: port shifted", *path, "port", value=shifted(port["port"]))
        yield one(f"{name}: targetPort shifted", *path, "targetPort", value=shifted(target))
        if target != port["port"]:
            yield one(f"{name}: targetPort left out", *path, "targetPort", value=REMOVE)
        if isinstance(target, int) and target != port["port"]:
            yield Mistake(f"{name}: port and targetPort swapped", (((*path, "port"), target), ((*path, "targetPort"), port["port"])))
        other = "UDP" if port.get("protocol", "TCP") == "TCP" else "TCP"
        yield one(f"{name}: protocol {other}", *path, "protocol", value=other)
        if "name" in port:
            yield one(f"{name}: port name changed", *path, "name", value=port["name"] + "x")
        if "nodePort" in port:
            yield one(f"{name}: nodePort shifted", *path, "nodePort", value=port["nodePort"] + 1)
            yield one(f"{name}: nodePort left out", *path, "nodePort", value=REMOVE)
        if len(ports) > 1:
            yield one(f"{name}: left out", "spec", "ports", value=ports[:number] + ports[number + 1 :])


def _targets(service: Object) -> Iterator[Mistake]:
    """Two ports with each other's targets."""
    ports = service["spec"].get("ports") or []
    targets = [port.get("targetPort", port["port"]) for port in ports]
    for number in range(len(ports) - 1):
        if targets[number] != targets[number + 1]:
            paths: list[Path] = [("spec", "ports", place, "targetPort") for place in (number, number + 1)]
            exchanged = zip(paths, (targets[number + 1], targets[number]), strict=True)
            yield Mistake(f"ports[{number}] and ports[{number + 1}]: targetPorts exchanged", tuple(exchanged))


def _type(service: Object) -> Iterator[Mistake]:
    now, headless = service["spec"].get("type", "ClusterIP"), service["spec"].get("clusterIP") == "None"
    for kind in ("ClusterIP", "NodePort", "LoadBalancer"):
        if kind != now and not headless:
            changes: list[tuple[Path, Any]] = [(("spec", "type"), kind)]
            if kind == "ClusterIP":
                changes += [(("spec", "ports", number, "nodePort"), REMOVE) for number, port in enumerate(service["spec"].get("ports") or []) if "nodePort" in port]
                changes += [(("spec", name), REMOVE) for name in ("externalTrafficPolicy", "loadBalancerClass") if name in service["spec"]]
            if now == "ExternalName":
                changes += [(("spec", "externalName"), REMOVE), (("spec", "ports"), [{"port": 80}])]
            yield Mistake(f"type {kind}", tuple(changes))
    if now == "ClusterIP":
        yield one("clusterIP: headless toggled", "spec", "clusterIP", value=REMOVE if headless else "None")
    if now == "ExternalName":
        yield one("externalName: wrong", "spec", "externalName", value="x" + str(service["spec"].get("externalName")))


def _behaviour(service: Object) -> Iterator[Mistake]:
    spec = service["spec"]
    if spec.get("type") == "ExternalName":
        return
    yield one("readiness ignored", "spec", "publishNotReadyAddresses", value=not spec.get("publishNotReadyAddresses", False))
    if spec.get("clusterIP") != "None":
        if spec.get("sessionAffinity") == "ClientIP":
            yield Mistake("sessionAffinity left out", tuple((("spec", name), REMOVE) for name in ("sessionAffinity", "sessionAffinityConfig") if name in spec))
        yield _policy(spec, "internalTrafficPolicy")
    if spec.get("type") in ("NodePort", "LoadBalancer"):
        yield _policy(spec, "externalTrafficPolicy")


def _policy(spec: Object, name: str) -> Mistake:
    other = "Cluster" if spec.get(name) == "Local" else "Local"
    return one(f"{name} {other}", "spec", name, value=other)


# -- endpoints by hand


def _slice(slice_: Object) -> Iterator[Mistake]:
    yield from _pairs(slice_, "label", "metadata", "labels")
    for number, port in enumerate(slice_.get("ports") or []):
        yield from _endpoint_port(port, ("ports", number), f"ports[{number}]")
    endpoints = slice_.get("endpoints") or []
    for number, endpoint in enumerate(endpoints):
        for place, address in enumerate(endpoint.get("addresses") or []):
            yield one(f"endpoints[{number}]: other address", "endpoints", number, "addresses", place, value=_next(address))
        yield one(f"endpoints[{number}]: not ready", "endpoints", number, "conditions", value={"ready": False})
        if len(endpoints) > 1:
            yield one(f"endpoints[{number}]: left out", "endpoints", value=endpoints[:number] + endpoints[number + 1 :])


def _endpoints(endpoints: Object) -> Iterator[Mistake]:
    for number, subset in enumerate(endpoints.get("subsets") or []):
        for place, port in enumerate(subset.get("ports") or []):
            yield from _endpoint_port(port, ("subsets", number, "ports", place), f"ports[{place}]")
        for place, entry in enumerate(subset.get("addresses") or []):
            yield one(f"addresses[{place}]: other address", "subsets", number, "addresses", place, "ip", value=_next(entry["ip"]))


def _endpoint_port(port: Object, path: Path, name: str) -> Iterator[Mistake]:
    yield one(f"{name}: port shifted", *path, "port", value=shifted(port.get("port", 0)))
    yield one(f"{name}: port name changed", *path, "name", value=shifted(port["name"]) if port.get("name") else "x")
    yield one(f"{name}: protocol changed", *path, "protocol", value="UDP" if port.get("protocol", "TCP") == "TCP" else "TCP")


def _next(address: str) -> str:
    try:
        return str(ip_address(address) + 1)
    except ValueError:
        return "x" + address


# -- workloads


def _workload(obj: Object) -> Iterator[Mistake]:
    """Labels of the template (with the selector, so that the API server accepts it), replicas, the containers."""
    spec = obj["spec"]
    template = spec.get("template") or {}
    for key, value in (template.get("metadata", {}).get("labels") or {}).items():
        changes: list[tuple[Path, Any]] = [(("spec", "template", "metadata", "labels", key), shifted(str(value)))]
        if key in (spec.get("selector", {}).get("matchLabels") or {}):
            changes.append((("spec", "selector", "matchLabels", key), shifted(str(value))))
        yield Mistake(f"template label {key}: wrong value", tuple(changes))
    if spec.get("replicas", 1) > 1:
        yield one("replicas: one too few", "spec", "replicas", value=spec["replicas"] - 1)
    yield one("replicas: none", "spec", "replicas", value=0)
    if "serviceName" in spec:
        yield one("serviceName changed", "spec", "serviceName", value=shifted(spec["serviceName"]))
    yield from _containers(template.get("spec") or {}, ("spec", "template", "spec"))


def _pod(pod: Object) -> Iterator[Mistake]:
    yield from _pairs(pod, "label", "metadata", "labels")
    yield from _containers(pod["spec"], ("spec",))


def _containers(spec: Object, path: Path) -> Iterator[Mistake]:
    for number, container in enumerate(spec.get("containers") or []):
        inner: Path = (*path, "containers", number)
        for place, port in enumerate(container.get("ports") or []):
            if port.get("name"):
                yield one(f"container port {port['name']}: name changed", *inner, "ports", place, "name", value=shifted(port["name"]))
        if "readinessProbe" in container:
            yield one("readinessProbe left out", *inner, "readinessProbe", value=REMOVE)
        for place, variable in enumerate(container.get("env") or []):
            yield one(f"env {variable['name']}: name changed", *inner, "env", place, "name", value=shifted(variable["name"]))
            for source in ("secretKeyRef", "configMapKeyRef"):
                reference = (variable.get("valueFrom") or {}).get(source)
                if reference:
                    where = (*inner, "env", place, "valueFrom", source)
                    yield one(f"env {variable['name']}: other key", *where, "key", value=shifted(reference["key"]))
                    yield one(f"env {variable['name']}: other {source}", *where, "name", value=shifted(reference["name"]))
    for number, volume in enumerate(spec.get("volumes") or []):
        claim = volume.get("persistentVolumeClaim")
        if claim:
            yield one(f"volume {volume['name']}: other claim", *path, "volumes", number, "persistentVolumeClaim", "claimName", value=shifted(claim["claimName"]))


def _data(obj: Object) -> Iterator[Mistake]:
    for field in ("data", "stringData"):
        for key, value in (obj.get(field) or {}).items():
            yield Mistake(f"{field} {key}: other key", (((field, key), REMOVE), ((field, shifted(key)), value)))


def _ingress(ingress: Object) -> Iterator[Mistake]:
    for number, rule in enumerate(ingress["spec"].get("rules") or []):
        path: Path = ("spec", "rules", number)
        if "host" in rule:
            yield one(f"rules[{number}]: other host", *path, "host", value="x" + rule["host"])
        for place, entry in enumerate(rule.get("http", {}).get("paths") or []):
            inner: Path = (*path, "http", "paths", place)
            yield one(f"rules[{number}].paths[{place}]: other path", *inner, "path", value=str(entry.get("path", "/")).rstrip("/") + "/x")
            if entry.get("pathType") in ("Prefix", "Exact"):
                other = "Exact" if entry["pathType"] == "Prefix" else "Prefix"
                yield one(f"rules[{number}].paths[{place}]: pathType {other}", *inner, "pathType", value=other)
            service = entry.get("backend", {}).get("service")
            if service:
                yield one(f"rules[{number}].paths[{place}]: other Service", *inner, "backend", "service", "name", value=shifted(service["name"]))
                for key, value in (service.get("port") or {}).items():
                    yield one(f"rules[{number}].paths[{place}]: other port", *inner, "backend", "service", "port", key, value=shifted(value))


OPERATORS: dict[str, tuple[Callable[[Object], Iterator[Mistake]], ...]] = {
    "Service": (_selector, _ports, _targets, _type, _behaviour),
    "EndpointSlice": (_slice,),
    "Endpoints": (_endpoints,),
    "Deployment": (_workload,),
    "StatefulSet": (_workload,),
    "DaemonSet": (_workload,),
    "ReplicaSet": (_workload,),
    "Pod": (_pod,),
    "Secret": (_data,),
    "ConfigMap": (_data,),
    "Ingress": (_ingress,),
}
