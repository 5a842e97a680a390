"""What the decoder fills into a Service."""

from __future__ import annotations

from typing import Any

from playground.cluster.apiserver.service_fields import set_defaults
from tests.upstream.service_steps import check_results


def test_a_service_gets_the_defaults_of_upstream() -> None:
    check_results("service_defaults.json", _step)


def _step(case: dict[str, Any]) -> Any:
    set_defaults(case["input"])
    return case["input"]
