"""Characters that look right and are not: what word processors, chat programs and web pages put into YAML."""

from __future__ import annotations

import re
from typing import NamedTuple

from playground.cluster.manifest import Span
from playground.cluster.saying import Saying, say, together

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\uff0d"
_BULLETS = "\u2022\u2023\u25aa\u25cf\u25e6\u00b7*"
_DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02"
_SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2039\u203a"
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u2028\u2029\u0085"

NAMES = {
    **dict.fromkeys(_DASHES, say("a dash")),
    "\u2013": say("an en dash"),
    "\u2014": say("a long dash (em dash)"),
    **dict.fromkeys(_BULLETS, say("a bullet")),
    **dict.fromkeys(_DOUBLE_QUOTES + _SINGLE_QUOTES, say("a curly quotation mark")),
    **dict.fromkeys(_SPACES, say("a special space")),
    "\u00a0": say("a non-breaking space"),
    **dict.fromkeys(_INVISIBLE, say("an invisible character")),
    "\uff1a": say("a full-width colon"),
}
_BULLET = re.compile(rf"^(\s*)([{_DASHES}{re.escape(_BULLETS)}])(\s+)(?=\S)")
_QUOTED = re.compile(rf"[{_DOUBLE_QUOTES}]([^{_DOUBLE_QUOTES}]*)[{_DOUBLE_QUOTES}]|[{_SINGLE_QUOTES}]([^{_SINGLE_QUOTES}]*)[{_SINGLE_QUOTES}]")


class Impostor(NamedTuple):
    """A character that is not what it seems: where, what it is, what the whole line should be."""

    span: Span
    name: str
    meant: str
    line: str

    def sentence(self) -> Saying:
        if self.meant:
            told = say("Line {line} has {character} where {meant} belongs.", line=self.span.line, character=self.name, meant=self.meant)
        else:
            told = say("Line {line} has {character}.", line=self.span.line, character=self.name)
        return together([told, say("It was probably pasted from a web page or a text document.")])


def find_impostor(number: int, line: str) -> Impostor | None:
    """The first look-alike of a line outside its comment. `line` of the answer has all of them replaced."""
    code = _without_comment(line)
    mended = _mend(code)
    if mended == code:
        return None
    column = next(
        (place for place, (a, b) in enumerate(zip(code, mended, strict=False)) if a != b), min(len(code), len(mended))
    )
    char = code[column] if column < len(code) else " "
    meant = mended[column] if column < len(mended) else ""
    name = NAMES.get(char, say("a tab") if char == "\t" else say("a character"))
    return Impostor(Span(number, column + 1, number, column + 2), name, _MEANT.get(meant, ""), mended + line[len(code) :])


_MEANT = {"-": say("a hyphen followed by a space (`- `)"), '"': say('a straight quotation mark (`"`)'), "'": say("a straight quotation mark (`'`)"), " ": say("a plain space"), ":": say("a colon")}


def _mend(code: str) -> str:
    for char in _INVISIBLE:
        code = code.replace(char, "")
    for char in _SPACES:
        code = code.replace(char, " ")
    code = code.replace("\uff1a", ":")
    code = _BULLET.sub(lambda match: f"{match[1]}-{match[3]}", code)
    return _QUOTED.sub(lambda match: f'"{match[1]}"' if match[1] is not None else f"'{match[2]}'", code)


def _without_comment(line: str) -> str:
    if line.lstrip().startswith("#"):
        return ""
    match = re.search(r"\s#", line)
    return line[: match.start()] if match else line
