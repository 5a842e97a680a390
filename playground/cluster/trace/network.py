"""The network between nodes: who owns an address, and by which node a packet from outside comes in.

Routed, without an overlay: nodes and the client outside share a segment, every node has a route to every other
node's pod range, each pod has its own link to its node. Whatever nobody owns falls to the segment's router.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from playground.cluster.config import Config, ExternalHost
from playground.cluster.dataplane.addresses import canonical, family, inside, network, of_family
from playground.cluster.dataplane.catalogue import BY_SERVICE
from playground.cluster.dataplane.dataplane import Dataplane
from playground.cluster.dataplane.node import NodeFacts
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.world import node_has_failed
from playground.cluster.store import Store

BY_POD_ADDRESS, BY_NODE_ADDRESS = "trace/pod-address", "trace/node-address"
BY_HOST, BY_HOST_PORT, BY_BALANCER = "trace/host", "trace/host-port", "trace/balancer"
EXCLUDED_LABEL = "node.kubernetes.io/exclude-from-external-load-balancers"


def _pod_addresses(pod: Object) -> Iterator[str]:
    """A pod owns its addresses until its containers have ended for good."""
    status = pod.get("status") or {}
    if uses_host_network(pod) or status.get("phase") in ("Succeeded", "Failed"):
        return
    stated = [item.get("ip") for item in status.get("podIPs") or []] or [status.get("podIP")]
    yield from (canonical(address) for address in stated if address)


_ANY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104


def _host_of(pod: Object) -> Iterator[str]:
    if uses_host_network(pod) and (pod.get("status") or {}).get("phase") not in ("Succeeded", "Failed"):
        yield pod["spec"].get("nodeName") or ""


def _host_ports(pod: Object) -> Iterator[tuple[str, str, int]]:
    if uses_host_network(pod) or (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed"):
        return
    for container in (pod.get("spec") or {}).get("containers") or ():
        for port in container.get("ports") or ():
            if port.get("hostPort"):
                yield pod["spec"].get("nodeName") or "", port.get("protocol") or "TCP", port["hostPort"]


def _node_addresses(node: Object) -> Iterator[str]:
    facts = NodeFacts.of(node)
    yield from dict.fromkeys((*facts.addresses, *facts.host_addresses, facts.gateway(4), facts.gateway(6)))


def _balancer_addresses(service: Object) -> Iterator[str]:
    for entry in ((service.get("status") or {}).get("loadBalancer") or {}).get("ingress") or []:
        if entry.get("ip"):
            yield canonical(entry["ip"])


def uses_host_network(pod: Object) -> bool:
    return bool((pod.get("spec") or {}).get("hostNetwork"))


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose address it is: `kind` is pod, node, client, host, balancer, api-server, nobody or elsewhere.

    `nobody`: within the cluster's or the segment's ranges, but free. `elsewhere`: somewhere in the wide world.
    """

    kind: str
    place: str
    node: str = ""
    pod: Object | None = None
    host: ExternalHost | None = None
    service: Object | None = None


class Network:
    def __init__(self, store: Store, config: Config, dataplane: Dataplane) -> None:
        self.store, self.config, self.dataplane = store, config, dataplane
        store.index(BY_POD_ADDRESS, "Pod", _pod_addresses)
        store.index(BY_HOST, "Pod", _host_of)
        store.index(BY_HOST_PORT, "Pod", _host_ports)
        store.index(BY_NODE_ADDRESS, "Node", _node_addresses)
        store.index(BY_BALANCER, "Service", _balancer_addresses)

    def owner(self, address: str) -> Owner:
        for pod in self.store.lookup(BY_POD_ADDRESS, address):
            return Owner("pod", place_of(pod), pod["spec"].get("nodeName") or "", pod=pod)
        for node in self.store.lookup(BY_NODE_ADDRESS, address):
            return Owner("node", f"node:{node['metadata']['name']}", node["metadata"]["name"])
        if address == self.config.client_address:
            return Owner("client", "outside")
        for host in self.config.hosts:
            if address in map(canonical, host.addresses):
                return Owner("host", f"host:{host.name}", host=host)
        if self._is_api_server(address):
            return Owner("api-server", "host:kube-apiserver")
        for service in self.store.lookup(BY_BALANCER, address) if self.config.load_balancer else ():
            return Owner("balancer", f"lb:{_name(service)}", service=service)
        return self._free(address)

    def _free(self, address: str) -> Owner:
        for node in self.store.iterate("Node"):
            facts = self.dataplane.node(node["metadata"]["name"])
            if facts.owns(address):
                return Owner("nobody", f"node:{facts.name}", facts.name)
            primary = network(f"{facts.primary(family(address))}/{24 if family(address) == 4 else 64}")
            if primary is not None and inside(address, str(primary)):
                return Owner("nobody", "network")
        config = self.config
        ranges = [*config.service_cidrs, *config.cluster_cidr.split(","), config.load_balancer_pool]
        known = any(inside(address, cidr) for cidr in ranges)
        return Owner("nobody", "network") if known else Owner("elsewhere", "network")

    def _is_api_server(self, address: str) -> bool:
        return any(
            address in map(canonical, endpoint.get("addresses") or ())
            for item in self.store.lookup(BY_SERVICE, ("default", "kubernetes"))
            for endpoint in item.get("endpoints") or ()
        )

    def node_of(self, address: str) -> str:
        """The node that a reply to this address must come to; '' for addresses outside the cluster."""
        return self.owner(address).node

    def host_pods(self, node: str) -> list[Object]:
        return self.store.lookup(BY_HOST, node)

    def host_port(self, node: str, protocol: str, address: str, port: int) -> tuple[Object, int, tuple[int, int]] | None:
        """The pod to which a node hands what arrives at a hostPort of this address: its port, and where in its spec that stands.

        Models: containernetworking/plugins plugins/meta/portmap
        """
        for pod in self.store.lookup(BY_HOST_PORT, (node, protocol, port)):
            for position, container in enumerate(pod["spec"]["containers"]):
                for number, item in enumerate(container.get("ports") or ()):
                    own = item.get("hostIP") or ""
                    if (item.get("protocol") or "TCP", item.get("hostPort")) == (protocol, port) and own in ("", *_ANY_ADDRESS, address):
                        return pod, int(item["containerPort"]), (position, number)
        return None

    def failed(self, node: str) -> bool:
        found = self.store.get("Node", "", node)
        return found is not None and node_has_failed(found)

    # -- from outside

    def entry(self, address: str) -> str:
        """The node to which the client's own routes send a packet; '' if it has none."""
        found = [(network(cidr), node) for cidr, node in self.config.routes if inside(address, cidr)]
        best = max(found, key=lambda item: item[0].prefixlen if item[0] else 0, default=(None, ""))
        return best[1]

    def balanced_nodes(self, service: Object) -> list[str]:
        """The nodes to which a load balancer sends: those whose health check answers well.

        Models: cloud-provider/controllers/service/controller.go; pkg/proxy/healthcheck/service_health.go
        """
        metadata, spec = service["metadata"], service["spec"]
        local = spec.get("externalTrafficPolicy") == "Local"
        return [
            name
            for node in self.store.iterate("Node")
            if EXCLUDED_LABEL not in (node["metadata"].get("labels") or {})
            and not node["metadata"].get("deletionTimestamp")
            and not node_has_failed(node)
            and (name := node["metadata"]["name"])
            and (not local or self.dataplane.healthy_endpoints(name, metadata["namespace"], metadata["name"]))
        ]


def place_of(pod: Object) -> str:
    return f"pod:{_name(pod)}"


def _name(obj: Object) -> str:
    return f"{obj['metadata']['namespace']}/{obj['metadata']['name']}"


def address_of(pod: Object, wanted: int) -> str:
    """The pod's address of a family, '' if it has none (yet)."""
    status = pod.get("status") or {}
    stated = [item.get("ip") for item in status.get("podIPs") or []] or [status.get("podIP")]
    found = of_family([canonical(address) for address in stated if address], wanted)
    return found[0] if found else ""


def mode_of(service: Object, address: str) -> str:
    """How a load balancer delivers what is sent to one of its addresses: VIP or Proxy."""
    for entry in ((service.get("status") or {}).get("loadBalancer") or {}).get("ingress") or []:
        if canonical(entry.get("ip") or "") == address:
            return str(entry.get("ipMode") or "VIP")
    return "VIP"
