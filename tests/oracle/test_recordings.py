"""Every recording of a real control plane replays: the same functions as those of `manage.py replay`.

data/ holds the recordings, gzipped. Each is replayed in shares, so that several processes have something to do.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from playground.replay.recording import Recording, read, replay_of
from playground.replay.run import exceptions, replay_all, report

DATA = {file.name.removesuffix(".jsonl.gz"): file for file in sorted((Path(__file__).parent / "data").glob("*.gz"))}
KINDS = [kind for kind in DATA if find_spec(f"playground.replay.{kind}")]
SHARES = 8


@cache
def recording(kind: str) -> Recording:
    return read(DATA[kind])


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("kind", KINDS)
def test_a_recording_replays(kind: str, share: int) -> None:
    whole = recording(kind)
    assert whole.kind == kind
    part = Recording(whole.file, kind, whole.records[share::SHARES])
    result = replay_all(part, replay_of(kind), exceptions().get(kind, {}))
    assert result.ok, "\n".join([result.summary(), *report(result)])


@pytest.mark.parametrize("kind", KINDS)
def test_exceptions_are_few_and_each_is_of_a_record_and_has_a_reason(kind: str) -> None:
    excepted = exceptions().get(kind, {})
    assert excepted.keys() <= {record["id"] for record in recording(kind).records}
    assert all(len(reason) > 20 for reason in excepted.values())
    assert len(excepted) <= len(recording(kind).records) / 100


def test_only_known_recordings_have_exceptions() -> None:
    assert exceptions().keys() <= DATA.keys()
