"""The trouble that a check brings before it asks, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from playground.cluster.saying import Saying, say
from playground.grading.format import Scale, SetLabel, SetReady, Trouble
from playground.grading.lab import Params, substitute
from playground.grading.probes import asked


def told(trouble: Trouble, params: Params) -> Saying:
    name = next(name for name in trouble.__struct_fields__ if getattr(trouble, name) is not None)
    return _SENTENCES[name](substitute(getattr(trouble, name), params), params)


def _set_ready(wanted: SetReady, params: Params) -> Saying:
    pods = _labels(substitute(wanted.pods, params))
    return say("The pods with {labels} are ready again", labels=pods) if wanted.ready else say("The pods with {labels} are not ready", labels=pods)


def _scale(wanted: Scale, params: Params) -> Saying:
    kind = "Deployment" if wanted.deployment else "StatefulSet"
    name = substitute(wanted.deployment or wanted.statefulset, params)
    return say("{kind} {name} is scaled to {replicas}", kind=kind, name=name, replicas=wanted.replicas)


def _set_label(wanted: SetLabel, params: Params) -> Saying:
    labels = ", ".join(f"{key}={'' if value is None else value}" for key, value in substitute(wanted.labels, params).items())
    return say("The pods with {labels} get the labels {new}", labels=_labels(substitute(wanted.pods, params)), new=labels)


def _labels(labels: Mapping[str, Any]) -> str:
    return ",".join(f"{key}={value}" for key, value in labels.items())


_SENTENCES: dict[str, Callable[[Any, Params], Saying]] = {
    "delete_pod": lambda labels, _: say("A pod with {labels} is deleted", labels=_labels(labels)),
    "set_ready": _set_ready,
    "scale": _scale,
    "set_label": _set_label,
    "fail_node": lambda node, _: say("{node} loses its power", node=node),
    "restore_node": lambda node, _: say("{node} has power again", node=node),
    "apply": lambda file, _: say("{file} is applied", file=file),
    "ask": lambda probe, params: say("{question} is asked", question=asked(probe, params)),
    "wait": lambda time, _: say("{time} go by", time=time),
}
