"""The addresses that an endpoint may not have."""

from __future__ import annotations

from playground.cluster.apiserver.validation.addresses import validate_endpoint_ip
from playground.cluster.fields import Path
from tests.upstream.validation_cases import check_complaints


def test_an_endpoint_address_is_judged_as_upstream_does() -> None:
    check_complaints("endpoint_ip_validate.json", lambda case: validate_endpoint_ip(Path.of("ip"), case["ip"]))
