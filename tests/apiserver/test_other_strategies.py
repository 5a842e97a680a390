"""The smaller kinds: what they are given, and what is refused."""

from __future__ import annotations

import base64

import pytest

from tests.apiserver.kinds_world import api_server, complaint, patch, post, put, stored

JOB = """
metadata: {name: once}
spec:
  template:
    metadata: {labels: {app: once}}
    spec:
      restartPolicy: Never
      containers: [{name: once, image: "busybox:1"}]
"""
DAEMON = """
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers: [{name: agent, image: "agent:1"}]
"""


def test_a_job_is_told_apart_by_its_uid() -> None:
    job = stored(post(api_server(), "Job", JOB))
    uid = job["metadata"]["uid"]
    assert job["spec"]["selector"] == {"matchLabels": {"batch.kubernetes.io/controller-uid": uid}}
    assert job["spec"]["template"]["metadata"]["labels"] == {
        "app": "once",
        "batch.kubernetes.io/controller-uid": uid,
        "batch.kubernetes.io/job-name": "once",
        "controller-uid": uid,
        "job-name": "once",
    }
    assert job["metadata"]["labels"] == {"app": "once"}
    assert (job["spec"]["completions"], job["spec"]["backoffLimit"], job["status"]) == (1, 6, {})


def test_a_job_must_say_how_its_pods_restart() -> None:
    answer = post(api_server(), "Job", JOB.replace("      restartPolicy: Never\n", ""))
    assert complaint(answer) == 'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'


def test_a_daemon_set_counts_its_templates() -> None:
    api = api_server()
    first = stored(post(api, "DaemonSet", DAEMON))
    assert first["metadata"]["annotations"] == {"deprecated.daemonset.template.generation": "1"}
    second = stored(put(api, "DaemonSet", "agent", DAEMON.replace("agent:1", "agent:2")))
    assert second["metadata"]["annotations"] == {"deprecated.daemonset.template.generation": "2"}
    assert first["status"] == {
        "currentNumberScheduled": 0, "numberMisscheduled": 0, "desiredNumberScheduled": 0, "numberReady": 0,
    }  # fmt: skip


def test_text_of_a_secret_becomes_bytes() -> None:
    secret = stored(post(api_server(), "Secret", "metadata: {name: s}\nstringData: {a: hello}"))
    assert (secret["type"], secret["data"]) == ("Opaque", {"a": base64.b64encode(b"hello").decode()})
    assert "stringData" not in secret


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("kubernetes.io/tls", "[data[tls.crt]: Required value, data[tls.key]: Required value]"),
        ("kubernetes.io/dockerconfigjson", "data[.dockerconfigjson]: Required value"),
        ("kubernetes.io/ssh-auth", "data[%s][ssh-privatekey]: Required value"),
    ],
)
def test_a_typed_secret_must_hold_its_keys(kind: str, text: str) -> None:
    assert complaint(post(api_server(), "Secret", f"metadata: {{name: s}}\ntype: {kind}")) == text


def test_an_immutable_config_map_stays() -> None:
    api = api_server()
    stored(post(api, "ConfigMap", "metadata: {name: c}\nimmutable: true\ndata: {a: b}"))
    answer = patch(api, "ConfigMap", "c", '{"data": {"a": "c"}}')
    assert complaint(answer) == "data: Forbidden: field is immutable when `immutable` is set"


def test_a_config_map_has_a_largest_size() -> None:
    answer = post(api_server(), "ConfigMap", f"metadata: {{name: c}}\ndata: {{a: {'x' * (1024 * 1024 + 1)}}}")
    assert complaint(answer) == "[]: Too long: may not be more than 1048576 bytes"


def test_a_namespace_carries_its_name_as_a_label() -> None:
    api = api_server()
    made = stored(post(api, "Namespace", "metadata: {name: new}"))
    assert made["metadata"]["labels"] == {"kubernetes.io/metadata.name": "new"}
    assert (made["spec"], made["status"]) == ({"finalizers": ["kubernetes"]}, {"phase": "Active"})
    changed = stored(patch(api, "Namespace", "new", '{"metadata": {"labels": null}}'))
    assert changed["metadata"]["labels"] == {"kubernetes.io/metadata.name": "new"}


@pytest.mark.parametrize(
    ("cidrs", "text"),
    [
        ("[]", "spec.cidrs: Required value: at least one CIDR required"),
        ("[10.0.0.0/16, 10.1.0.0/16]",
         'spec.cidrs: Invalid value: ["10.0.0.0/16","10.1.0.0/16"]: may specify no more than one IP for each IP '
         "family, i.e 192.168.0.0/24 and 2001:db8::/64"),
        ("[a, b, c]", 'spec.cidrs: Invalid value: {"CIDRs":["a","b","c"]}: may only hold up to 2 values'),
        ('["FD00::/112"]', 'spec.cidrs[0]: Invalid value: "FD00::/112": must be in canonical form ("fd00::/112")'),
    ],
)  # fmt: skip
def test_a_service_cidr_is_refused(cidrs: str, text: str) -> None:
    assert complaint(post(api_server(), "ServiceCIDR", f"metadata: {{name: more}}\nspec: {{cidrs: {cidrs}}}")) == text


def test_an_ip_address_is_named_in_canonical_form() -> None:
    text = "metadata: {name: 'fd00::01'}\nspec: {parentRef: {resource: services, name: web}}"
    answer = post(api_server(), "IPAddress", text)
    assert complaint(answer) == 'metadata.name: Invalid value: "fd00::01": must be in canonical form ("fd00::1")'


def test_the_default_class_is_given_to_an_ingress_without_one() -> None:
    api = api_server()
    default = "{ingressclass.kubernetes.io/is-default-class: 'true'}"
    stored(post(api, "IngressClass", f"metadata: {{name: main, annotations: {default}}}\nspec: {{controller: a.b/c}}"))
    backend = "{service: {name: web, port: {number: 80}}}"
    made = stored(post(api, "Ingress", f"metadata: {{name: web}}\nspec: {{defaultBackend: {backend}}}"))
    assert made["spec"]["ingressClassName"] == "main"


def test_a_lease_is_only_replaced_by_who_knows_it() -> None:
    api = api_server()
    stored(post(api, "Lease", "metadata: {name: l}"))
    answer = put(api, "Lease", "l", "metadata: {name: l}\nspec: {holderIdentity: me}")
    assert complaint(answer) == "metadata.resourceVersion: Invalid value: 0: must be specified for an update"


STATEFUL = """
metadata: {name: db}
spec:
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers: [{name: db, image: "db:1", volumeMounts: [{name: data, mountPath: /data}]}]
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
"""


def test_a_stateful_set_mounts_what_its_claims_bring() -> None:
    api = api_server()
    claim = stored(post(api, "StatefulSet", STATEFUL))["spec"]["volumeClaimTemplates"][0]
    assert (claim["apiVersion"], claim["kind"], claim["status"]) == (
        "v1",
        "PersistentVolumeClaim",
        {"phase": "Pending"},
    )
    answer = post(api, "StatefulSet", STATEFUL.replace("{name: data, mountPath", "{name: date, mountPath"))
    assert complaint(answer) == 'spec.template.spec.containers[0].volumeMounts[0].name: Not found: "date"'


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("{type: RollingUpdate, rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}",
         "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0"),
        ("{type: RollingUpdate, rollingUpdate: {maxUnavailable: 120%}}",
         'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "120%": must not be greater than 100%'),
        ("{type: RollingUpdate, rollingUpdate: {maxSurge: many}}",
         'spec.strategy.rollingUpdate.maxSurge: Invalid value: "many": a valid percent string must be a numeric string '
         "followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')"),
        ("{type: Blue}",
         'spec.strategy: Unsupported value: {"Type":"Blue","RollingUpdate":null}: supported values: '
         '"Recreate", "RollingUpdate"'),
    ],
)  # fmt: skip
def test_a_deployment_s_strategy_is_refused(given: str, text: str) -> None:
    deployment = DAEMON + f"  strategy: {given}\n"
    assert complaint(post(api_server(), "Deployment", deployment)) == text
