"""Timings: how they are taken, and how they are printed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence


def timed(work: Callable[..., object], *arguments: object) -> float:
    """Seconds."""
    start = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - start


def worked(work: Callable[..., object], *arguments: object) -> float:
    """Seconds of processor time: of work that waits for nothing, and whatever else the machine does meanwhile."""
    start = time.process_time()
    work(*arguments)
    return time.process_time() - start


def percentile(seconds: Sequence[float], share: float) -> float:
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def line(name: str, seconds: Sequence[float]) -> str:
    """`apply ... p50 3.21 ms  p95 4.00 ms  (n = 200)`"""
    p50, p95 = percentile(seconds, 0.5) * 1000, percentile(seconds, 0.95) * 1000
    return f"{name:<44} p50 {p50:8.2f} ms   p95 {p95:8.2f} ms   ({len(seconds)} times)"
