"""The indexes that controllers share. Each costs what a change costs, never what exists."""

from __future__ import annotations

from collections.abc import Iterator

from playground.cluster.objects.kinds import KINDS, Object
from playground.cluster.objects.labels import matches
from playground.cluster.objects.metadata import labels_of, node_name
from playground.cluster.store import Store

PODS_BY_NODE = "pods-by-node"  # name of the node, "" = not bound
PODS_BY_LABEL = "pods-by-label"  # (namespace, label, value)
SERVICES_BY_SELECTOR = "services-by-selector"  # (namespace, label, value) of one pair of the selector
SLICES_BY_SERVICE = "slices-by-service"  # (namespace, name of the Service)
SERVICE_NAME = "kubernetes.io/service-name"


def use_pods_by_node(store: Store) -> None:
    store.index(PODS_BY_NODE, "Pod", lambda pod: [node_name(pod)])


def use_pods_by_label(store: Store) -> None:
    store.index(PODS_BY_LABEL, "Pod", _label_keys)


def use_services_by_selector(store: Store) -> None:
    store.index(SERVICES_BY_SELECTOR, "Service", _selector_key)


def use_slices_by_service(store: Store) -> None:
    store.index(SLICES_BY_SERVICE, "EndpointSlice", _service_name_key)


def use_dependents(store: Store) -> None:
    """For every kind an index by the UIDs of the owners."""
    if not store.has_index(_BY_OWNER[KINDS[-1].name]):
        for kind, name in _BY_OWNER.items():
            store.index(name, kind, _owner_uids)


_BY_OWNER = {kind.name: f"{kind.name}-by-owner" for kind in KINDS}


def dependents(store: Store, kind: str, uid: str) -> list[Object]:
    return store.lookup(_BY_OWNER[kind], uid)


def pods_selected(store: Store, namespace: str, selector: dict[str, str]) -> list[Object]:
    """The pods of a namespace that have every pair of a selector that isn't empty."""
    keys = [(namespace, key, value) for key, value in selector.items()]
    rarest = min(keys, key=lambda key: store.bucket(PODS_BY_LABEL, key))
    return [pod for pod in store.lookup(PODS_BY_LABEL, rarest) if matches(selector, labels_of(pod))]


def services_selecting(store: Store, namespace: str, labels: dict[str, str]) -> Iterator[Object]:
    """The Services of a namespace whose selector, not empty, matches the labels."""
    for key, value in sorted(labels.items()):
        for service in store.lookup(SERVICES_BY_SELECTOR, (namespace, key, value)):
            if matches(service["spec"]["selector"], labels):
                yield service


def _label_keys(pod: Object) -> list[tuple[str, str, str]]:
    namespace = pod["metadata"].get("namespace", "")
    return [(namespace, key, value) for key, value in labels_of(pod).items()]


def _selector_key(service: Object) -> list[tuple[str, str, str]]:
    selector = (service.get("spec") or {}).get("selector")
    if not selector:
        return []
    key, value = min(selector.items())
    return [(service["metadata"].get("namespace", ""), key, value)]


def _service_name_key(part: Object) -> list[tuple[str, str]]:
    name = labels_of(part).get(SERVICE_NAME)
    return [(part["metadata"].get("namespace", ""), name)] if name else []


def _owner_uids(obj: Object) -> list[str]:
    return [reference["uid"] for reference in obj["metadata"].get("ownerReferences") or () if reference.get("uid")]
