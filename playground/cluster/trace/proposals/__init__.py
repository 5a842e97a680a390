"""Which fields could be otherwise, so that a failed question might succeed: by diagnosis code.

A proposal is a guess of one or two fields, the likeliest first. Nothing here knows whether it would help: what_if.py tries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from playground.cluster.trace.proposals import balancing, by_hand, ingress, names, pods, ports, selectors
from playground.cluster.trace.proposals.model import REMOVE, Change, Failure, Place, Proposal, Remove

__all__ = ["REMOVE", "Change", "Failure", "Place", "Proposal", "Remove", "proposals"]


def proposals(failure: Failure) -> Iterator[Proposal]:
    """The guesses for a failure, the likeliest first. None for a code whose cure isn't a field."""
    maker = MAKERS.get(failure.diagnosis.code)
    return maker(failure) if maker else iter(())


MAKERS: dict[str, Callable[[Failure], Iterator[Proposal]]] = {
    "SVC-NOT-FOUND": names.service_name,
    "SVC-SELECTOR-NO-MATCH": selectors.selector,
    "SVC-SELECTOR-OTHER-NAMESPACE": selectors.other_namespace,
    "SVC-SELECTOR-TOO-BROAD": selectors.too_broad,
    "SVC-NO-SELECTOR": selectors.no_selector,
    "SVC-NO-READY-ENDPOINTS": pods.readiness,
    "POD-NOT-READY": pods.readiness,
    "SVC-TARGETPORT-CLOSED": ports.target_port,
    "SVC-TARGETPORT-NAME-UNKNOWN": ports.target_port,
    "SVC-PORT-SWAPPED": ports.swapped,
    "SVC-PORT-NOT-EXPOSED": ports.asked_port,
    "SVC-PROTOCOL-MISMATCH": ports.protocol,
    "SVC-HEADLESS-PORT": balancing.fixed("spec", "clusterIP", value=REMOVE),
    "SVC-NODEPORT-CLOSED": ports.node_port,
    "SVC-LB-WRONG-TYPE": balancing.fixed("spec", "type", value="LoadBalancer"),
    "SVC-LB-PENDING": balancing.fixed("spec", "loadBalancerClass", value=REMOVE),
    "SVC-LB-SOURCE-RANGE": balancing.source_range,
    "SVC-LB-NO-NODE": balancing.policy("externalTrafficPolicy"),
    "SVC-POLICY-LOCAL-NO-ENDPOINT": balancing.policy("internalTrafficPolicy"),
    "SVC-POLICY-LOCAL-REPLY-LOST": balancing.policy("externalTrafficPolicy"),
    "SLICE-WRONG-LABEL": by_hand.slice_label,
    "SLICE-PORT-NAME-MISMATCH": by_hand.slice_ports,
    "ENDPOINTS-NAME-MISMATCH": by_hand.endpoints_name,
    "HOST-PORT-CLOSED": by_hand.host_port,
    "POD-CONFIG": pods.reference,
    "DNS-OTHER-NAMESPACE": names.clients_namespace,
    "DNS-NO-SUCH-NAME": names.service_name,
    "DNS-POD-NAME": names.pod_name,
    "DNS-EXTERNALNAME-UNRESOLVED": names.external_name,
    "EXTERNALNAME-NOT-A-NAME": names.external_name,
    "INGRESS-BACKEND": ingress.ingress_backend,
    "INGRESS-NO-RULE": ingress.ingress_host,
}
