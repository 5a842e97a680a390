"""The command line of the replay: `python -m playground.replay FILE...` and `manage.py replay FILE...`.

Exit status 0 only if every failure is listed in exceptions.yaml and nothing listed there passes.
"""

from __future__ import annotations

import argparse
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

import yaml

from playground.replay import Record, Replay, Result, load

EXCEPTIONS = Path(__file__).with_name("exceptions.yaml")
MOST_LINES = 12


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a recording, such as ../shared/oracle/admission.jsonl")
    parser.add_argument("--ids", default="", help="only these records, separated by commas")
    parser.add_argument("--area", default="", help="only the records of this area")
    parser.add_argument("--quiet", action="store_true", help="do not show the differences")


def run(options: argparse.Namespace, write: Callable[[str], object] = print) -> int:
    """The exit status."""
    ids = {each for each in options.ids.split(",") if each}
    results = [replay_file(path, ids, options.area) for path in options.files]
    for result in results:
        write(result.summary())
        for line in report(result, options.quiet):
            write(line)
    return 0 if all(result.ok for result in results) else 1


def replay_file(path: Path, ids: set[str] | None = None, area: str = "") -> Result:
    replay = replay_for(path)
    allowed = exceptions().get(path.stem, {})
    result = Result(path.name)
    for record in load(path):
        if (ids and record["id"] not in ids) or (area and record.get("area") != area):
            continue
        result.total += 1
        lines = _differences(replay, record)
        if lines:
            result.failed[record["id"]] = lines
            if record["id"] in allowed:
                result.excepted[record["id"]] = allowed[record["id"]]
        elif record["id"] in allowed:
            result.stale.append(record["id"])
    return result


def _differences(replay: Replay, record: Record) -> list[str]:
    try:
        return replay(record)
    except Exception as error:  # noqa: BLE001 - a crash is the failure of one record, told like any other
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return [f"crashed: {type(error).__name__}: {error} ({Path(frame.filename).name}:{frame.lineno})"]


def replay_for(path: Path) -> Replay:
    found: Replay = import_module(f"playground.replay.{path.stem}").replay
    return found


def exceptions() -> dict[str, dict[str, str]]:
    """Recording -> id -> the reason why the model's answer may differ."""
    return yaml.safe_load(EXCEPTIONS.read_text(encoding="utf-8")) or {}


def report(result: Result, quiet: bool = False) -> list[str]:
    out: list[str] = []
    for name, lines in result.failed.items():
        out.append(f"  {name}" + (f" (excepted: {result.excepted[name]})" if name in result.excepted else ""))
        if not quiet:
            out += [f"    {line}" for line in lines[:MOST_LINES]]
    return out + [f"  {name} is listed as an exception but passes" for name in result.stale]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="replay", description=__doc__)
    add_arguments(parser)
    return run(parser.parse_args(arguments))
