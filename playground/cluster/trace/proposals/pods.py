"""Guesses about what keeps pods from being ready: probes, references to what is not there."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import is_finished
from playground.cluster.trace.diagnose_service import View, selected
from playground.cluster.trace.proposals.model import REMOVE, Failure, Proposal, maker_of


def readiness(failure: Failure) -> Iterator[Proposal]:
    """The probe asks at the port where something listens; or there is no probe."""
    service = failure.service
    pods = [pod for pod in (selected(failure.view, service) if service else ()) if not is_finished(pod)]
    for pod in pods[:1]:
        for number, container in enumerate(pod["spec"].get("containers") or ()):
            probe = container.get("readinessProbe") or {}
            path = ("spec", "containers", number, "readinessProbe")
            for handler in ("httpGet", "tcpSocket"):
                for one in failure.view.runtime.listeners(pod) if handler in probe else ():
                    if one.protocol == "TCP" and one.port != probe[handler].get("port"):
                        yield (maker_of(failure.view, pod, *path, handler, "port", value=one.port),)
            if probe.get("httpGet", {}).get("path", "/") != "/":
                yield (maker_of(failure.view, pod, *path, "httpGet", "path", value="/"),)
            if probe:
                yield (maker_of(failure.view, pod, *path, value=REMOVE),)


def reference(failure: Failure) -> Iterator[Proposal]:
    """A variable refers to a ConfigMap or Secret, or to a key of it, that isn't there: take the nearest that is."""
    params = failure.diagnosis.params
    namespace = str(params.get("namespace", "default"))
    pod = failure.view.store.get("Pod", namespace, str(params.get("name", "")))
    for number, container in enumerate(pod["spec"].get("containers") or () if pod else ()):
        for variable, entry in enumerate(container.get("env") or ()):
            for field, kind in (("secretKeyRef", "Secret"), ("configMapKeyRef", "ConfigMap")):
                wanted = (entry.get("valueFrom") or {}).get(field)
                if wanted and pod:
                    path = ("spec", "containers", number, "env", variable, "valueFrom", field)
                    for name, value in _references(failure.view, kind, namespace, wanted):
                        yield (maker_of(failure.view, pod, *path, name, value=value),)


def _references(view: View, kind: str, namespace: str, wanted: Object) -> Iterator[tuple[str, str]]:
    found = view.store.get(kind, namespace, str(wanted.get("name")))
    known = [*((found or {}).get("data") or ())] if found else [one["metadata"]["name"] for one in view.store.iterate(kind, namespace)]
    field = "key" if found else "name"
    for value in sorted(known, key=lambda one: -SequenceMatcher(None, one, str(wanted.get(field))).ratio())[:2]:
        if value != wanted.get(field):
            yield field, value
