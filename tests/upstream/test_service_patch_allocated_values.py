"""What a writer may leave out because it was allocated."""

from __future__ import annotations

from typing import Any

from playground.cluster.apiserver.service_fields import patch_allocated_values
from tests.upstream.service_steps import check_results


def test_allocated_values_are_carried_over_as_upstream_does() -> None:
    check_results("service_patch_allocated_values.json", _step)


def _step(case: dict[str, Any]) -> Any:
    patch_allocated_values(case["new"], case["old"])
    return case["new"]
