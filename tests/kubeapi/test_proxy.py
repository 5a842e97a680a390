"""The proxy subresources: a container answers through the API server."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
import requests
from kubernetes import client

from playground.workspaces import credentials
from playground.workspaces.models import Workspace
from tests.kubeapi.conftest import Live, api_client, new_namespace, ready

AGNHOST = "registry.k8s.io/e2e-test-images/agnhost:2.63.0"
LINK = '<a href="/rewriteme">test</a>'


def _pod(name: str, args: list[str], variables: dict[str, str], ports: list[dict[str, Any]]) -> dict[str, Any]:
    env = [{"name": key, "value": value} for key, value in variables.items()]
    container = {"name": name, "image": AGNHOST, "args": args, "env": env, "ports": ports}
    return {"metadata": {"name": name, "labels": {"app": name}}, "spec": {"containers": [container]}}


@pytest.fixture(scope="module")
def base(alone: Live) -> str:
    """A porter with two ways of answering, and a Service with named ports."""
    space = new_namespace(alone.url)
    core = client.CoreV1Api(api_client(alone.url))
    variables = {"SERVE_PORT_80": LINK, "SERVE_PORT_160": "foo", "SERVE_PORT_162": "bar", "SERVE_TLS_PORT_460": "tls baz"}
    named = [{"name": "dest1", "containerPort": 160}, {"name": "tlsdest1", "containerPort": 460}]
    core.create_namespaced_pod(space, _pod("porter", ["porter"], variables, [{"containerPort": 80}, *named]))
    core.create_namespaced_pod(space, _pod("json", ["porter", "--json-response"], {"SERVE_PORT_80": "foo"}, []))
    ports = [
        {"name": "one", "port": 80, "targetPort": "dest1"},
        {"name": "two", "port": 81, "targetPort": 162},
        {"name": "tls", "port": 443, "targetPort": "tlsdest1"},
    ]
    core.create_namespaced_service(space, {"metadata": {"name": "porter"}, "spec": {"selector": {"app": "porter"}, "ports": ports}})
    core.create_namespaced_service(space, {"metadata": {"name": "empty"}, "spec": {"selector": {"app": "none"}, "ports": [{"port": 80}]}})
    ready(core, space, "porter", "json")
    return f"{alone.url}/api/v1/namespaces/{space}"


def _get(url: str) -> tuple[int, str]:
    found = requests.get(url, timeout=10)
    return found.status_code, found.text


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("services/porter:one", "foo"), ("services/http:porter:one", "foo"), ("services/porter:80", "foo"), ("services/porter:two", "bar"),
        ("services/https:porter:tls", "tls baz"), ("pods/porter:160", "foo"), ("pods/http:porter:162", "bar"), ("pods/https:porter:460", "tls baz"),
    ],
)  # fmt: skip
def test_pods_and_services_answer_at_names_numbers_and_schemes(base: str, address: str, text: str) -> None:
    assert _get(f"{base}/{address}/proxy/") == (200, text)


@pytest.mark.parametrize("address", ["pods/porter", "pods/porter:80", "pods/http:porter:80"])
def test_links_in_html_lead_back_through_the_proxy(base: str, address: str) -> None:
    prefix = base[base.index("/api/") :]
    assert _get(f"{base}/{address}/proxy/") == (200, f'<a href="{prefix}/{address}/proxy/rewriteme">test</a>')


@pytest.mark.parametrize("method", ["DELETE", "OPTIONS", "PATCH", "POST", "PUT"])
def test_every_method_reaches_the_container(base: str, method: str) -> None:
    for path in ("", "/some/path"):
        found = requests.request(method, f"{base}/pods/json/proxy{path}?method={method}", timeout=10)
        assert (found.status_code, found.text) == (200, f'{{"Method":"{method}","Body":"foo"}}')


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_path_without_its_slash_is_sent_to_the_one_with_it(base: str, method: str) -> None:
    found = requests.request(method, f"{base}/pods/json/proxy?method={method}", timeout=10, allow_redirects=False)
    assert found.status_code == 301
    assert found.headers["Location"].endswith(f"/pods/json/proxy/?method={method}")


def test_nobody_there(base: str) -> None:
    code, text = _get(f"{base}/services/empty/proxy/")
    assert code == 503
    assert 'no endpoints available for service \\"empty\\"' in text
    assert _get(f"{base}/pods/porter:81/proxy/")[0] == 503
    assert _get(f"{base}/pods/nobody/proxy/")[0] == 404


@pytest.mark.parametrize("name", ["exec", "attach", "portforward", "log", "proxy"])
def test_an_object_may_be_called_like_a_subresource(alone: Live, name: str) -> None:
    space = new_namespace(alone.url)
    core = client.CoreV1Api(api_client(alone.url))
    core.create_namespaced_service(space, {"metadata": {"name": name}, "spec": {"ports": [{"port": 80}]}})
    assert core.read_namespaced_service(name, space).metadata.name == name
    core.delete_namespaced_service(name, space)


def test_links_are_the_api_servers_whatever_leads_to_it(live: Live) -> None:
    workspace = Workspace.objects.create(owner=uuid4())
    url = f"{live.url}/k8s/s/{credentials.make(workspace.id)[1]}"
    space = new_namespace(url)
    core = client.CoreV1Api(api_client(url))
    core.create_namespaced_pod(space, _pod("porter", ["porter"], {"SERVE_PORT_80": LINK}, []))
    ready(core, space, "porter")
    way = f"/api/v1/namespaces/{space}/pods/porter/proxy"
    assert _get(f"{url}{way}/") == (200, f'<a href="{way}/rewriteme">test</a>')
    assert requests.get(f"{url}{way}", timeout=10, allow_redirects=False).headers["Location"] == f"{way}/"
