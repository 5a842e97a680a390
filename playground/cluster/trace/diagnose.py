"""From a trace to the one thing to be told about it: a stable code, its parameters, the fields to look at.

The texts of the codes are in diagnoses.py. Reads the trace first and the objects second, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playground.cluster.dataplane.addresses import inside
from playground.cluster.objects.flow import Origin, Step
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import controller_of
from playground.cluster.saying import say
from playground.cluster.trace.diagnose_name import name_without_address
from playground.cluster.trace.diagnose_service import (
    View,
    about,
    beside_selector,
    closed,
    declared_ports,
    not_listening,
    of,
    port_not_offered,
    selected,
    without_endpoints,
)
from playground.cluster.trace.diagnoses import CODES
from playground.cluster.trace.model import Branch, Diagnosis, Disposition, Lookup, Trace

__all__ = ["CODES", "View", "diagnose", "diagnose_answers"]

PROTOCOLS = {"udp": "UDP", "sctp": "SCTP", "ping": "ICMP"}
MOST_NAMED = 5
SYSTEM = ("kube-system", "kube-public", "kube-node-lease")
GOOD = (Disposition.DELIVERED, Disposition.EXTERNAL, Disposition.NOT_MODELLED)


def diagnose(view: View, trace: Trace) -> Diagnosis | None:
    """What is wrong with what a trace shows; None if nothing is, or nothing that a table knows."""
    if not trace.branches:
        if trace.disposition is Disposition.DELIVERED or trace.lookup is None:
            return None
        return name_without_address(view, trace, trace.lookup)
    branch = _bad_branch(trace)
    return _Case(view, trace, branch).find() if branch else _caveat(view, trace)


def not_as_asked(field: Origin, path: str, seen: str) -> Diagnosis:
    """Of an object through which requests get, with a field that somebody wanted to be another: no table can know that one."""
    return Diagnosis("WORKS-NOT-AS-ASKED", {"kind": field.kind, "name": field.name, "path": path, "seen": seen}, (field,))


def diagnose_answers(view: View, lookup: Lookup) -> Diagnosis | None:
    """Why a name that resolves has another number of addresses than somebody hoped for."""
    for hop in lookup.hops:
        for origin in (origin for step in hop.steps if step.code == "dns.answer" for origin in step.origins):
            service = view.store.get("Service", origin.namespace, origin.name) if origin.kind == "Service" else None
            if service is not None and service["spec"].get("clusterIP", "None") not in ("", "None"):
                address = service["spec"]["clusterIP"]
                return about(service, "SVC-NOT-HEADLESS", of(service, "spec", "clusterIP"), address=address)
    return None


def _bad_branch(trace: Trace) -> Branch | None:
    """The branch that was taken, if it failed, else the first that would have."""
    taken = trace.branch
    branches = [taken, *trace.branches] if taken else list(trace.branches)
    return next((one for one in branches if one.probability and (one.disposition not in GOOD or _ingress(one))), None)


def _ingress(branch: Branch) -> Step | None:
    """The Ingress controller's own answer: nobody behind it."""
    return _step(branch, "ingress.no-rule") or _step(branch, "ingress.no-endpoints")


def _step(branch: Branch, code: str) -> Step | None:
    return next((step for hop in branch.hops for step in hop.steps if step.code == code), None)


def _caveat(view: View, trace: Trace) -> Diagnosis | None:
    """It works, and yet."""
    case = _Case(view, trace, trace.branches[trace.taken])
    return _other_host(case) or _two_lists(case)


def _other_host(case: _Case) -> Diagnosis | None:
    """HTTP by an alias asks the other server for a name that it may not know."""
    trace = case.trace
    alias = trace.lookup.canonical.rstrip(".") if trace.lookup else ""
    if not alias or trace.target.scheme not in ("http", "https") or not case.branch.backend.startswith("host:"):
        return None
    service = case.named_service()
    if service is None:
        return None
    origin = of(service, "spec", "externalName")
    return about(service, "EXTERNALNAME-HTTP-HOST", origin, target=alias, host=trace.target.host)


def _two_lists(case: _Case) -> Diagnosis | None:
    """A selector's controller keeps one list of endpoints, and somebody else another."""
    service = case.service()
    return beside_selector(case.view, service) if service is not None else None


@dataclass(frozen=True, slots=True)
class _Case:
    """One branch that failed."""

    view: View
    trace: Trace
    branch: Branch

    def find(self) -> Diagnosis | None:
        answer = _ingress(self.branch)
        if answer is not None:
            return self._of_ingress(answer)
        finder = _FINDERS.get(self.branch.disposition)
        return finder(self) if finder else None

    # -- by disposition

    def _rejected(self) -> Diagnosis | None:
        service = self.service()
        return without_endpoints(self.view, service) if service else None

    def _dropped(self) -> Diagnosis | None:
        service = self.service()
        if service is None:
            return None
        if self.step("firewall.drop"):
            origin, source = of(service, "spec", "loadBalancerSourceRanges"), self._sent("source")
            return about(service, "SVC-LB-SOURCE-RANGE", origin, source=source)
        local = self.step("no-local-endpoints")
        if local is None:
            return None
        policy = local.params.get("policy", "external")
        origin = of(service, "spec", f"{policy}TrafficPolicy")
        return about(service, "SVC-POLICY-LOCAL-NO-ENDPOINT", origin, policy=policy, node=self._last_node())

    def _refused(self) -> Diagnosis | None:
        if self.step("cluster-ip.reject"):
            service = self.service()
            return self._port_not_offered(service) if service else None
        silent = self.step("listen.none")
        if silent is None:
            return None
        port, protocol = int(silent.params["port"]), str(silent.params["protocol"])
        place = next(hop.place for hop in reversed(self.branch.hops) if silent in hop.steps)
        if place.startswith("pod:"):
            return self._refused_by_pod(place, port, protocol)
        if place.startswith("host:"):
            params = {"host": place.removeprefix("host:"), "port": port}
            service = self.named_service()
            return Diagnosis("HOST-PORT-CLOSED", params, (of(service, "spec", "externalName"),) if service else ())
        return self._node_port_closed(port) if place.startswith("node:") else None

    def _timeout(self) -> Diagnosis | None:
        failed = self.step("node.failed")
        if failed is not None:
            node = next(hop.place for hop in self.branch.hops if failed in hop.steps).removeprefix("node:")
            return Diagnosis("NODE-DOWN", {"node": f"node {node}"}, (Origin("Node", "", node, ()),))
        lost = self.step("reply.lost")
        service = self.service()
        if lost is not None and service is not None:
            origin = of(service, "spec", "externalTrafficPolicy")
            return about(service, "SVC-POLICY-LOCAL-REPLY-LOST", origin, node=lost.params["node"])
        if service is None:
            return self._unowned()
        if self.step("balancer.no-node"):
            if not self._has_endpoints(service):
                return without_endpoints(self.view, service)
            return about(service, "SVC-LB-NO-NODE", of(service, "spec", "externalTrafficPolicy"))
        if self.step("dnat"):
            return self._dead_endpoint(service)
        if self.trace.target.scheme == "ping":
            return about(service, "SVC-PING", of(service, "spec", "ports"))
        if self.trace.source == "outside" and not self.step("balancer.no-port"):
            address = self._sent("destination")
            return about(service, "SVC-CLUSTERIP-FROM-OUTSIDE", of(service, "spec", "type"), address=address)
        return self._port_not_offered(service)

    def _pending(self) -> Diagnosis | None:
        missing = self.step("balancer.no-service")
        if missing is not None:
            params = {"service": missing.params["service"], "namespace": missing.params["namespace"], "near": ""}
            return Diagnosis("SVC-NOT-FOUND", params)
        service = self._balanced_service()
        if service is None:
            return None
        origin = of(service, "spec", "type")
        if self.step("balancer.wrong-type"):
            return about(service, "SVC-LB-WRONG-TYPE", origin, type=service["spec"].get("type"))
        return about(service, "SVC-LB-PENDING", origin)

    def _of_ingress(self, step: Step) -> Diagnosis:
        if step.code == "ingress.no-rule":
            origins = tuple(of(found, "spec", "rules") for found in self.view.store.iterate("Ingress"))
            return Diagnosis("INGRESS-NO-RULE", {"host": step.params["host"], "path": step.params["path"]}, origins)
        namespace = step.origins[0].namespace if step.origins else "default"
        service = self.view.store.get("Service", namespace, str(step.params["service"]))
        params: dict[str, Any] = {"name": step.params["service"], "port": step.params["port"]}
        if service is None:
            return Diagnosis("INGRESS-BACKEND", {**params, "reason": say("There is no such Service.")}, step.origins)
        ports = service["spec"].get("ports") or []
        if not any(step.params["port"] in (port["port"], port.get("name")) for port in ports):
            reason = say("It offers {ports}.", ports=", ".join(str(port["port"]) for port in ports))
            return Diagnosis(
                "INGRESS-BACKEND", {**params, "reason": reason}, (*step.origins, of(service, "spec", "ports"))
            )
        return without_endpoints(self.view, service) or Diagnosis(
            "INGRESS-BACKEND", {**params, "reason": ""}, step.origins
        )

    # -- where packets end

    def _refused_by_pod(self, place: str, port: int, protocol: str) -> Diagnosis | None:
        namespace, _, name = place.removeprefix("pod:").partition("/")
        pod = self.view.store.get("Pod", namespace, name)
        if pod is None:
            return None
        service = self.service()
        if service is None:
            service = self.named_service()
            return (
                self._headless(service, pod, port, protocol)
                if service
                else not_listening(self.view, pod, port, protocol)
            )
        broad = self._too_broad(service, pod, port)
        return broad or closed(self.view, service, pod, port, protocol)

    def _headless(self, service: Object, pod: Object, port: int, protocol: str) -> Diagnosis:
        """The client went straight to the pod, with the Service's number for the port."""
        open_ = {one.port for one in self.view.runtime.listeners(pod) if one.protocol == protocol}
        for number, entry in enumerate(service["spec"].get("ports") or ()):
            target = entry.get("targetPort", entry["port"])
            if entry["port"] == port and target != port and open_ and (isinstance(target, str) or target in open_):
                origins = (of(service, "spec", "clusterIP"), of(service, "spec", "ports", number))
                return about(service, "SVC-HEADLESS-PORT", *origins, port=port, target=target)
        return not_listening(self.view, pod, port, protocol)

    def _shares_port_name(self, service: Object, pod: Object, good: set[str]) -> bool:
        """It offers under the same name, at another number, what those that answer do: the number is at fault."""
        names = {name for name, _, _ in declared_ports(pod) if name}
        for found in selected(self.view, service):
            if f"pod:{found['metadata']['namespace']}/{found['metadata']['name']}" in good:
                return bool(names & {name for name, _, _ in declared_ports(found)})
        return False

    def _too_broad(self, service: Object, pod: Object, port: int) -> Diagnosis | None:
        """Other endpoints answer, and they are of another make than this one."""
        good = {one.backend for one in self.trace.branches if one.disposition is Disposition.DELIVERED}
        makers = {
            _maker(found)
            for found in selected(self.view, service)
            if f"pod:{found['metadata']['namespace']}/{found['metadata']['name']}" in good
        }
        if not makers or _maker(pod) in makers or self._shares_port_name(service, pod, good):
            return None
        selector = service["spec"].get("selector") or {}
        origins = (of(service, "spec", "selector"), of(pod, "metadata", "labels"))
        name = f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
        return about(service, "SVC-SELECTOR-TOO-BROAD", *origins, selector=dict(selector), pod=name, port=port)

    def _node_port_closed(self, port: int) -> Diagnosis:
        """A node's own address refused: no Service has taken that port."""
        opened: list[str] = []
        origins: list[Origin] = []
        for service in self.view.store.iterate("Service"):
            name = f"{service['metadata']['namespace']}/{service['metadata']['name']}"
            for number, entry in enumerate(service["spec"].get("ports") or ()):
                if entry.get("nodePort"):
                    opened.append(f"{entry['nodePort']} ({name}:{entry['port']})")
                    origins.append(of(service, "spec", "ports", number, "nodePort"))
                elif port in (entry["port"], entry.get("targetPort")) and not is_of_system(service):
                    origins.append(of(service, "spec", "type"))
        known = say("Open node ports: {ports}.", ports=", ".join(opened[:MOST_NAMED])) if opened else say("No Service here has any.")
        return Diagnosis("SVC-NODEPORT-CLOSED", {"port": port, "known": known}, tuple(origins[:MOST_NAMED]))

    def _dead_endpoint(self, service: Object) -> Diagnosis:
        """Translated, and nobody is at the endpoint's address."""
        dnat = self.step("dnat")
        address = str(dnat.params.get("endpoint", "")) if dnat else ""
        origins = dnat.origins if dnat else ()
        return about(service, "SLICE-ADDRESS-UNUSED", *origins, address=address)

    def _unowned(self) -> Diagnosis | None:
        """An address that nobody answers at, and no Service has."""
        address = self._sent("destination")
        if not address:
            return None
        if any(inside(address, cidr) for cidr in self.view.config.service_cidrs):
            return Diagnosis("SVC-ADDRESS-UNUSED", {"address": address})
        if self.trace.source == "outside" and inside(address, self.view.config.cluster_cidr):
            return Diagnosis("POD-IP-FROM-OUTSIDE", {"address": address})
        return None

    def _port_not_offered(self, service: Object) -> Diagnosis:
        protocol = PROTOCOLS.get(self.trace.target.scheme, "TCP")
        return port_not_offered(self.view, service, self.trace.target.port, protocol)

    # -- what the branch tells

    def step(self, code: str) -> Step | None:
        return _step(self.branch, code)

    def _sent(self, param: str) -> str:
        sent = self.step("send")
        return str(sent.params.get(param, "")) if sent else ""

    def _last_node(self) -> str:
        places = [hop.place for hop in self.branch.hops if hop.place.startswith(("proxy:", "node:"))]
        return places[-1].partition(":")[2] if places else "the node"

    def service(self) -> Object | None:
        """The Service that rules or a load balancer named, or whose cluster IP was asked for."""
        for hop in self.branch.hops:
            if hop.place.startswith("lb:"):
                return self._get(hop.place.removeprefix("lb:"))
            for step in hop.steps:
                if "service" in step.params and "/" in str(step.params["service"]):
                    return self._get(str(step.params["service"]))
        for found in self.view.store.lookup("dns/clusterIP", self._sent("destination")):
            return found
        return None

    def named_service(self) -> Object | None:
        """The Service that the lookup's answer came from."""
        for hop in self.trace.lookup.hops if self.trace.lookup else ():
            for step in hop.steps:
                if step.code in ("dns.answer", "dns.cname"):
                    for origin in step.origins:
                        if origin.kind == "Service":
                            return self._get(f"{origin.namespace}/{origin.name}")
        return None

    def _balanced_service(self) -> Object | None:
        place = next((hop.place for hop in self.branch.hops if hop.place.startswith("lb:")), "")
        return self._get(place.removeprefix("lb:"))

    def _get(self, place: str) -> Object | None:
        namespace, _, name = place.partition("/")
        return self.view.store.get("Service", namespace, name)

    def _has_endpoints(self, service: Object) -> bool:
        return any(self.view.dns.zone.endpoints(service))


def is_of_system(obj: Object) -> bool:
    """Belongs to the cluster itself, not to what people put into it."""
    metadata = obj["metadata"]
    return metadata["namespace"] in SYSTEM or (metadata["namespace"], metadata["name"]) == ("default", "kubernetes")


def _maker(pod: Object) -> str:
    """What made a pod, or itself."""
    owner = controller_of(pod)
    return str(owner["name"]) if owner else str(pod["metadata"]["name"])


_FINDERS: dict[Disposition, Callable[[_Case], Diagnosis | None]] = {
    Disposition.REJECTED: _Case._rejected,
    Disposition.DROPPED: _Case._dropped,
    Disposition.REFUSED: _Case._refused,
    Disposition.TIMEOUT: _Case._timeout,
    Disposition.PENDING: _Case._pending,
}
