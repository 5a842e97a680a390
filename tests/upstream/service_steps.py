"""The single steps of the Service's registry, as upstream's tests call them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.upstream.cases import cases, report


def check_results(file: str, step: Callable[[dict[str, Any]], Any], key: str = "result") -> None:
    """`step` answers what became of a case; the case says under `key` what should have."""
    failures = {
        (case["index"], case.get("case")): [f"{got} instead of {case[key]}"]
        for case in cases(file)
        if (got := step(case)) != (case[key] or ([] if key == "warnings" else case[key]))
    }
    report(failures, len(cases(file)), {})
