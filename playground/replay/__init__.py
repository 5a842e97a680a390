"""Replaying recordings of a real control plane against the model, one difference at a time.

Each kind of recording has a module here, named as its file (`admission.jsonl` -> admission.py), with one function

    def replay(record: Record) -> list[str]

that starts from a fresh world, does what the record says, and returns the differences from what was recorded, as
short lines. An empty list means that the record passed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Record = Mapping[str, Any]
Replay = Callable[[Record], list[str]]


@dataclass(slots=True)
class Result:
    """What came of one file: the differences of each record that failed, by id."""

    file: str
    total: int = 0
    failed: dict[str, list[str]] = field(default_factory=dict)
    excepted: dict[str, str] = field(default_factory=dict)  # failed, with the reason why it may
    stale: list[str] = field(default_factory=list)  # listed as exceptions, but they pass

    @property
    def ok(self) -> bool:
        """Every failure is listed as an exception, and nothing listed passes."""
        return not self.stale and not set(self.failed) - set(self.excepted)

    def summary(self) -> str:
        passed = self.total - len(self.failed)
        return f"{self.file}: {passed} of {self.total} passed, {len(self.excepted)} excepted"


def diff(expected: Any, actual: Any, path: str = "") -> list[str]:
    """Where two JSON values differ: `spec.ports[0].port: expected 80, got 81`."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        found = []
        for key in [*expected, *(key for key in actual if key not in expected)]:
            inner = f"{path}.{key}" if path else str(key)
            if key not in actual:
                found.append(f"{inner}: expected {_short(expected[key])}, got nothing")
            elif key not in expected:
                found.append(f"{inner}: expected nothing, got {_short(actual[key])}")
            else:
                found += diff(expected[key], actual[key], inner)
        return found
    if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        pairs = enumerate(zip(expected, actual, strict=True))
        return [line for index, pair in pairs for line in diff(*pair, f"{path}[{index}]")]
    if type(expected) is type(actual) and expected == actual:
        return []
    return [f"{path or 'value'}: expected {_short(expected)}, got {_short(actual)}"]


def _short(value: Any, most: int = 600) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= most else f"{text[:most]}..."
