"""The model beside @ngrok/webernetes: the same work, in turn, in one run.

python -m bench.compare [ROUNDS] [CLUSTERS]

Both get three nodes, a client pod and three pods `app: web` of hashicorp/http-echo behind a Service, and a client that
asks http://web/ by name from its pod. bench/webernetes/drive.js does the other side.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from bench.figures import timed
from bench.worlds import service, small_world
from playground.cluster.simulation import Cluster
from playground.cluster.trace.model import Disposition

HERE = Path(__file__).parent
DRIVER = HERE / "webernetes" / "node_modules" / ".bench" / "drive.js"
REQUESTS, BLOCK = 5000, 10


def main(rounds: int, clusters: int) -> None:
    if not DRIVER.exists():
        raise SystemExit("webernetes is not here: make bench-setup")
    own, other = Own(), Other()
    print(f"The model beside @ngrok/webernetes {other.version()} ({rounds} rounds each, in turn; medians)")
    print(f"{'':<46} {'model':>12} {'webernetes':>12} {'ratio':>8} {'aim':>8}")
    tell("new cluster to first answered request, ms", *in_turn(BLOCK, own.first, other.first), 1000, 1 / 20)
    tell("Apply of a Service to first answered request, ms", *in_turn(rounds, own.apply, other.apply), 1000, 1 / 3)
    rates = in_turn(2 * BLOCK, own.requests, other.requests)
    tell("requests a second, each with its full trace", *rates, 1, -1 / 10)
    tell("requests a second, answer alone", *rates, 1, -1 / 4)
    print(f"{'  (full trace, walked anew each time)':<46} {median(own.walks() for _ in range(5)):>12,.0f}")
    other.end()
    memories = fresh("memory", clusters), Other().memory(clusters)
    tell(f"memory per cluster among {clusters}, KiB", *memories, 1 / 1024, 1 / 50)
    print(f"{'  (each made from nothing instead of forked)':<46} {fresh('memory_anew', clusters) / 1024:>12,.0f}")


def in_turn(rounds: int, ours: Callable[[], float], theirs: Callable[[], float]) -> tuple[float, float]:
    """The medians of both, measured in turn, a few at a time, so that what else the machine does falls on both."""
    mine, other = [], []
    for _ in range(rounds // BLOCK):
        mine += [ours() for _ in range(BLOCK)]
        other += [theirs() for _ in range(BLOCK)]
    return median(mine), median(other)


def tell(name: str, ours: float, theirs: float, unit: float, aim: float) -> None:
    """A negative aim is a rate: at least so much of theirs; a positive one is a cost: at most so much."""
    ratio = ours / theirs
    met = ratio >= -aim if aim < 0 else ratio <= aim
    sign = ">=" if aim < 0 else "<="
    shown = f"{sign} 1/{round(1 / abs(aim))}"
    text = f"{ratio:.2f}x" if ratio >= 0.1 else f"1/{1 / ratio:.0f}"
    verdict = "met" if met else "MISSED"
    print(f"{name:<46} {ours * unit:>12,.2f} {theirs * unit:>12,.2f} {text:>8} {shown:>8} {verdict}", flush=True)


class Own:
    """The model's side."""

    def __init__(self) -> None:
        self.cluster = small_world()
        self.cluster.apply(service("ready"))
        self.serial = 0

    def first(self) -> float:
        return timed(lambda: ask(answering()))

    def apply(self) -> float:
        self.serial += 1
        name = f"applied-{self.serial}"

        def work() -> None:
            self.cluster.apply(service(name))
            ask(self.cluster, name)

        return timed(work)

    def requests(self) -> float:
        """With their full trace: from the second on it is the one that was kept, for as long as nothing changes."""
        return REQUESTS / timed(lambda: [ask(self.cluster, "ready") for _ in range(REQUESTS)])

    def walks(self) -> float:
        """Nothing kept: every trace is walked through resolver, rules and containers again."""
        count = REQUESTS // 10

        def work() -> None:
            for _ in range(count):
                self.cluster.store.revision += 1
                ask(self.cluster, "ready")

        return count / timed(work)


def answering() -> Cluster:
    cluster = small_world()
    cluster.apply(service("web"))
    return cluster


def ask(cluster: Cluster, name: str = "web") -> None:
    trace = cluster.trace("pod/client", f"http://{name}/")
    assert trace.disposition is Disposition.DELIVERED, trace
    assert trace.body == "hello\n", trace


class Other:
    """webernetes' side: a process that answers commands."""

    def __init__(self) -> None:
        command = ["node", "--expose-gc", str(DRIVER)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def version(self) -> str:
        package = HERE / "webernetes" / "node_modules" / "@ngrok" / "webernetes" / "package.json"
        return str(json.loads(package.read_text())["version"])

    def first(self) -> float:
        return float(self._do("first")["seconds"])

    def apply(self) -> float:
        return float(self._do("apply")["seconds"])

    def requests(self) -> float:
        found = self._do("requests", count=REQUESTS)
        assert found["answered"] == REQUESTS
        return REQUESTS / float(found["seconds"])

    def memory(self, clusters: int) -> float:
        found = float(self._do("memory", count=clusters)["bytes"])
        self.end()
        return found

    def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(20)

    def _do(self, command: str, **options: Any) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"command": command, **options}) + "\n")
        self.process.stdin.flush()
        return dict(json.loads(self.process.stdout.readline()))


# -- memory, in processes of their own


def fresh(what: str, clusters: int) -> float:
    """Bytes per cluster of a process that has done nothing else."""
    command = [sys.executable, "-c", f"from bench import compare; print(compare.{what}({clusters}))"]
    return float(subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout)


def memory(clusters: int) -> float:
    """As a server holds them: forked from one prepared world, then each with a Service and a request of its own."""
    world = small_world()

    def own() -> Cluster:
        cluster = world.fork()
        cluster.apply(service("web"))
        ask(cluster)
        return cluster

    return held(own, clusters)


def memory_anew(clusters: int) -> float:
    def own() -> Cluster:
        cluster = answering()
        ask(cluster)
        return cluster

    return held(own, clusters)


def held(make: Callable[[], Cluster], clusters: int) -> float:
    kept = [make()]
    before = resident()
    kept += [make() for _ in range(clusters)]
    return (resident() - before) / clusters


def resident() -> int:
    """Bytes of this process in memory."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 50,
        int(sys.argv[2]) if len(sys.argv) > 2 else 200,
    )
