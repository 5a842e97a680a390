"""Containers, volumes and templates, as pods and workloads show them.

Models: kubectl/pkg/describe/describe.go describeContainers, DescribeProbe, describeVolumes, DescribePodTemplate
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from playground.cluster.kubectl.describe.text import NONE, Page, rfc1123
from playground.cluster.objects.kinds import Object


def containers(page: Page, label: str, found: Sequence[Object], statuses: Mapping[str, Object]) -> None:
    page.line(0, f"{label}:")
    for container in found:
        _container(page, container, statuses.get(container["name"]), "")


def _container(page: Page, container: Object, status: Object | None, space: str) -> None:
    page.line(1, f"{space}{container['name']}:")

    def line(label: str, *cells: Any) -> None:
        page.line(2, f"{space}{label}", *cells)

    if status:
        line("Container ID:", status.get("containerID", ""))
    line("Image:", container.get("image", ""))
    if status:
        line("Image ID:", status.get("imageID", ""))
    ports = container.get("ports") or ()
    plural = "s" if len(ports) > 1 else ""
    line(f"Port{plural}:", _ports(ports, "containerPort"))
    line(f"Host Port{plural}:", _ports(ports, "hostPort"))
    for label, values in (("Command:", container.get("command")), ("Args:", container.get("args"))):
        if values:
            line(label)
            for value in values:
                for part in str(value).split("\n"):
                    page.line(3, f"{space}{part}")
    if status:
        _state(page, "State", status.get("state") or {}, space)
        if (status.get("lastState") or {}).get("terminated"):
            _state(page, "Last State", status["lastState"], space)
        line("Ready:", str(bool(status.get("ready"))))
        line("Restart Count:", status.get("restartCount", 0))
    _resources(page, container.get("resources") or {}, space)
    for name, label in (("livenessProbe", "Liveness:"), ("readinessProbe", "Readiness:"), ("startupProbe", "Startup:")):
        if container.get(name):
            line(label, probe(container[name]))
    _environment(page, container, space)
    _mounts(page, container, space)


def _ports(ports: Sequence[Object], number: str) -> str:
    shown = []
    for port in ports:
        name = f" ({port['name']})" if port.get("name") else ""
        shown.append(f"{port.get(number, 0)}/{port.get('protocol', 'TCP')}{name}")
    return ", ".join(shown) or NONE


def _state(page: Page, title: str, state: Object, space: str) -> None:
    def line(label: str, value: Any) -> None:
        page.line(3, f"{space}{label}", value)

    if "running" in state:
        page.line(2, f"{space}{title}:", "Running")
        line("Started:", rfc1123(state["running"].get("startedAt")))
    elif "terminated" in state:
        ended = state["terminated"]
        page.line(2, f"{space}{title}:", "Terminated")
        for label, name in (("Reason:", "reason"), ("Message:", "message")):
            if ended.get(name):
                line(label, ended[name])
        line("Exit Code:", ended.get("exitCode", 0))
        if ended.get("signal"):
            line("Signal:", ended["signal"])
        line("Started:", rfc1123(ended.get("startedAt")))
        line("Finished:", rfc1123(ended.get("finishedAt")))
    else:
        waiting = state.get("waiting") or {}
        page.line(2, f"{space}{title}:", "Waiting")
        for label, name in (("Reason:", "reason"), ("Message:", "message")):
            if waiting.get(name):
                line(label, waiting[name])


def _resources(page: Page, resources: Object, space: str) -> None:
    for name in ("limits", "requests"):
        if resources.get(name):
            page.line(2, f"{space}{name.capitalize()}:")
            for key, value in sorted(resources[name].items()):
                page.line(3, f"{space}{key}:", value)


def probe(found: Object) -> str:
    """Models: describe.go DescribeProbe"""
    timing = (
        f"delay={found.get('initialDelaySeconds', 0)}s timeout={found.get('timeoutSeconds', 1)}s "
        f"period={found.get('periodSeconds', 10)}s #success={found.get('successThreshold', 1)} #failure={found.get('failureThreshold', 3)}"
    )
    if "exec" in found:
        return f"exec [{' '.join(found['exec'].get('command') or ())}] {timing}"
    if "httpGet" in found:
        get = found["httpGet"]
        return f"http-get {get.get('scheme', 'HTTP').lower()}://{get.get('host', '')}:{get.get('port', '')}{get.get('path', '')} {timing}"
    if "tcpSocket" in found:
        return f"tcp-socket {found['tcpSocket'].get('host', '')}:{found['tcpSocket'].get('port', '')} {timing}"
    if "grpc" in found:
        return f"grpc <pod>:{found['grpc'].get('port')} {found['grpc'].get('service') or ''} {timing}"
    return f"unknown {timing}"


def _environment(page: Page, container: Object, space: str) -> None:
    sources = container.get("envFrom") or ()
    if sources:
        page.line(2, f"{space}Environment Variables from:")
        for each in sources:
            what, ref = ("ConfigMap", each["configMapRef"]) if "configMapRef" in each else ("Secret", each.get("secretRef") or {})
            prefix = f" with prefix '{each['prefix']}'" if each.get("prefix") else ""
            page.line(3, f"{space}{ref.get('name', '')}", f"{what}{prefix}", f"Optional: {str(bool(ref.get('optional'))).lower()}")
    found = container.get("env") or ()
    if not found:
        page.line(2, f"{space}Environment:", NONE)
        return
    page.line(2, f"{space}Environment:")
    for each in found:
        page.line(3, f"{space}{each['name']}:", _variable(each))


def _variable(each: Object) -> str:
    source = each.get("valueFrom")
    if not source:
        return str(each.get("value", "")).replace("\n", "\n\t\t\t")
    if "fieldRef" in source:
        return f" ({source['fieldRef'].get('apiVersion', 'v1')}:{source['fieldRef'].get('fieldPath', '')})"
    if "resourceFieldRef" in source:
        return f" ({source['resourceFieldRef'].get('resource', '')})"
    for name, text in (("secretKeyRef", "<set to the key '{}' in secret '{}'>"), ("configMapKeyRef", "<set to the key '{}' of config map '{}'>")):
        if name in source:
            ref = source[name]
            return f"{text.format(ref.get('key', ''), ref.get('name', ''))} Optional: {str(bool(ref.get('optional'))).lower()}"
    return ""


def _mounts(page: Page, container: Object, space: str) -> None:
    found = container.get("volumeMounts") or ()
    if not found:
        page.line(2, f"{space}Mounts:", NONE)
        return
    page.line(2, f"{space}Mounts:")
    for each in sorted(found, key=lambda mount: mount.get("mountPath", "")):
        flags = ["ro" if each.get("readOnly") else "rw"]
        if each.get("subPath"):
            flags.append(f'path="{each["subPath"]}"')
        page.line(3, f"{space}{each['mountPath']} from {each['name']} ({','.join(flags)})")


_VOLUMES: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "hostPath": ("HostPath (bare host directory volume)", (("Path", "path"), ("HostPathType", "type"))),
    "emptyDir": ("EmptyDir (a temporary directory that shares a pod's lifetime)", (("Medium", "medium"), ("SizeLimit", "sizeLimit"))),
    "secret": ("Secret (a volume populated by a Secret)", (("SecretName", "secretName"), ("Optional", "optional"))),
    "configMap": ("ConfigMap (a volume populated by a ConfigMap)", (("Name", "name"), ("Optional", "optional"))),
    "persistentVolumeClaim": (
        "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)",
        (("ClaimName", "claimName"), ("ReadOnly", "readOnly")),
    ),
    "projected": ("Projected (a volume that contains injected data from multiple sources)", ()),
    "downwardAPI": ("DownwardAPI (a volume populated by information about the pod)", ()),
    "nfs": ("NFS (an NFS mount that lasts the lifetime of a pod)", (("Server", "server"), ("Path", "path"), ("ReadOnly", "readOnly"))),
}
_SWITCHES = ("Optional", "ReadOnly")


def volumes(page: Page, found: Sequence[Object], space: str = "") -> None:
    if not found:
        page.line(0, f"{space}Volumes:", NONE)
        return
    page.line(0, f"{space}Volumes:")
    for volume in found:
        page.line(1, f"{space}{volume['name']}:")
        sort = next((key for key in volume if key in _VOLUMES), "")
        if not sort:
            page.line(2, f"{space}<unknown>")
            continue
        about, lines = _VOLUMES[sort]
        page.line(2, f"{space}Type:", about)
        for label, name in lines:
            value = (volume[sort] or {}).get(name)
            if label in _SWITCHES:
                value = str(bool(value)).lower()
            elif value is None:
                value = "<unset>" if label == "SizeLimit" else ""
            page.line(2, f"{space}{label}:", value)


def tolerations(page: Page, found: Sequence[Object], space: str = "") -> None:
    """Models: describe.go printTolerationsMultiline"""
    shown = []
    for each in found:
        text = each.get("key", "")
        text += f"={each['value']}" if each.get("value") else ""
        text += f":{each['effect']}" if each.get("effect") else ""
        if each.get("operator") == "Exists" and not each.get("value"):
            text += " op=Exists" if each.get("key") or each.get("effect") else "op=Exists"
        if each.get("tolerationSeconds") is not None:
            text += f" for {each['tolerationSeconds']}s"
        shown.append(text)
    page.several(0, f"{space}Tolerations", shown)


def template(page: Page, found: Object | None) -> None:
    """Models: describe.go DescribePodTemplate"""
    page.line(0, "Pod Template:")
    if not found:
        page.line(0, "  <unset>")
        return
    meta, spec = found.get("metadata") or {}, found.get("spec") or {}
    page.labels(meta.get("labels"), "  Labels")
    if meta.get("annotations"):
        page.annotations(meta["annotations"], "  Annotations")
    if spec.get("serviceAccountName"):
        page.line(0, "  Service Account:", spec["serviceAccountName"])
    if spec.get("initContainers"):
        _template_containers(page, "Init Containers", spec["initContainers"])
    _template_containers(page, "Containers", spec.get("containers") or ())
    volumes(page, spec.get("volumes") or (), "  ")
    if spec.get("topologySpreadConstraints"):
        page.line(0, "  Topology Spread Constraints:", "")
    if spec.get("priorityClassName"):
        page.line(0, "  Priority Class Name:", spec["priorityClassName"])
    page.labels(spec.get("nodeSelector"), "  Node-Selectors")
    tolerations(page, spec.get("tolerations") or (), "  ")


def _template_containers(page: Page, label: str, found: Sequence[Object]) -> None:
    """Their names are indented by three."""
    page.line(0, f"  {label}:")
    for container in found:
        _container(page, container, None, " ")
