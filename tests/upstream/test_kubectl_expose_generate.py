"""The Service that flags of `kubectl expose` ask for."""

from __future__ import annotations

from typing import Any

from playground.cluster.kubectl.expose import generate
from playground.cluster.kubectl.failures import Failure
from tests.upstream.cases import cases, report


def test_services_are_generated_as_upstream_does() -> None:
    found = cases("kubectl_expose_generate.json")
    failures = {case["index"]: lines for case in found if (lines := differences(case))}
    report(failures, len(found), {})


def differences(case: dict[str, Any]) -> list[str]:
    protocols: dict[str, list[str]] = {}
    for pair in filter(None, case["flags"]["protocols"].split(",")):
        port, _, protocol = pair.partition("/")
        protocols.setdefault(port, []).append(protocol)
    try:
        made = generate(case["flags"], protocols)
    except Failure as failure:
        return [] if str(failure) == case.get("error") else [f"{failure} is not {case.get('error')}"]
    expected = case.get("service") or {}
    shown = {key: made[key] for key in ("metadata", "spec")}
    wanted = {key: expected.get(key) for key in ("metadata", "spec")}
    return [] if shown == wanted else [f"{shown} is not {wanted}"]
