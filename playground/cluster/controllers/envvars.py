"""The environment of a container: the Services' variables, `env`, `envFrom`, and the references in them.

Models: pkg/kubelet/envvars/envvars.go FromServices; pkg/kubelet/kubelet_pods.go makeEnvironmentVariables;
third_party/forked/golang/expansion/expand.go Expand
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections import ChainMap
from collections.abc import Iterable, Mapping
from math import ceil
from types import MappingProxyType

from playground.cluster.config import Config
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import annotations_of, labels_of, pod_ips
from playground.cluster.objects.quantity import amount
from playground.cluster.store import Store

MASTER = ("default", "kubernetes")


class ConfigurationError(Exception):
    """A reference of the environment leads nowhere: the container can't be made (CreateContainerConfigError)."""


# -- Services


def variables(services: Iterable[Object]) -> list[tuple[str, str]]:
    """The variables of these Services, in their order; those without a cluster IP have none."""
    return [pair for service in services if has_address(service) for pair in _variables_of(service)]


class ServiceLinks:
    """What the kubelet tells a container that starts now about Services.

    Those of the pod's namespace, if it has service links on, and `default/kubernetes` always. Kept for each namespace
    until one of its Services changes: all containers that start meanwhile share them.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: dict[str | None, tuple[tuple[int, int], Mapping[str, str]]] = {}

    def of(self, pod: Object) -> Mapping[str, str]:
        links = pod["spec"].get("enableServiceLinks") is not False
        namespace = pod["metadata"].get("namespace", "") if links else None
        written = self._store.last_written
        state = (written("Service", MASTER[0]), written("Service", namespace) if namespace is not None else 0)
        kept = self._kept.get(namespace)
        if kept is None or kept[0] != state:
            kept = self._kept[namespace] = (state, _environment_of(self._store, namespace))
        return kept[1]


def _environment_of(store: Store, namespace: str | None) -> Mapping[str, str]:
    chosen: dict[str, Object] = {}
    master = store.get("Service", *MASTER)
    if master is not None and has_address(master):
        chosen[MASTER[1]] = master
    for service in store.iterate("Service", namespace) if namespace is not None else ():
        if has_address(service):
            chosen[service["metadata"]["name"]] = service
    return MappingProxyType(dict(variables(chosen[name] for name in sorted(chosen))))


def has_address(service: Object) -> bool:
    return service["spec"].get("clusterIP") not in (None, "", "None")


def _variables_of(service: Object) -> list[tuple[str, str]]:
    name, spec = _upper(service["metadata"]["name"]), service["spec"]
    address, ports = spec["clusterIP"], spec.get("ports") or []
    out = [(f"{name}_SERVICE_HOST", address)]
    if ports:
        out.append((f"{name}_SERVICE_PORT", str(ports[0]["port"])))
    out += [(f"{name}_SERVICE_PORT_{_upper(p['name'])}", str(p["port"])) for p in ports if p.get("name")]
    return out + _links(name, address, ports)


def _links(name: str, address: str, ports: list[Object]) -> list[tuple[str, str]]:
    """As Docker's links had them. Models: envvars.go makeLinkVariables"""
    out: list[tuple[str, str]] = []
    host = f"[{address}]" if ":" in address else address
    for position, port in enumerate(ports):
        protocol = port.get("protocol") or "TCP"
        url = f"{protocol.lower()}://{host}:{port['port']}"
        if position == 0:
            out.append((f"{name}_PORT", url))
        prefix = f"{name}_PORT_{port['port']}_{protocol.upper()}"
        out += [
            (prefix, url),
            (f"{prefix}_PROTO", protocol.lower()),
            (f"{prefix}_PORT", str(port["port"])),
            (f"{prefix}_ADDR", address),
        ]
    return out


def _upper(name: str) -> str:
    return name.upper().replace("-", "_")


# -- the container's own


def container_environment(store: Store, pod: Object, container: Object, config: Config) -> dict[str, str]:
    """All variables of a container that starts now. Raises ConfigurationError."""
    services = ServiceLinks(store).of(pod)
    return whole_environment(own_environment(store, pod, container, services), services)


def own_environment(store: Store, pod: Object, container: Object, services: Mapping[str, str]) -> dict[str, str]:
    """Those that the container itself asks for. Raises ConfigurationError."""
    own: dict[str, str] = {}
    for source in container.get("envFrom") or ():
        own |= _all_of(store, pod, source)
    for entry in container.get("env") or ():
        value = _value(store, pod, container, entry, ChainMap(own, services))  # type: ignore[arg-type]
        if value is not None:
            own[entry["name"]] = value
    return own


def whole_environment(own: Mapping[str, str], services: Mapping[str, str]) -> dict[str, str]:
    """The container's own variables first; they win."""
    return {**own, **{name: value for name, value in services.items() if name not in own}}


def _value(store: Store, pod: Object, container: Object, entry: Object, known: Mapping[str, str]) -> str | None:
    source = entry.get("valueFrom")
    if not source:
        return expand(str(entry.get("value") or ""), known)
    if "fieldRef" in source:
        return field_value(pod, source["fieldRef"]["fieldPath"])
    if "resourceFieldRef" in source:
        return _resource_value(store, pod, container, source["resourceFieldRef"])
    for field, kind in (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")):
        if field in source:
            return _key_value(store, pod, kind, source[field])
    return None


def expand(text: str, known: Mapping[str, str]) -> str:
    """`$(NAME)` by its value, if it has one; `$$` is a dollar sign."""

    def replace(found: re.Match[str]) -> str:
        if found[0] == "$$":
            return "$"
        return known.get(found[1], found[0])

    return re.sub(r"\$\$|\$\(([^)]*)\)", replace, text)


_KEYED = re.compile(r"metadata\.(labels|annotations)\['(.*)'\]")


def field_value(pod: Object, path: str) -> str:
    """A field of the pod as the downward API tells it. Models: pkg/fieldpath/fieldpath.go ExtractFieldPathAsString"""
    meta, spec, status = pod["metadata"], pod["spec"], pod.get("status") or {}
    if keyed := _KEYED.fullmatch(path):
        return (labels_of(pod) if keyed[1] == "labels" else annotations_of(pod)).get(keyed[2], "")
    fields = {
        "metadata.name": meta["name"],
        "metadata.namespace": meta.get("namespace", ""),
        "metadata.uid": meta.get("uid", ""),
        "metadata.labels": _listed(labels_of(pod)),
        "metadata.annotations": _listed(annotations_of(pod)),
        "spec.nodeName": spec.get("nodeName", ""),
        "spec.serviceAccountName": spec.get("serviceAccountName", "default"),
        "status.hostIP": status.get("hostIP", ""),
        "status.hostIPs": ",".join(entry["ip"] for entry in status.get("hostIPs") or ()),
        "status.podIP": next(iter(pod_ips(pod)), ""),
        "status.podIPs": ",".join(pod_ips(pod)),
    }
    return str(fields.get(path, ""))


def _listed(pairs: Mapping[str, str]) -> str:
    return "\n".join(f'{key}="{value}"' for key, value in sorted(pairs.items()))


def _resource_value(store: Store, pod: Object, container: Object, source: Object) -> str:
    """Rounded up to the divisor; a limit that isn't set is the node's. Models: pkg/api/v1/resource ExtractContainerResourceValue"""
    wanted = source.get("containerName")
    everyone = [*pod["spec"].get("containers", ()), *(pod["spec"].get("initContainers") or ())]
    target = next((one for one in everyone if one["name"] == wanted), container)
    kind, _, resource = source["resource"].partition(".")
    value = ((target.get("resources") or {}).get(kind) or {}).get(resource)
    if value is None and kind == "limits":
        node = store.get("Node", "", pod["spec"].get("nodeName") or "") or {}
        value = ((node.get("status") or {}).get("allocatable") or {}).get(resource)
    divisor = amount(source.get("divisor") or "1") or 1
    return str(ceil(amount(value or "0") / divisor))


def _all_of(store: Store, pod: Object, source: Object) -> dict[str, str]:
    for field, kind in (("configMapRef", "ConfigMap"), ("secretRef", "Secret")):
        if field in source:
            data = _data(store, pod, kind, source[field]) or {}
            return {f"{source.get('prefix', '')}{key}": value for key, value in data.items()}
    return {}


def _key_value(store: Store, pod: Object, kind: str, source: Object) -> str | None:
    data = _data(store, pod, kind, source)
    if data is not None and source["key"] in data:
        return data[source["key"]]
    if source.get("optional"):
        return None
    raise ConfigurationError(
        f"couldn't find key {source['key']} in {kind} {pod['metadata'].get('namespace', '')}/{source.get('name', '')}"
    )


def _data(store: Store, pod: Object, kind: str, source: Object) -> dict[str, str] | None:
    found = store.get(kind, pod["metadata"].get("namespace", ""), source.get("name", ""))
    if found is None:
        if source.get("optional"):
            return None
        raise ConfigurationError(f'{kind.lower()} "{source.get("name", "")}" not found')
    data = found.get("data") or {}
    if kind == "Secret":
        return {key: b64decode(value).decode(errors="replace") for key, value in sorted(data.items())}
    return {key: str(value) for key, value in sorted(data.items())}
