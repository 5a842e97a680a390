"""status.loadBalancer of a Service."""

from __future__ import annotations

from typing import Any

from playground.cluster.apiserver.validation.service import validate_load_balancer_status
from playground.cluster.fields import FieldError, Path
from tests.upstream.cases import cases
from tests.upstream.validation_cases import check_complaints

FILE = "loadbalancer_status_validate.json"
LEGACY = {
    case["index"]: ['status.ingress[0].ip: Invalid value: "001.002.003.004": must not have leading 0s']
    for case in cases(FILE)
    if case["name"] == "legacy IP with legacy validation"
}


def test_a_load_balancer_status_is_judged_as_upstream_does() -> None:
    check_complaints(FILE, _complaints, LEGACY)


def _complaints(case: dict[str, Any]) -> list[FieldError]:
    spec = {"type": case["service_type"]}
    return validate_load_balancer_status(case["status"], case["old_status"], Path.of("status"), spec)
