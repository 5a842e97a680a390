"""Which fields could be otherwise, so that a failed question might succeed: by diagnosis code.

A proposal is a guess of one or two fields, the likeliest first. Nothing here knows whether it would help: what_if.py tries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from playground.cluster.objects.kinds import Object
from playground.cluster.objects.labels import matches
from playground.cluster.objects.metadata import controller_of, is_finished, labels_of
from playground.cluster.trace.diagnose_service import SERVICE_NAME, View, declared_ports, selected
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


def proposals(failure: Failure) -> Iterator[Proposal]:
    """The guesses for a failure, the likeliest first. None for a code whose cure isn't a field."""
    maker = MAKERS.get(failure.diagnosis.code)
    return maker(failure) if maker else iter(())


def _change(obj: Object, *path: str | int, value: Any) -> Change:
    metadata = obj["metadata"]
    return Change((obj["kind"], metadata.get("namespace", ""), metadata["name"]), path, value)


def _maker_of(view: View, pod: Object, *path: str | int, value: Any) -> Change:
    """A field of a pod, changed where it is written: in the workload's template, if a workload made the pod."""
    obj = pod
    prefix: tuple[str, ...] = ()
    while (owner := controller_of(obj)) is not None:
        found = view.store.get(owner["kind"], pod["metadata"]["namespace"], owner["name"])
        if found is None:
            break
        obj, prefix = found, ("spec", "template")
    return _change(obj, *prefix, *path, value=value)


# -- selectors


def _selector(failure: Failure) -> Iterator[Proposal]:
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
            yield tuple(_maker_of(failure.view, pod, "metadata", "labels", key, value=value) for key, value in missing)


def _selector_changes(service: Object, selector: dict[str, str], labels: dict[str, str]) -> Iterator[Change]:
    for key, value in selector.items():
        if key not in labels:
            yield _change(service, "spec", "selector", key, value=REMOVE)
        elif labels[key] != value:
            yield _change(service, "spec", "selector", key, value=labels[key])
    if not any(key in labels for key in selector):  # nothing would be left: take the pod's own first label
        key, value = next(iter(_own(labels).items()), ("", ""))
        if key:
            yield _change(service, "spec", "selector", key, value=value)


def _kinds_of_pods(view: View, namespace: str) -> list[Object]:
    """One pod for each set of labels that pods of a namespace have."""
    found: dict[tuple[tuple[str, str], ...], Object] = {}
    for pod in view.store.iterate("Pod", namespace):
        if not is_finished(pod):
            found.setdefault(tuple(sorted(_own(labels_of(pod)).items())), pod)
    return list(found.values())


_MACHINE_LABELS = ("pod-template-hash", "controller-revision-hash", "apps.kubernetes.io/pod-index", "statefulset.kubernetes.io/pod-name")


def _own(labels: dict[str, str]) -> dict[str, str]:
    """Labels that a person wrote."""
    return {key: value for key, value in labels.items() if key not in _MACHINE_LABELS}


def _likeness(selector: dict[str, str], labels: dict[str, str]) -> float:
    pairs = [f"{key}={value}" for key, value in labels.items()]
    return sum(max((SequenceMatcher(None, f"{key}={value}", pair).ratio() for pair in pairs), default=0) for key, value in selector.items())


def _no_selector(failure: Failure) -> Iterator[Proposal]:
    service = failure.service
    if service is None:
        return
    for pod in _kinds_of_pods(failure.view, service["metadata"]["namespace"])[:4]:
        key, value = next(iter(_own(labels_of(pod)).items()), ("", ""))
        if key:
            yield (_change(service, "spec", "selector", value={key: value}),)


def _other_namespace(failure: Failure) -> Iterator[Proposal]:
    service, other = failure.service, failure.diagnosis.params.get("other")
    if service is not None and other:
        yield (_change(service, "metadata", "namespace", value=other),)


def _too_broad(failure: Failure) -> Iterator[Proposal]:
    """A label that only the answering pods have."""
    service = failure.service
    if service is None:
        return
    good = {branch.backend for branch in failure.trace.branches if str(branch.disposition) == "DELIVERED"}
    pods = selected(failure.view, service)
    inside = [pod for pod in pods if _place(pod) in good]
    outside = [pod for pod in pods if _place(pod) not in good]
    for key, value in _own(labels_of(inside[0])).items() if inside else ():
        shared = all(labels_of(pod).get(key) == value for pod in inside)
        if shared and not any(labels_of(pod).get(key) == value for pod in outside):
            yield (_change(service, "spec", "selector", key, value=value),)


def _place(pod: Object) -> str:
    return f"pod:{pod['metadata']['namespace']}/{pod['metadata']['name']}"


# -- ports


def _target_port(failure: Failure) -> Iterator[Proposal]:
    """The ports on which the selected pods do listen; of several, those that the Service's own numbers are like first."""
    service = failure.service
    if service is None:
        return
    for number, entry in enumerate(service["spec"].get("ports") or ()):
        protocol = entry.get("protocol") or "TCP"
        pods = selected(failure.view, service)
        listening = [one.port for pod in pods[:3] for one in failure.view.runtime.listeners(pod) if one.protocol == protocol and not one.only_local]
        names = [name for pod in pods[:1] for name, of_protocol, port in declared_ports(pod) if name and of_protocol == protocol and port in listening]
        current = entry.get("targetPort", entry["port"])
        found: list[int | str] = list(dict.fromkeys([*names, *listening] if isinstance(current, str) else listening))
        for target in sorted(found, key=lambda one: -SequenceMatcher(None, str(one), str(current)).ratio()):
            if target != current:
                yield (_change(service, "spec", "ports", number, "targetPort", value=target),)


def _swapped(failure: Failure) -> Iterator[Proposal]:
    service = failure.service
    for number, entry in enumerate(service["spec"].get("ports") or () if service else ()):
        target = entry.get("targetPort", entry["port"])
        if service and isinstance(target, int) and target != entry["port"]:
            path = ("spec", "ports", number)
            yield (_change(service, *path, "port", value=target), _change(service, *path, "targetPort", value=entry["port"]))
            yield (_change(service, *path, "port", value=failure.trace.target.port),)


def _asked_port(failure: Failure) -> Iterator[Proposal]:
    service = failure.service
    for number, _ in enumerate(service["spec"].get("ports") or () if service else ()):
        assert service is not None
        yield (_change(service, "spec", "ports", number, "port", value=failure.trace.target.port),)


def _protocol(failure: Failure) -> Iterator[Proposal]:
    service, wanted = failure.service, failure.diagnosis.params.get("protocol")
    for number, entry in enumerate(service["spec"].get("ports") or () if service else ()):
        if service and wanted and (entry.get("protocol") or "TCP") != wanted:
            yield (_change(service, "spec", "ports", number, "protocol", value=wanted),)


def _node_port(failure: Failure) -> Iterator[Proposal]:
    """Some Service takes the port that was asked for, as a NodePort Service where it is none yet."""
    port = failure.trace.target.port
    for service in failure.services:
        type_ = service["spec"].get("type")
        if service["metadata"]["namespace"] == "kube-system" or type_ == "ExternalName" or service["spec"].get("clusterIP") == "None":
            continue
        for number, _ in enumerate(service["spec"].get("ports") or ()):
            taken = _change(service, "spec", "ports", number, "nodePort", value=port)
            yield (taken,) if type_ in ("NodePort", "LoadBalancer") else (_change(service, "spec", "type", value="NodePort"), taken)


# -- policies and balancers


def _policy(name: str) -> Callable[[Failure], Iterator[Proposal]]:
    def make(failure: Failure) -> Iterator[Proposal]:
        field = f"{failure.diagnosis.params['policy']}TrafficPolicy" if "policy" in failure.diagnosis.params else name
        if failure.service is not None:
            yield (_change(failure.service, "spec", field, value="Cluster"),)

    return make


def _source_range(failure: Failure) -> Iterator[Proposal]:
    service, source = failure.service, failure.diagnosis.params.get("source")
    if service is None:
        return
    if source:
        ranges = service["spec"].get("loadBalancerSourceRanges") or []
        yield (_change(service, "spec", "loadBalancerSourceRanges", value=[*ranges, f"{source}/{'128' if ':' in str(source) else '32'}"]),)
    yield (_change(service, "spec", "loadBalancerSourceRanges", value=REMOVE),)


def _set(*path: str | int, value: Any) -> Callable[[Failure], Iterator[Proposal]]:
    def make(failure: Failure) -> Iterator[Proposal]:
        if failure.service is not None:
            yield (_change(failure.service, *path, value=value),)

    return make


# -- readiness


def _readiness(failure: Failure) -> Iterator[Proposal]:
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
                        yield (_maker_of(failure.view, pod, *path, handler, "port", value=one.port),)
            if probe.get("httpGet", {}).get("path", "/") != "/":
                yield (_maker_of(failure.view, pod, *path, "httpGet", "path", value="/"),)
            if probe:
                yield (_maker_of(failure.view, pod, *path, value=REMOVE),)


# -- endpoints by hand


def _slice_label(failure: Failure) -> Iterator[Proposal]:
    service, name = failure.service, failure.diagnosis.params.get("slice")
    found = failure.view.store.get("EndpointSlice", service["metadata"]["namespace"], str(name)) if service else None
    if service and found:
        yield (_change(found, "metadata", "labels", SERVICE_NAME, value=service["metadata"]["name"]),)


def _slice_ports(failure: Failure) -> Iterator[Proposal]:
    service, name = failure.service, failure.diagnosis.params.get("slice")
    found = failure.view.store.get("EndpointSlice", service["metadata"]["namespace"], str(name)) if service else None
    if service is None or found is None:
        return
    for number, port in enumerate(service["spec"].get("ports") or ()):
        for other, slice_port in enumerate(found.get("ports") or ()):
            wanted, has = port.get("name") or "", slice_port.get("name") or ""
            yield (_change(found, "ports", other, "name", value=wanted or REMOVE),)
            yield (_change(service, "spec", "ports", number, "name", value=has or REMOVE),)


def _endpoints_name(failure: Failure) -> Iterator[Proposal]:
    service, name = failure.service, failure.diagnosis.params.get("endpoints")
    found = failure.view.store.get("Endpoints", service["metadata"]["namespace"], str(name)) if service else None
    if service and found:
        yield (_change(found, "metadata", "name", value=service["metadata"]["name"]),)


# -- names


def _service_name(failure: Failure) -> Iterator[Proposal]:
    """A Service called as the client calls it."""
    params = failure.diagnosis.params
    host = failure.trace.target.host.split(".")
    wanted = str(params.get("service", host[0])).rpartition("/")[2]
    namespace = params.get("namespace", "default")
    near = sorted(failure.services, key=lambda one: -SequenceMatcher(None, one["metadata"]["name"], wanted).ratio())
    for service in near[:3]:
        if service["metadata"]["namespace"] == namespace and service["metadata"]["name"] != wanted:
            yield (_change(service, "metadata", "name", value=wanted),)


def _clients_namespace(failure: Failure) -> Iterator[Proposal]:
    service, namespace = failure.service, failure.diagnosis.params.get("namespace")
    if service is not None and namespace:
        yield (_change(service, "metadata", "namespace", value=namespace),)


def _external_name(failure: Failure) -> Iterator[Proposal]:
    """The alias written out: a Service of the cluster by its full name, or a host that exists."""
    service = failure.service
    if service is None:
        return
    target = str(failure.diagnosis.params.get("target", "")).rstrip(".")
    domain = failure.view.config.cluster_domain
    names = [f"{one['metadata']['name']}.{one['metadata']['namespace']}.svc.{domain}" for one in failure.services if one is not service]
    hosts = [host.name for host in failure.view.config.hosts]
    for name in sorted([*names, *hosts], key=lambda one: -SequenceMatcher(None, one, target).ratio())[:4]:
        if name != target:
            yield (_change(service, "spec", "externalName", value=name),)


def _pod_name(failure: Failure) -> Iterator[Proposal]:
    """A pod has a name below a headless Service if its subdomain (a StatefulSet's serviceName) is the Service's name."""
    labels = failure.trace.target.host.split(".")
    pod_name, subdomain = labels[0], labels[1] if len(labels) > 1 else ""
    for pod in failure.view.store.iterate("Pod"):
        if pod["metadata"]["name"] != pod_name or not subdomain:
            continue
        owner = controller_of(pod)
        if owner and owner["kind"] == "StatefulSet":
            found = failure.view.store.get("StatefulSet", pod["metadata"]["namespace"], owner["name"])
            if found is not None:
                yield (_change(found, "spec", "serviceName", value=subdomain),)
            continue
        hostname = _change(pod, "spec", "hostname", value=pod_name)
        yield (hostname, _change(pod, "spec", "subdomain", value=subdomain))
    for service in failure.services:
        if subdomain == service["metadata"]["name"] and service["spec"].get("clusterIP") != "None":
            yield (_change(service, "spec", "clusterIP", value="None"),)
        elif any(matches(service["spec"].get("selector") or {"": ""}, labels_of(pod)) for pod in failure.view.store.iterate("Pod")):
            yield (_change(service, "metadata", "name", value=subdomain),)


# -- Ingress


def _ingress_backend(failure: Failure) -> Iterator[Proposal]:
    """The backend names a Service of its namespace, and a port of it."""
    params = failure.diagnosis.params
    for ingress in failure.view.store.iterate("Ingress"):
        services = failure.view.store.list("Service", ingress["metadata"]["namespace"])
        for path, backend in _backends(ingress):
            if backend.get("name") != params.get("name"):
                continue
            near = sorted(services, key=lambda one: -SequenceMatcher(None, one["metadata"]["name"], backend["name"]).ratio())
            for service in near[:2]:
                port = (service["spec"].get("ports") or [{}])[0].get("port")
                renamed = _change(ingress, *path, "name", value=service["metadata"]["name"])
                numbered = _change(ingress, *path, "port", value={"number": port})
                if service["metadata"]["name"] != backend["name"]:
                    yield (renamed,)
                    yield (renamed, numbered)
                elif port:
                    yield (numbered,)


def _backends(ingress: Object) -> Iterator[tuple[tuple[str | int, ...], Object]]:
    for rule, entry in enumerate(ingress["spec"].get("rules") or ()):
        for number, path in enumerate((entry.get("http") or {}).get("paths") or ()):
            if service := (path.get("backend") or {}).get("service"):
                yield ("spec", "rules", rule, "http", "paths", number, "backend", "service"), service


def _ingress_host(failure: Failure) -> Iterator[Proposal]:
    host = failure.diagnosis.params.get("host")
    for ingress in failure.view.store.iterate("Ingress"):
        for rule, _ in enumerate(ingress["spec"].get("rules") or ()):
            yield (_change(ingress, "spec", "rules", rule, "host", value=host),)
            yield (_change(ingress, "spec", "rules", rule, "http", "paths", 0, "path", value="/"),)


MAKERS: dict[str, Callable[[Failure], Iterator[Proposal]]] = {
    "SVC-NOT-FOUND": _service_name,
    "SVC-SELECTOR-NO-MATCH": _selector,
    "SVC-SELECTOR-OTHER-NAMESPACE": _other_namespace,
    "SVC-SELECTOR-TOO-BROAD": _too_broad,
    "SVC-NO-SELECTOR": _no_selector,
    "SVC-NO-READY-ENDPOINTS": _readiness,
    "POD-NOT-READY": _readiness,
    "SVC-TARGETPORT-CLOSED": _target_port,
    "SVC-TARGETPORT-NAME-UNKNOWN": _target_port,
    "SVC-PORT-SWAPPED": _swapped,
    "SVC-PORT-NOT-EXPOSED": _asked_port,
    "SVC-PROTOCOL-MISMATCH": _protocol,
    "SVC-HEADLESS-PORT": _set("spec", "clusterIP", value=REMOVE),
    "SVC-NODEPORT-CLOSED": _node_port,
    "SVC-LB-WRONG-TYPE": _set("spec", "type", value="LoadBalancer"),
    "SVC-LB-PENDING": _set("spec", "loadBalancerClass", value=REMOVE),
    "SVC-LB-SOURCE-RANGE": _source_range,
    "SVC-LB-NO-NODE": _policy("externalTrafficPolicy"),
    "SVC-POLICY-LOCAL-NO-ENDPOINT": _policy("internalTrafficPolicy"),
    "SVC-POLICY-LOCAL-REPLY-LOST": _policy("externalTrafficPolicy"),
    "SLICE-WRONG-LABEL": _slice_label,
    "SLICE-PORT-NAME-MISMATCH": _slice_ports,
    "ENDPOINTS-NAME-MISMATCH": _endpoints_name,
    "DNS-OTHER-NAMESPACE": _clients_namespace,
    "DNS-NO-SUCH-NAME": _service_name,
    "DNS-POD-NAME": _pod_name,
    "DNS-EXTERNALNAME-UNRESOLVED": _external_name,
    "EXTERNALNAME-NOT-A-NAME": _external_name,
    "INGRESS-BACKEND": _ingress_backend,
    "INGRESS-NO-RULE": _ingress_host,
}
