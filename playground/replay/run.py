"""The command line of the replay: `python -m playground.replay FILE...` and `manage.py replay FILE...`.

Exit status 0 only if every failure is listed in exceptions.yaml and nothing listed there passes; 2 where a file can't
be replayed at all.
"""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from playground.cluster import manifest
from playground.replay import Record, Replay, Result
from playground.replay.recording import Recording, Unreadable, read, replay_of

EXCEPTIONS = Path(__file__).with_name("exceptions.yaml")
MOST_LINES = 12
UNUSABLE = 2  # the exit status


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a recording, such as ../shared/oracle/admission.jsonl")
    parser.add_argument("--ids", default="", help="only these records, separated by commas")
    parser.add_argument("--area", default="", help="only the records of this area")
    parser.add_argument("--quiet", action="store_true", help="do not show the differences")


def run(options: argparse.Namespace, write: Callable[[str], object] = print) -> int:
    """The exit status. Raises Unreadable, before anything is replayed."""
    ids = {each for each in options.ids.split(",") if each}
    recordings = _narrowed([read(path) for path in options.files], ids, options.area)
    replays = {recording.kind: replay_of(recording.kind) for recording in recordings}
    allowed = exceptions()
    ok = True
    for recording in recordings:
        result = replay_all(recording, replays[recording.kind], allowed.get(recording.kind, {}))
        for line in (result.summary(), *report(result, options.quiet)):
            write(line)
        ok = ok and result.ok
    return 0 if ok else 1


def replay_all(recording: Recording, replay: Replay, allowed: Mapping[str, str]) -> Result:
    """What came of each record. `allowed` has the reasons of those that may fail, by id."""
    result = Result(recording.file)
    for record in recording.records:
        name = record["id"]
        result.total += 1
        lines = _differences(replay, record)
        if lines:
            result.failed[name] = lines
            if name in allowed:
                result.excepted[name] = allowed[name]
        elif name in allowed:
            result.stale.append(name)
    return result


def _narrowed(recordings: list[Recording], ids: set[str], area: str) -> list[Recording]:
    """Each id must be in one of the files; files without any are not replayed."""
    if ids:
        known = {record["id"] for recording in recordings for record in recording.records}
        if ids - known:
            files = ", ".join(recording.file for recording in recordings)
            raise Unreadable(f"no record {', '.join(sorted(ids - known))} in {files}")
    found = [
        Recording(
            recording.file,
            recording.kind,
            [
                record
                for record in recording.records
                if (not ids or record["id"] in ids) and (not area or record.get("area") == area)
            ],
        )
        for recording in recordings
    ]
    if area and not any(recording.records for recording in found):
        raise Unreadable(f"no record of the area {area}")
    return [recording for recording in found if recording.records]


def _differences(replay: Replay, record: Record) -> list[str]:
    try:
        return replay(record)
    except Exception as error:  # noqa: BLE001 - a crash is the failure of one record, told like any other
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return [f"crashed: {type(error).__name__}: {error} ({Path(frame.filename).name}:{frame.lineno})"]


def exceptions() -> dict[str, dict[str, str]]:
    """Kind of recording -> id -> the reason why the model's answer may differ."""
    documents = manifest.read(EXCEPTIONS.read_text(encoding="utf-8"), EXCEPTIONS.name).documents
    return documents[0].value if documents else {}


def report(result: Result, quiet: bool = False) -> list[str]:
    """The ids that differ, each with its first differences."""
    out: list[str] = []
    for name, lines in result.failed.items():
        out.append(f"  {name}" + (f" (excepted: {result.excepted[name]})" if name in result.excepted else ""))
        if not quiet:
            out += [f"    {line}" for line in lines[:MOST_LINES]]
            out += [f"    and {len(lines) - MOST_LINES} more"] * (len(lines) > MOST_LINES)
    return out + [f"  {name} is listed as an exception but passes" for name in result.stale]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="replay", description=__doc__)
    add_arguments(parser)
    try:
        return run(parser.parse_args(arguments))
    except Unreadable as error:
        print(f"replay: {error}", file=sys.stderr)
        return UNUSABLE
