"""What the decoder fills into a Pod and into the Pod template of a workload.

Models: pkg/apis/core/v1/defaults.go
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from playground.cluster.objects.kinds import Object

_CONTAINER_LISTS = ("initContainers", "containers", "ephemeralContainers")
_FILE_MODE = 0o644
_TOKEN_SECONDS = 3600


def default_pod(pod: Object) -> None:
    """A Pod itself: the template's defaults, and what only Pods get.

    Models: SetDefaults_Pod
    """
    spec = pod.setdefault("spec", {})
    default_pod_spec(spec)
    for container in (*(spec.get("initContainers") or []), *(spec.get("containers") or [])):
        limits = (container.get("resources") or {}).get("limits")
        if limits:
            requests = container["resources"].get("requests") or {}
            container["resources"]["requests"] = {**limits, **requests}
    _fill(spec, enableServiceLinks=True)
    if spec.get("hostNetwork"):
        _default_host_ports(spec)


def default_template(template: Object) -> None:
    """Models: SetDefaults_PodTemplateSpec and what the generated code calls below it"""
    default_pod_spec(template.setdefault("spec", {}))


def default_pod_spec(spec: Object) -> None:
    """Models: SetDefaults_PodSpec"""
    for name in _CONTAINER_LISTS:
        for container in spec.get(name) or []:
            _default_container(container)
    for volume in spec.get("volumes") or []:
        _default_volume(volume)
    _fill(
        spec,
        restartPolicy="Always",
        terminationGracePeriodSeconds=30,
        dnsPolicy="ClusterFirst",
        securityContext={},
        schedulerName="default-scheduler",
    )
    if spec.get("serviceAccountName") or spec.get("serviceAccount"):
        spec["serviceAccountName"] = spec.get("serviceAccountName") or spec["serviceAccount"]
        spec["serviceAccount"] = spec["serviceAccountName"]


def _fill(target: Object, **values: Any) -> None:
    """Set what is absent or the empty string; a given 0 or False stays."""
    for name, value in values.items():
        if value is not None and (target.get(name) is None or target[name] == ""):
            target[name] = value


def _default_container(container: Object) -> None:
    for port in container.get("ports") or []:
        _fill(port, protocol="TCP")
    for variable in container.get("env") or []:
        source = variable.get("valueFrom") or {}
        if source.get("fieldRef") is not None:
            _fill(source["fieldRef"], apiVersion="v1")
    _fill(
        container,
        resources={},
        terminationMessagePath="/dev/termination-log",
        terminationMessagePolicy="File",
        imagePullPolicy=pull_policy(container.get("image") or ""),
    )
    for name in ("livenessProbe", "readinessProbe", "startupProbe"):
        if container.get(name) is not None:
            _default_probe(container[name])
    for handler in (container.get("lifecycle") or {}).values():
        _default_handler(handler or {})


def pull_policy(image: str) -> str:
    """Always for the tag `latest`, also where it is only implied; an image by digest is fixed.

    Models: SetDefaults_Container, pkg/util/parsers ParseImageName
    """
    name, _, digest = image.partition("@")
    tag = name.rpartition("/")[2].partition(":")[2] or ("" if digest else "latest")
    return "Always" if tag == "latest" else "IfNotPresent"


def _default_probe(probe: Object) -> None:
    _default_handler(probe)
    for name, value in (("timeoutSeconds", 1), ("periodSeconds", 10), ("successThreshold", 1), ("failureThreshold", 3)):
        probe[name] = probe.get(name) or value


def _default_handler(handler: Object) -> None:
    if handler.get("httpGet") is not None:
        _fill(handler["httpGet"], path="/", scheme="HTTP")
    grpc = handler.get("grpc")
    if grpc is not None and grpc.get("service") is None:
        grpc["service"] = ""


def _default_volume(volume: Object) -> None:
    """A volume without a source is an emptyDir. Models: SetDefaults_Volume and its sources"""
    if not any(value is not None for name, value in volume.items() if name != "name"):
        volume["emptyDir"] = {}
    for name in ("secret", "configMap", "downwardAPI", "projected"):
        source = volume.get(name)
        if source is not None:
            _fill(source, defaultMode=_FILE_MODE)
    if volume.get("hostPath") is not None and volume["hostPath"].get("type") is None:
        volume["hostPath"]["type"] = ""
    for item in _field_refs(volume):
        _fill(item, apiVersion="v1")
    for source in (volume.get("projected") or {}).get("sources") or []:
        if source.get("serviceAccountToken") is not None:
            _fill(source["serviceAccountToken"], expirationSeconds=_TOKEN_SECONDS)


def _field_refs(volume: Object) -> Iterator[Object]:
    sources = [volume, *((volume.get("projected") or {}).get("sources") or [])]
    for source in sources:
        for item in (source.get("downwardAPI") or {}).get("items") or []:
            if item.get("fieldRef") is not None:
                yield item["fieldRef"]


def _default_host_ports(spec: Object) -> None:
    """Models: defaultHostNetworkPorts"""
    for name in ("initContainers", "containers"):
        for container in spec.get(name) or []:
            for port in container.get("ports") or []:
                port["hostPort"] = port.get("hostPort") or port.get("containerPort") or 0
