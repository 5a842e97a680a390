"""How clusterIP and clusterIPs are kept in step."""

from __future__ import annotations

from typing import Any

from playground.cluster.apiserver.service_fields import normalize_cluster_ips
from tests.upstream.service_steps import check_results


def test_cluster_ips_are_kept_in_step_as_upstream_does() -> None:
    check_results("service_normalize_cluster_ips.json", _step)


def _step(case: dict[str, Any]) -> Any:
    normalize_cluster_ips(case["new"], case["old"])
    return case["new"]
