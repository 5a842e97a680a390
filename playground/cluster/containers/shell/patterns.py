"""Shell patterns (`*`, `?`, `[a-z]`) as regular expressions."""

from __future__ import annotations

import re
from functools import lru_cache

ESCAPED = "\ue000"
"""Stands before a character of a pattern that was quoted: it means itself."""


@lru_cache(1024)
def pattern(text: str) -> re.Pattern[str]:
    """The pattern as a regular expression for a whole text."""
    return re.compile(expression(text), re.DOTALL)


def expression(text: str, path: bool = False) -> str:
    out, position = "", 0
    anything = "[^/]*" if path else ".*"
    while position < len(text):
        char = text[position]
        position += 1
        if char == ESCAPED and position < len(text):
            out += re.escape(text[position])
            position += 1
        elif char == "*":
            out += anything
        elif char == "?":
            out += "[^/]" if path else "."
        elif char == "[" and (end := text.find("]", position + 1)) > 0:
            inside = text[position:end].replace(ESCAPED, "").replace("\\", "\\\\")
            out += "[" + ("^" + inside[1:] if inside[0] in "!^" else inside) + "]"
            position = end + 1
        else:
            out += re.escape(char)
    return out


def is_pattern(text: str) -> bool:
    """Whether an unquoted special character stands in the text."""
    return bool(re.search(rf"(?<!{ESCAPED})[*?\[]", text))


def plain(text: str) -> str:
    return text.replace(ESCAPED, "")


def quoted(text: str) -> str:
    """A text whose special characters mean themselves."""
    return re.sub(r"([*?\[\]!^\\-])", ESCAPED + r"\1", text)
