"""What the API server warns of in a Service."""

from __future__ import annotations

from playground.cluster.apiserver.service import warnings
from tests.upstream.service_steps import check_results


def test_a_service_is_warned_of_as_upstream_does() -> None:
    check_results("service_warnings.json", lambda case: warnings(case["service"]), key="warnings")
