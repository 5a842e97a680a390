"""Messages in the reader's language: sayings are said here, at the last moment, so that states and the log hold none.

The language is the one that Django has activated: by LocaleMiddleware for a page, by the consumer for a socket.
"""

from __future__ import annotations

from typing import Any

import msgspec
from django.utils.translation import get_language, gettext

from playground.cluster.saying import Saying
from playground.workspaces.wire.translated import Translated


def said(text: str) -> str:
    """One text in the reader's language."""
    if isinstance(text, Translated):
        return text.told(get_language() or "")
    return text.told(gettext) if isinstance(text, Saying) else text


def encoded(message: Any) -> str:
    """A message as JSON."""
    return msgspec.json.encode(message, enc_hook=said).decode()


# -- the log


def packed(value: Any) -> Any:
    """A message as the log keeps it: for a saying its template and parameters."""
    match value:
        case Saying():
            return {"say": value.template, "with": packed(value.params)}
        case Translated():
            return str(value)
        case dict():
            return {key: packed(item) for key, item in value.items()}
        case list() | tuple():
            return [packed(item) for item in value]
        case _:
            return value


def revived(value: Any) -> Any:
    """The message again."""
    match value:
        case {"say": str(template), "with": dict(params), **others} if not others:
            return Saying(template, revived(params))
        case dict():
            return {key: revived(item) for key, item in value.items()}
        case list():
            return [revived(item) for item in value]
        case _:
            return value
