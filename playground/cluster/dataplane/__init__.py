"""What a node does with packets: Services and EndpointSlices -> rules as data -> verdicts and texts."""

from playground.cluster.dataplane.conntrack import Conntrack as Conntrack
from playground.cluster.dataplane.dataplane import Dataplane as Dataplane
from playground.cluster.dataplane.dataplane import RuleLine as RuleLine
from playground.cluster.dataplane.walk import RuleOutcome as RuleOutcome
