"""The EndpointSliceMirroring controller: hand-made Endpoints, copied into slices.

Models: pkg/controller/endpointslicemirroring/endpointslicemirroring_controller.go syncEndpoints, reconciler.go
"""

from __future__ import annotations

from collections.abc import Iterable

from playground.cluster.controllers.base import Controller, Key, own_key
from playground.cluster.controllers.indexes import SLICES_BY_SERVICE, use_slices_by_service
from playground.cluster.controllers.slices.endpoint import family_of, identity
from playground.cluster.controllers.slices.ports import PortMap, in_order, port_map
from playground.cluster.controllers.slices.reconciler import MANAGED_BY, SERVICE_NAME
from playground.cluster.controllers.subsets import mentions_of, repack
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import annotations_of, controller_ref, is_terminating, key_of, labels_of
from playground.cluster.store import Change

CONTROLLER = "endpointslicemirroring-controller.k8s.io"
SKIP = "endpointslice.kubernetes.io/skip-mirror"
LEADER = "control-plane.alpha.kubernetes.io/leader"
NOT_COPIED = ("endpoints.kubernetes.io/last-change-trigger-time", "kubectl.kubernetes.io/last-applied-configuration")
MAX_ADDRESSES = 1000

Group = tuple[PortMap, str]
"""Never more than one slice for one list of ports in one address family."""


class Mirroring(Controller):
    name = "endpoint-slice-mirroring-controller"
    kinds = ("Endpoints", "Service", "EndpointSlice")

    def prepare(self) -> None:
        use_slices_by_service(self.store)
        self._writing = False

    def keys(self, change: Change) -> Iterable[Key]:
        if change.kind != "EndpointSlice":
            return [own_key(change)]
        if self._writing or change.old is None or labels_of(change.old).get(MANAGED_BY) != CONTROLLER:
            return ()
        name = labels_of(change.old).get(SERVICE_NAME)
        return [(change.namespace, name)] if name else ()

    def reconcile(self, key: Key) -> float | None:
        endpoints = self.store.get("Endpoints", *key)
        existing = [
            part
            for part in self.store.lookup(SLICES_BY_SERVICE, key)
            if labels_of(part).get(MANAGED_BY) == CONTROLLER and not is_terminating(part)
        ]
        wanted = self._wanted(endpoints) if endpoints and self._is_mirrored(endpoints, key) else {}
        if wanted or existing:
            self._write(wanted, existing, endpoints)
        return None

    def _is_mirrored(self, endpoints: Object, key: Key) -> bool:
        if labels_of(endpoints).get(SKIP) == "true" or LEADER in annotations_of(endpoints):
            return False
        service = self.store.get("Service", *key)
        return service is not None and not service["spec"].get("selector") and not is_terminating(endpoints)

    def _wanted(self, endpoints: Object) -> dict[Group, Object]:
        slices: dict[Group, Object] = {}
        for subset in repack(mentions_of(endpoints.get("subsets") or [])):
            ports = in_order([{**port, "name": port.get("name") or ""} for port in subset.get("ports") or ()])
            skipped = 0
            for position, (address, ready) in enumerate(_addresses(subset)):
                if position >= MAX_ADDRESSES:
                    skipped += 1
                    continue
                family = family_of(address["ip"])
                part = slices.setdefault((port_map(ports), family), _new_slice(endpoints, family, ports))
                part["endpoints"].append(_endpoint(address, ready))
            if skipped:
                self.events.warning(endpoints, "TooManyAddressesToMirror", _too_many(skipped))
        return slices

    def _write(self, wanted: dict[Group, Object], existing: list[Object], endpoints: Object | None) -> None:
        left: list[Object] = []
        update: list[Object] = []
        for part in existing:
            mine = endpoints is not None and part["metadata"].get("ownerReferences") == [controller_ref(endpoints)]
            new = wanted.pop((port_map(part.get("ports")), part["addressType"]), None) if mine else None
            if new is None:
                left.append(part)
            elif _differs(part, new):
                update.append(_renamed(new, part))
        self._writing = True
        try:
            for new in wanted.values():
                old = next((part for part in left if part["addressType"] == new["addressType"]), None)
                if old is None:
                    self.api.create(new, self.name)
                else:
                    left.remove(old)
                    update.append(_renamed(new, old))
            for part in update:
                self.api.update(part, self.name)
            for part in left:
                self.api.delete("EndpointSlice", *key_of(part))
        finally:
            self._writing = False


def _too_many(skipped: int) -> str:
    limit = f"A max of {MAX_ADDRESSES} addresses can be mirrored to EndpointSlices per Endpoints subset."
    return f"{limit} {skipped} addresses were skipped"


def _addresses(subset: Object) -> list[tuple[Object, bool]]:
    ready = [(address, True) for address in subset.get("addresses") or ()]
    return ready + [(address, False) for address in subset.get("notReadyAddresses") or ()]


def _new_slice(endpoints: Object, family: str, ports: list[Object]) -> Object:
    """Models: pkg/controller/endpointslicemirroring/utils.go newEndpointSlice"""
    meta = endpoints["metadata"]
    made: Object = {
        "generateName": f"{meta['name']}-",
        "namespace": meta["namespace"],
        "labels": {**labels_of(endpoints), SERVICE_NAME: meta["name"], MANAGED_BY: CONTROLLER},
        "ownerReferences": [controller_ref(endpoints)],
    }
    annotations = {key: value for key, value in annotations_of(endpoints).items() if key not in NOT_COPIED}
    if annotations:
        made["annotations"] = annotations
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": made,
        "addressType": family,
        "endpoints": [],
        "ports": ports,
    }


def _endpoint(address: Object, ready: bool) -> Object:
    """Models: utils.go addressToEndpoint. Serving and terminating are not said: Endpoints don't know them."""
    endpoint: Object = {"addresses": [address["ip"]], "conditions": {"ready": ready}}
    for field in ("targetRef", "nodeName", "hostname"):
        if address.get(field):
            endpoint[field] = address[field]
    return endpoint


def _differs(old: Object, new: Object) -> bool:
    before = {identity(endpoint): endpoint for endpoint in old.get("endpoints") or ()}
    after = {identity(endpoint): endpoint for endpoint in new["endpoints"]}
    return before != after or labels_of(old) != labels_of(new) or annotations_of(old) != annotations_of(new)


def _renamed(new: Object, old: Object) -> Object:
    """The new content under the old name; the update is sent without a generateName, which is lost by it."""
    meta = {key: value for key, value in new["metadata"].items() if key != "generateName"}
    return {**new, "metadata": {**meta, "name": old["metadata"]["name"]}}
