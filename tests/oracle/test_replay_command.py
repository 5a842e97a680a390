"""`manage.py replay` says per file how many passed, what differs, and fails where that is not excepted."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from playground.replay import run as replaying
from playground.replay.recording import read

DATA = Path(__file__).parent / "data"
GOOD, OTHER = list(read(DATA / "admission.jsonl.gz").records[:2])
BAD = {**GOOD, "id": "bad", "warnings": ["never given"]}
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(*records: Any, name: str = "admission.jsonl") -> Path:
        lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
        (tmp_path / name).write_text("\n".join([*lines, ""]))
        return tmp_path / name

    return write


@pytest.fixture
def excepted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    def excepted(content: Any) -> None:
        file = tmp_path / "exceptions.yaml"
        file.write_text(json.dumps(content))
        monkeypatch.setattr(replaying, "EXCEPTIONS", file)

    return excepted


def replay(*arguments: Path | str) -> tuple[int, list[str]]:
    out = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("replay", *map(str, arguments), stdout=out)
    return int(end.value.code or 0), out.getvalue().splitlines()


def refused(*arguments: Path | str) -> str:
    with pytest.raises(CommandError) as error:
        call_command("replay", *map(str, arguments), stdout=StringIO())
    assert error.value.returncode != 0
    return str(error.value)


def test_a_file_that_passes_has_one_line(write: Write) -> None:
    assert replay(write(GOOD, OTHER)) == (0, ["admission.jsonl: 2 of 2 passed, 0 excepted"])


def test_what_differs_is_shown_after_the_count(write: Write) -> None:
    assert replay(write(GOOD, BAD)) == (
        1,
        ["admission.jsonl: 1 of 2 passed, 0 excepted", "  bad", '    warnings: expected ["never given"], got []'],
    )


def test_quiet_hides_the_differences(write: Write) -> None:
    assert replay("--quiet", write(GOOD, BAD)) == (1, ["admission.jsonl: 1 of 2 passed, 0 excepted", "  bad"])


def test_a_long_difference_is_cut(write: Write) -> None:
    strange = {**GOOD["response"]["object"], **{f"field{number}": 1 for number in range(20)}}
    _, lines = replay(write({**GOOD, "response": {"code": 201, "object": strange}}))
    assert len(lines) == 2 + replaying.MOST_LINES + 1
    assert lines[-1] == "    and 8 more"


def test_ids_narrow_over_all_files(write: Write) -> None:
    files = write(GOOD, BAD), write(OTHER, name="more.jsonl")
    assert replay("--ids", f"{GOOD['id']},{OTHER['id']}", *files) == (
        0,
        ["admission.jsonl: 1 of 1 passed, 0 excepted", "more.jsonl: 1 of 1 passed, 0 excepted"],
    )
    assert replay("--ids", GOOD["id"], *files) == (0, ["admission.jsonl: 1 of 1 passed, 0 excepted"])


def test_a_failure_that_is_excepted_is_told_and_no_failure(write: Write, excepted: Callable[[Any], None]) -> None:
    excepted({"admission": {"bad": "it never was"}})
    status, lines = replay("--quiet", write(GOOD, BAD))
    assert (status, lines) == (0, ["admission.jsonl: 1 of 2 passed, 1 excepted", "  bad (excepted: it never was)"])


def test_an_exception_that_passes_is_a_failure(write: Write, excepted: Callable[[Any], None]) -> None:
    excepted({"admission": {GOOD["id"]: "once it failed"}})
    status, lines = replay(write(GOOD))
    assert status == 1
    assert lines[1:] == [f"  {GOOD['id']} is listed as an exception but passes"]


def test_a_crash_is_a_failure_of_that_record_alone(write: Write) -> None:
    status, lines = replay(write({**GOOD, "id": "broken", "setup": 5}, OTHER))
    assert (status, lines[0]) == (1, "admission.jsonl: 1 of 2 passed, 0 excepted")
    assert lines[2].startswith("    crashed: TypeError")


def test_what_a_record_holds_tells_its_kind(write: Write, tmp_path: Path) -> None:
    assert replay(write(GOOD, name="unseen-7.jsonl")) == (0, ["unseen-7.jsonl: 1 of 1 passed, 0 excepted"])
    packed = tmp_path / "dns.jsonl.gz"
    packed.write_bytes(gzip.compress(json.dumps(read(DATA / "dns.jsonl.gz").records[0]).encode()))
    assert replay(packed) == (0, ["dns.jsonl: 1 of 1 passed, 0 excepted"])


@pytest.mark.parametrize(
    ("records", "message"),
    [
        (["{"], "admission.jsonl:1 is no JSON: "),
        ([GOOD, "id: yaml"], "admission.jsonl:2 is no JSON: "),
        (["[1, 2]"], "admission.jsonl:1 is no record: an object with an id was expected"),
        ([{"response": {}}], "admission.jsonl:1 is no record: an object with an id was expected"),
        ([{"id": "x", "weather": "fine"}], "x is of an unknown kind: a record has one of the fields response, "),
        ([GOOD, {"id": "x", "queries": []}], "mixes recordings of several kinds: admission, dns"),
        ([GOOD, GOOD], f"has 2 records {GOOD['id']}"),
        ([], "admission.jsonl holds no records"),
    ],
)
def test_a_file_that_is_no_recording_is_refused(write: Write, records: list[Any], message: str) -> None:
    assert message in refused(write(*records))


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.jsonl") == f"{tmp_path}/none.jsonl can't be read: No such file or directory"
    assert "Is a directory" in refused(tmp_path)
    for name, content in {"latin.jsonl": b"\xff", "plain.gz": b"{}", "torn.gz": gzip.compress(b"{}")[:-9]}.items():
        (tmp_path / name).write_bytes(content)
        assert f"{name} can't be read: " in refused(tmp_path / name)


def test_an_id_that_no_file_has_is_refused(write: Write) -> None:
    assert refused("--ids", f"nowhere,{GOOD['id']}", write(GOOD)) == "no record nowhere in admission.jsonl"


def test_nothing_is_replayed_where_one_file_is_unusable(write: Write, tmp_path: Path) -> None:
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("replay", str(write(GOOD)), str(tmp_path / "none.jsonl"), stdout=out)
    assert out.getvalue() == ""


def test_the_module_says_the_same_as_the_command(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert replaying.main([str(write(GOOD))]) == 0
    assert replaying.main(["none.jsonl"]) == replaying.UNUSABLE
    captured = capsys.readouterr()
    assert captured.out == "admission.jsonl: 1 of 1 passed, 0 excepted\n"
    assert captured.err == "replay: none.jsonl can't be read: No such file or directory\n"
