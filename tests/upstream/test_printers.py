"""The rows of Services, Endpoints and EndpointSlices."""

from __future__ import annotations

from typing import Any

from playground.cluster.apiserver.printers import printer_of
from tests.upstream.cases import cases, report

LONGEST_NARROW = 16


def test_rows_are_printed_as_upstream_does() -> None:
    found = cases("printers.json")
    failures = {}
    for case in found:
        whole = case["object"]
        rows = [row(case, obj) for obj in whole.get("items", [whole])]
        if rows != [without_age(case, cells) for cells in case["rows"]]:
            failures[case["index"]] = [f"{rows} is not {case['rows']}"]
    report(failures, len(found), {})


def row(case: dict[str, Any], obj: dict[str, Any]) -> list[Any]:
    """The server prints every column, as wide as it gets; narrow cases leave some out, and one test cuts a cell."""
    printer = printer_of(case["kind"].removesuffix("List"))
    cells = dict(zip((column["name"] for column in printer.columns), printer.cells(obj, 0.0), strict=True))
    if case["upstream_test"] == "TestPrintServiceLoadBalancer" and not case["wide"]:
        address = cells["External-IP"]
        cells["External-IP"] = address if len(address) <= LONGEST_NARROW else address[: LONGEST_NARROW - 3] + "..."
    shown = [cells[column["name"]] for column in printer.columns if case["wide"] or not column["priority"]]
    return without_age(case, shown)


def without_age(case: dict[str, Any], cells: list[Any]) -> list[Any]:
    """Ages hang on the moment of the recording."""
    names = [column["name"] for column in printer_of(case["kind"].removesuffix("List")).columns]
    return [cell for name, cell in zip(names, cells, strict=False) if name != "Age"]
