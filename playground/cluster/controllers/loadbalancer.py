"""A simulated cloud: it gives Services of type LoadBalancer an address from a pool, after a while.

Its deliveries are to the address itself (ipMode VIP), so the nodes' rules decide, source ranges included.

Models: staging/src/k8s.io/cloud-provider/controllers/service/controller.go syncLoadBalancerIfNeeded
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import ip_address, ip_network

from playground.cluster.controllers.base import Controller, Key, own_key
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import is_terminating, key_of, labels_of
from playground.cluster.objects.world import balancer_is_taken
from playground.cluster.store import Change

FINALIZER = "service.kubernetes.io/load-balancer-cleanup"
EXCLUDED = "node.kubernetes.io/exclude-from-external-load-balancers"
BY_ADDRESS = "services-by-balancer-address"
WANTED = "services-that-want-a-balancer"


class LoadBalancers(Controller):
    name = "service-controller"
    kinds = ("Service", "Node")

    def prepare(self) -> None:
        self.store.index(BY_ADDRESS, "Service", ingress_addresses)
        self.store.index(WANTED, "Service", lambda service: [True] if wants_balancer(service) else [])

    def keys(self, change: Change) -> Iterable[Key]:
        if change.kind == "Service":
            return [own_key(change)]
        if _is_target(change.old) == _is_target(change.new):
            return ()
        return [key_of(service) for service in self.store.lookup(WANTED, True)]

    def reconcile(self, key: Key) -> float | None:
        service = self.store.get("Service", *key)
        if service is None:
            self.memory.pop(key, None)
            return None
        if not wants_balancer(service) or is_terminating(service):
            self.memory.pop(key, None)
            if FINALIZER in (service["metadata"].get("finalizers") or ()):
                self._remove(service)
            return None
        if not self.config.load_balancer:
            return None
        if balancer_is_taken(service):
            self._lose(key, service)
            return None
        return self._ensure(key, service)

    # -- making one

    def _ensure(self, key: Key, service: Object) -> float | None:
        nodes = tuple(node["metadata"]["name"] for node in self.store.iterate("Node") if _is_target(node))
        begun = self.memory.get(key)
        if begun is None or begun[0] != service["metadata"]["uid"]:
            has_address = bool(ingress_addresses(service))
            begun = self.memory[key] = (service["metadata"]["uid"], self.clock.now, nodes)
            if not has_address:
                self._begin(service, nodes)
        if ingress_addresses(service):
            if begun[2] != nodes:
                self.memory[key] = (*begun[:2], nodes)
                self.events.normal(service, "UpdatedLoadBalancer", "Updated load balancer with new hosts")
            return None
        left: float = begun[1] + self.config.load_balancer_after - self.clock.now
        if left > 0:
            return left
        self._finish(key, nodes)
        return None

    def _begin(self, service: Object, nodes: tuple[str, ...]) -> None:
        self.events.normal(service, "EnsuringLoadBalancer", "Ensuring load balancer")
        if not nodes:
            self.events.warning(service, "UnAvailableLoadBalancer", "There are no available nodes for LoadBalancer")
        finalizers = service["metadata"].get("finalizers") or []
        if FINALIZER not in finalizers:
            meta = {**service["metadata"], "finalizers": [*finalizers, FINALIZER]}
            self.api.update({**service, "metadata": meta}, self.name)

    def _finish(self, key: Key, nodes: tuple[str, ...]) -> None:
        service = self.store.get("Service", *key)
        if service is None:
            return
        address = self._address_for(service)
        if address is None:
            text = "Error syncing load balancer: failed to ensure load balancer: no address left in the pool"
            self.events.warning(service, "SyncLoadBalancerFailed", text)
            return
        self.memory[key] = (service["metadata"]["uid"], self.clock.now, nodes)
        self.events.normal(service, "EnsuredLoadBalancer", "Ensured load balancer")
        balancer = {"ingress": [{"ip": address, "ipMode": "VIP"}]}
        self.api.update_status(
            {**service, "status": {**(service.get("status") or {}), "loadBalancer": balancer}}, self.name
        )

    def _address_for(self, service: Object) -> str | None:
        """The address that `spec.loadBalancerIP` asks for, if the pool has it, else the first free one."""
        wanted = service["spec"].get("loadBalancerIP")
        pool = ip_network(self.config.load_balancer_pool, strict=False)
        if wanted:
            return str(wanted) if ip_address(wanted) in pool and self._is_free(wanted) else None
        return next((address for address in _hosts(str(pool)) if self._is_free(address)), None)

    def _is_free(self, address: str) -> bool:
        return not self.store.bucket(BY_ADDRESS, address)

    # -- unmaking it

    def _lose(self, key: Key, service: Object) -> None:
        """The cloud has taken it away (objects/world.py): no address until it makes another."""
        self.memory.pop(key, None)
        if ingress_addresses(service):
            self.events.warning(service, "LoadBalancerLost", "The cloud has no load balancer for this Service any more")
            self.api.update_status({**service, "status": {**(service.get("status") or {}), "loadBalancer": {}}}, self.name)

    def _remove(self, service: Object) -> None:
        self.events.normal(service, "DeletingLoadBalancer", "Deleting load balancer")
        if ingress_addresses(service):
            status = {**(service.get("status") or {}), "loadBalancer": {}}
            service = self.api.update_status({**service, "status": status}, self.name)
        left = [name for name in service["metadata"]["finalizers"] if name != FINALIZER]
        meta = {key: value for key, value in service["metadata"].items() if key != "finalizers"}
        self.events.normal(service, "DeletedLoadBalancer", "Deleted load balancer")
        self.api.update({**service, "metadata": meta | ({"finalizers": left} if left else {})}, self.name)


def wants_balancer(service: Object) -> bool:
    """A class names another controller, which this cluster does not have: such a Service waits for ever."""
    spec = service.get("spec") or {}
    return spec.get("type") == "LoadBalancer" and not spec.get("loadBalancerClass")


def ingress_addresses(service: Object) -> list[str]:
    ingress = ((service.get("status") or {}).get("loadBalancer") or {}).get("ingress") or ()
    return [entry["ip"] for entry in ingress if entry.get("ip")]


def _hosts(pool: str) -> Iterator[str]:
    return (str(address) for address in ip_network(pool).hosts())


def _is_target(node: Object | None) -> bool:
    """Ready or not plays no part: the balancer has health checks of its own."""
    return node is not None and not is_terminating(node) and labels_of(node).get(EXCLUDED, "false") == "false"
