"""Sentences for codes: the one language table of traces. Everything else speaks in codes and parameters.

A step's sentence says what happened at its place; a disposition's how the whole ended. Sentences of diagnoses are
in diagnoses.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playground.cluster.objects.flow import Step
from playground.cluster.saying import Saying, say, together
from playground.cluster.trace.diagnoses import DIAGNOSES, Explained
from playground.cluster.trace.model import Branch, Diagnosis, Disposition, Trace

STEPS: dict[str, str] = {
    # names: trace/query.py
    "dns.hosts_file": "/etc/hosts has {name}: {addresses}.",
    "dns.search": "{name} has fewer dots ({dots}) than ndots ({ndots}): the search list makes it {candidates}, tried in turn.",
    "dns.as_is_first": "{name} has {dots} dots, no fewer than ndots ({ndots}): tried as it is, then with the search list.",
    "dns.as_is": "{name} is asked for as it is.",
    "dns.absolute": "{name} ends in a dot: it is asked for as it is, without the search list.",
    "dns.server": "resolv.conf names {server}, the cluster IP of {service}.",
    "dns.server_outside": "resolv.conf names {server}: a resolver that knows no names of the cluster.",
    "dns.server_unreachable": "resolv.conf names {server}, and no DNS server answers there.",
    "dns.question": "Asked for {name} ({types}).",
    "dns.forward": "{name} is outside the cluster's zones: passed on to the resolver outside.",
    "dns.cname": "{name} is an alias of {target}",
    "dns.answer": "{name} has {type} {data}.",
    "dns.nxdomain": "{name} does not exist: {missing}.",
    "dns.nodata": "{name} exists, but has no {types} record.",
    "dns.alias_without_address": "The alias leads to {target} which has no address.",
    "dns.gave_up": "None of the {tried} names has an answer: {rcode}.",
    # packets: trace/packet.py
    "send": "Sends {protocol} from {source} to {to}.",
    "send.no-address": "Has no address of that family, so it can send nothing.",
    "client.pick": "The client takes {address}, one of {of} addresses.",
    "node.failed": "The node has no power: nothing comes back.",
    "rules.no-match": "No Service has {protocol} {to}: the packet goes on untranslated.",
    "route.pod": "{address} is {pod}, on this node.",
    "route.node": "{address} is behind {node}: the packet goes there.",
    "route.local": "{address} is this node's own address.",
    "route.out": "No node has {address}: the packet leaves by the default route.",
    "route.none": "Nobody answers at {address}: nothing comes back.",
    "route.loop": "The packet goes round between nodes until it is dropped.",
    "host-port": "hostPort {port} of this node belongs to {pod}: its port {to}.",
    "egress.masquerade": "Leaves the cluster with the node's address {source} as its source.",
    "flow.known": "The node knows this flow: it goes to {endpoint} as before.",
    "listen": "Listens on {protocol} port {port} and answers {source}.",
    "listen.assumed": "Listens on {protocol} port {port} and answers {source}. That is assumed: the image is unknown, but declares the port.",
    "listen.none": "Nothing listens on {protocol} port {port}: refused.",
    "policy.not-modelled": "{count} NetworkPolicy objects select this pod; their effect is not modelled.",
    "reply": "The reply arrives.",
    "reply.direct": "The reply arrives, untranslated.",
    "reply.translated": "The reply's address {from} becomes {to} again.",
    "reply.lost": "The reply goes from {from} straight to {to}. It does not pass {node}, which had translated the packet: the client drops it.",
    # load balancers
    "balancer.pick": "The load balancer takes {node}, one of {of} nodes.",
    "balancer.no-node": "No node passes the load balancer's health check.",
    "balancer.no-port": "The load balancer does not listen on port {port}.",
    "balancer.proxy": "The load balancer opens a connection of its own, from {source} to {destination}:{node_port}.",
    "balancer.pending": "Service {service} has no external address yet.",
    "balancer.no-service": "There is no Service {service} in namespace {namespace}.",
    "balancer.wrong-type": "Service {service} is of type {type}: it gets no external address.",
    # Ingress
    "ingress.name": "Public DNS leads {name} to the Ingress controller at {address}.",
    "ingress.arrive": "The request for {host}{path} goes to the Ingress controller at {address}.",
    "ingress.match": "The rule for {host}{path} sends it to Service {service}, port {port}.",
    "ingress.no-rule": "No rule fits {host}{path}: the controller answers 404.",
    "ingress.no-endpoints": "Service {service}, port {port}, has no endpoint: the controller answers 503.",
    # rules: dataplane/rules.py
    "entry.cluster-ip": "{address}:{number} is the cluster IP of {service}.",
    "entry.external-ip": "{address}:{number} is an external IP of {service}.",
    "entry.load-balancer": "{address}:{number} is the load balancer's address of {service}.",
    "entry.node-port": "Port {number} of every node is the node port of {service}.",
    "mark.all": "Marked for masquerading, as all traffic to cluster IPs is.",
    "mark.not-local": "The sender is no pod: marked for masquerading.",
    "mark.external": "externalTrafficPolicy is Cluster: marked for masquerading.",
    "mark.local": "The node itself sends: marked for masquerading.",
    "external.cluster": "externalTrafficPolicy is Cluster: endpoints of all nodes count.",
    "external.local": "externalTrafficPolicy is Local: only endpoints of this node count.",
    "external.pod": "A pod sends: endpoints of all nodes count, though externalTrafficPolicy is Local.",
    "external.node": "The node itself sends: endpoints of all nodes count, though externalTrafficPolicy is Local.",
    "balance.remembered": "sessionAffinity: this client goes to {endpoint} again, within {seconds} s.",
    "balance.pick": "Takes {endpoint}, one of {of} endpoints.",
    "hairpin": "The pod got itself: its source is masqueraded, or the reply would never leave it.",
    "dnat": "The destination becomes {endpoint}.",
    "masquerade": "The source becomes {source}.",
    "firewall.allow": "{range} may use the load balancer's address.",
    "firewall.pass": "The sender is in no range of loadBalancerSourceRanges.",
    "firewall.drop": "loadBalancerSourceRanges does not hold the sender: dropped.",
    "no-endpoints": "{service} has no endpoint: rejected at once.",
    "no-local-endpoints": "{service} has no endpoint on this node and the {policy} traffic policy is Local: dropped.",
    "cluster-ip.reject": "The cluster IP has no such port: rejected.",
    "cluster-range.drop": "No Service has this address: dropped.",
    "localnet.drop": "127.0.0.0/8 is not for others: dropped.",
    "health-check.accept": "The port of the load balancer's health check: let in.",
}

WITHOUT: dict[str, tuple[str, str]] = {
    "balance.pick": ("endpoint", "Takes one of {of} endpoints, each as likely."),
    "dns.nxdomain": ("missing", "{name} does not exist."),
    "balancer.proxy": ("source", "The load balancer has no node port to connect to."),
}
"""What is said instead where a step lacks a parameter."""

MISSING: dict[str, str] = {
    "namespace": "there is no such namespace",
    "service": "there is no such Service in that namespace",
    "endpoints": "the headless Service has no ready endpoint",
    "endpoint": "the Service has no ready endpoint of that name",
    "port": "the Service has no port of that name and protocol",
    "external-address": "externalName holds an IP address, which is no name",
    "pod": "no pod has that address",
    "pods-disabled": "the server answers no pod names",
    "address": "nothing has that address",
    "name": "a name of the cluster is SERVICE.NAMESPACE.svc and the domain",
    "outside": "public DNS does not know it",
}
"""Why a name does not exist, after `dns.nxdomain`."""

STOPS: dict[str, str] = {
    "dns.gave_up": "no name has an answer",
    "dns.server_unreachable": "no DNS server answers",
    "send.no-address": "cannot send: no address",
    "node.failed": "no answer: the node has no power",
    "route.none": "no answer: nobody has this address",
    "route.loop": "dropped: goes round in circles",
    "listen.none": "refused: nothing listens on {port}",
    "reply.lost": "the reply is lost",
    "balancer.no-node": "no healthy node",
    "balancer.no-port": "the balancer has no port {port}",
    "balancer.pending": "no external address yet",
    "balancer.no-service": "no such Service",
    "balancer.wrong-type": "no external address",
    "ingress.no-rule": "404: no rule fits",
    "ingress.no-endpoints": "503: no endpoints",
    "firewall.drop": "dropped: not in loadBalancerSourceRanges",
    "no-endpoints": "rejected: no endpoints",
    "no-local-endpoints": "dropped: no endpoint on this node",
    "cluster-ip.reject": "rejected: no such port",
    "cluster-range.drop": "dropped: no Service has this address",
    "localnet.drop": "dropped: only for the node itself",
}
"""The steps at which something comes to its end, in the few words that fit on it. Every other step passes it on."""

PLACES: dict[str, str] = {"pod": "pod {name}", "node": "node {name}", "host": "host {name}"}

DISPOSITIONS: dict[Disposition, str] = {
    Disposition.DELIVERED: "{backend} answered.",
    Disposition.REFUSED: "Refused: the packet arrived where nothing listens on that port.",
    Disposition.REJECTED: "Rejected at once: the Service has no endpoint.",
    Disposition.DROPPED: "Dropped: the node's rules let nothing of it through, and the client waits until it gives up.",
    Disposition.TIMEOUT: "No answer: the client waits until it gives up.",
    Disposition.NXDOMAIN: "The name {host} does not exist.",
    Disposition.NODATA: "The name {host} exists, but has no such record.",
    Disposition.EXTERNAL: "The packet left the cluster for {host}.",
    Disposition.PENDING: "The load balancer has no address yet.",
    Disposition.NOT_MODELLED: "What happens here is not modelled.",
}


class UnknownCode(KeyError):
    """A code that no table has."""


def step_sentence(step: Step) -> str:
    """What a step did. Raises UnknownCode."""
    template = STEPS.get(step.code)
    if template is None:
        raise UnknownCode(step.code)
    param, other = WITHOUT.get(step.code, ("", ""))
    if param and param not in step.params:
        template = other
    params = {**step.params, "to": step.params.get("to") or _address(step.params)}
    if reason := MISSING.get(str(params.get("missing"))):
        params["missing"] = say(reason)
    return _filled(template, params)


def stop(step: Step) -> str:
    """Why nothing gets further than this step, in a few words; '' where it does."""
    return _filled(STOPS[step.code], step.params) if step.code in STOPS else ""


def end_of(branch: Branch) -> str:
    """The place where a way ended: of who answered, or of what let nothing through."""
    stopped = (hop.place for hop in branch.hops if any(step.code in STOPS for step in hop.steps))
    return branch.backend or next(stopped, branch.hops[-1].place if branch.hops else "")


def sentence(trace: Trace) -> str:
    """How a trace ended, in one sentence."""
    backend = place_name(trace.branch.backend) if trace.branch and trace.branch.backend else "DNS"
    if trace.disposition is Disposition.TIMEOUT and trace.lookup and not trace.branches:
        return say("No DNS server answered for {host}.", host=trace.target.host)
    return _filled(DISPOSITIONS[trace.disposition], {"backend": backend, "host": trace.target.host})


def explain(diagnosis: Diagnosis) -> Explained:
    """A diagnosis in words. Raises UnknownCode."""
    found = DIAGNOSES.get(diagnosis.code)
    if found is None:
        raise UnknownCode(diagnosis.code)
    return Explained(*(_filled(text, diagnosis.params) for text in found))


def place_name(place: str) -> str:
    """`pod:shop/web-1` -> `pod shop/web-1`."""
    kind, colon, name = place.partition(":")
    return say(PLACES.get(kind, "{name}"), name=name) if colon else kind


def _filled(template: str, params: Mapping[str, Any]) -> Saying:
    return Saying(template, {name: _word(value) for name, value in params.items()})


def _word(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}={item}" for name, item in value.items())
    if isinstance(value, list | tuple):
        return together(map(_word, value), ", ")
    text = str(value)
    return place_name(text) if text.startswith(("pod:", "node:", "host:")) else text


def _address(params: Mapping[str, Any]) -> str:
    """`10.96.0.5:80`; without a port (ping) the address alone."""
    destination, port = str(params.get("destination", "")), params.get("port")
    if not port:
        return destination
    return f"[{destination}]:{port}" if ":" in destination else f"{destination}:{port}"
