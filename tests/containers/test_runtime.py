"""The kubelet's questions: does it start, does it end, does the probe succeed."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from playground.cluster.config import Config
from playground.cluster.containers.runtime import ContainerRuntime
from playground.cluster.controllers.base import Exit
from playground.cluster.objects.world import POD_CRASHED, POD_UNREADY
from playground.cluster.store import Store
from tests.containers.test_listeners import env, pod


def runtime(*objects: dict[str, Any]) -> ContainerRuntime:
    store = Store()
    for obj in objects:
        store.write(obj["kind"], obj["metadata"].get("namespace", ""), obj["metadata"]["name"], obj)
    return ContainerRuntime(store, Config())


def ask(question: str, image: str, **container: Any) -> Any:
    asked = pod(image, **container)
    return getattr(runtime(), question)(asked, asked["spec"]["containers"][0])


@pytest.mark.parametrize(
    ("image", "reason"),
    [
        ("nginx:1.27", None),
        ("registry.example/anything:1", None),
        ("shop/does-not-exist:1", "ErrImagePull"),
        ("does-not-exist", "ErrImagePull"),
        ("Nginx", "InvalidImageName"),
        ("nginx:", "InvalidImageName"),
    ],
)
def test_an_image_is_pulled_or_not(image: str, reason: str | None) -> None:
    assert ask("starts", image) == reason


def test_a_container_waits_for_its_secret() -> None:
    reference = [{"name": "MARIADB_ROOT_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "db", "key": "password"}}}]
    asked = pod("mariadb", env=reference)
    container = asked["spec"]["containers"][0]
    assert runtime().problem(asked, container) == ("CreateContainerConfigError", 'secret "db" not found')
    secret = {"kind": "Secret", "metadata": {"name": "db", "namespace": "shop"}, "data": {"password": "eA=="}}
    filled = runtime(secret)
    assert filled.starts(asked, container) is None
    assert filled.listens(asked, "TCP", 3306) is not None


@pytest.mark.parametrize(
    ("image", "container", "expected"),
    [
        ("nginx", {}, None),
        ("mariadb", {}, Exit(0, 1)),
        ("mysql", {"env": env("MYSQL_ALLOW_EMPTY_PASSWORD=yes")}, None),
        ("busybox", {}, Exit(0, 0)),
        ("busybox", {"stdin": True, "tty": True}, None),
        ("busybox", {"command": ["sh", "-c", "echo working; sleep 5; exit 3"]}, Exit(5, 3)),
        ("busybox", {"command": ["sh", "-c", "sleep 1 && false || sleep 2m"]}, Exit(121, 0)),
        ("busybox", {"command": ["sh", "-c", "while true; do date; sleep 1; done"]}, None),
        ("busybox", {"command": ["/bin/false"]}, Exit(0, 1)),
        ("busybox", {"command": ["tail", "-f", "/dev/null"]}, None),
        ("python:3", {"command": ["python3", "app.py"]}, None),
        ("ubuntu", {"command": ["bash", "-c", "./prepare.sh; ./serve"]}, None),
        ("curlimages/curl", {}, Exit(0, 2)),
        ("registry.example/app:1", {}, None),
    ],
)
def test_a_process_runs_or_ends(image: str, container: dict[str, Any], expected: Exit | None) -> None:
    assert ask("finishes", image, **container) == expected


def test_a_crashed_pod_exits_and_listens_nowhere() -> None:
    crashed = pod("nginx")
    crashed["metadata"]["annotations"] = {POD_CRASHED: "true"}
    assert runtime().finishes(crashed, crashed["spec"]["containers"][0]) == Exit(0, 1)
    assert runtime().listens(crashed, "TCP", 80) is None


@pytest.mark.parametrize(
    ("image", "probe", "failure"),
    [
        ("nginx", {"httpGet": {"path": "/", "port": 80}}, None),
        ("nginx", {"httpGet": {"path": "/", "port": 8080}}, 'Get "http://10.244.1.5:8080/": dial tcp 10.244.1.5:8080: connect: connection refused'),
        ("nginx", {"httpGet": {"path": "/", "port": 80, "scheme": "HTTPS"}}, 'Get "https://10.244.1.5:80/": http: server gave HTTP response to HTTPS client'),
        ("traefik", {"httpGet": {"path": "/", "port": 80}}, "HTTP probe failed with statuscode: 404"),
        ("nginx", {"tcpSocket": {"port": 80}}, None),
        ("nginx", {"tcpSocket": {"port": 81}}, "dial tcp 10.244.1.5:81: connect: connection refused"),
        ("nginx", {"httpGet": {"port": "nosuch"}}, "couldn't find port: nosuch in container c"),
        ("nginx", {"exec": {"command": ["cat", "/var/run/healthy"]}}, None),
        ("nginx", {"exec": {"command": ["/bin/false"]}}, "command failed"),
        ("nginx", {"grpc": {"port": 9000}}, 'timeout: failed to connect service "10.244.1.5:9000" within 1s: context deadline exceeded'),
        ("nginx", {}, None),
    ],
)  # fmt: skip
def test_a_probe_asks_the_listeners(image: str, probe: dict[str, Any], failure: str | None) -> None:
    asked = pod(image)
    assert runtime().probe(asked, asked["spec"]["containers"][0], probe) == failure


def test_a_pod_held_unready_fails_its_readiness_alone() -> None:
    probe = {"httpGet": {"port": 80}}
    held = pod("nginx", readinessProbe=probe, livenessProbe={"tcpSocket": {"port": 80}})
    held["metadata"]["annotations"] = {POD_UNREADY: "true"}
    container = held["spec"]["containers"][0]
    assert runtime().probe(held, container, container["readinessProbe"])
    assert runtime().probe(held, container, container["livenessProbe"]) is None


def test_a_listener_on_loopback_takes_nothing_from_outside() -> None:
    local = pod("redis", args=["--bind", "127.0.0.1"])
    assert runtime().listens(local, "TCP", 6379) is None


def test_a_container_that_waits_to_be_restarted_listens_nowhere() -> None:
    waiting = pod("nginx")
    waiting["status"]["containerStatuses"] = [{"name": "c", "state": {"waiting": {"reason": "CrashLoopBackOff"}}}]
    assert runtime().listens(waiting, "TCP", 80) is None


WORDS = ["sh", "-c", "nginx", "agnhost", "netexec", "--http-port=x", "--port", "-p", "exit", "exit ²", "sleep", "1x", "while true; do", "done",
         "&&", "||", "|", ";", "&", "'", '"', "$(", "`", "{", "nc", "-l", "-lk", "8080", "http-echo", "-listen=:", "-status-code=z", "python3", "-m",
         "http.server", "httpd", "-f", ":::", "redis-server", "--bind", "[::1]:6", "> x", "#", "\n", "env", "A=1", "haproxy", "postgres", "é"]  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_no_command_is_too_strange(seed: int) -> None:
    draw = Random(seed)
    for _ in range(300):
        words = [" ".join(draw.choices(WORDS, k=draw.randint(1, 5))) for _ in range(draw.randint(1, 4))]
        image = draw.choice(
            ["busybox", "nginx", "agnhost", "hashicorp/http-echo", "redis", "python", "registry.example/app"]
        )
        asked = pod(image, **{draw.choice(["command", "args"]): words})
        container = asked["spec"]["containers"][0]
        assert runtime().starts(asked, container) is None
        runtime().finishes(asked, container)
        runtime().listens(asked, "TCP", 80)
        runtime().probe(asked, container, {"exec": {"command": words}})
