"""The validation cases: objects as they stand, without defaulting, and the complaints in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from playground.cluster.apiserver.strategies import strategy_of
from playground.cluster.fields import FieldError
from playground.cluster.objects.kinds import Object
from tests.upstream.cases import cases, report

Complaints = Callable[[dict[str, Any]], Iterable[FieldError]]


def check_complaints(
    file: str, complain: Complaints, at_defaults: Mapping[int, list[str]] | None = None, key: str = "errors"
) -> None:
    """Every case of a file. `at_defaults` says by index what a case yields that switches off a gate which 1.36 has
    on (legacy parsing of addresses), where the file does not say so itself."""
    failures: dict[Any, list[str]] = {}
    for case in cases(file):
        recorded = [error["message"] for error in case.get(f"{key}_at_1_36_defaults", case[key])]
        wanted = (at_defaults or {}).get(case["index"], recorded)
        got = [str(error) for error in complain(case)]
        if got != wanted:
            failures[case["index"], case.get("name") or case.get("case")] = [f"{got} instead of {wanted}"]
    report(failures, len(cases(file)), {})


def of_new(obj: Object) -> list[FieldError]:
    """What creation complains about."""
    obj = {"metadata": {}, **obj}
    strategy = strategy_of(obj["kind"])
    return strategy.validate_metadata(obj) + strategy.validate(obj)


def of_change(new: Object, old: Object) -> list[FieldError]:
    """What an update complains about."""
    new, old = {"metadata": {}, **new}, {"metadata": {}, **old}
    strategy = strategy_of(new["kind"])
    return strategy.validate_metadata_update(new, old) + strategy.validate_update(new, old)
