"""Which controllers a cluster has, and their order: the one place to add one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.cluster.controllers.accounts import NamespaceContents
from playground.cluster.controllers.base import Controller, Runtime
from playground.cluster.controllers.cronjob import CronJobs
from playground.cluster.controllers.daemonset import DaemonSets
from playground.cluster.controllers.deployment import Deployments
from playground.cluster.controllers.endpoints import EndpointsObjects
from playground.cluster.controllers.endpointslice import EndpointSlices
from playground.cluster.controllers.eviction import TaintEviction
from playground.cluster.controllers.gc import GarbageCollector
from playground.cluster.controllers.job import Jobs
from playground.cluster.controllers.kubelet import Kubelet
from playground.cluster.controllers.loadbalancer import LoadBalancers
from playground.cluster.controllers.mirroring import Mirroring
from playground.cluster.controllers.namespace import Namespaces
from playground.cluster.controllers.node import NodeLifecycle, NodeStatus
from playground.cluster.controllers.podgc import PodCollector
from playground.cluster.controllers.protection import Protection
from playground.cluster.controllers.ranges import ServiceRanges
from playground.cluster.controllers.replicaset import ReplicaSets, ReplicationControllers
from playground.cluster.controllers.scheduler import Scheduler
from playground.cluster.controllers.statefulset import StatefulSets
from playground.cluster.controllers.volumes import Volumes

if TYPE_CHECKING:
    from playground.cluster.apiserver.server import ApiServer

ALWAYS: tuple[type[Controller], ...] = (
    Deployments, ReplicaSets, ReplicationControllers, StatefulSets, DaemonSets, Jobs, CronJobs,
    Volumes, Protection, EndpointSlices, EndpointsObjects, Mirroring, LoadBalancers,
    NamespaceContents, Namespaces, ServiceRanges, GarbageCollector,
)  # fmt: skip
WITH_KUBELETS: tuple[type[Controller], ...] = (NodeStatus, NodeLifecycle, TaintEviction, PodCollector)


def controllers_for(api: ApiServer, runtime: Runtime) -> list[Controller]:
    """Without kubelets nobody watches over nodes either: what requests say about them stands."""
    controllers = [make(api) for make in ALWAYS]
    if api.config.run_scheduler:
        controllers.append(Scheduler(api))
    if api.config.run_kubelet:
        controllers += [Kubelet(api, runtime), *(make(api) for make in WITH_KUBELETS)]
    return controllers
