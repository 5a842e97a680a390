"""What a Service loses when its type changes."""

from __future__ import annotations

from typing import Any

from playground.cluster.apiserver.service_fields import drop_type_dependent_fields
from tests.upstream.service_steps import check_results


def test_a_change_of_type_drops_what_upstream_drops() -> None:
    check_results("service_drop_type_dependent_fields.json", _step)


def _step(case: dict[str, Any]) -> Any:
    drop_type_dependent_fields(case["new"], case["old"])
    return case["new"]
