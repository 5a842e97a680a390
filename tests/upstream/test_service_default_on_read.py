"""What is filled into an old stored Service when it is read."""

from __future__ import annotations

from playground.cluster.apiserver.service_fields import default_on_read
from tests.upstream.service_steps import check_results


def test_an_old_service_is_completed_as_upstream_does() -> None:
    check_results(
        "service_default_on_read.json",
        lambda case: default_on_read(case["stored"], case["primary_family"], case["secondary_family"]),
    )
