"""What one change, one trace and one DNS answer cost in small and in big worlds, and how a full build grows.

python -m bench.growth [SERVICES,SERVICES,...] [ROUNDS]
"""

from __future__ import annotations

import gc
import math
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, fields
from statistics import median

from bench.figures import timed
from bench.worlds import big_world, service
from playground.cluster.simulation import Cluster
from playground.cluster.trace.model import Disposition

SIZES = (10, 100, 1_000, 10_000)


@dataclass(frozen=True, slots=True)
class Costs:
    """Medians, in milliseconds; the build in seconds."""

    build: float
    change: float
    trace: float
    dns: float
    fork: float


def main(sizes: Sequence[int], rounds: int) -> None:
    print("Growth (Services, with 3 pods each; a node for every 10): medians in ms, build in s")
    print(f"{'Services':>9} {'pods':>7} {'nodes':>6} {'build':>8} {'change':>8} {'trace':>8} {'DNS':>8} {'fork':>8}")
    table = {}
    for size in sizes:
        costs = table[size] = measure(size, rounds)
        texts = f"{costs.change:8.3f} {costs.trace:8.3f} {costs.dns:8.4f} {costs.fork:8.3f}"
        print(f"{size:>9} {3 * size:>7} {max(3, size // 10):>6} {costs.build:8.2f} {texts}", flush=True)
    first, last = table[sizes[0]], table[sizes[-1]]
    for field in fields(Costs)[1:]:
        print(f"{field.name:<9} top / bottom {getattr(last, field.name) / getattr(first, field.name):6.2f}")
    print(f"a full build grows with the exponent {exponent({size: costs.build for size, costs in table.items()}):.2f}")


def measure(size: int, rounds: int) -> Costs:
    gc.collect()
    start = time.perf_counter()
    cluster = big_world(size)
    build = time.perf_counter() - start
    name, own = f"web-{size // 2}", f"own-{size}"
    cluster.apply(service(own, name))
    changes, traces, answers = [], [], []
    for number in range(rounds):
        port = 8000 + number % 2
        changes.append(timed(_change, cluster, own, name, port))
        traces.append(timed(_trace, cluster, own, port))
        answers.append(timed(_resolve, cluster, own))
    forks = [timed(cluster.fork) for _ in range(max(3, rounds // 10))]
    return Costs(build, *(median(times) * 1000 for times in (changes, traces, answers, forks)))


def _change(cluster: Cluster, name: str, app: str, port: int) -> None:
    (outcome,) = cluster.apply(service(name, app, port))
    assert outcome.verb == "configured", outcome


def _trace(cluster: Cluster, name: str, port: int) -> None:
    assert cluster.trace("pod/web-0-0", f"http://{name}:{port}/").disposition is Disposition.DELIVERED


def _resolve(cluster: Cluster, name: str) -> None:
    assert cluster.dns.answer(f"{name}.default.svc.cluster.local.").answer


def exponent(builds: dict[int, float]) -> float:
    """The slope of the least squares line through (log size, log seconds)."""
    points = [(math.log(size), math.log(seconds)) for size, seconds in builds.items()]
    mean_x, mean_y = (sum(values) / len(points) for values in zip(*points, strict=True))
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)


if __name__ == "__main__":
    given = tuple(map(int, sys.argv[1].split(","))) if len(sys.argv) > 1 else SIZES
    main(given, int(sys.argv[2]) if len(sys.argv) > 2 else 100)
