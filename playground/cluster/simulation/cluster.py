"""The cluster: store, API server, controllers, data plane, DNS and clock in one object that may be changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Self

from playground.cluster.apiserver.messages import ApiError, Request, Response
from playground.cluster.apiserver.server import ApiServer
from playground.cluster.config import EPOCH, Clock, Config, Names
from playground.cluster.containers.runtime import ContainerRuntime
from playground.cluster.controllers.loop import Loop
from playground.cluster.dataplane import Dataplane
from playground.cluster.dns.server import DnsServer
from playground.cluster.manifest import ManifestDocument
from playground.cluster.objects.flow import Origin
from playground.cluster.objects.kinds import BY_NAME, Object
from playground.cluster.objects.world import BALANCER_TAKEN, NODE_FAILED, POD_CRASHED, POD_EXITED, POD_UNREADY
from playground.cluster.saying import say
from playground.cluster.simulation import bootstrap, logs, proxying
from playground.cluster.simulation.activity import Activity
from playground.cluster.simulation.applying import Outcome, Substitute, apply_text
from playground.cluster.simulation.asking import Asker
from playground.cluster.simulation.provenance import Location, differing, locate
from playground.cluster.simulation.serving import served
from playground.cluster.store import Store
from playground.cluster.trace.drift import Drift
from playground.cluster.trace.model import Target, Trace
from playground.cluster.trace.question import parse_target

MERGE = "application/merge-patch+json"
Place = tuple[str, str]


class Cluster:
    """One simulated cluster. `fork()` gives an independent one; nothing else is shared or global."""

    def __init__(self, config: Config, store: Store, clock: Clock, names: Names) -> None:
        self.config, self.store, self.clock, self.names = config, store, clock, names
        self.api = ApiServer(store, clock, names, config)
        self.runtime = ContainerRuntime(store, config)
        self.dataplane = Dataplane(store, config)
        self.dns = DnsServer(store, config)
        self.sources: dict[tuple[str, str, str], ManifestDocument] = {}
        self.asker = Asker(self.store, self.config, self.clock, self.names, self.dataplane, self.dns, self.runtime)
        self.activity = Activity()
        self.namespace = "default"  # of kubectl's context: where the learner's files go if they name none
        self.api.connect["Pod", "log"] = lambda request, route: logs.answer(self, request, route)
        for kind in ("Pod", "Service"):
            self.api.connect[kind, "proxy"] = lambda request, route: proxying.answer(self, request, route)
        self.loop: Loop

    @classmethod
    def bare(cls, config: Config | None = None, at: float = EPOCH) -> Self:
        """A control plane alone: the namespaces and the Service `kubernetes`, no nodes."""
        config = config or Config()
        cluster = cls(config, Store(), Clock(at), Names(config.seed))
        bootstrap.fill(cluster.api)
        cluster._drive(Loop(cluster.api, cluster.runtime))
        cluster.settle()
        return cluster

    @classmethod
    def new(cls, config: Config | None = None, nodes: int = 3, at: float = EPOCH) -> Self:
        """A cluster as learners get it: nodes node-1 ... node-n and a cluster DNS that is up; its time begins at `at`."""
        cluster = cls.bare(config, at)
        for number in range(1, nodes + 1):
            cluster.api.create(bootstrap.node(number, cluster.config))
        for obj in (*bootstrap.api_server(), bootstrap.storage_class(), *bootstrap.dns_service(cluster.config)):
            cluster.api.create(obj)
        cluster.advance(10)
        cidr = bootstrap.service_cidr(cluster.config, cluster.clock.stamp())
        made = cluster.api.create(cidr)
        cluster.api.update_status({**made, "status": cidr["status"]})
        return cluster

    def fork(self) -> Cluster:
        """An independent cluster in the same state. Objects are shared, because nobody changes them in place."""
        twin = type(self)(self.config, self.store.fork(), Clock(self.clock.now), self.names.fork())
        twin.sources, twin.namespace = dict(self.sources), self.namespace
        twin.asker.traffic = self.asker.traffic.fork()
        twin.activity = self.activity.fork()
        twin.dataplane.learn_from(self.dataplane)
        twin._drive(self.loop.fork(twin.api, twin.runtime))
        return twin

    def at(self, revision: int, now: float) -> Cluster:
        """The cluster as its objects were at a revision, which was at the instant `now`: to be looked at, not to be driven.
        Fields are located only in what says the same today. Raises Compacted where the history does not reach that far."""
        past = self.store.at(revision)
        twin = type(self)(self.config, past, Clock(now), self.names.fork())
        twin.sources = {key: document for key, document in self.sources.items() if _say_the_same(past.get(*key), self.store.get(*key))}
        twin.dataplane.learn_from(self.dataplane)
        return twin

    def _drive(self, loop: Loop) -> None:
        self.loop = loop
        self.runtime.remembered = loop.remembered

    # -- changing

    def request(self, request: Request) -> Response:
        """One API request, and everything that the controllers do about it now."""
        response = self.api.handle(request)
        self.settle()
        return response

    def apply(
        self,
        text: str,
        file: str = "service.yaml",
        namespace: str = "",
        substitute: Substitute = lambda value: value,
        dry_run: bool = False,
        settle: bool = True,
    ) -> list[Outcome]:
        """As `kubectl apply -f FILE`. Whatever was accepted can be located in the file from then on. Without `settle` no
        controller does anything about it: for forks that only want to know what is accepted."""
        outcomes = []
        for outcome, document in apply_text(self.api, text, file, namespace or self.namespace, substitute, dry_run):
            outcomes.append(outcome)
            if not outcome.error and not dry_run:
                value = substitute(document.value)
                self.sources[outcome.kind, outcome.namespace, outcome.name] = document if value == document.value else replace(document, value=value)
        if settle and not dry_run:
            self.settle()
        return outcomes

    def settle(self) -> None:
        self.loop.settle()

    def advance(self, seconds: float) -> bool:
        """Let logical time pass. True if anything was written."""
        return self.loop.advance(seconds)

    # -- what operators live through

    def delete_pod(self, namespace: str, name: str) -> None:
        self.api.delete("Pod", namespace, name)
        self.settle()

    def set_ready(self, namespace: str, name: str, ready: bool) -> str:
        """Hold a pod's readiness down, or let it go again. '' or why not."""
        return self._annotate("Pod", namespace, name, POD_UNREADY, None if ready else "true")

    def crash_pod(self, namespace: str, name: str) -> str:
        """The pod's processes exit, once: its kubelet starts them again, later each time. '' or why not."""
        return self._annotate("Pod", namespace, name, POD_EXITED, str(self.store.revision))

    def set_crashing(self, namespace: str, name: str, crashing: bool) -> str:
        """Let a pod's processes exit as often as they are started, or let that be over. '' or why not."""
        return self._annotate("Pod", namespace, name, POD_CRASHED, "true" if crashing else None)

    def take_balancer(self, namespace: str, name: str, taken: bool) -> str:
        """Let the cloud lose a Service's load balancer, or make one again. '' or why not."""
        return self._annotate("Service", namespace, name, BALANCER_TAKEN, "true" if taken else None)

    def scale(self, kind: str, namespace: str, name: str, replicas: int) -> str:
        """'' or why not."""
        return self._patch(kind, namespace, name, {"spec": {"replicas": replicas}})

    def fail_node(self, name: str) -> str:
        """Cut a node's power: its pods fall silent at once, the API learns of it later. '' or why not."""
        return self._annotate("Node", "", name, NODE_FAILED, "true")

    def restore_node(self, name: str) -> str:
        return self._annotate("Node", "", name, NODE_FAILED, None)

    def set_labels(self, kind: str, namespace: str, name: str, labels: Mapping[str, str | None]) -> str:
        """Set labels; None removes one. '' or why not."""
        return self._patch(kind, namespace, name, {"metadata": {"labels": dict(labels)}})

    def _annotate(self, kind: str, namespace: str, name: str, key: str, value: str | None) -> str:
        return self._patch(kind, namespace, name, {"metadata": {"annotations": {key: value}}})

    def _patch(self, kind: str, namespace: str, name: str, patch: Object) -> str:
        path = BY_NAME[kind].path(namespace, name)
        response = self.request(Request("PATCH", path, "", MERGE, json.dumps(patch).encode(), manager="playground", user="operator"))
        return "" if response.ok or response.body is None else str(response.body["message"])

    # -- asking

    def trace(self, source: str, target: str | Target) -> Trace:
        """Ask a question and keep what connections leave behind. Raises ValueError where source or target is none."""
        trace = self.asker.ask(self.place(source), parse_target(target) if isinstance(target, str) else target)
        return served(self, trace)

    def forget_traffic(self) -> None:
        """Drop what users' connections left behind: affinity, connection tracking."""
        self.asker.traffic.clear()
        self.activity.forget_requests()

    def place(self, source: str) -> str:
        """`pod/client@shop`, `node/node-1`, `outside` (or a place already) -> `pod:shop/client` ... Raises ValueError."""
        if source == "outside" or ":" in source:
            return source
        kind, _, rest = source.partition("/")
        name = rest.partition("@")[0]
        if kind == "node" and self.store.get("Node", "", name):
            return f"node:{name}"
        if kind == "pod":
            return "pod:{}/{}".format(*self.find_pod(source))
        raise ValueError(say("there is no {source} to ask from: use pod/NAME, pod/NAME@NAMESPACE, node/NAME or outside", source=repr(source)))

    def find_pod(self, source: str) -> Place:
        """`pod/client@shop` -> ("shop", "client"). Raises ValueError."""
        name, _, namespace = source.removeprefix("pod/").partition("@")
        if self.store.get("Pod", namespace or "default", name) is None:
            raise ValueError(say("there is no pod {name} in namespace {namespace}", name=repr(name), namespace=repr(namespace or "default")))
        return namespace or "default", name

    def logs(self, namespace: str, pod: str, container: str = "") -> str:
        """What a container printed: when it started, and a line for each request, as its server writes them.

        Raises ValueError.
        """
        return logs.text(self, namespace, pod, container)

    def environment(self, namespace: str, pod: str) -> dict[str, str]:
        """The variables of a pod's first container, as the kubelet set them when it started."""
        found = self.store.get("Pod", namespace, pod)
        if found is None:
            raise ValueError(say("there is no pod {name} in namespace {namespace}", name=repr(pod), namespace=repr(namespace)))
        return self.loop.environment(found)

    def address_of(self, place: str) -> str:
        """The address that packets from a place carry."""
        return self.asker.address_of(place)

    def locate(self, origin: Origin) -> Location | None:
        """Where the file says so, or None if no file does."""
        return locate(self.store, self.sources, origin)

    def differing(self, origin: Origin) -> Drift | None:
        """What the file says there, where the cluster has something else by now."""
        return differing(self.store, self.sources, origin)

    def snapshot(self) -> dict[str, Any]:
        """Every object, by kind: for comparing two clusters."""
        return {kind: self.store.list(kind) for kind in BY_NAME if self.store.count(kind)}


def _say_the_same(one: Object | None, other: Object | None) -> bool:
    """Whether two states of an object are of one life and differ in nothing but their status."""
    if one is None or other is None:
        return False
    left, right = [
        {**obj, "status": None, "metadata": {**obj["metadata"], "resourceVersion": "", "managedFields": None}} for obj in (one, other)
    ]
    return left == right


__all__ = ["ApiError", "Cluster"]
