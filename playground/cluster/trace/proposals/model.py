"""What a guess is: other values for one or two fields, in answer to a failure."""

from __future__ import annotations

from typing import Any, NamedTuple

from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import controller_of
from playground.cluster.trace.diagnose_service import View
from playground.cluster.trace.model import Diagnosis, Trace

Place = tuple[str, str, str]
"""(kind, namespace, name) of an object."""


class Remove:
    """The value of a field that is to be taken out."""


REMOVE = Remove()


class Change(NamedTuple):
    """One field of one object with another value."""

    place: Place
    path: tuple[str | int, ...]
    value: Any


Proposal = tuple[Change, ...]


class Failure(NamedTuple):
    """A question that failed, in the cluster in which it did, and why."""

    view: View
    trace: Trace
    diagnosis: Diagnosis

    @property
    def service(self) -> Object | None:
        """The Service that the diagnosis speaks of."""
        namespace, _, name = str(self.diagnosis.params.get("service", "")).partition("/")
        return self.view.store.get("Service", namespace, name)

    @property
    def services(self) -> list[Object]:
        return self.view.store.list("Service")


def change(obj: Object, *path: str | int, value: Any) -> Change:
    metadata = obj["metadata"]
    return Change((obj["kind"], metadata.get("namespace", ""), metadata["name"]), path, value)


def maker_of(view: View, pod: Object, *path: str | int, value: Any) -> Change:
    """A field of a pod, changed where it is written: in the workload's template, if a workload made the pod."""
    obj = pod
    prefix: tuple[str, ...] = ()
    while (owner := controller_of(obj)) is not None:
        found = view.store.get(owner["kind"], pod["metadata"]["namespace"], owner["name"])
        if found is None:
            break
        obj, prefix = found, ("spec", "template")
    return change(obj, *prefix, *path, value=value)
