"""ServiceCIDRs become ready, and stay until no address of theirs is in use that no other range has.

Models: pkg/controller/servicecidrs/servicecidrs_controller.go sync, canDeleteCIDR
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address, ip_network

from playground.cluster.controllers.base import Controller, Key
from playground.cluster.objects.duration import seconds_of
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import is_terminating, with_condition
from playground.cluster.store import Change

FINALIZER = "networking.k8s.io/service-cidr-finalizer"
SETTLING = 10.0
"""Seconds that a deleted range stays, for addresses that are being given at this moment."""

_READY = {"type": "Ready", "status": "True", "reason": "", "message": "Kubernetes Service CIDR is ready"}
_IN_USE = {
    "type": "Ready", "status": "False", "reason": "Terminating",
    "message": "There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR",
}  # fmt: skip


class ServiceRanges(Controller):
    name = "service-cidr-controller"
    kinds = ("ServiceCIDR", "IPAddress")

    def keys(self, change: Change) -> Iterable[Key]:
        if change.kind == "ServiceCIDR":
            return [("", change.name)]
        gone = change.new is None
        return [("", each["metadata"]["name"]) for each in self.store.iterate("ServiceCIDR") if is_terminating(each)] if gone else ()

    def reconcile(self, key: Key) -> float | None:
        found = self.store.get("ServiceCIDR", *key)
        if found is None:
            return None
        if is_terminating(found):
            return self._end(found)
        if FINALIZER not in (found["metadata"].get("finalizers") or ()):
            kept = [*(found["metadata"].get("finalizers") or ()), FINALIZER]
            found = self.api.update({**found, "metadata": {**found["metadata"], "finalizers": kept}}, self.name)
        if not any(one["type"] == "Ready" and one["status"] == "True" for one in _conditions(found)):
            self._say(found, _READY)
        return None

    def _end(self, found: Object) -> float | None:
        left = [one for one in found["metadata"].get("finalizers") or () if one != FINALIZER]
        if left == (found["metadata"].get("finalizers") or []):
            return None
        since = seconds_of(found["metadata"]["deletionTimestamp"])
        if self._is_needed(found):
            self._say(found, _IN_USE)
            return None
        if (wait := since + SETTLING - self.clock.now) > 0:
            return wait
        meta = {field: value for field, value in found["metadata"].items() if field != "finalizers"}
        self.api.update({**found, "metadata": meta | ({"finalizers": left} if left else {})}, self.name)
        return None

    def _is_needed(self, found: Object) -> bool:
        others = [each for each in self.store.iterate("ServiceCIDR") if each is not found and not is_terminating(each)]
        return any(
            _holds(found, each["metadata"]["name"]) and not any(_holds(other, each["metadata"]["name"]) for other in others)
            for each in self.store.iterate("IPAddress")
        )

    def _say(self, found: Object, condition: Object) -> None:
        conditions = with_condition(_conditions(found), condition, self.clock.stamp())
        if conditions != _conditions(found):
            self.api.update_status({**found, "status": {**(found.get("status") or {}), "conditions": conditions}}, self.name)


def _conditions(found: Object) -> list[Object]:
    return (found.get("status") or {}).get("conditions") or []


def _holds(found: Object, address: str) -> bool:
    """An address is in no network of the other family."""
    return any(ip_address(address) in ip_network(cidr) for cidr in found["spec"].get("cidrs") or ())
