"""What a new Service may not be."""

from __future__ import annotations

from tests.upstream.validation_cases import check_complaints, of_new


def test_a_new_service_is_refused_as_upstream_refuses_it() -> None:
    check_complaints("service_validate_create.json", lambda case: of_new(case["service"]))
