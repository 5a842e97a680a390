"""Cluster IPs: who gets which, when they are taken and when they are free again."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_address

import pytest

from playground.cluster.apiserver.allocator import Pools, band_size
from playground.cluster.apiserver.server import ApiServer
from playground.cluster.config import Clock, Config
from tests.apiserver.kinds_world import api_server, complaint, delete, message, patch, post, put, service, stored

SMALL = Config(service_cidrs=("10.96.0.0/30",))  # two usable addresses
DUAL = Config(service_cidrs=("10.96.0.0/16", "fd00:10:96::/112"))


@pytest.mark.parametrize(
    ("size", "band"),
    [(4, 0), (16, 0), (32, 16), (256, 16), (1024, 64), (4096, 256), (65536, 256)],
)
def test_the_static_band_grows_with_the_range(size: int, band: int) -> None:
    assert band_size(size, 16, 256) == band


def test_an_address_comes_from_the_dynamic_band() -> None:
    api = api_server()
    for number in range(20):
        ip = stored(post(api, "Service", service(f"web-{number}")))["spec"]["clusterIP"]
        assert int(IPv4Address("10.96.1.1")) <= int(IPv4Address(ip)) <= int(IPv4Address("10.96.255.254"))


def test_when_the_dynamic_band_is_full_the_static_one_is_used() -> None:
    config = Config(service_cidrs=("10.96.0.0/27",))
    api = api_server(config)
    given = {stored(post(api, "Service", service(f"web-{number}")))["spec"]["clusterIP"] for number in range(30)}
    assert given == {f"10.96.0.{number}" for number in range(1, 31)}


def test_a_full_range_is_an_internal_error() -> None:
    api = api_server(SMALL)
    for name in ("a", "b"):
        stored(post(api, "Service", service(name)))
    answer = post(api, "Service", service("c"))
    assert (answer.code, message(answer)) == (
        500, 'Internal error occurred: failed to allocate a serviceIP for Service "c": range is full',
    )  # fmt: skip


@pytest.mark.parametrize("ip", ["10.97.0.1", "10.96.0.0", "10.96.255.255"])
def test_an_address_outside_the_range_is_refused(ip: str) -> None:
    answer = post(api_server(), "Service", service(clusterIP=ip))
    assert complaint(answer) == (
        f'spec.clusterIPs: Invalid value: ["{ip}"]: failed to allocate IP {ip}: '
        "the provided network does not match the current range"
    )


def test_an_address_is_recorded_with_its_owner_and_forgotten_with_it() -> None:
    api = api_server()
    stored(post(api, "Service", service(clusterIP="10.96.7.7")))
    record = api.store.get("IPAddress", "", "10.96.7.7")
    assert record is not None
    assert record["spec"]["parentRef"] == {"resource": "services", "namespace": "shop", "name": "web"}
    assert record["metadata"]["labels"]["ipaddress.kubernetes.io/ip-family"] == "IPv4"
    stored(delete(api, "Service", "web"))
    assert api.store.get("IPAddress", "", "10.96.7.7") is None
    stored(post(api, "Service", service("other", clusterIP="10.96.7.7")))


def test_a_refused_service_leaves_nothing_behind() -> None:
    api = api_server()
    before = api.store.revision
    answer = post(api, "Service", service(clusterIP="10.96.7.7", sessionAffinity="Cookie"))
    assert complaint(answer).startswith("spec.sessionAffinity: Unsupported value")
    assert api.store.revision == before


def test_a_rehearsal_takes_nothing_and_shows_the_network_address() -> None:
    api = api_server()
    before = api.store.revision
    shown = stored(post(api, "Service", service(type="NodePort"), "dryRun=All"))
    assert (shown["spec"]["clusterIP"], shown["spec"]["ports"][0]["nodePort"]) == ("10.96.0.0", 32769)
    assert api.store.revision == before


def test_a_rehearsal_looks_at_the_range_but_not_at_who_has_the_address() -> None:
    api = api_server()
    stored(post(api, "Service", service(clusterIP="10.96.7.7")))
    assert post(api, "Service", service("other", clusterIP="10.96.7.7"), "dryRun=All").ok
    answer = post(api, "Service", service("other", clusterIP="10.97.0.1"), "dryRun=All")
    assert complaint(answer).endswith(
        "failed to allocate IP 10.97.0.1: the provided IP (10.97.0.1) is not in the valid range. "
        "The range of valid IPs is 10.96.0.0/16"
    )


def test_an_external_name_gives_its_address_back_and_gets_another() -> None:
    api = api_server()
    stored(post(api, "Service", service(clusterIP="10.96.7.7")))
    named = stored(patch(api, "Service", "web", '{"spec": {"type": "ExternalName", "externalName": "example.com"}}'))
    assert "clusterIP" not in named["spec"]
    assert api.store.get("IPAddress", "", "10.96.7.7") is None
    stored(post(api, "Service", service("other", clusterIP="10.96.7.7")))
    again = stored(patch(api, "Service", "web", '{"spec": {"type": "ClusterIP"}}'))
    assert again["spec"]["clusterIP"] not in ("", "10.96.7.7")


def test_a_service_becomes_dual_stack_and_single_stack_again() -> None:
    api = api_server(DUAL)
    stored(post(api, "Service", service()))
    both = stored(patch(api, "Service", "web", '{"spec": {"ipFamilyPolicy": "PreferDualStack"}}'))["spec"]
    assert both["ipFamilies"] == ["IPv4", "IPv6"]
    assert ip_address(both["clusterIPs"][1]).version == 6
    assert api.store.count("IPAddress") == 2
    one = stored(patch(api, "Service", "web", '{"spec": {"ipFamilyPolicy": "SingleStack"}}'))["spec"]
    assert one["clusterIPs"] == both["clusterIPs"][:1]
    assert api.store.count("IPAddress") == 1


def test_a_service_that_turns_headless_gets_no_address_of_a_family_that_the_cluster_lacks() -> None:
    """Without a selector a headless Service has both families anywhere; that it may not turn headless is said plainly."""
    api = api_server()
    stored(post(api, "Service", "metadata: {name: web}\nspec: {ports: [{port: 80}], ipFamilyPolicy: PreferDualStack}"))
    refused = patch(api, "Service", "web", '{"spec": {"clusterIP": "None"}}')
    assert (refused.code, complaint(refused)) == (422, 'spec.clusterIPs[0]: Invalid value: ["None"]: may not change once set')


def test_a_service_cidr_adds_addresses() -> None:
    api = api_server()
    wanted = service(clusterIP="10.200.0.9")
    assert not post(api, "Service", wanted).ok
    more = stored(post(api, "ServiceCIDR", "metadata: {name: more}\nspec: {cidrs: [10.200.0.0/24]}"))
    assert stored(post(api, "Service", wanted))["spec"]["clusterIP"] == "10.200.0.9"
    stored(delete(api, "Service", "web"))
    condition = {
        "type": "Ready",
        "status": "False",
        "reason": "",
        "message": "",
        "lastTransitionTime": api.clock.stamp(),
    }
    api.update_status({**more, "status": {"conditions": [condition]}})
    assert not post(api, "Service", wanted).ok


def test_an_address_that_someone_else_recorded_is_taken() -> None:
    api = api_server()
    parent = "{resource: services, namespace: shop, name: other}"
    stored(post(api, "IPAddress", f"metadata: {{name: 10.96.3.3}}\nspec: {{parentRef: {parent}}}"))
    answer = post(api, "Service", service(clusterIP="10.96.3.3"))
    assert complaint(answer).endswith("failed to allocate IP 10.96.3.3: provided IP is already allocated")


def test_a_fork_allocates_by_itself() -> None:
    api = api_server(SMALL)
    twin = ApiServer(api.store.fork(), Clock(), api.names.fork(), api.config)
    mine = [stored(post(api, "Service", service(name)))["spec"]["clusterIP"] for name in ("a", "b")]
    theirs = [stored(post(twin, "Service", service(name)))["spec"]["clusterIP"] for name in ("a", "b")]
    assert mine == theirs


def test_the_same_history_gives_the_same_addresses() -> None:
    def history() -> list[str]:
        api = api_server()
        return [stored(post(api, "Service", service(f"web-{n}")))["spec"]["clusterIP"] for n in range(5)]

    assert history() == history()


def test_a_replacement_may_leave_out_what_was_allocated() -> None:
    api = api_server()
    first = stored(post(api, "Service", service(type="NodePort")))["spec"]
    second = stored(put(api, "Service", "web", service(type="NodePort", ports=[{"port": 81}])))["spec"]
    assert (second["clusterIP"], second["ports"][0]["nodePort"]) == (first["clusterIP"], first["ports"][0]["nodePort"])


def test_pools_name_the_families_of_the_cluster_with_the_default_first() -> None:
    api = api_server(Config(service_cidrs=("fd00:10:96::/112", "10.96.0.0/16")))
    assert Pools(api.store, api.names, api.config).families == ["IPv6", "IPv4"]
