"""The landing page's picture: requests that really went through a small cluster, recorded from the model, as acts of a play."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
from django.utils import translation

from playground.cluster.config import Config
from playground.cluster.saying import say
from playground.cluster.simulation import Cluster
from playground.diagram import difference, draw
from playground.workspaces import wire
from playground.workspaces.wire.language import encoded

Act = dict[str, Any]
"""`title`, the change `scene` of the former act's picture (the first's: of nothing) and the `trace`, as the socket tells them."""

_WORLD = Path(__file__).with_suffix(".yaml")
_SOURCE, _TARGET = "pod/client", "http://web"
_WHILE = 10
"""Seconds until a kubelet has looked at its pod again."""

_TRIES = 50
"""Requests that may be sent until one goes elsewhere: with three pods it is the second or third."""


@lru_cache(maxsize=16)
def acts(language: str) -> str:
    """The acts as JSON, in this language."""
    with translation.override(language):
        return encoded(_recorded())


def sentences(language: str) -> list[str]:
    """What happens in the first act, to be read."""
    first = msgspec.json.decode(acts(language))[0]
    return [step["sentence"] for hop in first["trace"]["hops"] for step in hop["steps"]]


@lru_cache(maxsize=1)
def _recorded() -> list[Act]:
    return list(_play())


def _play() -> Iterator[Act]:
    cluster = Cluster.new(Config(seed="opening"), nodes=2)
    cluster.apply(_WORLD.read_text(), file="opening.yaml")
    cluster.advance(60)
    shown: Any = {"nodes": [], "edges": []}
    went: list[str] = []

    def act(title: str, wanted: Callable[[str], bool]) -> Act:
        nonlocal shown
        before, shown = shown, _inside(draw(cluster.store, cluster.config).scene)
        for _ in range(_TRIES):
            trace = wire.trace(cluster, cluster.trace(_SOURCE, _TARGET))
            backend = next(branch["backend"] for branch in trace["branches"] if branch["taken"])
            if wanted(backend):
                break
        went.append(backend)
        scene = {part: difference(before[part], shown[part]) for part in ("nodes", "edges")}
        return {"title": title, "scene": scene, "trace": {**trace, "branches": []}}

    yield act(say("Pod client asks for {url}", url=_TARGET), lambda backend: True)
    yield act(say("It asks again: another pod may answer"), lambda backend: backend != went[0])
    namespace, _, name = went[0].removeprefix("pod:").partition("/")
    cluster.set_ready(namespace, name, False)
    cluster.advance(_WHILE)
    yield act(say("Pod {name} is not ready: it is passed by", name=name), lambda backend: backend != went[1])
    cluster.set_ready(namespace, name, True)
    cluster.advance(_WHILE)
    yield act(say("Pod {name} is ready again", name=name), lambda backend: backend == went[0])


def _inside(scene: Any) -> dict[str, Any]:
    """Nobody asks from outside here."""
    return {**scene, "nodes": [node for node in scene["nodes"] if node["kind"] not in ("outside", "client")]}
