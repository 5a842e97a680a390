"""Which Services a change of a pod concerns: the trigger that both endpoint controllers share.

Models: staging/src/k8s.io/endpointslice/util/controller_utils.go GetServicesToUpdate, podEndpointsChanged
"""

from __future__ import annotations

from collections.abc import Iterable

from playground.cluster.controllers.base import Key
from playground.cluster.controllers.indexes import services_selecting
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import is_ready, is_terminating, key_of, labels_of, pod_ips
from playground.cluster.store import Change, Store


def services_concerned(store: Store, change: Change) -> Iterable[Key]:
    if change.old is None or change.new is None:
        return _selecting(store, change.namespace, change.object)
    old, new = change.old, change.new
    content = _content_changed(old, new)
    labels = labels_of(old) != labels_of(new) or _name_changed(old, new)
    if not content and not labels:
        return ()
    after = _selecting(store, change.namespace, new)
    if not labels:
        return after
    before = _selecting(store, change.namespace, old)
    if content or _name_changed(old, new):
        return sorted({*before, *after})
    return sorted({*before} ^ {*after})


def _content_changed(old: Object, new: Object) -> bool:
    """The phase is not asked about: it counts at the next look at the Service."""
    return is_terminating(new) or is_ready(old) != is_ready(new) or pod_ips(old) != pod_ips(new)


def _name_changed(old: Object, new: Object) -> bool:
    before, after = old.get("spec") or {}, new.get("spec") or {}
    return any(before.get(field) != after.get(field) for field in ("hostname", "subdomain"))


def _selecting(store: Store, namespace: str, pod: Object) -> list[Key]:
    return [key_of(service) for service in services_selecting(store, namespace, labels_of(pod))]
