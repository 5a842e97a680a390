"""The EndpointSlice controller: the slices of every Service that has a selector.

Models: pkg/controller/endpointslice/endpointslice_controller.go syncService
"""

from __future__ import annotations

from collections.abc import Iterable

from playground.cluster.controllers.base import Controller, Key, own_key
from playground.cluster.controllers.indexes import (
    SLICES_BY_SERVICE,
    pods_selected,
    use_pods_by_label,
    use_services_by_selector,
    use_slices_by_service,
)
from playground.cluster.controllers.selection import services_concerned
from playground.cluster.controllers.slices.distribution import give_hints
from playground.cluster.controllers.slices.packing import Plan
from playground.cluster.controllers.slices.reconciler import CONTROLLER, MANAGED_BY, SERVICE_NAME, Hinter, plan_slices
from playground.cluster.controllers.slices.topology import (
    DISABLED,
    ENABLED,
    cpu_shares,
    give_topology_hints,
    is_overloaded,
    wants_topology,
)
from playground.cluster.controllers.triggers import stamped, trigger_time
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import is_ready, is_terminating, key_of, labels_of
from playground.cluster.store import Change

BY_TOPOLOGY = "services-by-topology-mode"
LAST_RETRY = 1000.0


class EndpointSlices(Controller):
    name = "endpoint-slice-controller"
    kinds = ("Service", "Pod", "EndpointSlice", "Node")

    def prepare(self) -> None:
        use_pods_by_label(self.store)
        use_services_by_selector(self.store)
        use_slices_by_service(self.store)
        self.store.index(BY_TOPOLOGY, "Service", lambda service: [True] if wants_topology(service) else [])
        self._writing = False

    def keys(self, change: Change) -> Iterable[Key]:
        match change.kind:
            case "Service":
                return [own_key(change)]
            case "Pod":
                return services_concerned(self.store, change)
            case "EndpointSlice":
                return self._service_of_slice(change)
            case _:
                return self._overloaded_services(change)

    def _service_of_slice(self, change: Change) -> Iterable[Key]:
        """A slice of this controller that somebody else changed or deleted is restored."""
        if self._writing or change.old is None or labels_of(change.old).get(MANAGED_BY) != CONTROLLER:
            return ()
        name = labels_of(change.old).get(SERVICE_NAME)
        return [(change.namespace, name)] if name else ()

    def _overloaded_services(self, change: Change) -> Iterable[Key]:
        """Nodes decide about topology hints that were given out. Models: checkNodeTopologyDistribution"""
        if _topology_of(change.old) == _topology_of(change.new):
            return ()
        shares = cpu_shares(self.store.iterate("Node"))
        keys = [key_of(service) for service in self.store.lookup(BY_TOPOLOGY, True)]
        return [key for key in keys if any(is_overloaded(given, shares) for given in self._given(key).values())]

    def _given(self, key: Key) -> dict[str, dict[str, int]]:
        """The topology hints of a Service by address type and zone; empty where there are none."""
        found: dict[str, dict[str, int]] = self.memory.get((*key, "hints"), {})
        return found

    def reconcile(self, key: Key) -> float | None:
        namespace, name = key
        service = self.store.get("Service", namespace, name)
        if service is None:
            self.memory = {kept: value for kept, value in self.memory.items() if kept[:2] != key}  # type: ignore[index]
            return None
        selector = service["spec"].get("selector")
        if service["spec"].get("type") == "ExternalName" or not selector:
            return None
        pods = pods_selected(self.store, namespace, selector)
        triggered = trigger_time(self.memory, service, pods)
        plan, complaints = plan_slices(
            service, pods, self._own_slices(key), lambda node: self.store.get("Node", "", node), self._hinter(service)
        )
        self._write(plan, service, triggered)
        return self._complain(service, complaints)

    def _own_slices(self, key: Key) -> list[Object]:
        return [
            part
            for part in self.store.lookup(SLICES_BY_SERVICE, key)
            if labels_of(part).get(MANAGED_BY) == CONTROLLER and not is_terminating(part)
        ]

    def _write(self, plan: Plan, service: Object, triggered: str) -> None:
        self._writing = True
        try:
            for part in plan.create if not is_terminating(service) else ():
                self.api.create(self._stamped(part, triggered), self.name)
            for part in plan.update:
                self.api.update(self._stamped(part, triggered), self.name)
            for part in plan.delete:
                self.api.delete("EndpointSlice", *key_of(part))
        finally:
            self._writing = False

    @staticmethod
    def _stamped(part: Object, triggered: str) -> Object:
        annotations = stamped({}, triggered)
        meta = {key: value for key, value in part["metadata"].items() if key != "annotations"}
        return {**part, "metadata": {**meta, **({"annotations": annotations} if annotations else {})}}

    def _complain(self, service: Object, complaints: list[str]) -> float | None:
        """What could be written is written; the rest is an error, told and tried again."""
        retries = (*key_of(service), "retries")
        if not complaints:
            self.memory.pop(retries, None)
            return None
        text = complaints[0] if len(complaints) == 1 else f"[{', '.join(complaints)}]"
        name = "/".join(key_of(service))
        self.events.warning(
            service, "FailedToUpdateEndpointSlices", f"Error updating Endpoint Slices for Service {name}: {text}"
        )
        failures = self.memory[retries] = self.memory.get(retries, 0) + 1
        return float(min(2.0 ** (failures - 1), LAST_RETRY))

    # -- hints

    def _hinter(self, service: Object) -> Hinter:
        if not wants_topology(service):
            return lambda plan, family: self._hint_by_field(service, plan, family)
        return lambda plan, family: self._hint_by_topology(service, plan, family)

    def _hint_by_field(self, service: Object, plan: Plan, family: str) -> None:
        if self.memory.pop((*key_of(service), "hints"), None):
            self.events.warning(service, "TopologyAwareHintsDisabled", f"{DISABLED}, addressType: {family}")
        give_hints(plan, service["spec"].get("trafficDistribution"))

    def _hint_by_topology(self, service: Object, plan: Plan, family: str) -> None:
        given, place = give_topology_hints(plan, cpu_shares(self.store.iterate("Node"))), (*key_of(service), "hints")
        if isinstance(given, str):
            self.memory.pop(place, None)
            self.events.warning(service, "TopologyAwareHintsDisabled", f"{given}, addressType: {family}")
            return
        if place not in self.memory:
            self.events.normal(service, "TopologyAwareHintsEnabled", f"{ENABLED}, addressType: {family}")
        self.memory[place] = {**self._given(key_of(service)), family: given}


def _topology_of(node: Object | None) -> object:
    if node is None:
        return None
    return labels_of(node), is_ready(node), (node.get("status") or {}).get("allocatable")
