"""Server-side apply: who owns what, who may take it, and what goes when it is left out."""

from __future__ import annotations

import pytest

from playground.cluster.apiserver.messages import Request, Response
from playground.cluster.apiserver.server import ApiServer
from tests.apiserver.kinds_world import api_server, message, path, post, stored

ALICE, BOB = "alice", "bob"


def apply(api: ApiServer, manager: str, body: str, query: str = "", kind: str = "Service") -> Response:
    query = f"fieldManager={manager}&{query}"
    text = f"apiVersion: {'apps/v1' if kind == 'Deployment' else 'v1'}\nkind: {kind}\nmetadata:\n  name: web\n{body}"
    return api.handle(Request("PATCH", path(kind, "web"), query, "application/apply-patch+yaml", text.encode()))


def owned(response: Response, manager: str) -> object:
    return next(entry["fieldsV1"] for entry in stored(response)["metadata"]["managedFields"] if entry["manager"] == manager)


ONE_PORT = "spec:\n  selector: {app: web}\n  ports:\n  - {name: http, port: 80}\n"


def test_an_apply_creates_and_owns_exactly_what_it_lists() -> None:
    response = apply(api_server(), ALICE, ONE_PORT)
    assert response.code == 201
    key = 'k:{"port":80,"protocol":"TCP"}'
    ports = {key: {".": {}, "f:name": {}, "f:port": {}}}
    assert owned(response, ALICE) == {"f:spec": {"f:ports": ports, "f:selector": {}}}


def test_a_create_owns_what_the_decoder_filled_in_but_not_what_was_allocated() -> None:
    response = post(api_server(), "Service", f"metadata: {{name: web}}\n{ONE_PORT}", "fieldManager=carol")
    fields = owned(response, "carol")
    assert isinstance(fields, dict)
    assert set(fields["f:spec"]) == {
        "f:internalTrafficPolicy", "f:ports", "f:selector", "f:sessionAffinity", "f:type",
    }  # fmt: skip


def test_another_value_for_an_owned_field_is_a_conflict() -> None:
    api = api_server()
    apply(api, ALICE, ONE_PORT)
    response = apply(api, BOB, "spec:\n  selector: {app: api}\n")
    assert response.code == 409
    assert message(response) == 'Apply failed with 1 conflict: conflict with "alice": .spec.selector'


def test_several_conflicts_are_listed_by_manager() -> None:
    api = api_server()
    apply(api, ALICE, ONE_PORT)
    response = apply(api, BOB, "spec:\n  selector: {app: api}\n  ports:\n  - {name: www, port: 80}\n")
    assert message(response) == (
        'Apply failed with 2 conflicts: conflicts with "alice":\n'
        '- .spec.selector\n- .spec.ports[port=80,protocol="TCP"].name'
    )


def test_force_takes_the_field_over() -> None:
    api = api_server()
    apply(api, ALICE, ONE_PORT)
    response = apply(api, BOB, "spec:\n  selector: {app: api}\n", "force=true")
    assert stored(response)["spec"]["selector"] == {"app": "api"}
    assert "f:selector" not in str(owned(response, ALICE))
    assert "f:selector" in str(owned(response, BOB))


def test_the_same_value_is_owned_by_both() -> None:
    api = api_server()
    apply(api, ALICE, ONE_PORT)
    response = apply(api, BOB, ONE_PORT)
    assert owned(response, ALICE) == owned(response, BOB)


def test_what_one_leaves_out_goes_if_nobody_else_owns_it() -> None:
    api = api_server()
    apply(api, ALICE, "  labels: {a: one, b: two}\n" + ONE_PORT)
    apply(api, BOB, "  labels: {b: two}\n")
    response = apply(api, ALICE, ONE_PORT)
    assert stored(response)["metadata"]["labels"] == {"b": "two"}


def test_a_port_with_another_number_is_another_port() -> None:
    api = api_server()
    apply(api, ALICE, ONE_PORT)
    response = apply(api, ALICE, "spec:\n  selector: {app: web}\n  ports:\n  - {name: http, port: 81}\n")
    assert [port["port"] for port in stored(response)["spec"]["ports"]] == [81]


def test_an_update_is_named_with_its_version_in_conflicts() -> None:
    api = api_server()
    stored(post(api, "Service", f"metadata: {{name: web}}\n{ONE_PORT}", "fieldManager=kubectl-create"))
    response = apply(api, ALICE, "spec:\n  selector: {app: api}\n")
    assert message(response) == 'Apply failed with 1 conflict: conflict with "kubectl-create" using v1: .spec.selector'


def test_kubectl_takes_over_from_its_own_client_side_apply() -> None:
    api = api_server()
    last = '{"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},"spec":{"selector":{"app":"web"}}}'
    annotation = f"  annotations: {{kubectl.kubernetes.io/last-applied-configuration: '{last}'}}\n"
    stored(post(api, "Service", f"metadata:\n  name: web\n{annotation}{ONE_PORT}", "fieldManager=kubectl-client-side-apply"))
    assert apply(api, "kubectl", "spec:\n  selector: {app: api}\n").code == 200


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("spec:\n  ports:\n  - {port: 80, targetPorts: 1}\n", '.spec.ports[port=80,protocol="TCP"].targetPorts: field not declared in schema'),
        ("spec:\n  ports:\n  - {port: '80'}\n", '.spec.ports[port="80",protocol="TCP"].port: expected numeric (int or float), got string'),
        ("spec:\n  ports:\n  - {port: 80, name: a}\n  - {port: 80, name: b}\n", '.spec.ports: duplicate entries for key [port=80,protocol="TCP"]'),
        ("spec:\n  zeta: 1\n  alpha: 2\n", "errors:\n  .spec.alpha: field not declared in schema\n  .spec.zeta: field not declared in schema"),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_schema_is_an_internal_error(body: str, error: str) -> None:
    response = apply(api_server(), ALICE, body)
    assert response.code == 500
    assert message(response) == f"failed to create typed patch object (/web; /v1, Kind=Service): {error}"


def test_applying_the_same_again_changes_nothing() -> None:
    api = api_server()
    before = stored(apply(api, ALICE, ONE_PORT))
    assert stored(apply(api, ALICE, ONE_PORT)) == before


def test_a_deployment_is_applied_container_by_container() -> None:
    api = api_server()
    template = "  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n"
    body = f"spec:\n  selector: {{matchLabels: {{app: web}}}}\n{template}"
    apply(api, ALICE, f"{body}      - {{name: web, image: nginx}}\n", kind="Deployment")
    response = apply(api, BOB, "spec:\n  template:\n    spec:\n      containers:\n      - {name: log, image: busybox}\n", kind="Deployment")
    assert [each["name"] for each in stored(response)["spec"]["template"]["spec"]["containers"]] == ["web", "log"]
