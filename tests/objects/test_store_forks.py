"""A fork shares what it can, and nobody can tell: every store equals one that was filled from nothing."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from playground.cluster.objects.kinds import Object
from playground.cluster.store import Store

KINDS, SPACES, NAMES, COLOURS = ("Pod", "Service"), ("a", "a-b", "b"), "klmnop", ("red", "green", "blue")
WRITES = 300


def colours(obj: Object) -> Iterator[str]:
    yield from obj["colours"]


def new_store() -> Store:
    store = Store()
    for kind in KINDS:
        store.index(f"{kind} by colour", kind, colours)
    return store


def write_something(store: Store, draw: Random) -> None:
    kind, space, name = draw.choice(KINDS), draw.choice(SPACES), draw.choice(NAMES)
    if store.get(kind, space, name) is not None and draw.random() < 0.4:
        store.write(kind, space, name, None)
        return
    obj = {"metadata": {"namespace": space, "name": name}, "colours": draw.sample(COLOURS, draw.randrange(3))}
    store.write(kind, space, name, obj)


def content(store: Store) -> object:
    """All that can be read of a store."""
    return [
        (
            store.list(kind),
            [(store.list(kind, space), store.count(kind, space)) for space in SPACES],
            [(store.lookup(f"{kind} by colour", c), store.bucket(f"{kind} by colour", c)) for c in COLOURS],
        )
        for kind in KINDS
    ]


def filled_anew(store: Store) -> Store:
    fresh = new_store()
    for kind in KINDS:
        for obj in reversed(store.list(kind)):
            fresh.revision = int(obj["metadata"]["resourceVersion"]) - 1
            fresh.write(kind, obj["metadata"]["namespace"], obj["metadata"]["name"], obj)
    return fresh


@pytest.mark.parametrize("seed", range(10))
def test_forks_of_forks_are_independent(seed: int) -> None:
    draw, stores = Random(seed), [new_store()]
    for number in range(WRITES):
        write_something(draw.choice(stores), draw)
        if number % 20 == 0:
            stores.append(draw.choice(stores).fork())
        if number % 50 == 0:
            assert [content(store) for store in stores] == [content(filled_anew(store)) for store in stores]


@pytest.mark.parametrize("seed", range(5))
def test_a_former_revision_is_what_was_there(seed: int) -> None:
    draw, store = Random(seed), new_store()
    for _ in range(50):
        write_something(store, draw)
    then, revision = content(store), store.revision
    for _ in range(50):
        write_something(store, draw)
    now = content(store)
    assert content(store.at(revision)) == then
    assert content(store) == now


def test_it_knows_when_a_namespace_was_last_written() -> None:
    store = new_store()
    store.write("Pod", "a", "k", {"metadata": {"namespace": "a", "name": "k"}, "colours": []})
    revision, fork = store.revision, store.fork()
    fork.write("Pod", "a", "k", None)
    assert (store.last_written("Pod", "a"), store.last_written("Pod", "b")) == (revision, 0)
    assert fork.last_written("Pod", "a") == revision + 1
