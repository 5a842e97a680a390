"""Which strategy each kind has. A kind that is not in the table has no rules of its own."""

from __future__ import annotations

from playground.cluster.apiserver.registry import Strategy
from playground.cluster.apiserver.service import ServiceStrategy
from playground.cluster.objects.kinds import KINDS

_STRATEGIES: dict[str, type[Strategy]] = {
    "Service": ServiceStrategy,
}

STRATEGIES: dict[str, Strategy] = {kind.name: _STRATEGIES.get(kind.name, Strategy)(kind) for kind in KINDS}


def strategy_of(kind: str) -> Strategy:
    return STRATEGIES[kind]
