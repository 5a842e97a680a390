"""`-o go-template=...`: a useful part of Go's text/template.

Fields, `range`, `if`, `else`, `with`, `end`, variables of a range, and the functions that kubectl's own examples use.

Models: text/template; kubectl's base64decode
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import Any

from playground.cluster.kubectl.failures import Failure
from playground.cluster.kubectl.output.pathsyntax import unquoted

_ACTION = re.compile(r"\{\{(-?)\s*(.*?)\s*(-?)\}\}", re.S)
_WORD = re.compile(r"""\(|\)|\||"(?:\\.|[^"\\])*"|`[^`]*`|[^\s()|]+""")

Scope = dict[str, Any]
NO_VALUE = "<no value>"


def render(template: str, value: Any) -> str:
    """Raises Failure."""
    tokens = list(_tokens(template))
    text, rest = _run(tokens, 0, value, {"$": value}, True)
    if rest < len(tokens):
        raise Failure(f"error parsing template {template}, template: output:1: unexpected {{{{{tokens[rest][1]}}}}}")
    return text


def _tokens(template: str) -> Iterator[tuple[bool, str]]:
    """(is an action, text)"""
    at, trim = 0, False
    for found in _ACTION.finditer(template):
        text = template[at : found.start()]
        text = text.lstrip() if trim else text
        yield False, text.rstrip() if found[1] else text
        yield True, found[2]
        at, trim = found.end(), bool(found[3])
    if "{{" in template[at:]:
        raise Failure(f"error parsing template {template}, template: output:1: unclosed action")
    yield False, template[at:].lstrip() if trim else template[at:]


def _run(tokens: list[tuple[bool, str]], at: int, dot: Any, scope: Scope, live: bool) -> tuple[str, int]:
    """The text up to the `end` or `else` that closes this block, and where that stands."""
    out: list[str] = []
    while at < len(tokens):
        is_action, text = tokens[at]
        word = text.split(None, 1)[0] if is_action and text else ""
        if word in ("end", "else"):
            return "".join(out), at
        at += 1
        if not is_action:
            out.append(text if live else "")
        elif word in ("range", "if", "with"):
            block, at = _block(word, text[len(word) :].strip(), tokens, at, dot, scope, live)
            out.append(block)
        elif live and not text.startswith("/*"):
            out.append(_action(text, dot, scope))
    return "".join(out), at


def _action(text: str, dot: Any, scope: Scope) -> str:
    assigned = re.match(r"(\$\w+)\s*:?=\s*(.*)", text, re.S)
    if assigned:
        scope[assigned[1]] = _value(assigned[2], dot, scope)
        return ""
    return _shown(_value(text, dot, scope))


def _block(word: str, text: str, tokens: list[tuple[bool, str]], at: int, dot: Any, scope: Scope, live: bool) -> tuple[str, int]:
    named = re.match(r"((?:\$\w+\s*,\s*)?\$\w+)\s*:=\s*(.*)", text, re.S)
    names = [name.strip() for name in named[1].split(",")] if named else []
    value = _value(named[2] if named else text, dot, scope) if live else None
    if word == "range":
        rounds = _rounds(value, names, scope)
    else:
        rounds = [(dot if word == "if" else value, dict(scope))] if _true(value) else []
    out, end = "", at
    for inner, inside in rounds if live else ():
        part, end = _run(tokens, at, inner, inside, True)
        out += part
    if not live or not rounds:
        _, end = _run(tokens, at, dot, scope, False)
    if end < len(tokens) and tokens[end][1].split()[0] == "else":
        other = tokens[end][1][4:].strip()
        if other.startswith("if "):
            part, end = _block("if", other[3:], tokens, end + 1, dot, scope, live and not rounds)
            return out + part, end
        part, end = _run(tokens, end + 1, dot, scope, live and not rounds)
        out += part
    if end >= len(tokens):
        raise Failure("error parsing template, template: output: unexpected EOF")
    return out, end + 1


def _rounds(value: Any, names: list[str], scope: Scope) -> list[tuple[Any, Scope]]:
    pairs = [(key, value[key]) for key in sorted(value)] if isinstance(value, dict) else list(enumerate(value or ()))
    found = []
    for key, item in pairs:
        bound = dict(zip(names, (key, item) if len(names) == 2 else (item,), strict=False))
        found.append((item, {**scope, **bound}))
    return found


def _true(value: Any) -> bool:
    return value is not None and value not in (False, 0, "", [], {})


def _shown(value: Any) -> str:
    if value is None:
        return NO_VALUE
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "map[" + " ".join(f"{key}:{_shown(value[key])}" for key in sorted(value)) + "]"
    return "[" + " ".join(map(_shown, value)) + "]" if isinstance(value, list) else str(value)


def _value(text: str, dot: Any, scope: Scope) -> Any:
    words = _WORD.findall(text)
    value, rest = _pipeline(words, dot, scope)
    if rest:
        raise Failure(f"error parsing template, template: output:1: unexpected {rest[0]!r} in command")
    return value


def _pipeline(words: list[str], dot: Any, scope: Scope) -> tuple[Any, list[str]]:
    passed: list[Any] = []
    while True:
        operands: list[Any] = []
        function = ""
        while words and words[0] not in ("|", ")"):
            word, words = words[0], words[1:]
            if word == "(":
                value, words = _pipeline(words, dot, scope)
                words = words[1:]
                operands.append(value)
            elif not operands and not function and word in _FUNCTIONS:
                function = word
            else:
                operands.append(_operand(word, dot, scope))
        operands += passed
        value = _FUNCTIONS[function](*operands) if function else (operands[0] if operands else None)
        if not words or words[0] == ")":
            return value, words
        passed, words = [value], words[1:]


def _operand(word: str, dot: Any, scope: Scope) -> Any:
    if word[0] in '"`':
        return unquoted(word[1:-1]) if word[0] == '"' else word[1:-1]
    if re.fullmatch(r"-?\d+", word):
        return int(word)
    if word in ("true", "false", "nil"):
        return {"true": True, "false": False, "nil": None}[word]
    if word.startswith(("$", ".")):
        head, *path = word.split(".")
        value = scope.get(head) if head else dot
        for part in filter(None, path):
            value = value.get(part) if isinstance(value, dict) else None
        return value
    raise Failure(f'error parsing template, template: output:1: function "{word}" not defined')


def _printf(text: str, *values: Any) -> str:
    plain = re.sub(r"%([-+0-9.]*)[vsdq]", lambda match: "%" + match[1] + "s", text)
    return plain % tuple(_shown(value) for value in values)


def _index(value: Any, *keys: Any) -> Any:
    for key in keys:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return None
    return value


_FUNCTIONS: dict[str, Any] = {
    "print": lambda *values: "".join(map(_shown, values)),
    "println": lambda *values: " ".join(map(_shown, values)) + "\n",
    "printf": _printf,
    "index": _index,
    "len": lambda value: len(value or ()),
    "eq": lambda one, *others: one in others,
    "ne": lambda one, other: one != other,
    "lt": lambda one, other: one < other,
    "gt": lambda one, other: one > other,
    "and": lambda *values: next((each for each in values if not _true(each)), values[-1]),
    "or": lambda *values: next((each for each in values if _true(each)), values[-1]),
    "not": lambda value: not _true(value),
    "base64decode": lambda text: base64.b64decode(text).decode("utf-8", "replace"),
}
