"""The variables that the kubelet makes of a list of Services, in order."""

from __future__ import annotations

from typing import Any

from playground.cluster.controllers.envvars import variables
from tests.upstream.cases import cases, report

FILE = "service_env_vars.json"
EXCEPTIONS: dict[int, str] = {}


def test_a_container_is_told_of_every_service_with_an_address() -> None:
    failures = {case["index"]: differences for case in cases(FILE) if (differences := _differences(case))}
    report(failures, len(cases(FILE)), EXCEPTIONS)


def _differences(case: dict[str, Any]) -> list[str]:
    wanted = [(entry["name"], entry["value"]) for entry in case["env"]]
    got = variables(case["services"])
    return [] if got == wanted else [f"{got} instead of {wanted}"]
