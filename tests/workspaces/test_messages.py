"""A wrong shape is answered with a sentence; it never gets further than the decoder."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

import pytest

from playground.workspaces import messages
from playground.workspaces.messages import FILES_LIMIT, MESSAGE_LIMIT, WrongShape, decode, payload, revive, type_of

ID = "3f0e8a52-6f5e-4c0e-8f2c-1b6f6f2f9a01"


def say(type_: str, **fields: object) -> str:
    return json.dumps({"type": type_, "id": ID, **fields})


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("", "shape", "truncated"),
        ("{", "shape", "truncated"),
        ("[]", "shape", "object"),
        ("null", "shape", "object"),
        ('{"type": "undo"}', "shape", "id"),
        (say("tick"), "shape", "tick"),
        (say("Apply"), "shape", "Apply"),
        (say("apply"), "shape", "files"),
        (say("apply", files="x"), "shape", "$.files"),
        (say("apply", files=[{"path": "a.yaml"}]), "shape", "text"),
        (say("apply", files=[{"path": "../a.yaml", "text": ""}]), "shape", "path"),
        (say("apply", files=[{"path": "a.yaml", "text": ""}] * 2), "shape", "same name"),
        (say("apply", files=[{"path": f"a{n}.yaml", "text": ""} for n in range(21)]), "shape", "20"),
        (say("advance", seconds=-1), "shape", "seconds"),
        (say("advance", seconds=1e9), "shape", "seconds"),
        (say("world", action={}), "shape", "exactly one"),
        (say("world", action={"fail_node": "a", "restore_node": "a"}), "shape", "exactly one"),
        (say("world", action={"explode": True}), "shape", "explode"),
        (say("trace", source="", target="x"), "shape", "source"),
        ('{"type": "undo", "id": "no uuid"}', "shape", "id"),
        ("[" * 100_000, "shape", ""),
        (say("apply", files=[{"path": "a.yaml", "text": "x" * (FILES_LIMIT + 1)}]), "too-large", "256 KiB"),
        ("x" * (MESSAGE_LIMIT + 1), "too-large", "512 KiB"),
    ],
)
def test_a_wrong_shape_is_refused_with_a_reason(text: str, code: str, says: str) -> None:
    with pytest.raises(WrongShape) as caught:
        decode(text)
    assert caught.value.code == code
    assert says in str(caught.value)


def test_the_refusal_of_a_wrong_shape_carries_the_id_where_there_is_one() -> None:
    with pytest.raises(WrongShape) as caught:
        decode(say("apply", files=3))
    assert caught.value.id == ID


@pytest.mark.parametrize(
    "message",
    [
        messages.Apply(id=uuid4(), files=[messages.File("a.yaml", "x: 1")]),
        messages.Trace(id=uuid4(), source="outside", target="http://web/"),
        messages.World(id=uuid4(), action=messages.Action(set_ready=messages.SetReady("default/web-1", ready=False))),
        messages.Advance(id=uuid4(), seconds=2.5),
        messages.Tick(id=uuid4()),
        messages.Submit(id=uuid4(), step="fix"),
    ],
)
def test_a_row_of_the_log_is_the_message_again(message: messages.Message) -> None:
    assert revive(type_of(message), json.loads(json.dumps(payload(message)))) == message


def test_an_id_is_a_uuid() -> None:
    assert decode(say("undo")).id == UUID(ID)


def test_whoever_sends_what_is_no_json_is_answered_all_the_same() -> None:
    with pytest.raises(WrongShape) as caught:
        decode(say("save", files=[{"path": "a.yaml", "text": "SURROGATE"}]).replace("SURROGATE", "\\ud800"))
    assert caught.value.id == ID
