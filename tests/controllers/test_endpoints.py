"""Endpoints: what recordings do not show. The rules themselves are held by recordings."""

from __future__ import annotations

from typing import Any

from playground.cluster.controllers.subsets import MAX_ADDRESSES, mentions_of, repack, truncate
from tests.controllers.world import World, pod, service


def subset(field: str, *addresses: str, port: int = 80) -> dict[str, Any]:
    return {field: [{"ip": ip} for ip in addresses], "ports": [{"port": port, "protocol": "TCP"}]}


def test_a_pod_without_a_node_makes_the_whole_write_fail() -> None:
    world = World(run_kubelet=False, run_scheduler=False)
    world.create(service(), pod("one", nodeName="node-1"))
    found = world.get("Pod", "one")
    address = {"podIP": "10.244.1.9", "podIPs": [{"ip": "10.244.1.9"}], "phase": "Running"}
    world.api.update_status({**found, "status": address})
    world.loop.settle()
    world.create(pod("two"))
    lost = world.get("Pod", "two")
    world.api.update_status({**lost, "status": {**address, "podIP": "10.244.1.8", "podIPs": [{"ip": "10.244.1.8"}]}})
    world.loop.settle()
    (only,) = world.get("Endpoints", "web")["subsets"]
    assert [address["ip"] for address in only["notReadyAddresses"]] == ["10.244.1.9"]
    (event,) = [e for e in world.store.iterate("Event", "default") if e["reason"] == "FailedToUpdateEndpoint"]
    assert event["message"].startswith('Failed to update endpoint default/web: Endpoints "web" is invalid')


def test_ports_with_the_same_addresses_share_a_subset() -> None:
    packed = repack(
        mentions_of(
            [subset("addresses", "10.0.0.2", "10.0.0.10"), subset("addresses", "10.0.0.10", "10.0.0.2", port=81)]
        )
    )
    (only,) = packed
    assert [address["ip"] for address in only["addresses"]] == ["10.0.0.10", "10.0.0.2"]
    assert sorted(port["port"] for port in only["ports"]) == [80, 81]


def test_not_ready_wins_where_an_address_is_both() -> None:
    (only,) = repack(mentions_of([subset("addresses", "10.0.0.1"), subset("notReadyAddresses", "10.0.0.1")]))
    assert "addresses" not in only
    assert only["notReadyAddresses"] == [{"ip": "10.0.0.1"}]


def test_unready_addresses_give_way_first() -> None:
    ready = subset("addresses", *(f"10.0.{n // 250}.{n % 250}" for n in range(900)))
    other = subset("notReadyAddresses", *(f"10.1.{n // 250}.{n % 250}" for n in range(300)), port=81)
    cut, was_cut = truncate([ready, other])
    assert was_cut
    assert [len(part.get("addresses", [])) + len(part.get("notReadyAddresses", [])) for part in cut] == [900, 100]
    assert truncate(cut) == (cut, False)
    assert MAX_ADDRESSES == 1000
