"""Node, Namespace, ConfigMap, Secret, and every kind that has no page of its own.

Models: kubectl/pkg/describe/describe.go describeNode, describeNamespace, describeConfigMap, describeSecret,
GenericDescriberFor; kubectl/pkg/util/resource PodRequestsAndLimits
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from playground.cluster.kubectl.describe.text import NONE, UNSET, Page, rfc1123
from playground.cluster.kubectl.failures import Refusal
from playground.cluster.objects.duration import age
from playground.cluster.objects.kinds import BY_NAME, Object

_ROLE = "node-role.kubernetes.io/"


def node(page: Page, obj: Object) -> None:
    meta, spec, status = obj["metadata"], obj.get("spec") or {}, obj.get("status") or {}
    labels = meta.get("labels") or {}
    roles = {key.removeprefix(_ROLE) for key in labels if key.startswith(_ROLE)} | {labels.get("kubernetes.io/role", "")}
    page.line(0, "Name:", meta["name"])
    page.line(0, "Roles:", ",".join(sorted(roles - {""})) or NONE)
    page.marks(obj)
    page.line(0, "CreationTimestamp:", rfc1123(meta.get("creationTimestamp")))
    taints = [f"{each['key']}{'=' + each['value'] if each.get('value') else ''}:{each['effect']}" for each in spec.get("taints") or ()]
    page.several(0, "Taints", taints)
    page.line(0, "Unschedulable:", str(bool(spec.get("unschedulable"))).lower())
    _lease(page, meta["name"])
    if status.get("conditions"):
        page.line(0, "Conditions:")
        titles = ("Type", "Status", "LastHeartbeatTime", "LastTransitionTime", "Reason", "Message")
        page.line(1, *titles)
        page.line(1, *("-" * len(title) for title in titles))
        for each in status["conditions"]:
            beat, turn = rfc1123(each.get("lastHeartbeatTime")), rfc1123(each.get("lastTransitionTime"))
            cells = (each["type"], each["status"], beat, turn, each.get("reason", ""))
            page.line(1, *(f"{cell} " for cell in cells), each.get("message", ""))
    page.line(0, "Addresses:")
    for each in status.get("addresses") or ():
        page.line(1, f"{each['type']}:", each["address"])
    for title in ("capacity", "allocatable"):
        if status.get(title):
            page.line(0, f"{title.capitalize()}:")
            for key, value in sorted(status[title].items()):
                page.line(1, f"{key}:", value)
    _system(page, status.get("nodeInfo") or {})
    for title, value in (("PodCIDR:", spec.get("podCIDR")), ("PodCIDRs:", ",".join(spec.get("podCIDRs") or ())), ("ProviderID:", spec.get("providerID"))):
        if value:
            page.line(0, title, value)
    _pods(page, obj)
    page.events(obj)


def _lease(page: Page, name: str) -> None:
    try:
        lease = page.client.body("GET", BY_NAME["Lease"].path("kube-node-lease", name))
    except Refusal as refusal:
        page.line(0, "Lease:", f"Failed to get lease: {refusal}")
        return
    spec = lease.get("spec") or {}
    page.line(0, "Lease:")
    page.line(1, "HolderIdentity:", spec.get("holderIdentity") or UNSET)
    for title, key in (("AcquireTime:", "acquireTime"), ("RenewTime:", "renewTime")):
        page.line(1, title, rfc1123(spec[key]) if spec.get(key) else UNSET)


_SYSTEM = (
    ("Machine ID", "machineID"), ("System UUID", "systemUUID"), ("Boot ID", "bootID"), ("Kernel Version", "kernelVersion"),
    ("OS Image", "osImage"), ("Operating System", "operatingSystem"), ("Architecture", "architecture"),
    ("Container Runtime Version", "containerRuntimeVersion"), ("Kubelet Version", "kubeletVersion"),
)  # fmt: skip


def _system(page: Page, info: Object) -> None:
    page.line(0, "System Info:")
    for title, name in _SYSTEM:
        page.line(1, f"{title}:", info.get(name, ""))


def _pods(page: Page, obj: Object) -> None:
    selector = f"spec.nodeName={obj['metadata']['name']},status.phase!=Succeeded,status.phase!=Failed"
    pods = page.client.items(BY_NAME["Pod"], "", {"fieldSelector": selector})
    room = (obj.get("status") or {}).get("allocatable") or (obj.get("status") or {}).get("capacity") or {}
    page.line(0, "Non-terminated Pods:", f"({len(pods)} in total)")
    page.line(1, "Namespace", "Name", "", "CPU Requests", "CPU Limits", "Memory Requests", "Memory Limits", "Age")
    page.line(1, "---------", "----", "", "------------", "----------", "---------------", "-------------", "---")
    for pod in pods:
        used = [_share(_asked([pod], name, which), room.get(name), name) for name in ("cpu", "memory") for which in ("requests", "limits")]
        meta = pod["metadata"]
        page.line(1, meta["namespace"], meta["name"], "", *used, age(meta.get("creationTimestamp"), page.now))
    page.line(0, "Allocated resources:")
    page.line(0, "  (Total limits may be over 100 percent, i.e., overcommitted.)")
    page.line(1, "Resource", "Requests", "Limits")
    page.line(1, "--------", "--------", "------")
    for name in ("cpu", "memory", "ephemeral-storage"):
        page.line(1, name, *(_share(_asked(pods, name, which), room.get(name), name) for which in ("requests", "limits")))


def _asked(pods: Sequence[Object], name: str, which: str) -> Decimal:
    containers = (each for pod in pods for each in pod["spec"].get("containers") or ())
    return sum((quantity((each.get("resources") or {}).get(which, {}).get(name)) for each in containers), Decimal(0))


_SUFFIXES = {
    "n": Decimal("1e-9"), "u": Decimal("1e-6"), "m": Decimal("1e-3"), "": Decimal(1), "k": Decimal(10**3), "M": Decimal(10**6),
    "G": Decimal(10**9), "T": Decimal(10**12), "Ki": Decimal(2**10), "Mi": Decimal(2**20), "Gi": Decimal(2**30), "Ti": Decimal(2**40),
}  # fmt: skip


def quantity(text: Any) -> Decimal:
    found = re.fullmatch(r"([-+]?[0-9.]+(?:[eE][-+]?\d+)?)([A-Za-z]*)", str(text or "0"))
    return Decimal(found[1]) * _SUFFIXES.get(found[2], Decimal(1)) if found else Decimal(0)


def _share(value: Decimal, room: Any, name: str) -> str:
    whole = quantity(room)
    percent = int(value * 100 / whole) if whole else 0
    return f"{_quantity_text(value, name)} ({percent}%)"


def _quantity_text(value: Decimal, name: str) -> str:
    if name == "cpu":
        return str(int(value)) if value == int(value) else f"{int(value * 1000)}m"
    for suffix in ("Ti", "Gi", "Mi", "Ki"):
        if value and value % _SUFFIXES[suffix] == 0:
            return f"{int(value / _SUFFIXES[suffix])}{suffix}"
    return str(int(value))


def namespace(page: Page, obj: Object) -> None:
    page.line(0, "Name:", obj["metadata"]["name"])
    page.marks(obj)
    status = obj.get("status") or {}
    page.line(0, "Status:", status.get("phase", ""))
    if status.get("conditions"):
        page.line(0, "Conditions:")
        page.table(1, "Type", "Status", "LastTransitionTime", "Reason", "Message")
        for each in status["conditions"]:
            when = rfc1123(each.get("lastTransitionTime"))
            page.line(1, each["type"], each["status"], when, each.get("reason", ""), each.get("message", ""))
    page.line(0, "")
    page.line(0, "No resource quota.")
    page.line(0, "")
    page.line(0, "No LimitRange resource.")


def config_map(page: Page, obj: Object) -> None:
    page.head(obj)
    page.marks(obj)
    page.line(0, "")
    page.line(0, "Data")
    page.line(0, "====")
    for key, value in sorted((obj.get("data") or {}).items()):
        page.line(0, f"{key}:")
        page.line(0, "----")
        page.line(0, value)
        page.line(0, "")
    page.line(0, "")
    page.line(0, "BinaryData")
    page.line(0, "====")
    for key, value in sorted((obj.get("binaryData") or {}).items()):
        page.line(0, f"{key}: {len(base64.b64decode(value))} bytes")
    page.line(0, "")
    page.events(obj)


def secret(page: Page, obj: Object) -> None:
    page.head(obj)
    page.marks(obj)
    page.line(0, "")
    page.line(0, "Type:", obj.get("type", ""))
    page.line(0, "")
    page.line(0, "Data")
    page.line(0, "====")
    for key, value in sorted((obj.get("data") or {}).items()):
        page.line(0, f"{key}:", f"{len(base64.b64decode(value))} bytes")


# -- the rest


def generic(page: Page, obj: Object) -> None:
    page.head(obj)
    page.marks(obj)
    hidden = {"name", "namespace", "labels", "annotations", "managedFields"}
    meta = {key: value for key, value in obj["metadata"].items() if key not in hidden}
    _fields(page, 0, {"apiVersion": obj["apiVersion"], "kind": obj["kind"], "metadata": meta, **{
        key: value for key, value in obj.items() if key not in ("apiVersion", "kind", "metadata")
    }})  # fmt: skip
    page.events(obj)


def _fields(page: Page, level: int, fields: Object) -> None:
    for key in sorted(fields):
        _field(page, level, _title(key), fields[key])


def _field(page: Page, level: int, title: str, value: Any) -> None:
    if isinstance(value, dict):
        page.line(level, f"{title}:")
        _fields(page, level + 1, value)
    elif isinstance(value, list):
        page.line(level, f"{title}:")
        for item in value:
            if isinstance(item, dict):
                _fields(page, level + 1, item)
            else:
                page.line(level + 1, item)
    else:
        page.line(level, f"{title}:", str(value).lower() if isinstance(value, bool) else value)


def _title(name: str) -> str:
    """`apiVersion` -> `API Version`. Models: describe.go smartLabelFor"""
    parts = re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z]+", name) or [name]
    upper = {"api", "url", "uid", "osb", "guid"}
    return " ".join(part.upper() if part.lower() in upper else part[:1].upper() + part[1:] for part in parts)
