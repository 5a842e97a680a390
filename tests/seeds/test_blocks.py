"""Every block ends in working objects, or in an error that names the line and says what was probably meant."""

from __future__ import annotations

import pytest

from playground.cluster.simulation import Cluster
from tests.seeds.blocks import DATA, block, click_through, errors

WORKS = {
    "service-with-selector": "Service",
    "service-without-selector": "Service",
    "endpoints-by-hand": "Endpoints",
    "cluster-ip": "Service",
    "node-port": "Service",
    "external-name": "Service",
}

# block -> (line and advice of its first error, objects once every fix was taken)
MENDED = {
    "load-balancer-with-long-dash": (12, "a long dash", ["Service/my-loadbalancer-service"]),
    "numbered-service-with-selector": (1, "a line number that was copied along", ["Service/my-service"]),
    "numbered-load-balancer": (1, "a line number that was copied along", ["Service/my-loadbalancer-service"]),
    "numbered-endpoints": (1, "a line number that was copied along", ["Endpoints/my-service"]),
    "flat-service-and-slice": (4, "lost its indentation", ["Service/my-service", "EndpointSlice/my-service-1"]),
    "flat-service-and-slice-run-on": (4, "lost its indentation", ["Service/my-service", "EndpointSlice/my-service-1"]),
    "flat-external-name": (4, "lost its indentation", ["Service/my-service"]),
    "parents-lost-cluster-ip": (4, "`metadata:` above line 4, `spec:` above line 5, `selector:` above line 6", ["Service/mariadb-service"]),
    "parents-lost-node-port": (4, "`ports:` above line 6, `selector:` above line 15", ["Service/svc-nodeport-mariadb"]),
    "parents-lost-headless": (3, "`spec:` above line 5, `selector:` above line 6", ["Service/headless-svc"]),
    "tab-and-misplaced-selector": (9, "indented with a tab", ["Service/myapp-service"]),
}

# block -> (line and advice of the first error that is left when every fix was taken)
EXPLAINED = {
    "flat-external-name-run-on": (8, "a DNS name such as `db.example.com`"),
    "labels-only": (1, "`labels:` belongs below `metadata:`"),
    "parents-lost-claim": (3, "`metadata:` above line 3"),
    "parents-lost-secret": (3, "could stand below one of these: `data:`, `stringData:`"),
    "parents-lost-deployment": (3, "`selector:` above line 5, `matchLabels:` above line 5"),
    "parents-lost-load-balancer": (3, "Line 4 (`app: mariadb`) could stand below one of these: `metadata.labels:`, `metadata.annotations:`, `spec.selector:`"),
    "parents-lost-external-name": (6, "needs `externalName:`"),
}


@pytest.fixture
def cluster():
    cluster = Cluster.new()
    cluster.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: prod}\n", "prod.yaml")
    return cluster


def applied(cluster, text):
    return [f"{outcome.kind}/{outcome.name}" for outcome in cluster.apply(text, "service.yaml") if not outcome.error]


def test_every_block_is_accounted_for():
    assert {path.stem for path in DATA.glob("*.yaml")} == WORKS.keys() | MENDED.keys() | EXPLAINED.keys()


@pytest.mark.parametrize("name", WORKS)
def test_block_works_as_it_stands(cluster, name):
    assert errors(cluster, block(name)) == []
    assert [kind.split("/")[0] for kind in applied(cluster, block(name))] == [WORKS[name]]


@pytest.mark.parametrize(("name", "line", "advice", "objects"), [(name, *row) for name, row in MENDED.items()], ids=MENDED)
def test_block_works_once_its_fixes_are_taken(cluster, name, line, advice, objects):
    first = errors(cluster, block(name))[0]
    assert (first.span.line, advice in first.advice) == (line, True), first
    text, left = click_through(cluster, block(name))
    assert left == []
    assert applied(cluster, text) == objects


@pytest.mark.parametrize(("name", "line", "advice"), [(name, *row) for name, row in EXPLAINED.items()], ids=EXPLAINED)
def test_block_that_nobody_can_mend_is_explained(cluster, name, line, advice):
    _, left = click_through(cluster, block(name))
    assert (left[0].span.line, advice in left[0].advice) == (line, True), left[0]


@pytest.mark.parametrize("name", sorted(MENDED.keys() | EXPLAINED.keys()))
def test_every_error_says_what_was_meant(cluster, name):
    for marker in errors(cluster, block(name)):
        assert marker.advice
        assert marker.message
