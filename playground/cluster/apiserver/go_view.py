"""Objects as Go prints its internal types: every field, by its Go name, in the order of the struct.

Some error texts show such a value (`{"Type":"Rolling","RollingUpdate":null}`) or the difference between two.

Models: apimachinery/pkg/util/diff, encoding/json on types without tags
"""

from __future__ import annotations

import difflib
import json
import re
from typing import Any

from playground.cluster.objects.schema import Field, Type, empty, struct

_INITIALISMS = {
    "api": "API", "aws": "AWS", "cidr": "CIDR", "cidrs": "CIDRs", "csi": "CSI", "dns": "DNS", "fs": "FS", "gce": "GCE", "grpc": "GRPC", "http": "HTTP",
    "https": "HTTPS", "ip": "IP", "iscsi": "ISCSI", "nfs": "NFS", "os": "OS", "pid": "PID", "qos": "QOS", "rbd": "RBD",
    "se": "SE", "tcp": "TCP", "tls": "TLS", "tty": "TTY", "uid": "UID", "url": "URL", "uuid": "UUID",
}  # fmt: skip

_POD_SPEC = (
    "volumes", "initContainers", "containers", "ephemeralContainers", "restartPolicy", "terminationGracePeriodSeconds",
    "activeDeadlineSeconds", "dnsPolicy", "nodeSelector", "serviceAccountName", "automountServiceAccountToken",
    "nodeName", "securityContext", "imagePullSecrets", "hostname", "subdomain", "setHostnameAsFQDN", "hostnameOverride",
    "affinity", "schedulerName", "tolerations", "hostAliases", "priorityClassName", "priority", "preemptionPolicy",
    "dnsConfig", "readinessGates", "runtimeClassName", "overhead", "enableServiceLinks", "topologySpreadConstraints",
    "os", "schedulingGates", "resourceClaims", "resources",
)  # fmt: skip
_HOST_FIELDS = ("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers")
_CONTEXT = 3


def go_name(name: str) -> str:
    """`containerPort` -> `ContainerPort`, `hostIP` -> `HostIP`, `dnsPolicy` -> `DNSPolicy`."""
    first = re.match("[a-z]+", name)
    head = first[0] if first else ""
    return _INITIALISMS.get(head, head[:1].upper() + head[1:]) + name[len(head) :]


def go_struct(name: str, value: Any) -> Any:
    """A value of a struct of schema.json (`apps/v1.DeploymentStrategy`) with Go's field names."""
    return _view(struct(name), value)


def _view(kind: Type, value: Any) -> Any:
    if value is None:
        return None
    match kind.shape:
        case "struct" if kind.name == "core/v1.PodSpec":
            return _pod_spec(kind, value)
        case "struct":
            return {go_name(name): _field(field, value.get(name)) for name, field in kind.fields.items()}
        case "list":
            assert kind.item is not None
            return [_view(kind.item, item) for item in value]
        case "map":
            assert kind.item is not None
            return {key: _view(kind.item, value[key]) for key in sorted(value)}
        case "int-or-string":
            number = isinstance(value, int)
            return {"Type": 0 if number else 1, "IntVal": value if number else 0, "StrVal": "" if number else value}
        case _:
            return value


def _field(field: Field, value: Any) -> Any:
    if value is None and not field.pointer and field.type.shape == "struct":
        value = {}
    return empty(field) if value is None else _view(field.type, value)


def _pod_spec(kind: Type, spec: dict[str, Any]) -> dict[str, Any]:
    """The internal PodSpec has another order, and keeps the host's namespaces in its security context."""
    shown = {go_name(name): _field(kind.fields[name], spec.get(name)) for name in _POD_SPEC if name in kind.fields}
    if shown["SecurityContext"] is not None:
        host = {
            go_name(name): _field(kind.fields[name], spec.get(name)) for name in _HOST_FIELDS if name in kind.fields
        }
        shown["SecurityContext"] = {**host, **shown["SecurityContext"]}
    return shown


def go_diff(name: str, old: Any, new: Any) -> str:
    """The unified difference of two values of a struct, as error texts append it."""
    before, after = (
        json.dumps(go_struct(name, each), indent=1, ensure_ascii=False).splitlines() for each in (old, new)
    )
    lines = list(difflib.unified_diff(before, after, n=_CONTEXT, lineterm=""))
    return "".join(line + "\n" for line in lines[2:])
