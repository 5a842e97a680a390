"""Apply does what `kubectl apply -f` does, and remembers which line said what."""

from __future__ import annotations

import pytest

from playground.cluster.manifest import apply_edits
from playground.cluster.objects.flow import Origin
from playground.cluster.simulation import Cluster
from playground.cluster.simulation.linting import lint, outcome_markers

SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
  - name: http
    port: 80
    targetPort: 8080
"""


@pytest.fixture
def cluster() -> Cluster:
    return Cluster.new()


def verbs(cluster: Cluster, text: str) -> list[str]:
    return [outcome.verb for outcome in cluster.apply(text)]


def test_created_then_unchanged_then_configured(cluster: Cluster) -> None:
    assert verbs(cluster, SERVICE) == ["created"]
    assert verbs(cluster, SERVICE) == ["unchanged"]
    assert verbs(cluster, SERVICE.replace("8080", "9090")) == ["configured"]


def test_what_the_file_drops_is_dropped_and_what_others_set_stays(cluster: Cluster) -> None:
    cluster.apply(SERVICE)
    cluster.set_labels("Service", "default", "web", {"by": "hand"})
    cluster.apply(SERVICE.replace("    targetPort: 8080\n", "").replace("  selector:\n    app: web\n", ""))
    service = cluster.store.get("Service", "default", "web")
    assert service is not None
    assert service["metadata"]["labels"] == {"by": "hand"}
    assert "selector" not in service["spec"]
    assert service["spec"]["ports"][0]["port"] == 80


def test_one_bad_document_does_not_hide_the_others(cluster: Cluster) -> None:
    bad = SERVICE.replace("port: 80\n", "port: 800000\n").replace("name: web", "name: bad")
    broken = "apiVersion: v1\n kind: Service\n"
    outcomes = cluster.apply("---\n".join([SERVICE, bad, broken, SERVICE.replace("name: web", "name: also")]))
    assert [outcome.verb for outcome in outcomes] == ["created", "error", "error", "created"]
    assert "spec.ports[0].port: Invalid value: 800000" in outcomes[1].message
    assert outcomes[2].line == 26


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("just text", "invalid object to validate"),
        ("kind: Service\nmetadata: {name: web}\n", "apiVersion not set"),
        ("metadata: {name: web}\n", "[apiVersion not set, kind not set]"),
        ("apiVersion: v1\nkind: Service\nmetadata: {}\n", "resource name may not be empty"),
        ("apiVersion: v1\nkind: Service\n", "resource name may not be empty"),
        ("apiVersion: v1\nkind: Deployment\nmetadata: {name: web}\n", 'no matches for kind "Deployment" in version "v1"'),
        ("apiVersion: v1\nkind: Srvice\nmetadata: {name: web}\n", 'no matches for kind "Srvice"'),
        ("apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {prots: []}\n", 'unknown field "spec.prots"'),
        ("apiVersion: v1\nkind: Service\nmetadata: {name: 7}\n", "resource name may not be empty"),
        ("apiVersion: v1\nkind: Service\nmetadata: [web]\n", "resource name may not be empty"),
        ("apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: [a]}\n", ""),
    ],
)
def test_what_is_no_object_is_an_error_and_never_a_crash(cluster: Cluster, text: str, message: str) -> None:
    (outcome,) = cluster.apply(text)
    assert outcome.error
    assert message in outcome.message


def test_every_field_has_its_line(cluster: Cluster) -> None:
    cluster.apply(SERVICE, "svc.yaml")

    def line(*path: str | int) -> tuple[int, bool]:
        found = cluster.locate(Origin("Service", "default", "web", path))
        assert found is not None
        assert found.file == "svc.yaml"
        return found.line, found.exact

    assert line("spec", "ports", 0, "targetPort") == (11, True)
    assert line("spec", "selector") == (6, True)
    assert line("spec", "clusterIP") == (5, False)


def test_what_a_controller_made_leads_back_to_the_file(cluster: Cluster) -> None:
    cluster.apply(SERVICE)
    slice_ = cluster.store.list("EndpointSlice", "default")[-1]
    found = cluster.locate(Origin("EndpointSlice", "default", slice_["metadata"]["name"], ("endpoints", 0)))
    assert found is not None
    assert (found.file, found.line) == ("service.yaml", 6)


def test_a_dry_run_changes_nothing(cluster: Cluster) -> None:
    before = cluster.store.revision
    (outcome,) = cluster.apply(SERVICE, dry_run=True)
    assert (outcome.verb, cluster.store.revision) == ("created", before)


def test_a_fork_is_independent_and_equal(cluster: Cluster) -> None:
    cluster.apply(SERVICE)
    twin = cluster.fork()
    assert twin.snapshot() == cluster.snapshot()
    twin.apply(SERVICE.replace("8080", "9090"))
    service = cluster.store.get("Service", "default", "web")
    assert service is not None
    assert service["spec"]["ports"][0]["targetPort"] == 8080
    assert twin.trace("node/node-1", "dns:web?type=A").source == "node:node-1"


def test_the_same_log_gives_the_same_world() -> None:
    def world() -> Cluster:
        cluster = Cluster.new()
        cluster.apply(SERVICE)
        cluster.advance(30)
        cluster.fail_node("node-2")
        cluster.advance(100)
        return cluster

    assert world().snapshot() == world().snapshot()


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [("targetPort", "targetPorts", 11), ("port: 80\n", 'port: "80"\n', 10), ("selector", "selectors", 6)],
)
def test_a_change_that_cannot_be_decoded_is_marked_once_at_its_line(cluster: Cluster, old: str, new: str, line: int) -> None:
    """kubectl sends a change as a patch, and the refusal holds the whole patch: what is wrong is told without it."""
    cluster.apply(SERVICE)
    (marker,) = lint(cluster, SERVICE.replace(old, new))
    assert marker.span.line == line
    assert "patch" not in marker.message
    assert marker.advice


LIST = """\
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Service
  metadata:
    name: web
  spec:
    selector: {app: web}
    ports:
    - port: 80
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: settings}
- apiVersion: v1
  kind: Service
  metadata: {name: other}
  spec:
    ports:
    - prot: 80
"""


def test_a_list_is_applied_entry_by_entry_with_the_lines_of_each() -> None:
    cluster = Cluster.new(nodes=1)
    outcomes = cluster.apply(LIST)
    assert [(outcome.verb, outcome.name, outcome.document, outcome.line) for outcome in outcomes] == [
        ("created", "web", 0, 4),
        ("created", "settings", 1, 12),
        ("error", "other", 2, 15),
    ]
    place = cluster.locate(Origin("Service", "default", "web", ("spec", "ports", 0, "port")))
    assert place is not None
    assert (place.line, place.exact) == (11, True)
    (marker,) = outcome_markers(LIST, "service.yaml", outcomes)
    assert marker.span.line == 20
    assert marker.fix is not None
    assert "port: 80" in apply_edits(LIST, marker.fix.edits).splitlines()[19]
