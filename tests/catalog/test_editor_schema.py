"""What the editor is told of the kinds is what the API server does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from playground.catalog import new_documents, sandbox
from playground.catalog.editor_schema import VALUES, editor_docs, editor_schema
from playground.cluster.manifest import read
from playground.cluster.manifest.edits import apply_edits
from playground.cluster.manifest.rewrite import remove_field
from playground.cluster.objects.kinds import BY_NAME, KINDS
from playground.cluster.objects.schema import Type, child, type_of
from playground.cluster.simulation import Cluster

SCHEMA = json.loads(editor_schema())
TYPES: dict[str, dict[str, dict[str, Any]]] = SCHEMA["types"]


@pytest.fixture(scope="module")
def world() -> Cluster:
    return sandbox.start("schema")


def test_every_kind_that_is_served_is_described_to_its_last_type() -> None:
    assert set(SCHEMA["kinds"]) == {kind.name for kind in KINDS}
    for kind in SCHEMA["kinds"].values():
        assert {"apiVersion", "kind", "metadata"} <= TYPES[kind["of"]].keys()
        assert "status" not in TYPES[kind["of"]]
    assert [held for fields in TYPES.values() for field in fields.values() if (held := field.get("of")) and held not in TYPES] == []


def test_nearly_every_field_is_documented() -> None:
    docs = json.loads(editor_docs())
    named = [(name, field) for name, fields in TYPES.items() for field in fields]
    silent = [(name, field) for name, field in named if not docs.get(name, {}).get(field)]
    assert len(silent) < len(named) / 50, silent
    assert docs["core/v1.ServicePort"]["targetPort"].startswith("Number or name of the port to access on the pods")
    assert docs["core/v1.Service"][""].startswith("Service is a named abstraction")


@pytest.mark.parametrize(
    ("type_name", "field", "default"),
    [
        ("core/v1.ServiceSpec", "type", "ClusterIP"), ("core/v1.ServicePort", "protocol", "TCP"), ("core/v1.ServiceSpec", "sessionAffinity", "None"),
        ("core/v1.ClientIPConfig", "timeoutSeconds", "10800"), ("core/v1.Probe", "failureThreshold", "3"), ("apps/v1.DeploymentSpec", "replicas", "1"),
        ("core/v1.PodSpec", "restartPolicy", "Always"), ("core/v1.ServicePort", "targetPort", None), ("core/v1.Container", "imagePullPolicy", None),
        ("core/v1.ServiceSpec", "allocateLoadBalancerNodePorts", "true"), ("meta/v1.ObjectMeta", "name", None),
    ],
)  # fmt: skip
def test_defaults_are_those_of_the_api_server(type_name: str, field: str, default: str | None) -> None:
    assert TYPES[type_name][field].get("default") == default


SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 80}], %s}"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: nginx, %s}], %s}"
DEPLOYMENT = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: nginx}]}}, %s}"
JOB = "apiVersion: batch/v1\nkind: Job\nmetadata: {name: a}\nspec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: nginx}]}}, %s}"
ASKED = {
    "v1.ServiceType": SERVICE % "type: X", "v1.ServiceAffinity": SERVICE % "sessionAffinity: X", "v1.IPFamilyPolicy": SERVICE % "ipFamilyPolicy: X",
    "v1.IPFamily": SERVICE % "ipFamilies: [X]", "v1.ServiceExternalTrafficPolicy": SERVICE % "type: NodePort, externalTrafficPolicy: X",
    "v1.ServiceInternalTrafficPolicy": SERVICE % "internalTrafficPolicy: X", "v1.Protocol": SERVICE.replace("port: 80", "port: 80, protocol: X") % "",
    "v1.RestartPolicy": POD % ("", "restartPolicy: X"), "v1.DNSPolicy": POD % ("", "dnsPolicy: X"), "v1.PullPolicy": POD % ("imagePullPolicy: X", ""),
    "v1.URIScheme": POD % ("readinessProbe: {httpGet: {port: 80, scheme: X}}", ""),
    "v1.TaintEffect": POD % ("", "tolerations: [{key: a, operator: Exists, effect: X}]"),
    "v1.TolerationOperator": POD % ("", "tolerations: [{key: a, operator: X}]"),
    "v1.PathType": "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\nspec: {rules: [{http: {paths: [{path: /, pathType: X, backend: {service: {name: a, port: {number: 80}}}}]}}]}",
    "v1.PolicyType": "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec: {podSelector: {}, policyTypes: [X]}",
    "v1.PersistentVolumeAccessMode": "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: a}\nspec: {accessModes: [X], resources: {requests: {storage: 1Gi}}}",
    "v1.PersistentVolumeReclaimPolicy": "apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: a}\nspec: {accessModes: [ReadWriteOnce], capacity: {storage: 1Gi}, hostPath: {path: /a}, persistentVolumeReclaimPolicy: X}",
    "v1.VolumeBindingMode": "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: a}\nprovisioner: a.example\nvolumeBindingMode: X",
    "v1.DeploymentStrategyType": DEPLOYMENT % "strategy: {type: X}",
    "v1.StatefulSetUpdateStrategyType": DEPLOYMENT.replace("Deployment", "StatefulSet") % "serviceName: a, updateStrategy: {type: X}",
    "v1.DaemonSetUpdateStrategyType": DEPLOYMENT.replace("Deployment", "DaemonSet") % "updateStrategy: {type: X}",
    "v1.PodManagementPolicyType": DEPLOYMENT.replace("Deployment", "StatefulSet") % "serviceName: a, podManagementPolicy: X",
    "v1.CompletionMode": JOB % "completions: 1, completionMode: X", "v1.AddressType": "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: a}\naddressType: X\nendpoints: []\nports: []",
    "v1.LabelSelectorOperator": DEPLOYMENT.replace("{matchLabels: {a: b}}", "{matchExpressions: [{key: a, operator: X, values: [b]}]}") % "",
    "v1.PersistentVolumeMode": "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: a}\nspec: {volumeMode: X, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}",
}  # fmt: skip


@pytest.mark.parametrize("go", ASKED)
def test_known_values_are_those_that_the_api_server_lists(world: Cluster, go: str) -> None:
    outcome = world.fork().apply(ASKED[go])[0]
    assert outcome.error
    listed = re.findall(r'supported values: ("[^\]\n]*")', outcome.message)
    if not listed:  # some fields are refused in other words
        assert re.search(r"Invalid value: .*X|not a valid", outcome.message), outcome.message
        return
    assert set(re.findall(r'"([^"]+)"', listed[0])) == set(VALUES[go])


@pytest.mark.parametrize("row", new_documents.ROWS, ids=lambda row: row.id)
def test_a_template_is_admitted_without_a_word_and_without_an_idle_field(world: Cluster, row: new_documents.Row) -> None:
    from playground.cluster.simulation.idle import idle_fields
    from playground.cluster.simulation.linting import lint

    text = new_documents.text_of(row.id)
    assert [(outcome.verb, outcome.warnings) for outcome in world.fork().apply(text)] == [("created", ())] * (text.count("---\n") + 1)
    assert lint(world, text) == []
    assert idle_fields(world.fork(), text, "a.yaml") == []


@pytest.mark.parametrize("row", new_documents.ROWS, ids=lambda row: row.id)
def test_a_required_field_cannot_be_left_out(world: Cluster, row: new_documents.Row) -> None:
    text = new_documents.text_of(row.id)
    for document in read(text).objects:
        kind = BY_NAME[document.value["kind"]]
        for path, owner in _required(document.value, type_of(kind), ()):
            edits = remove_field(document, path)
            if edits is None:
                continue
            outcomes = world.fork().apply(apply_edits(text, edits))
            assert any(outcome.error for outcome in outcomes), (owner, path)


def _required(value: Any, kind: Type | None, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if kind is None:
        return
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _required(item, child(kind, index), (*path, index))
    elif isinstance(value, dict):
        for name, item in value.items():
            if len(value) > 1 and TYPES.get(kind.name, {}).get(name, {}).get("required"):
                yield (*path, name), kind.name
            yield from _required(item, child(kind, name), (*path, name))
