"""Cases of upstream's own tests, as data: compressed JSON under data/, one test module a file."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


def document(file: str) -> dict[str, Any]:
    """The whole file: `cases` and what they share."""
    loaded: dict[str, Any] = json.loads(gzip.decompress((DATA / f"{file}.gz").read_bytes()))
    return loaded


def cases(file: str) -> list[dict[str, Any]]:
    """The cases of `data/<file>.gz`, for instance `cases("coredns_handler.json")`."""
    found: list[dict[str, Any]] = document(file)["cases"]
    return found


def report(failures: Mapping[Any, Sequence[str]], total: int, exceptions: Mapping[Any, str]) -> None:
    """Fail with every case that differs and is no exception, and with every exception that is no longer one.

    `failures` maps a case's id to its differences; `exceptions` maps an id to the reason why the model differs.
    """
    assert total, "no cases"
    assert len(exceptions) <= total / 100, (
        f"{len(exceptions)} exceptions of {total} cases are more than one in a hundred"
    )
    stale = sorted(str(case) for case in exceptions if case not in failures)
    assert not stale, f"exceptions that agree now: {stale}"
    unexpected = {case: differences for case, differences in failures.items() if case not in exceptions}
    lines = [f"{case}: {difference}" for case, differences in unexpected.items() for difference in differences]
    assert not unexpected, f"{len(unexpected)} of {total} differ\n" + "\n".join(lines)
