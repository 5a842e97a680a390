"""Guesses about which pods a Service selects."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import is_finished, labels_of
from playground.cluster.trace.diagnose_service import View, selected
from playground.cluster.trace.proposals.model import REMOVE, Change, Failure, Proposal, change, maker_of


def selector(failure: Failure) -> Iterator[Proposal]:
    """The labels of the pods that are most like what the selector asks for; or those pods' labels after the selector."""
    service = failure.service
    if service is None:
        return
    selector = service["spec"].get("selector") or {}
    pods = _kinds_of_pods(failure.view, service["metadata"]["namespace"])
    ranked = sorted(pods, key=lambda pod: -_likeness(selector, labels_of(pod)))
    for pod in ranked[:4]:
        changes = tuple(_selector_changes(service, selector, labels_of(pod)))
        if 0 < len(changes) <= 2:
            yield changes
    for pod in ranked[:2]:
        missing = [(key, value) for key, value in selector.items() if labels_of(pod).get(key) != value]
        if len(missing) <= 2:
            yield tuple(maker_of(failure.view, pod, "metadata", "labels", key, value=value) for key, value in missing)


def _selector_changes(service: Object, selector: dict[str, str], labels: dict[str, str]) -> Iterator[Change]:
    for key, value in selector.items():
        if key not in labels:
            yield change(service, "spec", "selector", key, value=REMOVE)
        elif labels[key] != value:
            yield change(service, "spec", "selector", key, value=labels[key])
    if not any(key in labels for key in selector):  # nothing would be left: take the pod's own first label
        key, value = next(iter(own_labels(labels).items()), ("", ""))
        if key:
            yield change(service, "spec", "selector", key, value=value)


def _kinds_of_pods(view: View, namespace: str) -> list[Object]:
    """One pod for each set of labels that pods of a namespace have."""
    found: dict[tuple[tuple[str, str], ...], Object] = {}
    for pod in view.store.iterate("Pod", namespace):
        if not is_finished(pod):
            found.setdefault(tuple(sorted(own_labels(labels_of(pod)).items())), pod)
    return list(found.values())


_MACHINE_LABELS = ("pod-template-hash", "controller-revision-hash", "apps.kubernetes.io/pod-index", "statefulset.kubernetes.io/pod-name")


def own_labels(labels: dict[str, str]) -> dict[str, str]:
    """Labels that a person wrote."""
    return {key: value for key, value in labels.items() if key not in _MACHINE_LABELS}


def _likeness(selector: dict[str, str], labels: dict[str, str]) -> float:
    pairs = [f"{key}={value}" for key, value in labels.items()]
    return sum(max((SequenceMatcher(None, f"{key}={value}", pair).ratio() for pair in pairs), default=0) for key, value in selector.items())


def no_selector(failure: Failure) -> Iterator[Proposal]:
    service = failure.service
    if service is None:
        return
    for pod in _kinds_of_pods(failure.view, service["metadata"]["namespace"])[:4]:
        key, value = next(iter(own_labels(labels_of(pod)).items()), ("", ""))
        if key:
            yield (change(service, "spec", "selector", value={key: value}),)


def other_namespace(failure: Failure) -> Iterator[Proposal]:
    service, other = failure.service, failure.diagnosis.params.get("other")
    if service is not None and other:
        yield (change(service, "metadata", "namespace", value=other),)


def too_broad(failure: Failure) -> Iterator[Proposal]:
    """A label that only the answering pods have."""
    service = failure.service
    if service is None:
        return
    good = {branch.backend for branch in failure.trace.branches if str(branch.disposition) == "DELIVERED"}
    pods = selected(failure.view, service)
    inside = [pod for pod in pods if _place(pod) in good]
    outside = [pod for pod in pods if _place(pod) not in good]
    for key, value in own_labels(labels_of(inside[0])).items() if inside else ():
        shared = all(labels_of(pod).get(key) == value for pod in inside)
        if shared and not any(labels_of(pod).get(key) == value for pod in outside):
            yield (change(service, "spec", "selector", key, value=value),)


def _place(pod: Object) -> str:
    return f"pod:{pod['metadata']['namespace']}/{pod['metadata']['name']}"
