"""A socket that talks too much is told so, and closed if it goes on."""

from __future__ import annotations

from playground.workspaces.rate import Allowance


def test_a_burst_is_allowed_then_the_rate_holds() -> None:
    now = [0.0]
    allowance = Allowance(rate=2, burst=3, monotonic=lambda: now[0])
    assert [allowance.take() for _ in range(5)] == [True, True, True, False, False]
    now[0] += 1
    assert [allowance.take() for _ in range(3)] == [True, True, False]


def test_patience_ends() -> None:
    allowance = Allowance(rate=0, burst=1, patience=2, monotonic=lambda: 0.0)
    for _ in range(4):
        allowance.take()
    assert allowance.exhausted
