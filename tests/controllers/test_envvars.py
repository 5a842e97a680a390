"""Variables: the container's own win, references are resolved in order."""

from __future__ import annotations

from typing import Any

import pytest

from playground.cluster.controllers.envvars import ConfigurationError, ServiceLinks, container_environment, expand
from tests.controllers.world import World, container, pod, service


def environment(world: World, **fields: Any) -> dict[str, str]:
    found = {**pod("one", enableServiceLinks=fields.pop("links", True), nodeName="node-1")}
    found["metadata"] |= {"uid": "u-1", "annotations": {"note": "hi"}}
    found["status"] = {"podIP": "10.244.1.9", "podIPs": [{"ip": "10.244.1.9"}], "hostIP": "192.168.1.2"}
    return container_environment(world.store, found, container(**fields), world.config)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$(A)", "1"), ("x$(A)y", "x1y"), ("$(B)", "$(B)"), ("$$(A)", "$(A)"), ("$$$(A)", "$1"),
        ("$A", "$A"), ("$(A", "$(A"), ("$", "$"), ("$$", "$"), ("$()", "$()"),
    ],
)  # fmt: skip
def test_references_are_expanded(text: str, value: str) -> None:
    assert expand(text, {"A": "1"}) == value


def test_a_variable_sees_services_and_those_before_it() -> None:
    world = World()
    world.create(service("db", clusterIP="10.96.0.50"))
    env = [
        {"name": "A", "value": "$(DB_SERVICE_HOST)"},
        {"name": "B", "value": "$(A):$(C)"},
        {"name": "C", "value": "3"},
    ]
    found = environment(world, env=env)
    assert (found["A"], found["B"]) == ("10.96.0.50", "10.96.0.50:$(C)")


def test_own_variables_win_over_those_of_services() -> None:
    world = World()
    world.create(service("redis"))
    assert environment(world)["REDIS_PORT"].startswith("tcp://")
    assert environment(world, env=[{"name": "REDIS_PORT", "value": "6379"}])["REDIS_PORT"] == "6379"


def test_without_links_only_the_kubernetes_service_is_told() -> None:
    world = World()
    world.create(service("db"))
    found = environment(world, links=False)
    assert "DB_SERVICE_HOST" not in found
    assert found["KUBERNETES_SERVICE_PORT_HTTPS"] == "443"


def test_headless_services_have_no_variables() -> None:
    world = World()
    world.create(service("db", clusterIP="None"))
    assert not any(name.startswith("DB_") for name in environment(world))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("metadata.name", "one"), ("metadata.namespace", "default"), ("metadata.uid", "u-1"),
        ("metadata.labels['app']", "web"), ("metadata.annotations['note']", "hi"), ("spec.nodeName", "node-1"),
        ("status.podIP", "10.244.1.9"), ("status.hostIP", "192.168.1.2"), ("spec.serviceAccountName", "default"),
    ],
)  # fmt: skip
def test_fields_of_the_pod(path: str, value: str) -> None:
    env = [{"name": "X", "valueFrom": {"fieldRef": {"fieldPath": path}}}]
    assert environment(World(), env=env)["X"] == value


def test_resources_are_rounded_up_to_the_divisor() -> None:
    source = {"resourceFieldRef": {"resource": "limits.memory", "divisor": "1Mi"}}
    fields = {"env": [{"name": "M", "valueFrom": source}], "resources": {"limits": {"memory": "100M"}}}
    assert environment(World(), **fields)["M"] == "96"


def test_all_keys_of_a_config_map_with_a_prefix() -> None:
    world = World()
    meta = {"name": "settings", "namespace": "default"}
    world.create({"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta, "data": {"A": "1", "B": "2"}})
    found = environment(world, envFrom=[{"prefix": "S_", "configMapRef": {"name": "settings"}}])
    assert (found["S_A"], found["S_B"]) == ("1", "2")


def test_what_is_missing_is_an_error_unless_optional() -> None:
    source = {"secretKeyRef": {"name": "token", "key": "t"}}
    with pytest.raises(ConfigurationError, match='secret "token" not found'):
        environment(World(), env=[{"name": "T", "valueFrom": source}])
    optional = {"secretKeyRef": {**source["secretKeyRef"], "optional": True}}
    assert "T" not in environment(World(), env=[{"name": "T", "valueFrom": optional}])


def test_kept_links_equal_those_made_anew() -> None:
    world = World()
    pods = [{"metadata": {"namespace": n}, "spec": {"enableServiceLinks": on}} for n in ("default", "shop") for on in (True, False)]
    links = ServiceLinks(world.store)
    world.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}})

    def same() -> bool:
        return all(links.of(pod) == ServiceLinks(world.store).of(pod) for pod in pods)

    assert same()
    for number, space in enumerate(("default", "shop", "default")):
        made = service(f"db-{number}")
        world.create({**made, "metadata": {**made["metadata"], "namespace": space}})
        assert same()
        assert f"DB_{number}_SERVICE_HOST" in links.of(pods[0] if space == "default" else pods[2])
    world.api.delete("Service", "shop", "db-1")
    assert same()
