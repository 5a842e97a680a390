"""The free sandbox: what its cluster starts with, and the examples that its menu offers.

An example is a folder of manifests under `examples/`, with a first comment line as its title and a second as its summary.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from playground.cluster.config import Config, ExternalHost
from playground.cluster.simulation import Cluster

_HERE = Path(__file__).parent
NODES = 3
WARM_UP = 120.0
"""Logical seconds until the learner sees the cluster, so that its Pods are ready."""

_OUTSIDE = (ExternalHost("db.example.net", ("203.0.113.7",), tcp=(3306, 5432)),)


def start(seed: str) -> Cluster:
    cluster = Cluster.new(Config(hosts=_OUTSIDE, seed=seed), nodes=NODES)
    cluster.apply(_text("world.yaml"), file="world.yaml")
    cluster.advance(WARM_UP)
    return cluster


def files() -> dict[str, str]:
    """What the editor holds at first: the first example."""
    return {file["path"]: file["text"] for file in examples()[0]["files"]}


@lru_cache(maxsize=1)
def examples() -> list[dict[str, Any]]:
    """`[{id, title, summary, files: [{path, text}]}]` in the order of the menu."""
    return [_example(path) for path in sorted((_HERE / "examples").glob("*.yaml"))]


def _example(path: Path) -> dict[str, Any]:
    title, summary, *rest = path.read_text().splitlines(keepends=True)
    identity = path.stem.partition("-")[2]
    return {
        "id": identity,
        "title": title.removeprefix("#").strip(),
        "summary": summary.removeprefix("#").strip(),
        "files": [{"path": "service.yaml", "text": "".join(rest).lstrip("\n")}],
    }


@lru_cache(maxsize=4)
def _text(name: str) -> str:
    return (_HERE / name).read_text()
