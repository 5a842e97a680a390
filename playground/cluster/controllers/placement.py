"""May a pod run on a node: selectors, affinity, taints. Shared by the scheduler and the DaemonSet controller. Pure.

Models: component-helpers/scheduling/corev1/nodeaffinity, api/core/v1/toleration.go ToleratesTaint
"""

from __future__ import annotations

from collections.abc import Iterable

from playground.cluster.objects.kinds import Object
from playground.cluster.objects.labels import matches
from playground.cluster.objects.metadata import labels_of


def selected(pod: Object, node: Object) -> bool:
    """nodeSelector and required node affinity."""
    spec = pod["spec"]
    if not matches(spec.get("nodeSelector") or {}, labels_of(node)):
        return False
    affinity = (spec.get("affinity") or {}).get("nodeAffinity") or {}
    required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution")
    return required is None or any(_term_holds(term, node) for term in required.get("nodeSelectorTerms") or ())


def preference(pod: Object, node: Object) -> int:
    """The weight of the preferred node affinity terms that hold."""
    affinity = (pod["spec"].get("affinity") or {}).get("nodeAffinity") or {}
    preferred = affinity.get("preferredDuringSchedulingIgnoredDuringExecution") or ()
    return sum(int(term.get("weight", 1)) for term in preferred if _term_holds(term.get("preference") or {}, node))


def untolerated(pod: Object, taints: Iterable[Object], effects: tuple[str, ...]) -> Object | None:
    """The first taint of these effects that the pod does not tolerate."""
    tolerations = pod["spec"].get("tolerations") or ()
    for taint in taints:
        if taint.get("effect") in effects and not any(tolerates(toleration, taint) for toleration in tolerations):
            return taint
    return None


def tolerates(toleration: Object, taint: Object) -> bool:
    if toleration.get("effect") and toleration["effect"] != taint.get("effect"):
        return False
    if toleration.get("key") and toleration["key"] != taint.get("key"):
        return False
    if toleration.get("operator") == "Exists":
        return True
    return bool(toleration.get("key")) and (toleration.get("value") or "") == (taint.get("value") or "")


def _term_holds(term: Object, node: Object) -> bool:
    expressions, fields = term.get("matchExpressions") or (), term.get("matchFields") or ()
    if not expressions and not fields:
        return False
    own = {"metadata.name": node["metadata"]["name"]}
    return all(_holds(e, labels_of(node)) for e in expressions) and all(_holds(e, own) for e in fields)


def _holds(term: Object, labels: dict[str, str]) -> bool:
    value, values = labels.get(term["key"]), term.get("values") or []
    match term["operator"]:
        case "In":
            return value is not None and value in values
        case "NotIn":
            return value is None or value not in values
        case "Exists":
            return value is not None
        case "DoesNotExist":
            return value is None
        case comparison:
            if value is None or not _is_integer(value) or not values or not _is_integer(values[0]):
                return False
            return int(value) > int(values[0]) if comparison == "Gt" else int(value) < int(values[0])


def _is_integer(text: str) -> bool:
    return text.lstrip("-").isdigit()
