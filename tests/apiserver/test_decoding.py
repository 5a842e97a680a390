"""Bodies that are no Service, and what the API server says of them."""

from __future__ import annotations

import pytest

from playground.cluster.apiserver.messages import Request, Response
from tests.apiserver.kinds_world import api_server, message, path

FRAME = 'Service in version "v1" cannot be handled as a Service: '
JSON, YAML = "application/json", "application/yaml"


def send(body: str, query: str = "fieldValidation=Strict", content_type: str = JSON) -> Response:
    return api_server().handle(Request("POST", path("Service"), query, content_type, body.encode()))


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ('{"spec":{"ports":[{"port":"80"}]}}', "json: cannot unmarshal string into Go struct field ServicePort.spec.ports.port of type int32"),
        ('{"spec":{"ports":[{"port":80.5}]}}', "json: cannot unmarshal number 80.5 into Go struct field ServicePort.spec.ports.port of type int32"),
        ('{"spec":{"ports":[{"port":8e1}]}}', "json: cannot unmarshal number 8e1 into Go struct field ServicePort.spec.ports.port of type int32"),
        ('{"spec":{"ports":{"port":80}}}', "json: cannot unmarshal object into Go struct field ServiceSpec.spec.ports of type []v1.ServicePort"),
        ('{"spec":{"ports":[80]}}', "json: cannot unmarshal number into Go struct field ServiceSpec.spec.ports of type v1.ServicePort"),
        ('{"spec":{"type":7}}', "json: cannot unmarshal number into Go struct field ServiceSpec.spec.type of type v1.ServiceType"),
        ('{"spec":{"selector":{"a":true}}}', "json: cannot unmarshal bool into Go struct field ServiceSpec.spec.selector of type string"),
        ('{"metadata":"web"}', "json: cannot unmarshal string into Go struct field Service.metadata of type v1.ObjectMeta"),
        ('{"spec":{"ports":[{"targetPort":true}]}}', "json: cannot unmarshal bool into Go struct field ServicePort.spec.ports.targetPort of type int32"),
        ('{"metadata":{"creationTimestamp":"yesterday"}}', 'parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"'),
    ],
)  # fmt: skip
def test_a_wrong_type_is_named_as_go_names_it(body: str, error: str) -> None:
    assert message(send(body)) == FRAME + error


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("{", "unexpected end of JSON input ({)"),
        ('{"a":1,}', 'invalid character \'}\' looking for beginning of object key string ({"a":1,})'),
        ("nul", "unexpected end of JSON input (6e756c)"),
        ("{'a':1}", "invalid character '\\'' looking for beginning of object key string ({'a':1})"),
        ('{"a":"x\ny"}', 'invalid character \'\\n\' in string literal ({"a":"x\ny"})'),
    ],
)
def test_broken_json_is_unrecognized(body: str, error: str) -> None:
    frame = "the object provided is unrecognized (must be of type Service): couldn't get version/kind; json parse error: "
    assert message(send(body)) == frame + error


def test_unknown_fields_come_in_the_order_of_a_json_body() -> None:
    body = '{"spec":{"ports":[{"zeta":1,"port":80}],"alpha":2}}'
    expected = 'strict decoding error: unknown field "spec.ports[0].zeta", unknown field "spec.alpha"'
    assert message(send(body)) == FRAME + expected


def test_unknown_fields_come_in_the_order_of_the_alphabet_in_a_yaml_body() -> None:
    body = "spec:\n  ports:\n  - {zeta: 1, port: 80}\n  alpha: 2\n"
    expected = 'strict decoding error: unknown field "spec.alpha", unknown field "spec.ports[0].zeta"'
    assert message(send(body, content_type=YAML)) == FRAME + expected


def test_repeated_yaml_keys_are_one_error_with_their_lines() -> None:
    body = "metadata:\n  name: web\n  name: api\nspec:\n  ports:\n  - port: 80\n    port: 81\n"
    lines = 'yaml: unmarshal errors:\n  line 3: key "name" already set in map\n  line 7: key "port" already set in map'
    assert message(send(body, content_type=YAML)) == f"{FRAME}strict decoding error: {lines}"


def test_without_strict_validation_unknown_fields_are_warnings_and_dropped() -> None:
    response = send('{"metadata":{"name":"web"},"spec":{"ports":[{"port":80,"prot":1}]}}', query="")
    assert response.code == 201
    assert response.warnings == ('unknown field "spec.ports[0].prot"',)
    assert response.body is not None
    assert "prot" not in response.body["spec"]["ports"][0]


def test_field_names_are_case_sensitive() -> None:
    assert message(send('{"spec":{"ports":[{"Port":80}]}}')) == f'{FRAME}strict decoding error: unknown field "spec.ports[0].Port"'


def test_the_last_of_repeated_json_keys_wins() -> None:
    body = '{"metadata":{"name":"web"},"spec":{"ports":[{"port":80,"port":81}]}}'
    response = send(body, query="fieldValidation=Ignore")
    assert response.body is not None
    assert response.body["spec"]["ports"][0]["port"] == 81


@pytest.mark.parametrize(
    ("version", "kind", "error"),
    [
        ("v1", "service", 'service in version "v1" cannot be handled as a Service: no kind "service" is registered for version "v1" in scheme "pkg/api/legacyscheme/scheme.go:30"'),
        ("v1", "Pod", 'Pod in version "v1" cannot be handled as a Service: converting (v1.Pod) to (core.Service): unknown conversion'),
        ("apps/v1", "Service", 'Service in version "v1" cannot be handled as a Service: no kind "Service" is registered for version "apps/v1" in scheme "pkg/api/legacyscheme/scheme.go:30"'),
    ],
)  # fmt: skip
def test_another_kind_is_refused(version: str, kind: str, error: str) -> None:
    assert message(send(f'{{"apiVersion":"{version}","kind":"{kind}"}}')) == error


def test_an_old_version_is_told_apart_from_an_unknown_one() -> None:
    body = b'{"apiVersion":"extensions/v1beta1","kind":"Deployment"}'
    response = api_server().handle(Request("POST", path("Deployment"), "", JSON, body))
    expected = "the API version in the data (extensions/v1beta1) does not match the expected API version (apps/v1)"
    assert message(response) == expected


def test_a_body_beyond_three_mebibytes_is_refused() -> None:
    response = send('{"a":"' + "x" * (3 * 1024 * 1024) + '"}')
    assert (response.code, message(response)) == (413, "Request entity too large: limit is 3145728")


@pytest.mark.parametrize("depth", [900, 9000])
def test_deep_nesting_is_no_problem(depth: int) -> None:
    response = send('{"metadata":{"name":"web"},"x":' + "[" * depth + "]" * depth + ',"spec":{"ports":[{"port":80}]}}', query="")
    assert response.code == 201


def test_quantities_and_times_come_back_in_their_canonical_form() -> None:
    resources = '{"limits":{"cpu":"0.5","memory":"1024Mi"},"requests":{"cpu":0.25,"memory":"1e3"}}'
    body = f'{{"metadata":{{"name":"p"}},"spec":{{"containers":[{{"name":"a","image":"b","resources":{resources}}}]}}}}'
    response = api_server().handle(Request("POST", path("Pod"), "", JSON, body.encode()))
    assert response.body is not None
    expected = {"limits": {"cpu": "500m", "memory": "1Gi"}, "requests": {"cpu": "250m", "memory": "1e3"}}
    assert response.body["spec"]["containers"][0]["resources"] == expected


def test_secret_data_must_be_base64() -> None:
    body = b'{"metadata":{"name":"s"},"data":{"a":"abc?d"}}'
    response = api_server().handle(Request("POST", path("Secret"), "", JSON, body))
    expected = 'Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 3'
    assert message(response) == expected


@pytest.mark.parametrize("content_type", ["application/merge-patch+json", "application/strategic-merge-patch+json"])
def test_a_patch_nested_without_end_is_refused(content_type: str) -> None:
    body = '{"a":' * 900 + "1" + "}" * 900
    response = api_server().handle(Request("PATCH", path("Namespace", "default"), "", content_type, body.encode()))
    assert response.code == 400


def test_lone_surrogates_become_replacement_characters() -> None:
    response = api_server().handle(Request("POST", path("ConfigMap"), "", JSON, rb'{"metadata":{"name":"c"},"data":{"a":"\ud800x"}}'))
    assert response.body is not None
    assert response.body["data"] == {"a": "\ufffdx"}
