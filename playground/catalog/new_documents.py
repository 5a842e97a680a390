"""Documents to start from: what the editor's "New" offers. Their texts are in `new_documents/`, one file each."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext, gettext_noop

_FOLDER = Path(__file__).parent / "new_documents"


class Row(NamedTuple):
    """`id` is the name of its file; a title that is a kind's name is no word of ours."""

    group: str
    id: str
    title: str
    summary: str


_SERVICES, _WORKLOADS, _OTHERS = gettext_noop("Services"), gettext_noop("Workloads"), gettext_noop("Others")

ROWS = (
    Row(_SERVICES, "service-clusterip", "Service: ClusterIP", gettext_noop("An address and a name inside the cluster, in front of pods.")),
    Row(_SERVICES, "service-nodeport", "Service: NodePort", gettext_noop("The same, and a port on every node for clients outside.")),
    Row(_SERVICES, "service-loadbalancer", "Service: LoadBalancer", gettext_noop("The same, and an address of its own outside the cluster.")),
    Row(_SERVICES, "service-externalname", "Service: ExternalName", gettext_noop("A second name for a host outside; no address, no pods.")),
    Row(_SERVICES, "service-headless", "Service: headless", gettext_noop("A name that stands for the pods themselves; no address in between.")),
    Row(_SERVICES, "service-without-selector", "Service + EndpointSlice", gettext_noop("Without a selector: you write the addresses behind it.")),
    Row(_SERVICES, "ingress", "Ingress", gettext_noop("HTTP from outside to Services, by host and path.")),
    Row(_WORKLOADS, "deployment", "Deployment", gettext_noop("Equal pods, kept at a number, with a readiness probe.")),
    Row(_WORKLOADS, "statefulset", "StatefulSet", gettext_noop("Pods with names and volumes of their own, and their headless Service.")),
    Row(_WORKLOADS, "daemonset", "DaemonSet", gettext_noop("One pod on every node.")),
    Row(_WORKLOADS, "pod", "Pod", gettext_noop("A single pod with a shell to ask from.")),
    Row(_WORKLOADS, "job", "Job", gettext_noop("A pod that runs once, to its end.")),
    Row(_WORKLOADS, "cronjob", "CronJob", gettext_noop("A Job again and again, by the clock.")),
    Row(_OTHERS, "namespace", "Namespace", gettext_noop("A space of names; Services in it are asked for as name.namespace.")),
    Row(_OTHERS, "networkpolicy", "NetworkPolicy", gettext_noop("Who may talk to which pods. Its effect is not modelled.")),
    Row(_OTHERS, "configmap", "ConfigMap", gettext_noop("Settings for pods.")),
    Row(_OTHERS, "secret", "Secret", gettext_noop("Settings that are not shown to everybody.")),
    Row(_OTHERS, "persistentvolumeclaim", "PersistentVolumeClaim", gettext_noop("A volume that outlives its pod.")),
    Row(_OTHERS, "serviceaccount", "ServiceAccount", gettext_noop("Who a pod is to the API server.")),
    Row(_OTHERS, "resourcequota", "ResourceQuota", gettext_noop("How much a namespace may hold.")),
)  # fmt: skip


def text_of(identity: str) -> str:
    return (_FOLDER / f"{identity}.yaml").read_text()


def new_documents() -> list[dict[str, Any]]:
    """`[{group, id, title, summary, text}]` in the order of the menu, in the reader's language."""
    return [
        {"group": gettext(row.group), "id": row.id, "title": row.title, "summary": gettext(row.summary), "text": text_of(row.id)}
        for row in ROWS
    ]
