"""Reading recordings: JSON Lines, plain or gzipped, and what kind of recording a file is.

What a record holds tells its kind, so a file may have any name.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from playground.replay import Record, Replay

KINDS = {
    "response": "admission",
    "command": "kubectl",
    "observe": "endpoints",
    "queries": "dns",
    "outcomes": "packets",
    "iptables": "proxy",
    "nft": "proxy",
}  # the field that only records of a kind have


class Unreadable(Exception):
    """The file can't be replayed; the message says why."""


@dataclass(frozen=True, slots=True)
class Recording:
    """The records of one file, which are all of one kind."""

    file: str  # the name, as summaries say it
    kind: str
    records: Sequence[Record]


def read(path: Path) -> Recording:
    """Raises Unreadable."""
    records = [_record(path, number, line) for number, line in enumerate(_text(path).split("\n"), 1) if line.strip()]
    if not records:
        raise Unreadable(f"{path} holds no records")
    (first, *others) = {_kind(path, record) for record in records}
    if others:
        raise Unreadable(f"{path} mixes recordings of several kinds: {', '.join(sorted((first, *others)))}")
    (name, count) = Counter(record["id"] for record in records).most_common(1)[0]
    if count > 1:
        raise Unreadable(f"{path} has {count} records {name}")
    return Recording(path.name.removesuffix(".gz"), first, records)


def replay_of(kind: str) -> Replay:
    """Raises Unreadable where nothing replays such recordings."""
    module = f"playground.replay.{kind}"
    if find_spec(module) is None:
        raise Unreadable(f"nothing replays recordings of the kind {kind}")
    found: Replay = import_module(module).replay
    return found


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
        return (gzip.decompress(content) if path.suffix == ".gz" else content).decode()
    except OSError as error:
        raise Unreadable(f"{path} can't be read: {error.strerror or error}") from error
    except (UnicodeDecodeError, EOFError, zlib.error) as error:
        raise Unreadable(f"{path} can't be read: {error}") from error


def _record(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise Unreadable(f"{path}:{number} is no JSON: {error}") from error
    if not isinstance(record, dict) or not isinstance(record.get("id"), str):
        raise Unreadable(f"{path}:{number} is no record: an object with an id was expected")
    return record


def _kind(path: Path, record: Record) -> str:
    for field, kind in KINDS.items():
        if field in record:
            return kind
    raise Unreadable(f"{path}: {record['id']} is of an unknown kind: a record has one of the fields {', '.join(KINDS)}")
