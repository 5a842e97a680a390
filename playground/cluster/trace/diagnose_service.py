"""Why a Service does not deliver: its selector, its ports, its pods, and endpoints written by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any, Protocol

from playground.cluster.config import Config
from playground.cluster.containers.model import Listener
from playground.cluster.containers.runtime import ContainerRuntime
from playground.cluster.dataplane.catalogue import BY_SERVICE
from playground.cluster.dns.server import DnsServer
from playground.cluster.objects.flow import Origin
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.labels import matches
from playground.cluster.objects.metadata import is_finished, is_ready, is_terminating, labels_of, node_name, phase
from playground.cluster.objects.world import node_has_failed
from playground.cluster.saying import say
from playground.cluster.store import Store
from playground.cluster.trace.model import Diagnosis

SERVICE_NAME = "kubernetes.io/service-name"
MANAGED_BY = "endpointslice.kubernetes.io/managed-by"
PULL_REASONS = ("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull")
CRASH_REASONS = ("CrashLoopBackOff", "Error", "Completed", "RunContainerError")


class View(Protocol):
    """What a diagnosis reads of a cluster."""

    store: Store
    config: Config
    dns: DnsServer
    runtime: ContainerRuntime


# -- nobody behind the Service


def without_endpoints(view: View, service: Object) -> Diagnosis | None:
    """Why a Service has no endpoint that may be used."""
    selector = service["spec"].get("selector")
    if not selector:
        return _without_selector(view, service)
    namespace = service["metadata"]["namespace"]
    pods = [
        pod
        for pod in view.store.iterate("Pod", namespace)
        if matches(selector, labels_of(pod)) and not is_finished(pod)
    ]
    if not pods:
        return _no_match(view, service, selector)
    if not any(is_ready(pod) and not is_terminating(pod) for pod in pods):
        return not_ready(view, service, pods)
    return _unknown_name(service, pods)


def _no_match(view: View, service: Object, selector: Mapping[str, str]) -> Diagnosis:
    namespace = service["metadata"]["namespace"]
    elsewhere = [pod for pod in view.store.iterate("Pod") if matches(selector, labels_of(pod)) and not is_finished(pod)]
    if elsewhere:
        other = elsewhere[0]["metadata"]["namespace"]
        origins = (of(service, "metadata", "namespace"), of(elsewhere[0], "metadata", "namespace"))
        return _about(service, "SVC-SELECTOR-OTHER-NAMESPACE", origins, selector=dict(selector), other=other)
    keys = tuple(of(service, "spec", "selector", key) for key in selector)
    found = nearest_pod(view.store.iterate("Pod", namespace), selector)
    nearest = say("Namespace {namespace} has no pods.", namespace=namespace)
    if found is not None:
        pod, labels = found
        shown = ", ".join(f"{key}={value}" for key, value in labels.items()) or say("no labels")
        nearest = say("The nearest pod, {name}, has {labels}.", name=pod["metadata"]["name"], labels=shown)
        keys = (*keys, of(pod, "metadata", "labels"))
    return _about(service, "SVC-SELECTOR-NO-MATCH", keys, selector=dict(selector), nearest=nearest)


def nearest_pod(pods: Iterable[Object], selector: Mapping[str, str]) -> tuple[Object, dict[str, str]] | None:
    """The pod whose labels are most like a selector, with those of its labels that were compared."""
    best: tuple[float, Object] | None = None
    for pod in pods:
        if is_finished(pod):
            continue
        score = sum(
            max((_likeness(pair, own) for own in labels_of(pod).items()), default=0.0) for pair in selector.items()
        )
        if best is None or score > best[0]:
            best = (score, pod)
    if best is None:
        return None
    labels = labels_of(best[1])
    shown = {key: value for key, value in labels.items() if key != "pod-template-hash"}
    return best[1], shown


def _likeness(wanted: tuple[str, str], own: tuple[str, str]) -> float:
    if wanted == own:
        return 2.0
    return SequenceMatcher(None, "=".join(wanted), "=".join(own)).ratio()


def not_ready(view: View, service: Object, pods: list[Object]) -> Diagnosis:
    """Pods are selected, and none is ready: for what the first of them waits."""
    pod = pods[0]
    place, node = _name(pod), node_name(pod)
    failed = view.store.get("Node", "", node) if node else None
    if failed is not None and node_has_failed(failed):
        return Diagnosis("NODE-DOWN", {"node": f"node {node}"}, (Origin("Node", "", node, ()),))
    reason = _waiting_reason(pod)
    spec = ("spec", "containers", 0)
    if reason in PULL_REASONS:
        return Diagnosis("POD-IMAGE", {"pod": place, "reason": reason}, (of(pod, *spec, "image"),))
    named = {"pod": place, "reason": reason, "name": pod["metadata"]["name"], "namespace": pod["metadata"]["namespace"]}
    if reason == "CreateContainerConfigError":
        params = {**named, "message": _waiting_message(pod)}
        return Diagnosis("POD-CONFIG", params, (of(pod, *spec, "env"), of(pod, *spec)))
    if reason in CRASH_REASONS:
        return Diagnosis("POD-CRASHING", named, (of(pod, *spec),))
    if phase(pod) == "Pending":
        reason = _scheduling_message(pod)
        return _about(service, "POD-PENDING", (of(pod, "spec"),), pod=place, reason=reason)
    probe = (
        (*spec, "readinessProbe") if pod["spec"]["containers"][0].get("readinessProbe") else ("status", "conditions")
    )
    origins = (of(pod, *probe), of(service, "spec", "selector"))
    return _about(service, "SVC-NO-READY-ENDPOINTS", origins, count=len(pods), pod=place)


def _waiting_reason(pod: Object) -> str:
    for status in (pod.get("status") or {}).get("containerStatuses") or ():
        state = status.get("state") or {}
        for kind in ("waiting", "terminated"):
            if kind in state:
                return str(state[kind].get("reason") or "")
    return ""


def _waiting_message(pod: Object) -> str:
    for status in (pod.get("status") or {}).get("containerStatuses") or ():
        if "waiting" in (status.get("state") or {}):
            return str(status["state"]["waiting"].get("message") or "")
    return ""


def _scheduling_message(pod: Object) -> str:
    for condition in (pod.get("status") or {}).get("conditions") or ():
        if condition.get("type") == "PodScheduled" and condition.get("status") == "False":
            return str(condition.get("message") or "")
    return ""


def _unknown_name(service: Object, pods: list[Object]) -> Diagnosis | None:
    """Pods are ready, but a named targetPort is the name of none of their ports."""
    for number, port in enumerate(service["spec"].get("ports") or ()):
        target = port.get("targetPort")
        if not isinstance(target, str):
            continue
        protocol = port.get("protocol") or "TCP"
        declared = {
            name for pod in pods for name, of_protocol, _ in declared_ports(pod) if name and of_protocol == protocol
        }
        if target not in declared:
            names = sorted(declared) or say("none")
            origins = (
                of(service, "spec", "ports", number, "targetPort"),
                of(pods[0], "spec", "containers", 0, "ports"),
            )
            return _about(service, "SVC-TARGETPORT-NAME-UNKNOWN", origins, target=target, names=names)
    return None


def declared_ports(pod: Object) -> Iterator[tuple[str, str, int]]:
    """(name, protocol, number) of every declared container port."""
    for container in pod["spec"].get("containers") or ():
        for port in container.get("ports") or ():
            yield port.get("name") or "", port.get("protocol") or "TCP", port["containerPort"]


def _without_selector(view: View, service: Object) -> Diagnosis:
    metadata = service["metadata"]
    namespace, name = metadata["namespace"], metadata["name"]
    for slice_ in view.store.iterate("EndpointSlice", namespace):
        label = labels_of(slice_).get(SERVICE_NAME, "")
        if label == name and slice_.get("endpoints"):
            return _slice_ports(service, slice_)
    for slice_ in view.store.iterate("EndpointSlice", namespace):
        label = labels_of(slice_).get(SERVICE_NAME, "")
        by_hand = "controller.k8s.io" not in labels_of(slice_).get(MANAGED_BY, "")
        if by_hand and (not label or view.store.get("Service", namespace, label) is None):
            origins = (of(slice_, "metadata", "labels"), of(service, "metadata", "name"))
            shown = {"slice": slice_["metadata"]["name"], "label": label or say("missing")}
            return _about(service, "SLICE-WRONG-LABEL", origins, **shown)
    for endpoints in view.store.iterate("Endpoints", namespace):
        other = endpoints["metadata"]["name"]
        if view.store.get("Service", namespace, other) is None:
            origins = (of(endpoints, "metadata", "name"), of(service, "metadata", "name"))
            return _about(service, "ENDPOINTS-NAME-MISMATCH", origins, endpoints=other)
    return _about(service, "SVC-NO-SELECTOR", (of(service, "spec", "selector"),))


def _slice_ports(service: Object, slice_: Object) -> Diagnosis:
    """The slice is the Service's; its ports are not, or none of its endpoints is ready."""
    wanted, there = (sorted(map(_name_and_protocol, found.get("ports") or ())) for found in (service["spec"], slice_))
    if set(wanted) & set(there):
        return _about(service, "SLICE-NOT-READY", (of(slice_, "endpoints"),), slice=slice_["metadata"]["name"])
    same_names = {name for name, _ in wanted} & {name for name, _ in there}
    offered, names = ([f"{name}/{protocol}" if same_names else name for name, protocol in ports] for ports in (wanted, there))
    origins = (of(service, "spec", "ports"), of(slice_, "ports"))
    shown = {"slice": slice_["metadata"]["name"], "offered": offered, "names": names or say("none")}
    return _about(service, "SLICE-PORT-NAME-MISMATCH", origins, **shown)


def beside_selector(view: View, service: Object) -> Diagnosis | None:
    """A slice by hand with endpoints that are ready, of a Service that has a selector too."""
    metadata = service["metadata"]
    if not service["spec"].get("selector"):
        return None
    for slice_ in view.store.lookup(BY_SERVICE, (metadata["namespace"], metadata["name"])):
        ready = any((endpoint.get("conditions") or {}).get("ready", True) for endpoint in slice_.get("endpoints") or ())
        if ready and "controller.k8s.io" not in labels_of(slice_).get(MANAGED_BY, ""):
            origins = (of(slice_, "metadata", "labels"), of(service, "spec", "selector"))
            return _about(service, "SLICE-BESIDE-SELECTOR", origins, slice=slice_["metadata"]["name"])
    return None


def _name_and_protocol(port: Mapping[str, Any]) -> tuple[str, str]:
    return port.get("name") or '""', port.get("protocol") or "TCP"


# -- the port that was asked for


def port_not_offered(view: View, service: Object, port: int, protocol: str) -> Diagnosis:
    """The Service is right, its ports have no such number and protocol."""
    ports = service["spec"].get("ports") or []
    for number, entry in enumerate(ports):
        if entry["port"] == port:
            origins = (of(service, "spec", "ports", number, "protocol"), of(service, "spec", "ports", number))
            offered = entry.get("protocol") or "TCP"
            return _about(service, "SVC-PROTOCOL-MISMATCH", origins, port=port, offered=offered, protocol=protocol)
    pods = selected(view, service)
    for number, entry in enumerate(ports):
        if entry.get("targetPort") == port and listens_on(view, pods, entry["port"]):
            path = ("spec", "ports", number)
            origins = (of(service, *path, "port"), of(service, *path, "targetPort"))
            return _about(service, "SVC-PORT-SWAPPED", origins, offered=entry["port"], target=port)
    offered = [f"{entry['port']}/{entry.get('protocol') or 'TCP'}" for entry in ports] or say("no port")
    entries = tuple(of(service, "spec", "ports", number, "port") for number in range(len(ports)))
    return _about(service, "SVC-PORT-NOT-EXPOSED", entries, port=port, offered=offered)


def closed(view: View, service: Object, pod: Object, port: int, protocol: str) -> Diagnosis:
    """A packet of the Service arrived at a pod where nothing listens on the port."""
    found = not_listening(view, pod, port, protocol)
    if found.code == "CONTAINER-LISTENS-ON-LOOPBACK":
        return found
    reason = _waiting_reason(pod)
    if reason in CRASH_REASONS or reason in PULL_REASONS:
        return not_ready(view, service, [pod])
    others = {one.protocol for one in view.runtime.listeners(pod) if one.port == port}
    number, entry = _entry(service, port, protocol, pod)
    path = ("spec", "ports", number)
    if others:
        origins = (of(service, *path, "protocol"), of(pod, "spec", "containers"))
        offered, wanted = protocol, sorted(others)[0]
        shown = {"port": entry.get("port", port), "offered": offered, "protocol": wanted}
        return _about(service, "SVC-PROTOCOL-MISMATCH", origins, **shown)
    origins = (of(service, *path, "targetPort"), of(pod, "spec", "containers"))
    target = entry.get("targetPort", port)
    shown = {"pod": _name(pod), "target": target, "listening": found.params["listening"]}
    return _about(service, "SVC-TARGETPORT-CLOSED", origins, **shown)


def not_listening(view: View, pod: Object, port: int, protocol: str) -> Diagnosis:
    """Nothing in a pod takes connections on a port."""
    open_ = view.runtime.listeners(pod)
    for one in open_:
        if (one.protocol, one.port) == (protocol, port) and one.only_local:
            origins = (of(pod, "spec", "containers"),)
            return Diagnosis("CONTAINER-LISTENS-ON-LOOPBACK", {"pod": _name(pod), "bind": one.bind}, origins)
    params = {"pod": _name(pod), "protocol": protocol, "port": port, "listening": _shown(open_)}
    return Diagnosis("CONTAINER-NOT-LISTENING", params, (of(pod, "spec", "containers"),))


def _shown(listeners: Iterable[Listener]) -> str | list[str]:
    return [f"{one.port}/{one.protocol}" for one in listeners] or say("nothing")


def _entry(service: Object, target: int, protocol: str, pod: Object) -> tuple[int, Object]:
    """The Service's port that leads to a port of the pod."""
    for number, entry in enumerate(service["spec"].get("ports") or ()):
        if (entry.get("protocol") or "TCP") != protocol:
            continue
        wanted = entry.get("targetPort", entry["port"])
        names = {name: at for name, of_protocol, at in declared_ports(pod) if of_protocol == protocol}
        if target in (wanted, names.get(str(wanted))):
            return number, entry
    return 0, {}


def selected(view: View, service: Object) -> list[Object]:
    selector = service["spec"].get("selector")
    if not selector:
        return []
    return [
        pod for pod in view.store.iterate("Pod", service["metadata"]["namespace"]) if matches(selector, labels_of(pod))
    ]


def listens_on(view: View, pods: Iterable[Object], port: int) -> bool:
    return any(one.port == port for pod in pods for one in view.runtime.listeners(pod))


# -- small things


def _about(service: Object, code: str, origins: tuple[Origin, ...], **params: Any) -> Diagnosis:
    metadata = service["metadata"]
    own = {
        "service": _name(service),
        "name": metadata["name"],
        "namespace": metadata["namespace"],
    }
    return Diagnosis(code, {**own, **params}, origins)


def about(service: Object, code: str, *origins: Origin, **params: Any) -> Diagnosis:
    """A diagnosis of a Service, with its name among the parameters."""
    return _about(service, code, origins, **params)


def of(obj: Object, *path: str | int) -> Origin:
    metadata = obj["metadata"]
    return Origin(obj["kind"], metadata.get("namespace", ""), metadata["name"], path)


def _name(obj: Object) -> str:
    return f"{obj['metadata']['namespace']}/{obj['metadata']['name']}"
