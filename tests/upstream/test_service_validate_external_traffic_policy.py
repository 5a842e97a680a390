"""externalTrafficPolicy and healthCheckNodePort, alone and among the other rules."""

from __future__ import annotations

from playground.cluster.apiserver.validation.service import validate_external_traffic
from tests.upstream.validation_cases import check_complaints, of_new

FILE = "service_validate_external_traffic_policy.json"


def test_the_external_traffic_fields_are_judged_as_upstream_does() -> None:
    check_complaints(FILE, lambda case: validate_external_traffic(case["service"]["spec"], {}))


def test_the_whole_service_is_judged_as_upstream_does() -> None:
    check_complaints(FILE, lambda case: of_new(case["service"]), key="full_errors")
