"""What listens in a pod, by image, command, variables and the lab's own word."""

from __future__ import annotations

from typing import Any

import pytest

from playground.cluster.config import Config
from playground.cluster.containers.listeners import listeners
from playground.cluster.containers.model import Listener
from playground.cluster.containers.replies import HttpRequest, reply, say
from playground.cluster.store import Store


def pod(image: str, name: str = "web-1", **container: Any) -> dict[str, Any]:
    return {
        "kind": "Pod",
        "metadata": {"name": name, "namespace": "shop"},
        "spec": {"nodeName": "node-1", "containers": [{"name": "c", "image": image, **container}]},
        "status": {"podIP": "10.244.1.5", "podIPs": [{"ip": "10.244.1.5"}]},
    }


def sockets(image: str, overrides: dict[str, Any] | None = None, **container: Any) -> list[Listener]:
    return list(listeners(pod(image, **container), Store(), Config(containers=overrides or {})))


def ports(image: str, **container: Any) -> list[str]:
    return [f"{one.bind + ':' if one.bind else ''}{one.port}/{one.protocol}" for one in sockets(image, **container)]


def env(*variables: str) -> list[dict[str, str]]:
    """`NAME=value` each."""
    return [dict(zip(("name", "value"), variable.split("=", 1), strict=True)) for variable in variables]


@pytest.mark.parametrize(
    ("image", "container", "expected"),
    [
        ("nginx:1.27", {}, ["80/TCP"]),
        ("docker.io/library/nginx@sha256:" + "0" * 64, {}, ["80/TCP"]),
        ("nginx", {"command": ["sleep", "infinity"]}, []),
        ("nginxinc/nginx-unprivileged", {}, ["8080/TCP"]),
        ("httpd", {}, ["80/TCP"]),
        ("mariadb", {"env": env("MARIADB_ROOT_PASSWORD=x")}, ["3306/TCP"]),
        ("mariadb", {"env": env("MARIADB_DATABASE=x")}, []),
        ("mariadb", {"env": env("MARIADB_ROOT_PASSWORD=")}, []),
        ("postgres:17", {"env": env("POSTGRES_PASSWORD=x")}, ["5432/TCP"]),
        ("postgres:17", {}, []),
        ("redis", {"args": ["--port", "6380"]}, ["6380/TCP"]),
        ("redis", {"args": ["--bind", "127.0.0.1"]}, ["127.0.0.1:6379/TCP"]),
        ("redis", {"args": ["--bind", "::1"]}, ["::1:6379/TCP"]),
        ("redis", {"args": ["--bind", "::"]}, ["6379/TCP"]),
        ("hashicorp/http-echo", {"args": ["-listen=:8081", "-text=hi"]}, ["8081/TCP"]),
        ("hashicorp/http-echo", {"args": ["-text=hi"]}, ["5678/TCP"]),
        ("traefik/whoami", {"args": ["--port", "8080"]}, ["8080/TCP"]),
        ("traefik/whoami", {"env": env("WHOAMI_PORT_NUMBER=81")}, ["81/TCP"]),
        ("registry.k8s.io/e2e-test-images/agnhost:2.63.0", {}, []),
        ("registry.k8s.io/e2e-test-images/agnhost:2.63.0", {"args": ["netexec"]}, ["8080/TCP", "8081/UDP"]),
        ("agnhost", {"args": ["netexec", "--http-port=80", "--udp-port", "-1"]}, ["80/TCP"]),
        ("agnhost", {"args": ["serve-hostname"]}, ["9376/TCP"]),
        ("agnhost", {"args": ["serve-hostname", "--http=false", "--tcp", "--udp", "--port=81"]}, ["81/TCP", "81/UDP"]),
        ("agnhost", {"args": ["porter"], "env": env("SERVE_PORT_80=foo", "SERVE_UDP_PORT_90=b")}, ["80/TCP", "90/UDP"]),
        ("busybox", {"command": ["httpd", "-f", "-p", "8080"]}, ["8080/TCP"]),
        ("busybox", {"command": ["sh", "-c", "echo hi > /index.html && httpd -f -p 3000"]}, ["3000/TCP"]),
        ("busybox", {"command": ["sh", "-c", "while true; do nc -l -p 7000 -e cat; done"]}, ["7000/TCP"]),
        ("busybox", {"args": ["sleep", "3600"]}, []),
        ("python:3", {"command": ["python3", "-m", "http.server", "9000"]}, ["9000/TCP"]),
        ("python:3", {"command": ["python3", "-m", "http.server", "--bind", "127.0.0.1"]}, ["127.0.0.1:8000/TCP"]),
        ("python:3", {"command": ["sh", "-c", "cd /app\nexec python3 -m http.server $PORT"], "env": env("PORT=81")}, ["81/TCP"]),
        ("registry.example/app:1", {"ports": [{"containerPort": 8080}, {"containerPort": 53, "protocol": "UDP"}]}, ["8080/TCP", "53/UDP"]),
        ("registry.example/app:1", {}, []),
    ],
)  # fmt: skip
def test_an_image_listens_where_its_command_says(image: str, container: dict[str, Any], expected: list[str]) -> None:
    assert ports(image, **container) == expected


def test_declared_ports_do_not_open_anything_in_a_known_image() -> None:
    assert ports("nginx", ports=[{"containerPort": 8080}]) == ["80/TCP"]


def test_what_only_the_declaration_says_is_marked_as_assumed() -> None:
    (unknown,) = sockets("registry.example/app:1", ports=[{"containerPort": 8080}])
    (known,) = sockets("nginx")
    assert unknown.assumed
    assert not known.assumed


def test_the_lab_has_the_last_word() -> None:
    said = {"web-*": {"listens": [{"port": 8080, "reply": "{pod} on {node} in {namespace} at {ip}"}]}}
    (only,) = sockets("nginx", said)
    assert (only.port, only.assumed) == (8080, False)
    assert reply(only, pod("nginx"), HttpRequest()).body == "web-1 on node-1 in shop at 10.244.1.5"


def test_a_mounted_configuration_moves_nginx() -> None:
    store = Store()
    conf = "server {\n  listen 8088;\n  location / { return 200 'hello {x}\\n'; }\n}\n"
    store.write(
        "ConfigMap", "shop", "conf", {"metadata": {"name": "conf", "namespace": "shop"}, "data": {"a.conf": conf}}
    )
    web = pod("nginx", volumeMounts=[{"name": "v", "mountPath": "/etc/nginx/conf.d"}])
    web["spec"]["volumes"] = [{"name": "v", "configMap": {"name": "conf"}}]
    (only,) = listeners(web, store, Config())
    assert (only.port, reply(only, web, HttpRequest()).body) == (8088, "hello {x}\n")


@pytest.mark.parametrize(
    ("image", "container", "path", "expected"),
    [
        ("hashicorp/http-echo", {"args": ["-text", "blue"]}, "/", (200, "blue\n")),
        ("agnhost", {"args": ["netexec"]}, "/hostname", (200, "web-1")),
        ("agnhost", {"args": ["netexec"]}, "/clientip", (200, "10.244.2.9:40000")),
        ("agnhost", {"args": ["netexec"]}, "/echo?msg=a%20b&code=418", (418, "a b")),
        ("agnhost", {"args": ["netexec", "--udp-port=-1"]}, "/healthz", (412, "")),
        ("agnhost", {"args": ["serve-hostname"]}, "/any", (200, "web-1")),
        ("gcr.io/google-samples/hello-app:1.0", {}, "/", (200, "Hello, world!\nVersion: 1.0.0\nHostname: web-1\n")),
    ],
)
def test_it_answers_as_the_image_does(
    image: str, container: dict[str, Any], path: str, expected: tuple[int, str]
) -> None:
    found = reply(sockets(image, **container)[0], pod(image, **container), HttpRequest(path, source="10.244.2.9:40000"))
    assert (found.status, found.body) == expected


def test_whoami_names_the_pod_and_its_visitor() -> None:
    body = reply(sockets("traefik/whoami")[0], pod("traefik/whoami"), HttpRequest("/x", source="10.0.0.1:9")).body
    assert "Hostname: web-1\n" in body
    assert "RemoteAddr: 10.0.0.1:9\nGET /x HTTP/1.1\n" in body


def test_datagrams_are_answered_by_command() -> None:
    _, udp = sockets("agnhost", args=["netexec"])
    assert say(udp, pod("agnhost"), "hostName\n") == "web-1"
    assert say(udp, pod("agnhost"), "echo Hi") == "hi"
    assert say(udp, pod("agnhost"), "X") == ""
