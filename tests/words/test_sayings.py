"""Sentences that remember their template: English as text, any language at the socket, no language in the log."""

from __future__ import annotations

import json

from django.utils import translation

from playground.cluster.saying import Saying, say, together
from playground.workspaces.wire.language import encoded, packed, revived


def test_a_saying_reads_as_english() -> None:
    assert say("Pod {name} deleted", name="web") == "Pod web deleted"
    assert f"{say('Time runs')}!" == "Time runs!"


def test_a_message_is_said_in_the_readers_language_when_it_is_sent() -> None:
    message = {"undo": say("Undone: {title}", title=say("Delete {name}", name="web")), "name": "Delete {name}"}
    assert json.loads(encoded(message)) == {"undo": "Undone: Delete web", "name": "Delete {name}"}
    with translation.override("de"):
        assert json.loads(encoded(message)) == {"undo": "Zurückgenommen: web löschen", "name": "Delete {name}"}


def test_several_sentences_are_one_in_every_language() -> None:
    told = together([say("Did you mean `{name}`?", name="Pod"), say("Kinds start with a capital letter.")])
    assert told == "Did you mean `Pod`? Kinds start with a capital letter."
    with translation.override("de"):
        assert encoded(told) == '"War `Pod` gemeint? Arten beginnen mit einem Großbuchstaben."'


def test_the_log_keeps_templates_and_gives_them_back() -> None:
    message = {"message": say("Pod {name} deleted", name="{web}"), "list": [say("Time runs")], "ok": True, "none": None}
    kept = json.loads(json.dumps(packed(message)))
    assert kept["message"] == {"say": "Pod {name} deleted", "with": {"name": "{web}"}}
    back = revived(kept)
    assert back == message
    assert isinstance(back["message"], Saying)
    assert isinstance(back["list"][0], Saying)


def test_an_error_keeps_its_saying() -> None:
    assert isinstance(str(ValueError(say("a host is missing, such as http://web"))), Saying)


def test_a_parameter_that_is_missing_shows_its_name() -> None:
    assert say("Pod {name} deleted") == "Pod <name> deleted"
