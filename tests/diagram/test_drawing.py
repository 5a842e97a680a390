"""A drawing made from an earlier one equals one made from nothing, and shares what did not change."""

from __future__ import annotations

from random import Random

import pytest

from playground.cluster.simulation import Cluster
from playground.diagram import draw
from tests.diagram.world import CONFIG, endpoint, node, pod, put, service, slice_, store_of
from tests.properties import commands

WEB = [node("node-1"), pod("web-1", "10.244.1.2"), pod("web-2", "10.244.1.3"), service(), slice_("web-x", "web", endpoint("web-1", "10.244.1.2"))]


def changed(before: list[dict], after: list[dict]) -> list[str]:
    """The ids of the items that are not the very same."""
    known = {item["id"]: item for item in before}
    return [item["id"] for item in after if item is not known.get(item["id"])]


def test_only_what_an_object_says_is_drawn_anew_when_it_changes() -> None:
    store = store_of(*WEB)
    before = draw(store, CONFIG)
    put(store, pod("web-2", "10.244.1.3", ready=False))
    after = draw(store, CONFIG, before)
    assert changed(before.scene["nodes"], after.scene["nodes"]) == ["pod:default/web-2"]
    assert changed(before.scene["edges"], after.scene["edges"]) == []


def test_another_label_changes_who_is_selected() -> None:
    store = store_of(*WEB)
    before = draw(store, CONFIG)
    put(store, pod("web-2", "10.244.1.3", labels={"app": "other"}))
    after = draw(store, CONFIG, before)
    assert after.scene == draw(store, CONFIG).scene
    assert "selects:service:default/web>pod:default/web-2" not in [edge["id"] for edge in after.scene["edges"]]


def test_a_node_that_fails_takes_its_pods_listeners() -> None:
    store = store_of(*WEB)
    before = draw(store, CONFIG)
    put(store, node("node-1", annotations={"playground/failed": "true"}))
    assert draw(store, CONFIG, before).scene == draw(store, CONFIG).scene != before.scene


def test_an_alias_follows_the_service_that_it_leads_to() -> None:
    alias = service("alias", type="ExternalName", clusterIP="", selector=None, ports=[], externalName="web.default.svc.cluster.local")
    store = store_of(*WEB, alias)
    before = draw(store, CONFIG)
    put(store, service(clusterIP="10.96.0.99"))
    after = draw(store, CONFIG, before)
    assert after.scene == draw(store, CONFIG).scene
    assert "record:alias.default.svc.cluster.local" in changed(before.scene["nodes"], after.scene["nodes"])


def test_an_address_in_a_slice_leads_to_the_pod_that_gets_it() -> None:
    store = store_of(*WEB, service("own", selector=None), slice_("own-1", "own", {"addresses": ["10.244.1.9"], "conditions": {}}))
    before = draw(store, CONFIG)
    put(store, pod("late", "10.244.1.9"))
    after = draw(store, CONFIG, before)
    assert after.scene == draw(store, CONFIG).scene
    assert "routes:service:default/own>pod:default/late#80/TCP>8080" in changed(before.scene["edges"], after.scene["edges"])


def test_a_process_that_reads_a_variable_is_looked_at_again_when_the_variable_changes() -> None:
    cluster = Cluster.new(nodes=1)
    config = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: said}\ndata: {port: '%s'}\n"
    cluster.apply(config % 9000)
    cluster.apply(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: echo}\nspec:\n  containers:\n  - name: echo\n    image: hashicorp/http-echo\n"
        "    args: ['-listen=:$(PORT)']\n    env: [{name: PORT, valueFrom: {configMapKeyRef: {name: said, key: port}}}]\n"
    )
    cluster.advance(30)
    before = draw(cluster.store, cluster.config)
    cluster.apply(config % 9001)
    assert draw(cluster.store, cluster.config, before).scene == draw(cluster.store, cluster.config).scene


@pytest.mark.parametrize("seed", range(6))
def test_after_any_history_the_short_way_equals_the_long_one(seed: int) -> None:
    """Forwards, backwards in time, and to a fork: each drawing begins with some other one."""
    draws, cluster = Random(seed), commands.world(seed)
    drawings = [draw(cluster.store, cluster.config)]
    for _ in range(25):
        if draws.random() < 0.3:
            cluster = cluster.fork()
        for _ in range(draws.randint(1, 6)):
            commands.run(cluster, draws)
        past = cluster.store.at(draws.randint(max(2, cluster.store.revision - 40), cluster.store.revision))
        for store in (past, cluster.store):
            drawings.append(draw(store, cluster.config, draws.choice(drawings)))
            assert drawings[-1].scene == draw(store, cluster.config).scene


