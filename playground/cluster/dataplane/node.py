"""What kube-proxy knows of the node that it runs on, and the settings that it runs with.

Models: pkg/proxy/util/nodeport_addresses.go; pkg/proxy/util/localdetector.go; cmd/kube-proxy/app/server_linux.go
getLocalDetectors; pkg/util/node GetNodeHostIPs
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from playground.cluster.config import Config
from playground.cluster.dataplane.addresses import canonical, family, inside, is_loopback, network, of_family
from playground.cluster.dataplane.rules import From, FromInterface
from playground.cluster.objects.kinds import Object

ZONE_LABEL = "topology.kubernetes.io/zone"
LOOPBACK = {4: "127.0.0.1", 6: "::1"}
LOOPBACK_RANGE = {4: "127.0.0.0/8", 6: "::1/128"}


@dataclass(frozen=True)
class NodeFacts:
    """A node as the network sees it. `addresses` are those of its interfaces except loopback, primary ones first."""

    name: str
    zone: str = ""
    addresses: tuple[str, ...] = ()
    pod_cidrs: tuple[str, ...] = ()
    host_addresses: tuple[str, ...] = ()  # ExternalIPs: taken for its own, after the internal ones

    @classmethod
    def of(cls, node: Object) -> NodeFacts:
        spec, status, metadata = node.get("spec") or {}, node.get("status") or {}, node["metadata"]
        stated = [(item["type"], canonical(item["address"])) for item in status.get("addresses") or []]
        cidrs = spec.get("podCIDRs") or ([spec["podCIDR"]] if spec.get("podCIDR") else [])
        return cls(
            name=metadata["name"],
            zone=(metadata.get("labels") or {}).get(ZONE_LABEL, ""),
            addresses=tuple(address for kind, address in stated if kind == "InternalIP" and address),
            pod_cidrs=tuple(cidrs),
            host_addresses=tuple(address for kind, address in stated if kind == "ExternalIP" and address),
        )

    def primary(self, wanted: int = 4) -> str:
        """The node's first address of a family, internal ones first; '' if it has none."""
        found = (address for address in (*self.addresses, *self.host_addresses) if family(address) == wanted)
        return next(found, "")

    def gateway(self, wanted: int = 4) -> str:
        """The node's own address on the links of its pods: the first of the pod range."""
        for cidr in of_family(self.pod_cidrs, wanted):
            found = network(cidr)
            if found is not None and found.num_addresses > 1:
                return str(found[1])
        return ""

    @cached_property
    def _local(self) -> frozenset[str]:
        return frozenset((*self.addresses, *self.host_addresses, self.gateway(4), self.gateway(6))) - {""}

    def is_local(self, address: str) -> bool:
        """Whether the kernel of this node takes the address for its own."""
        return address in self._local or is_loopback(address)

    def owns(self, address: str) -> bool:
        """Whether the pod range of this node holds the address."""
        return any(inside(address, cidr) for cidr in self.pod_cidrs)


@dataclass(frozen=True, slots=True)
class Tools:
    """What the kernel and the tools of the nodes offer, and whether kube-proxy watches for a flush."""

    accounting: bool = True  # nfacct
    random_fully: bool = True
    canary: bool = True


FULL = Tools()


@dataclass(frozen=True)
class Settings:
    """kube-proxy's flags, for one family."""

    family: int = 4
    mode: str = "iptables"
    cluster_cidr: str = ""
    detect_local_mode: str = "ClusterCIDR"
    detect_local_interface: str = ""
    masquerade_all: bool = False
    masquerade_bit: int = 14
    localhost_node_ports_wanted: bool = True
    node_port_addresses: tuple[str, ...] = ()
    service_cidrs: tuple[str, ...] = ()
    tools: Tools = FULL

    @classmethod
    def of(cls, config: Config, mode: str, wanted: int = 4, tools: Tools = FULL) -> Settings:
        return cls(
            family=wanted,
            mode=mode,
            cluster_cidr=config.cluster_cidr,
            detect_local_mode=config.detect_local_mode,
            detect_local_interface=config.detect_local_interface,
            masquerade_all=config.masquerade_all,
            masquerade_bit=config.masquerade_bit,
            localhost_node_ports_wanted=config.localhost_node_ports,
            node_port_addresses=config.node_port_addresses or (("primary",) if mode == "nftables" else ()),
            service_cidrs=tuple(of_family(config.service_cidrs, wanted)),
            tools=tools,
        )

    @property
    def mark(self) -> int:
        return 1 << self.masquerade_bit

    @cached_property
    def _node_port_ranges(self) -> tuple[str, ...]:
        return tuple(of_family(self.node_port_addresses, self.family))

    @property
    def all_addresses_take_node_ports(self) -> bool:
        """No range of the family given (other than the word `primary`), or one that is everything."""
        if any(_is_everything(text) for text in self._node_port_ranges):
            return True
        return not self._node_port_ranges and "primary" not in self.node_port_addresses

    @property
    def localhost_node_ports(self) -> bool:
        """Only with IPv4 and iptables, and only if loopback addresses take node ports."""
        wanted = self.localhost_node_ports_wanted and self.family == 4 and self.mode == "iptables"
        return wanted and (self.all_addresses_take_node_ports or any(map(_has_loopback, self._node_port_ranges)))

    def node_port_ips(self, node: NodeFacts) -> tuple[str, ...]:
        """The node's addresses that take node ports, where not all do."""
        if "primary" in self.node_port_addresses:
            return tuple(filter(None, [node.primary(self.family)]))
        own = [LOOPBACK[self.family], *(address for address in node.addresses if family(address) == self.family)]
        found = (address for address in own if any(inside(address, cidr) for cidr in self._node_port_ranges))
        return tuple(address for address in found if self.localhost_node_ports or not is_loopback(address))

    def takes_node_ports(self, node: NodeFacts, address: str) -> bool:
        if not node.is_local(address):
            return False
        if self.all_addresses_take_node_ports:
            return self.localhost_node_ports or not is_loopback(address)
        return address in self.node_port_ips(node)

    def from_local_pod(self, node: NodeFacts, negated: bool = False) -> From | FromInterface | None:
        """The condition that tells local pods' traffic from other traffic; None if there is no telling."""
        match self.detect_local_mode:
            case "BridgeInterface" if self.detect_local_interface:
                return FromInterface(self.detect_local_interface, prefix=False, negated=negated)
            case "InterfaceNamePrefix" if self.detect_local_interface:
                return FromInterface(self.detect_local_interface, prefix=True, negated=negated)
            case "ClusterCIDR":
                ranges = of_family(self.cluster_cidr, self.family)
            case "NodeCIDR":
                ranges = of_family(node.pod_cidrs, self.family)
            case _:
                ranges = []
        return From((ranges[0],), negated) if ranges else None


def _is_everything(text: str) -> bool:
    found = network(text)
    return found is not None and found.prefixlen == 0


def _has_loopback(text: str) -> bool:
    found = network(text)
    return found is not None and (found.is_loopback or inside(LOOPBACK[4], text))
