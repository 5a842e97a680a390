"""What of a Service may not change."""

from __future__ import annotations

from tests.upstream.validation_cases import check_complaints, of_change


def test_a_change_of_a_service_is_refused_as_upstream_refuses_it() -> None:
    check_complaints("service_validate_update.json", lambda case: of_change(case["new"], case["old"]))
