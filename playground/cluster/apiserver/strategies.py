"""Which strategy each kind has. A kind that is not in the table has no rules of its own."""

from __future__ import annotations

from playground.cluster.apiserver import core_kinds, endpoints, networking, workloads
from playground.cluster.apiserver.pod import PodStrategy
from playground.cluster.apiserver.registry import Strategy
from playground.cluster.apiserver.service import ServiceStrategy
from playground.cluster.objects.kinds import KINDS

_CLASSES: dict[str, type[Strategy]] = {
    "Namespace": core_kinds.NamespaceStrategy,
    "Node": core_kinds.NodeStrategy,
    "Pod": PodStrategy,
    "Service": ServiceStrategy,
    "Endpoints": endpoints.EndpointsStrategy,
    "ConfigMap": core_kinds.ConfigMapStrategy,
    "Secret": core_kinds.SecretStrategy,
    "PersistentVolumeClaim": core_kinds.ClaimStrategy,
    "PersistentVolume": core_kinds.VolumeStrategy,
    "Event": core_kinds.EventStrategy,
    "ReplicationController": workloads.ReplicationControllerStrategy,
    "Deployment": workloads.DeploymentStrategy,
    "ReplicaSet": workloads.ReplicaSetStrategy,
    "StatefulSet": workloads.StatefulSetStrategy,
    "DaemonSet": workloads.DaemonSetStrategy,
    "Job": workloads.JobStrategy,
    "CronJob": workloads.CronJobStrategy,
    "EndpointSlice": endpoints.EndpointSliceStrategy,
    "Ingress": networking.IngressStrategy,
    "IngressClass": networking.IngressClassStrategy,
    "NetworkPolicy": networking.NetworkPolicyStrategy,
    "ServiceCIDR": networking.ServiceCidrStrategy,
    "IPAddress": networking.IpAddressStrategy,
    "Lease": core_kinds.LeaseStrategy,
    "StorageClass": core_kinds.StorageClassStrategy,
}

STRATEGIES: dict[str, Strategy] = {kind.name: _CLASSES.get(kind.name, Strategy)(kind) for kind in KINDS}


def strategy_of(kind: str) -> Strategy:
    return STRATEGIES[kind]
