"""Old scene + difference == new scene, whatever happened in between."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from playground.cluster.store import Store
from playground.diagram import Scene, difference, patched
from tests.diagram.world import drawn, endpoint, node, pod, put, service, slice_, store_of

POD = st.builds(
    lambda number, ready, label: pod(f"web-{number}", f"10.244.1.{number}", ready, labels={"app": label}),
    st.integers(2, 6), st.booleans(), st.sampled_from(["web", "other"]),
)  # fmt: skip
SERVICE = st.builds(
    lambda name, kind, address: service(name, type=kind, clusterIP=address),
    st.sampled_from(["web", "shop"]), st.sampled_from(["ClusterIP", "NodePort", "LoadBalancer"]), st.sampled_from(["10.96.0.20", "None"]),
)  # fmt: skip
SLICE = st.builds(
    lambda of, numbers: slice_(f"{of}-x", of, *(endpoint(f"web-{n}", f"10.244.1.{n}") for n in sorted(numbers))),
    st.sampled_from(["web", "shop"]), st.sets(st.integers(2, 6)),
)  # fmt: skip
NODE = st.builds(lambda number, ready: node(f"node-{number}", ready=ready), st.integers(1, 3), st.sampled_from(["True", "False"]))
WRITES = st.lists(st.one_of(POD, SERVICE, SLICE, NODE), max_size=8)
REMOVALS = st.lists(st.integers(0, 100), max_size=3)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(WRITES, WRITES, REMOVALS)
def test_old_and_difference_make_new(first: list[dict], second: list[dict], removed: list[int]) -> None:
    store = store_of(*first)
    old = drawn(store)
    for obj in second:
        put(store, obj)
    for number in removed:
        _remove(store, number)
    new = drawn(store)
    for part in ("nodes", "edges"):
        changes = difference(old[part], new[part])  # type: ignore[literal-required]
        assert patched(old[part], changes) == {item["id"]: item for item in new[part]}  # type: ignore[literal-required]
        assert not {item["id"] for item in changes["add"]} & {item["id"] for item in changes["change"]}


def _remove(store: Store, number: int) -> None:
    pods = store.list("Pod")
    if pods:
        chosen = pods[number % len(pods)]["metadata"]
        store.write("Pod", chosen["namespace"], chosen["name"], None)


def test_the_same_objects_give_the_same_scene() -> None:
    objects = [node("node-1"), pod("web-1"), service(), slice_("web-x", "web", endpoint("web-1", "10.244.1.2"))]

    def plain(scene: Scene) -> list[list[dict]]:
        return [scene["nodes"], scene["edges"]]

    assert plain(drawn(store_of(*objects))) == plain(drawn(store_of(*reversed(objects))))


def test_nothing_changed_is_an_empty_difference() -> None:
    scene = drawn(store_of(node("node-1"), pod("web-1")))
    assert difference(scene["nodes"], scene["nodes"]) == {"add": [], "change": [], "remove": []}
