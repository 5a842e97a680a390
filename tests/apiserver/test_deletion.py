"""What happens between DELETE and the end: finalizers, grace, preconditions, namespaces."""

from __future__ import annotations

import json

from playground.cluster.apiserver.messages import Request, Response
from playground.cluster.apiserver.server import ApiServer
from tests.apiserver.kinds_world import api_server, delete, message, patch, path, post, service, stored


def delete_with(api: ApiServer, kind: str, name: str, **options: object) -> Response:
    body = json.dumps({"kind": "DeleteOptions", "apiVersion": "v1", **options}).encode()
    return api.handle(Request("DELETE", path(kind, name), content_type="application/json", body=body))


def config_map(api: ApiServer, extra: str = "") -> None:
    stored(post(api, "ConfigMap", f"metadata: {{name: settings{extra}}}\n"))


def test_most_kinds_answer_a_status_and_services_themselves() -> None:
    api = api_server()
    config_map(api)
    stored(post(api, "Service", service("web")))
    status = stored(delete(api, "ConfigMap", "settings"))
    assert (status["kind"], status["status"], status["details"]["kind"]) == ("Status", "Success", "configmaps")
    assert stored(delete(api, "Service", "web"))["kind"] == "Service"


def test_a_finalizer_keeps_the_object_until_it_is_taken_off() -> None:
    api = api_server()
    config_map(api, ", finalizers: [example.com/hold]")
    kept = stored(delete(api, "ConfigMap", "settings"))
    assert kept["metadata"]["deletionTimestamp"]
    assert kept["metadata"]["deletionGracePeriodSeconds"] == 0
    stored(patch(api, "ConfigMap", "settings", '{"metadata":{"finalizers":null}}'))
    assert api.store.get("ConfigMap", "shop", "settings") is None


def test_no_finalizer_is_added_to_what_is_being_deleted() -> None:
    api = api_server()
    config_map(api, ", finalizers: [example.com/hold]")
    delete(api, "ConfigMap", "settings")
    response = patch(api, "ConfigMap", "settings", '{"metadata":{"finalizers":["example.com/hold","a/b"]}}')
    assert 'found new finalizers []string{"a/b"}' in str(message(response))


def test_foreground_and_orphan_leave_their_finalizer() -> None:
    for policy, finalizer in (("Foreground", "foregroundDeletion"), ("Orphan", "orphan")):
        api = api_server()
        config_map(api)
        kept = stored(delete_with(api, "ConfigMap", "settings", propagationPolicy=policy))
        assert kept["metadata"]["finalizers"] == [finalizer]


def test_preconditions_name_the_kind() -> None:
    api = api_server()
    stored(post(api, "Service", service("web")))
    response = delete_with(api, "Service", "web", preconditions={"resourceVersion": "1"})
    assert response.code == 409
    assert str(message(response)).startswith('Operation cannot be fulfilled on Service "web": the ResourceVersion')


def test_a_running_pod_is_given_its_grace_and_a_second_delete_only_shortens_it() -> None:
    api = api_server()
    spec = "spec: {nodeName: node-1, containers: [{name: a, image: b}]}\n"
    stored(post(api, "Pod", f"metadata: {{name: p}}\n{spec}"))
    assert stored(delete(api, "Pod", "p"))["metadata"]["deletionGracePeriodSeconds"] == 30
    assert stored(delete_with(api, "Pod", "p", gracePeriodSeconds=60))["metadata"]["deletionGracePeriodSeconds"] == 30
    assert stored(delete_with(api, "Pod", "p", gracePeriodSeconds=5))["metadata"]["deletionGracePeriodSeconds"] == 5
    stored(delete_with(api, "Pod", "p", gracePeriodSeconds=0))
    assert api.store.get("Pod", "shop", "p") is None


def test_a_pod_that_was_never_scheduled_goes_at_once() -> None:
    api = api_server()
    stored(post(api, "Pod", "metadata: {name: p}\nspec: {containers: [{name: a, image: b}]}\n"))
    stored(delete(api, "Pod", "p"))
    assert api.store.get("Pod", "shop", "p") is None


def test_a_namespace_is_only_marked_and_takes_nothing_new() -> None:
    api = api_server()
    marked = stored(delete(api, "Namespace", "shop"))
    assert marked["status"]["phase"] == "Terminating"
    response = post(api, "ConfigMap", "metadata: {name: late}\n")
    assert response.code == 403
    assert "because it is being terminated" in str(message(response))
    assert delete(api, "Namespace", "shop").code == 409


def test_finalizing_a_namespace_ends_it() -> None:
    api = api_server()
    marked = stored(delete(api, "Namespace", "shop"))
    body = json.dumps({**marked, "spec": {"finalizers": []}}).encode()
    response = api.handle(Request("PUT", "/api/v1/namespaces/shop/finalize", content_type="application/json", body=body))
    assert response.code == 200
    assert api.store.get("Namespace", "", "shop") is None


def test_default_may_not_be_deleted() -> None:
    response = delete(api_server(), "Namespace", "default")
    assert (response.code, message(response)) == (403, 'namespaces "default" is forbidden: this namespace may not be deleted')


def test_a_collection_is_deleted_by_selector() -> None:
    api = api_server()
    for name, app in (("a", "web"), ("b", "web"), ("c", "api")):
        stored(post(api, "ConfigMap", f"metadata: {{name: {name}, labels: {{app: {app}}}}}\n"))
    gone = stored(api.handle(Request("DELETE", path("ConfigMap"), "labelSelector=app%3Dweb")))
    assert [item["metadata"]["name"] for item in gone["items"]] == ["a", "b"]
    assert [each["metadata"]["name"] for each in api.store.list("ConfigMap", "shop")] == ["c"]


def test_a_dry_run_deletes_nothing() -> None:
    api = api_server()
    config_map(api)
    assert api.handle(Request("DELETE", path("ConfigMap", "settings"), "dryRun=All")).code == 200
    assert api.store.get("ConfigMap", "shop", "settings") is not None
