"""What happens to the world by button: one function per action, and what can be taken back of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from playground.cluster.saying import say
from playground.cluster.simulation.operating import run_kubectl
from playground.workspaces import messages, wire
from playground.workspaces.effect import Effect
from playground.workspaces.refusal import Refused
from playground.workspaces.state import State


def act(state: State, message: messages.World) -> Effect:
    """Raises Refused."""
    action = message.action
    name = next(name for name in action.__struct_fields__ if getattr(action, name) is not None)
    return ACTIONS[name](state, getattr(action, name))


# -- pods


def _delete_pod(state: State, pod: str) -> Effect:
    """Not to be undone: what controls the pod has made another one by then."""
    namespace, name = _known(state, "Pod", pod)
    state.cluster.delete_pod(namespace, name)
    return Effect(state, wire.done(say("Pod {name} deleted", name=name)))


def _set_ready(state: State, wanted: messages.SetReady) -> Effect:
    namespace, name = _known(state, "Pod", wanted.pod)
    _succeed(state.cluster.set_ready(namespace, name, wanted.ready))
    told = say("Pod {name} is ready", name=name) if wanted.ready else say("Pod {name} is not ready", name=name)
    title = say("Make {name} ready", name=name) if wanted.ready else say("Make {name} not ready", name=name)
    return Effect(state, wire.done(told), title, [("Pod", namespace, name)])


def _crash_pod(state: State, pod: str) -> Effect:
    """Not to be undone: what has ended has ended."""
    namespace, name = _known(state, "Pod", pod)
    _succeed(state.cluster.crash_pod(namespace, name))
    return Effect(state, wire.done(say("Pod {name} crashed", name=name)))


def _set_crashing(state: State, wanted: messages.SetCrashing) -> Effect:
    namespace, name = _known(state, "Pod", wanted.pod)
    _succeed(state.cluster.set_crashing(namespace, name, wanted.crashing))
    told = say("Pod {name} crashes again and again", name=name) if wanted.crashing else say("Pod {name} is mended", name=name)
    title = say("Crash {name}", name=name) if wanted.crashing else say("Mend {name}", name=name)
    return Effect(state, wire.done(told), title, [("Pod", namespace, name)])


# -- workloads


def _scale(state: State, wanted: messages.Scale) -> Effect:
    key = (wanted.kind, wanted.namespace, wanted.name)
    found = state.cluster.store.get(*key)
    if found is None:
        raise _missing(wanted.kind, wanted.namespace, wanted.name)
    replicas = wanted.replicas
    if replicas is None:
        replicas = max(0, (found["spec"].get("replicas") or 0) + wanted.by)
    _succeed(state.cluster.scale(*key, replicas))
    return Effect(state, wire.done(say("{name} scaled to {replicas}", name=wanted.name, replicas=replicas)), say("Scale {name}", name=wanted.name), [key])


def _set_image(state: State, wanted: messages.SetImage) -> Effect:
    """The learner's own work: what a lab holds fast, it holds here too."""
    found = state.cluster.store.get(wanted.kind, wanted.namespace, wanted.name)
    if found is None:
        raise _missing(wanted.kind, wanted.namespace, wanted.name)
    container = wanted.container or found["spec"]["template"]["spec"]["containers"][0]["name"]
    target = f"{wanted.kind.lower()}/{wanted.name}"
    return _kubectl(state, say("Set the image of {name}", name=wanted.name), ["set", "image", target, f"{container}={wanted.image}", "-n", wanted.namespace])


def _rollback(state: State, wanted: messages.Rollback) -> Effect:
    target = f"{wanted.kind.lower()}/{wanted.name}"
    return _kubectl(state, say("Roll {name} back", name=wanted.name), ["rollout", "undo", target, "-n", wanted.namespace])


# -- nodes


def _cordon(state: State, name: str) -> Effect:
    _known(state, "Node", name)
    return _kubectl(state, say("Cordon {name}", name=name), ["cordon", name], operator=True)


def _uncordon(state: State, name: str) -> Effect:
    _known(state, "Node", name)
    return _kubectl(state, say("Uncordon {name}", name=name), ["uncordon", name], operator=True)


def _drain(state: State, name: str) -> Effect:
    """As at work: pods of DaemonSets stay, data of emptyDir volumes is lost; a pod that nobody would make again stops it."""
    _known(state, "Node", name)
    return _kubectl(state, say("Drain {name}", name=name), ["drain", name, "--ignore-daemonsets", "--delete-emptydir-data"], operator=True)


def _fail_node(state: State, name: str) -> Effect:
    _succeed(state.cluster.fail_node(name))
    return Effect(state, wire.done(say("Node {name} failed", name=name)), say("Fail {name}", name=name), [("Node", "", name)])


def _restore_node(state: State, name: str) -> Effect:
    _succeed(state.cluster.restore_node(name))
    return Effect(state, wire.done(say("Node {name} is back", name=name)), say("Restore {name}", name=name), [("Node", "", name)])


# -- load balancers


def _balancer(state: State, wanted: messages.Balancer) -> Effect:
    namespace, name = _known(state, "Service", wanted.service)
    _succeed(state.cluster.take_balancer(namespace, name, wanted.taken))
    told = say("The load balancer of {name} is gone", name=name)
    title = say("Take the load balancer of {name} away", name=name)
    if not wanted.taken:
        told, title = say("{name} may have a load balancer again", name=name), say("Give {name} a load balancer", name=name)
    return Effect(state, wire.done(told), title, [("Service", namespace, name)])


# -- what they share


def _known(state: State, kind: str, text: str) -> tuple[str, str]:
    """`namespace/name` of an object that is there."""
    namespace, _, name = text.rpartition("/")
    if state.cluster.store.get(kind, namespace, name) is None:
        raise _missing(kind, namespace, name)
    return namespace, name


def _missing(kind: str, namespace: str, name: str) -> Refused:
    if namespace:
        return Refused(say("there is no {kind} {name} in namespace {namespace}", kind=kind, name=name, namespace=namespace), "not-found")
    return Refused(say("there is no {kind} {name}", kind=kind, name=name), "not-found")


def _succeed(why_not: str) -> None:
    if why_not:
        raise Refused(why_not)


def _kubectl(state: State, title: str, argv: list[str], operator: bool = False) -> Effect:
    """What kubectl printed is the answer. Where it did a part and then refused, that part stays, as at work."""
    ran = run_kubectl(state.cluster, argv, operator)
    if ran.complaint and not ran.written:
        raise Refused(ran.complaint)
    told = wire.done("; ".join((ran.printed or title).splitlines()))
    if ran.complaint:
        told = {**told, "ok": False, "message": ran.complaint.partition("\n")[0], "summary": title}
    return Effect(replace(state), told, title, ran.written)


ACTIONS: dict[str, Callable[[State, Any], Effect]] = {
    "delete_pod": _delete_pod,
    "set_ready": _set_ready,
    "crash_pod": _crash_pod,
    "set_crashing": _set_crashing,
    "scale": _scale,
    "set_image": _set_image,
    "rollback": _rollback,
    "cordon": _cordon,
    "uncordon": _uncordon,
    "drain": _drain,
    "fail_node": _fail_node,
    "restore_node": _restore_node,
    "balancer": _balancer,
}
