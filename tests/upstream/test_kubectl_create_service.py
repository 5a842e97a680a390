"""`kubectl create service TYPE`: options -> object or error."""

from __future__ import annotations

from typing import Any

from playground.cluster.kubectl.create import service
from playground.cluster.kubectl.failures import Failure
from tests.upstream.cases import cases, report


def test_services_are_created_as_upstream_does() -> None:
    found = cases("kubectl_create_service.json")
    failures = {case["index"]: lines for case in found if (lines := differences(case))}
    report(failures, len(found), {})


def differences(case: dict[str, Any]) -> list[str]:
    try:
        made = service(case["case"], case["type"], case["tcp"] or (), case["clusterip"], case["external_name"], case["node_port"])
    except Failure as failure:
        return [] if str(failure) == case.get("error") else [f"{failure} is not {case.get('error')}"]
    if case["expect_error"]:
        return [f"no error, but {case['error']}"]
    shown = {key: made[key] for key in ("metadata", "spec")}
    wanted = {key: case["service"][key] for key in ("metadata", "spec")}
    return [] if shown == wanted else [f"{shown} is not {wanted}"]
