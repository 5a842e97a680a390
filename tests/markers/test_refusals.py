"""What the API server refuses, put at the field that it speaks of, with what was probably meant."""

from __future__ import annotations

import json

import pytest

from playground.cluster.apiserver.messages import Request, Response
from playground.cluster.manifest import apply_edits
from playground.cluster.markers import Severity, Source, diagnose_text
from playground.cluster.simulation import Cluster
from playground.cluster.simulation.linting import lint

HEAD = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n"
CLUSTER = Cluster.new()

# name -> (text, marked line, a piece of the advice, whether one click mends it)
REFUSALS = {
    "node port out of range": (HEAD + "spec:\n  type: NodePort\n  ports:\n  - port: 80\n    nodePort: 8080\n", 9, "between 30000 and 32767", True),
    "node port of a ClusterIP": (HEAD + "spec:\n  ports:\n  - port: 80\n    nodePort: 31000\n", 8, "Only a Service of type NodePort", True),
    "capitals in the name": (HEAD.replace("web", "My_Web") + "spec:\n  ports:\n  - port: 80\n", 4, "Perhaps `my-web`", True),
    "curly quotation marks": (HEAD.replace("web", "\u201cweb\u201d") + "spec:\n  ports:\n  - port: 80\n", 4, "a curly quotation mark", True),
    "invisible character": (HEAD.replace("web", "web\u200b") + "spec:\n  ports:\n  - port: 80\n", 4, "an invisible character", True),
    "type in other letters": (HEAD + "spec:\n  type: Nodeport\n  ports:\n  - port: 80\n", 6, "Did you mean `NodePort`?", True),
    "affinity that does not exist": (HEAD + "spec:\n  sessionAffinity: Sticky\n  ports:\n  - port: 80\n", 6, "`ClientIP`, `None`", False),
    "port in quotes": (HEAD + 'spec:\n  ports:\n  - port: 80\n    targetPort: "80"\n', 8, "without quotes", True),
    "none in small letters": (HEAD + "spec:\n  clusterIP: none\n  ports:\n  - port: 80\n", 6, "capital N", True),
    "address out of range": (HEAD + "spec:\n  clusterIP: 10.0.160.135\n  ports:\n  - port: 80\n", 6, "the cluster's own Service range", True),
    "no ports": (HEAD + "spec:\n  type: ClusterIP\n", 5, "at least one port", False),
    "entry without port": (HEAD + "spec:\n  ports:\n  - targetPort: 80\n", 7, "Every entry of `ports` needs `port`", False),
    "no external name": (HEAD + "spec:\n  type: ExternalName\n", 5, "needs `externalName:`", False),
    "namespace that is not there": (HEAD + "  namespace: shop\nspec:\n  ports:\n  - port: 80\n", 5, "There is no namespace `shop`", False),
    "label with a blank": (HEAD + "spec:\n  selector:\n    app: a b\n  ports:\n  - port: 80\n", 6, "A label's value", False),
    "no address type": ("apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata:\n  name: web\nendpoints:\n- addresses: [10.1.2.3]\n", 1, "`addressType: IPv4`", True),
    "field of another type": (HEAD + "spec:\n  externalTrafficPolicy: Local\n  ports:\n  - port: 80\n", 6, "Another type of Service has this field", True),
    "headless NodePort": (HEAD + "spec:\n  type: NodePort\n  clusterIP: None\n  ports:\n  - port: 80\n", 7, "no address that could be published", True),
    "no second family": (HEAD + "spec:\n  ipFamilyPolicy: RequireDualStack\n  ports:\n  - port: 80\n", 6, "This cluster has IPv4 only", False),
    "number too large": (HEAD + "spec:\n  ports:\n  - port: 80\n  - port: 99999999999\n    name: b\n", 8, "`spec.ports.port` takes a number up to", False),
    "name of a port too long": (HEAD + "spec:\n  ports:\n  - port: 80\n    targetPort: averylongportname\n", 8, "at most 15 lower-case letters", False),
    "range without its length": (HEAD + "spec:\n  type: LoadBalancer\n  loadBalancerSourceRanges: [10.0.0.1]\n  ports:\n  - port: 80\n", 7, "`203.0.113.7/32`", False),
    "range with too many bits": (HEAD + "spec:\n  type: LoadBalancer\n  loadBalancerSourceRanges:\n  - 10.0.0.0/8\n  - 10.0.0.1/8\n  ports:\n  - port: 80\n", 9, "A range is its first address", False),
    "loopback endpoint": ("apiVersion: v1\nkind: Endpoints\nmetadata:\n  name: web\nsubsets:\n- addresses:\n  - ip: 127.0.0.1\n  ports:\n  - port: 80\n", 7, "127.0.0.1 is not", False),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "advice", "mends"), REFUSALS.values(), ids=REFUSALS)
def test_refusal_is_marked_at_its_field(text, line, advice, mends):
    [marker] = [marker for marker in lint(CLUSTER, text) if marker.severity is Severity.ERROR]
    assert (marker.span.line, advice in marker.advice, marker.source) == (line, True, Source.ADMISSION), marker
    assert (marker.fix is not None) is mends
    if marker.fix:
        assert lint(CLUSTER, apply_edits(text, marker.fix.edits)) == []


def test_every_cause_has_its_marker():
    text = HEAD + "spec:\n  ports:\n  - port: 80\n  - port: 81\n"
    markers = lint(CLUSTER, text)
    assert [(marker.span.line, marker.message) for marker in markers] == [
        (7, "spec.ports[0].name: Required value"),
        (8, "spec.ports[1].name: Required value"),
    ]
    edits = [edit for marker in markers if marker.fix for edit in marker.fix.edits]
    assert lint(CLUSTER, apply_edits(text, edits)) == []


def test_a_port_that_only_the_cluster_has_is_no_port_of_the_file():
    """Made by `kubectl create`: apply keeps its ports beside those of the file."""
    cluster = Cluster.new()
    service = {"metadata": {"name": "web"}, "spec": {"ports": [{"port": 80}]}}
    cluster.request(Request("POST", "/api/v1/namespaces/default/services", "", "application/json", json.dumps(service).encode()))
    markers = lint(cluster, HEAD + "spec:\n  ports:\n  - port: 82\n")
    assert [(marker.message, marker.fix is None) for marker in markers] == [
        ("spec.ports[1].name: Required value", True),
        ("spec.ports[0].name: Required value", False),
    ]


def test_warning_is_no_error():
    text = "apiVersion: v1\nkind: Endpoints\nmetadata:\n  name: web\n"
    [marker] = lint(CLUSTER, text)
    assert (marker.severity, marker.span.line) == (Severity.WARNING, 2)


def test_later_document_may_rest_on_an_earlier_one():
    text = f"apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n---\n{HEAD}  namespace: shop\nspec:\n  ports:\n  - port: 80\n"
    assert lint(CLUSTER, text) == []
    assert CLUSTER.store.get("Namespace", "", "shop") is None


def test_decoder_does_not_repeat_what_the_schema_said():
    status = {"message": 'strict decoding error: unknown field "spec.colour"', "code": 400}
    markers = diagnose_text(HEAD + "spec:\n  colour: red\n  ports: [{port: 80}]\n", "f", lambda document: Response(400, status))
    assert [marker.source for marker in markers] == [Source.SCHEMA]


def test_refusal_without_causes_is_still_shown():
    markers = diagnose_text(HEAD + "spec: {ports: [{port: 80}]}\n", "f", lambda document: Response(500, {"message": "no"}))
    assert [(marker.message, marker.span.line) for marker in markers] == [("no", 2)]
