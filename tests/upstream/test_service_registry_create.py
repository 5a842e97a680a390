"""Services on their way through the whole registry: allocation, validation, storage."""

from __future__ import annotations

from typing import Any

from tests.upstream.cases import cases, report
from tests.upstream.registry_world import api_server, create, differences

FILE = "service_registry_create.json"


def test_a_service_is_created_as_upstream_creates_it() -> None:
    failures = {case["index"]: found for case in cases(FILE) if (found := _differences(case))}
    report(failures, len(cases(FILE)), {})


def _differences(case: dict[str, Any]) -> list[str]:
    api = api_server(case["cluster_ip_families"])
    answer = create(api, case["service"], case["dry_run"])
    return differences(answer, {"allocated": [], **case}, case["dry_run"])
