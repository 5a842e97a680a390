"""What all kinds have in common: names, labels, owners, finalizers, versions, generations, namespaces."""

from __future__ import annotations

import pytest

from playground.cluster.apiserver.messages import ApiError, Request
from playground.cluster.apiserver.server import ApiServer
from tests.apiserver.kinds_world import api_server, complaint, message, patch, path, post, put, service, stored

LABEL = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-'"


def config_map(meta: str) -> str:
    return f"metadata: {{{meta}}}\n"


@pytest.mark.parametrize(
    ("meta", "error"),
    [
        ("name: Web", 'metadata.name: Invalid value: "Web": a lowercase RFC 1123 subdomain'),
        ("name: a, labels: {'/x': v}", 'metadata.labels: Invalid value: "/x": prefix part must be non-empty'),
        ("name: a, labels: {x: '-'}", 'metadata.labels: Invalid value: "-": a valid label must be an empty string'),
        ("name: a, annotations: {a/b/c: v}", 'metadata.annotations: Invalid value: "a/b/c": a valid label key must'),
        ("name: a, finalizers: [keep]", 'metadata.finalizers[0]: Invalid value: "keep": name is neither a standard'),
        ("name: a, ownerReferences: [{apiVersion: v1, kind: Pod, name: p}]", 'metadata.ownerReferences.uid: Invalid value: ""'),
        ("labels: {a: b}", "metadata.name: Required value: name or generateName is required"),
    ],
)
def test_bad_metadata(meta: str, error: str) -> None:
    assert error in str(message(post(api_server(), "ConfigMap", config_map(meta))))


def test_generated_names_end_in_five_letters_and_differ() -> None:
    api = api_server()
    names = {stored(post(api, "ConfigMap", config_map("generateName: job-")))["metadata"]["name"] for _ in range(20)}
    assert len(names) == 20
    assert {len(name) for name in names} == {len("job-") + 5}


def test_a_long_prefix_is_cut() -> None:
    name = stored(post(api_server(), "ConfigMap", config_map(f"generateName: {'g' * 80}")))["metadata"]["name"]
    assert len(name) == 63


def test_on_update_each_layer_repeats_its_complaint_but_the_message_tells_it_once() -> None:
    api = api_server()
    stored(post(api, "Service", service("web")))
    response = patch(api, "Service", "web", '{"metadata":{"labels":{"a":"-"}}}')
    assert response.body is not None
    assert len(response.body["details"]["causes"]) == 3
    assert str(message(response)).count("metadata.labels") == 1


def test_a_resource_version_may_not_be_given_at_birth() -> None:
    response = post(api_server(), "ConfigMap", config_map("name: a, resourceVersion: '5'"))
    assert (response.code, message(response)) == (500, "resourceVersion should not be set on objects to be created")


def test_a_stale_resource_version_is_a_conflict() -> None:
    api = api_server()
    stored(post(api, "ConfigMap", config_map("name: a")))
    response = put(api, "ConfigMap", "a", config_map("name: a, resourceVersion: '1'"))
    assert response.code == 409
    assert str(message(response)).startswith('Operation cannot be fulfilled on configmaps "a": the object has been modified')


def test_what_the_server_sets_cannot_be_set_by_the_client() -> None:
    api = api_server()
    meta = stored(post(api, "ConfigMap", config_map("name: a, uid: mine, generation: 7, creationTimestamp: '2001-01-01T00:00:00Z'")))["metadata"]
    assert meta["uid"] != "mine"
    assert meta["creationTimestamp"] == api.clock.stamp()
    assert "generation" not in meta


def test_generation_counts_changes_of_the_spec_only() -> None:
    api = api_server()
    template = "template: {metadata: {labels: {app: web}}, spec: {containers: [{name: a, image: b}]}}"
    text = f"metadata: {{name: web}}\nspec: {{selector: {{matchLabels: {{app: web}}}}, {template}}}\n"
    assert stored(post(api, "Deployment", text))["metadata"]["generation"] == 1
    assert stored(patch(api, "Deployment", "web", '{"metadata":{"labels":{"a":"b"}}}'))["metadata"]["generation"] == 1
    assert stored(patch(api, "Deployment", "web", '{"spec":{"replicas":3}}'))["metadata"]["generation"] == 2


def test_equal_owners_become_one_with_a_warning() -> None:
    owner = "{apiVersion: v1, kind: Pod, name: p, uid: u}"
    response = post(api_server(), "ConfigMap", config_map(f"name: a, ownerReferences: [{owner}, {owner}]"))
    assert len(stored(response)["metadata"]["ownerReferences"]) == 1
    assert "duplicate UID(s) observed: u" in response.warnings[0]


def test_a_missing_namespace_hides_every_other_mistake() -> None:
    response = api_server().handle(
        Request("POST", "/api/v1/namespaces/nowhere/services", content_type="application/json", body=b'{"spec":{"type":"X"}}')
    )
    assert (response.code, message(response)) == (404, 'namespaces "nowhere" not found')


def test_the_namespace_of_the_body_must_be_that_of_the_path() -> None:
    response = post(api_server(), "ConfigMap", config_map("name: a, namespace: other"))
    assert message(response) == "the namespace of the provided object does not match the namespace sent on the request"


def test_put_creates_only_where_the_kind_allows_it() -> None:
    api = api_server()
    assert put(api, "Service", "web", service("web")).code == 201
    assert put(api, "ConfigMap", "a", config_map("name: a")).code == 404


def test_a_dry_run_stores_nothing_and_takes_no_revision() -> None:
    api = api_server()
    revision = api.store.revision
    assert post(api, "Service", service("web"), "dryRun=All").code == 201
    assert api.store.revision == revision
    assert api.store.get("Service", "shop", "web") is None


def test_the_status_belongs_to_its_own_path() -> None:
    api = api_server()
    stored(post(api, "Service", "metadata: {name: web}\nspec: {type: LoadBalancer, ports: [{port: 80}]}\n"))
    body = b'{"spec":{"selector":{"a":"b"}},"status":{"loadBalancer":{"ingress":[{"ip":"203.0.113.7"}]}}}'
    request = Request("PATCH", path("Service", "web/status"), "", "application/merge-patch+json", body)
    changed = stored(api.handle(request))
    assert "selector" not in changed["spec"]
    assert changed["status"] == {"loadBalancer": {"ingress": [{"ip": "203.0.113.7", "ipMode": "VIP"}]}}
    untouched = stored(patch(api, "Service", "web", '{"status":{"loadBalancer":null}}'))
    assert untouched["status"] == changed["status"]


def test_options_are_checked_before_the_body() -> None:
    response = post(api_server(), "Service", "nonsense: [", "fieldValidation=strict")
    assert 'CreateOptions.meta.k8s.io "" is invalid: fieldValidation: Unsupported value: "strict"' in str(message(response))


# -- the in-process client


def pod(name: str) -> dict[str, object]:
    spec = {"containers": [{"name": "a", "image": "b"}]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": "shop"}, "spec": spec}


def test_controllers_get_the_same_object_as_clients() -> None:
    one, other = api_server(), api_server()
    made = one.create(pod("p"))
    sent = stored(post(other, "Pod", "metadata: {name: p}\nspec: {containers: [{name: a, image: b}]}\n"))
    del sent["metadata"]["managedFields"]
    assert made == sent


def test_controllers_are_refused_like_clients() -> None:
    with pytest.raises(ApiError) as refused:
        api_server().create(pod("Bad_Name"))
    assert refused.value.code == 422


def test_a_controller_with_a_stale_object_conflicts() -> None:
    api = api_server()
    old = api.create(pod("p"))
    api.update({**old, "metadata": {**old["metadata"], "labels": {"a": "b"}}})
    with pytest.raises(ApiError) as refused:
        api.update({**old, "metadata": {**old["metadata"], "labels": {"a": "c"}}})
    assert refused.value.reason == "Conflict"


def test_an_unchanged_object_is_not_written() -> None:
    api = api_server()
    made = api.create(pod("p"))
    revision = api.store.revision
    assert api.update(made) == made
    assert api.store.revision == revision


def test_the_caller_keeps_its_object() -> None:
    mine = pod("p")
    api_server().create(mine)
    assert mine == pod("p")


def test_deleting_what_is_not_there_is_no_error_for_a_controller() -> None:
    assert api_server().delete("Pod", "shop", "nope") is None


def scale(api: ApiServer, method: str, body: bytes = b"") -> object:
    content_type = "application/merge-patch+json" if method == "PATCH" else "application/json"
    return stored(api.handle(Request(method, path("Deployment", "web/scale"), "", content_type, body)))["spec"]


def test_scale_is_a_workload_seen_as_its_size() -> None:
    api = api_server()
    template = "template: {metadata: {labels: {app: web}}, spec: {containers: [{name: a, image: b}]}}"
    text = f"metadata: {{name: web}}\nspec: {{selector: {{matchLabels: {{app: web}}}}, {template}}}\n"
    stored(post(api, "Deployment", text))
    assert scale(api, "GET") == {"replicas": 1}
    assert scale(api, "PATCH", b'{"spec":{"replicas":4}}') == {"replicas": 4}
    assert scale(api, "PUT", b'{"metadata":{"name":"web"},"spec":{"replicas":2}}') == {"replicas": 2}
    response = api.handle(
        Request("PATCH", path("Deployment", "web/scale"), "", "application/merge-patch+json", b'{"spec":{"replicas":-1}}')
    )
    assert complaint(response).endswith("spec.replicas: Invalid value: -1: must be greater than or equal to 0")
