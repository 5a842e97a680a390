"""The Endpoints controller: the older form of what slices say, for clients that still read it.

Models: pkg/controller/endpoint/endpoints_controller.go syncService
"""

from __future__ import annotations

from collections.abc import Iterable

from playground.cluster.apiserver.messages import ApiError
from playground.cluster.controllers.base import Controller, Key, own_key
from playground.cluster.controllers.indexes import pods_selected, use_pods_by_label, use_services_by_selector
from playground.cluster.controllers.selection import services_concerned
from playground.cluster.controllers.slices.endpoint import belongs_in_slices, endpoint_hostname, family_of
from playground.cluster.controllers.slices.ports import target_port
from playground.cluster.controllers.slices.reconciler import HEADLESS, is_headless
from playground.cluster.controllers.subsets import Mention, repack, truncate
from playground.cluster.controllers.triggers import stamped, trigger_time
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import annotations_of, is_ready, is_terminating, labels_of, pod_ips
from playground.cluster.store import Change

MANAGED_BY = "endpoints.kubernetes.io/managed-by"
CONTROLLER = "endpoint-controller"
OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity"


class EndpointsObjects(Controller):
    name = CONTROLLER
    kinds = ("Service", "Pod", "Endpoints")

    def prepare(self) -> None:
        use_pods_by_label(self.store)
        use_services_by_selector(self.store)

    def keys(self, change: Change) -> Iterable[Key]:
        if change.kind == "Pod":
            return services_concerned(self.store, change)
        if change.kind == "Endpoints" and change.new is not None:
            return ()  # an edit by hand stays until something else happens
        return [own_key(change)]

    def reconcile(self, key: Key) -> float | None:
        namespace, name = key
        service = self.store.get("Service", namespace, name)
        current = self.store.get("Endpoints", namespace, name)
        if service is None:
            if current is not None:
                self.api.delete("Endpoints", namespace, name)
            self.memory.pop((*key, "trigger"), None)
            return None
        selector = service["spec"].get("selector")
        if service["spec"].get("type") == "ExternalName" or not selector:
            return None
        pods = pods_selected(self.store, namespace, selector)
        triggered = trigger_time(self.memory, service, pods)
        subsets, cut = truncate(repack(_mentions(service, pods)))
        self._write(service, current, subsets, cut, triggered)
        return None

    def _write(
        self, service: Object, current: Object | None, subsets: list[Object], cut: bool, triggered: str
    ) -> None:
        labels = endpoints_labels(service)
        if current is not None and _same(current, subsets, labels, cut):
            return
        annotations = dict(annotations_of(current)) if current else {}
        annotations.pop(OVER_CAPACITY, None)
        annotations = stamped(annotations, triggered)
        if cut:
            annotations[OVER_CAPACITY] = "truncated"
        meta = dict(current["metadata"]) if current else {
            "name": service["metadata"]["name"], "namespace": service["metadata"]["namespace"],
        }  # fmt: skip
        meta |= {"labels": labels, "annotations": annotations}
        wanted: Object = {"apiVersion": "v1", "kind": "Endpoints", "metadata": meta}
        if subsets:
            wanted["subsets"] = subsets
        verb = "create" if current is None else "update"
        try:
            (self.api.create if current is None else self.api.update)(wanted, self.name)
        except ApiError as error:
            whose = f"{'for service ' if current is None else ''}{meta['namespace']}/{meta['name']}"
            text = f"Failed to {verb} endpoint {whose}: {error.message}"
            self.events.warning(wanted, f"FailedTo{verb.capitalize()}Endpoint", text)
            raise


def endpoints_labels(service: Object) -> dict[str, str]:
    labels = {**labels_of(service), MANAGED_BY: CONTROLLER}
    labels.pop(HEADLESS, None)
    return labels | {HEADLESS: ""} if is_headless(service) else labels


def _same(current: Object, subsets: list[Object], labels: dict[str, str], cut: bool) -> bool:
    same_capacity = (annotations_of(current).get(OVER_CAPACITY) == "truncated") is cut
    return same_capacity and labels_of(current) == labels and (current.get("subsets") or []) == subsets


def _mentions(service: Object, pods: list[Object]) -> list[Mention]:
    spec = service["spec"]
    published = bool(spec.get("publishNotReadyAddresses"))
    family = (spec.get("ipFamilies") or ["IPv4"])[0]
    mentions = []
    for pod in pods:
        if not belongs_in_slices(pod) or (is_terminating(pod) and not published):
            continue
        ip = next((ip for ip in pod_ips(pod) if family_of(ip) == family), None)
        if ip is None:
            continue
        address, ready = _address(pod, ip, service), published or is_ready(pod)
        if not spec.get("ports") and spec.get("clusterIP") == "None":
            mentions.append(Mention(address, ready, None))
        for port in spec.get("ports") or ():
            number = target_port(pod, port)
            if number is not None:
                mentions.append(Mention(address, ready, _port(port, number)))
    return mentions


def _address(pod: Object, ip: str, service: Object) -> Object:
    """Models: podToEndpointAddressForService. The node is always named, even if the name is empty."""
    meta = pod["metadata"]
    address: Object = {
        "ip": ip,
        "nodeName": pod["spec"].get("nodeName") or "",
        "targetRef": {"kind": "Pod", "namespace": meta["namespace"], "name": meta["name"], "uid": meta["uid"]},
    }
    if hostname := endpoint_hostname(pod, service):
        address["hostname"] = hostname
    return address


def _port(port: Object, number: int) -> Object:
    made: Object = {"port": number, "protocol": port.get("protocol", "TCP")}
    if port.get("name"):
        made["name"] = port["name"]
    if port.get("appProtocol") is not None:
        made["appProtocol"] = port["appProtocol"]
    return made
