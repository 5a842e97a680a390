"""What both modes need to know before they write the rules of one service port on one node."""

from __future__ import annotations

from typing import Any

from playground.cluster.dataplane.node import NodeFacts, Settings
from playground.cluster.dataplane.service_port import ServicePort
from playground.cluster.dataplane.topology import Usable
from playground.cluster.objects.flow import Origin


class PortWriter:
    """`internal` and `external` are the endpoints for cluster IP traffic and for traffic from outside."""

    def __init__(self, port: ServicePort, usable: Usable, settings: Settings, node: NodeFacts) -> None:
        self.port, self.usable, self.settings, self.node = port, usable, settings, node
        self.internal = usable.local if port.internal_local else usable.cluster
        self.external = usable.local if port.external_local else usable.cluster
        self.has_external = usable.anywhere and port.externally_accessible
        self.params: dict[str, Any] = {"service": f"{port.namespace}/{port.service}", "port": port.port_name}

    def blame(self, entry: Origin, policy: str) -> tuple[Origin, ...]:
        """Why nobody is there: the policy if there are endpoints elsewhere, else the selector."""
        if self.usable.anywhere:
            return entry, self.port.origin("spec", f"{policy}TrafficPolicy")
        return (entry, self.port.origin("spec", "selector")) if self.port.has_selector else (entry,)

    def allows_node(self) -> bool:
        """Whether a source range holds this node: then what it sends to its own balancer address is let in."""
        return self.port.lets_in(self.node.primary(self.settings.family))
