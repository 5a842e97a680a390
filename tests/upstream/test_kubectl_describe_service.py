"""A Service and its slices -> the text of `kubectl describe`."""

from __future__ import annotations

from typing import Any

from playground.cluster.kubectl import kubectl
from tests.upstream.cases import cases, report
from tests.upstream.served import Served, session


def test_services_are_described_as_upstream_does() -> None:
    found = cases("kubectl_describe_service.json")
    failures = {case["index"]: lines for case in found if (lines := differences(case))}
    report(failures, len(found), {})


def differences(case: dict[str, Any]) -> list[str]:
    service = {"apiVersion": "v1", "kind": "Service", **case["service"]}
    namespace, name = service["metadata"]["namespace"], service["metadata"]["name"]
    api = Served(
        {
            f"/api/v1/namespaces/{namespace}/services/{name}": service,
            f"/apis/discovery.k8s.io/v1/namespaces/{namespace}/endpointslices": case["endpointslices"] or [],
            f"/api/v1/namespaces/{namespace}/events": [],
        }
    )
    result = kubectl(session(api, namespace), ["describe", "service", name])
    return [] if result.stdout == case["stdout"] else [f"{result.stdout + result.stderr}\nis not\n{case['stdout']}"]
