"""awk, as far as one-liners with print, printf, fields and counters go.

`pattern { actions }` where a pattern is /expression/, a comparison, BEGIN, END or nothing.

Models: POSIX.1-2024 awk (an extract)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from playground.cluster.containers.shell.call import Call, Usage
from playground.cluster.containers.shell.regular import charge
from playground.cluster.containers.shell.streams import Budget
from playground.cluster.containers.shell.tools.match import expression
from playground.cluster.containers.shell.tools.words import formatted

_TOKEN = re.compile(
    r'\s*(?:("(?:\\.|[^"\\])*")|(/(?:\\.|[^/\\])+/)|(\d+(?:\.\d+)?)|(\+\+|--|\+=|-=|==|!=|<=|>=|&&|\|\||!~|[-+*/%<>=!~?:(),\[\]$])|([A-Za-z_]\w*))'
)
_Value = str | float


class _Next(Exception):
    """On with the next line."""


@dataclass(slots=True)
class _Program:
    separator: str
    budget: Budget
    variables: dict[str, _Value] = field(default_factory=dict)
    tables: dict[str, dict[str, _Value]] = field(default_factory=dict)
    line: str = ""
    fields: list[str] = field(default_factory=list)
    out: list[str] = field(default_factory=list)

    @property
    def border(self) -> re.Pattern[str]:
        """What stands between fields: one character is itself, more are an expression. Raises Usage."""
        return expression(self.separator, extended=True, fixed=len(self.separator) == 1)

    def read(self, line: str) -> None:
        self.line = line
        self.fields = line.split() if self.separator == " " else self.border.split(line)
        self.variables["NF"] = float(len(self.fields))


def awk(call: Call) -> int:
    options = call.options("F:v:f:", mixed=False)
    if not options.words:
        call.err("Usage: awk [OPTIONS] [AWK_PROGRAM] [FILE]...\n")
        return 1
    text, *files = options.words
    rules = _rules(text)
    program = _Program(options.value("-F", default=" ").replace("\\t", "\t") or " ", call.shell.budget, {"OFS": " ", "NR": 0.0, "NF": 0.0})
    for given in options.values("-v"):
        name, _, value = given.partition("=")
        program.variables[name] = value
    try:
        _run(program, rules, "BEGIN")
        if any(pattern != "BEGIN" for pattern, _ in rules):
            inputs = call.inputs(files)
            if inputs is None:
                return 2
            for _, content in inputs:
                for line in content.splitlines():
                    program.variables["NR"] = _number(program.variables["NR"]) + 1
                    program.read(line)
                    call.shell.budget.step()
                    _run(program, rules, "")
        _run(program, rules, "END")
    except (_Next, IndexError):
        raise Usage("syntax error") from None
    finally:
        call.out("".join(program.out))
    return 0


def _rules(text: str) -> list[tuple[str, str | None]]:
    """(pattern, actions) in order; None: print the line."""
    out: list[tuple[str, str | None]] = []
    rest = text.strip()
    while rest:
        brace = _outside(rest, "{")
        if brace < 0:
            out.append((rest.strip(), None))
            break
        end = _closing(rest, brace)
        out.append((rest[:brace].strip(), rest[brace + 1 : end]))
        rest = rest[end + 1 :].strip(" ;\n\t")
    return out


def _outside(text: str, wanted: str) -> int:
    quote = ""
    for position, char in enumerate(text):
        if quote:
            quote = "" if char == quote and text[position - 1] != "\\" else quote
        elif char == '"' or (char == "/" and not text[:position].strip()):
            quote = char
        elif char == wanted:
            return position
    return -1


def _closing(text: str, start: int) -> int:
    depth, quoted = 0, False
    for position in range(start, len(text)):
        char = text[position]
        if char == '"' and text[position - 1] != "\\":
            quoted = not quoted
        elif not quoted and char in "{}":
            depth += 1 if char == "{" else -1
            if depth == 0:
                return position
    raise Usage("syntax error: missing }")


def _run(program: _Program, rules: list[tuple[str, str | None]], phase: str) -> None:
    for pattern, actions in rules:
        if pattern in ("BEGIN", "END") or phase:
            if pattern == phase and actions is not None:
                _actions(program, actions)
        elif not pattern or _truth(_Expression(program, pattern).value()):
            if actions is None:
                program.out.append(program.line + "\n")
            else:
                try:
                    _actions(program, actions)
                except _Next:
                    return


def _statements(text: str) -> list[str]:
    out, current, depth, quoted = [], "", 0, False
    for char in text:
        if char == '"':
            quoted = not quoted
        if not quoted:
            depth += char in "({"
            depth -= char in ")}"
            if char in ";\n" and depth == 0:
                out.append(current)
                current = ""
                continue
        current += char
    return [one.strip() for one in [*out, current] if one.strip()]


_FOR_IN = re.compile(r"for\s*\(\s*(\w+)\s+in\s+(\w+)\s*\)\s*(.*)$", re.DOTALL)


def _actions(program: _Program, text: str) -> None:
    statements = _statements(text)
    for number, statement in enumerate(statements):
        if statement.startswith("{"):
            _actions(program, statement[1:-1])
        elif loop := _FOR_IN.match(statement):
            for key in list(program.tables.get(loop[2], {})):
                program.variables[loop[1]] = key
                _actions(program, loop[3])
        elif statement.startswith("if"):
            start = statement.index("(")
            end = _paren(statement, start)
            then, _, otherwise = statement[end + 1 :].partition(" else ")
            if not otherwise and number + 1 < len(statements) and statements[number + 1].startswith("else"):
                otherwise = statements[number + 1][4:]
                statements[number + 1] = ""
            if _truth(_Expression(program, statement[start + 1 : end]).value()):
                _actions(program, then.strip())
            elif otherwise:
                _actions(program, otherwise.strip())
        elif statement == "next":
            raise _Next
        elif found := re.match(r"printf?\b(.*)$", statement, re.DOTALL):
            _print(program, found[1].strip(), statement.startswith("printf"))
        else:
            _Expression(program, statement).value()


def _paren(text: str, start: int) -> int:
    depth = 0
    for position in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[position], 0)
        if depth == 0:
            return position
    raise Usage("syntax error")


def _print(program: _Program, text: str, is_format: bool) -> None:
    if text.startswith("(") and _paren(text, 0) == len(text) - 1:
        text = text[1:-1]
    values = _Expression(program, text).several() if text else [program.line]
    texts = [_text(value) for value in values]
    if is_format:
        program.out.append(formatted(texts[0], texts[1:]))
    else:
        program.out.append(_text(program.variables.get("OFS", " ")).join(texts) + "\n")


class _Expression:
    """A recursive descent over the words of one expression; values are texts or numbers."""

    def __init__(self, program: _Program, text: str) -> None:
        self.program = program
        self.words: list[str] = []
        position = 0
        text = text.strip()
        while position < len(text):
            found = _TOKEN.match(text, position)
            if not found or found.end() == position:
                raise Usage(f"syntax error near '{text[position:][:10]}'")
            word = found[0].strip()
            if word.startswith("/") and len(word) > 1 and self.words and (self.words[-1] == ")" or re.match(r"[\w\"]", self.words[-1][-1])):
                word = "/"
                position = text.index("/", position) + 1
            else:
                position = found.end()
            self.words.append(word)
        self.at = 0

    def value(self) -> _Value:
        value = self._ternary()
        if self.at < len(self.words) and self.words[self.at] not in (",",):
            raise Usage(f"syntax error near '{self.words[self.at]}'")
        return value

    def several(self) -> list[_Value]:
        out = [self._ternary()]
        while self._take(","):
            out.append(self._ternary())
        return out

    def _peek(self) -> str:
        return self.words[self.at] if self.at < len(self.words) else ""

    def _take(self, *wanted: str) -> str:
        word = self._peek()
        if word and word in wanted:
            self.at += 1
            return word
        return ""

    def _ternary(self) -> _Value:
        value = self._or()
        if self._take("?"):
            yes = self._ternary()
            self._take(":")
            no = self._ternary()
            return yes if _truth(value) else no
        return value

    def _or(self) -> _Value:
        value = self._and()
        while self._take("||"):
            right = self._and()
            value = float(_truth(value) or _truth(right))
        return value

    def _and(self) -> _Value:
        value = self._match()
        while self._take("&&"):
            right = self._match()
            value = float(_truth(value) and _truth(right))
        return value

    def _match(self) -> _Value:
        value = self._compare()
        while sign := self._take("~", "!~"):
            word = self._peek()
            pattern = word[1:-1] if word.startswith("/") else _text(self._compare())
            charge(self.program.budget, pattern, len(_text(value)))
            self.at += word.startswith("/")
            value = float((expression(pattern, True).search(_text(value)) is not None) == (sign == "~"))
        return value

    def _compare(self) -> _Value:
        value = self._joined()
        while sign := self._take("==", "!=", "<=", ">=", "<", ">"):
            right = self._joined()
            value = float(_compared(value, sign, right))
        return value

    def _joined(self) -> _Value:
        value = self._sum()
        while self._peek() and re.match(r'["$\w(]', self._peek()) and self._peek() != "in":
            value = _text(value) + _text(self._sum())
        return value

    def _sum(self) -> _Value:
        value = self._product()
        while sign := self._take("+", "-"):
            right = self._product()
            value = _number(value) + _number(right) * (1 if sign == "+" else -1)
        return value

    def _product(self) -> _Value:
        value = self._unary()
        while sign := self._take("*", "/", "%"):
            left, right = _number(value), _number(self._unary())
            if sign != "*" and not right:
                raise Usage("Division by zero", 2)
            value = left * right if sign == "*" else left / right if sign == "/" else left % right
        return value

    def _unary(self) -> _Value:
        if self._take("!"):
            return float(not _truth(self._unary()))
        if self._take("-"):
            return -_number(self._unary())
        return self._primary()

    def _primary(self) -> _Value:
        word = self._peek()
        self.at += 1
        if word == "(":
            value = self._ternary()
            self._take(")")
            return value
        if word == "$":
            return self._field(int(_number(self._primary())))
        if word.startswith('"'):
            return re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t"}.get(found[1], found[1]), word[1:-1])
        if word.startswith("/") and len(word) > 1:
            charge(self.program.budget, word[1:-1], len(self.program.line))
            return float(expression(word[1:-1], True).search(self.program.line) is not None)
        if re.match(r"\d", word):
            return float(word)
        if re.match(r"[A-Za-z_]", word):
            return self._named(word)
        raise Usage("syntax error")

    def _field(self, number: int) -> str:
        if number == 0:
            return self.program.line
        return self.program.fields[number - 1] if 0 < number <= len(self.program.fields) else ""

    def _named(self, name: str) -> _Value:
        if name in _FUNCTIONS and self._take("("):
            arguments: list[_Value] = self.several() if self._peek() != ")" else [self.program.line]
            self._take(")")
            return _FUNCTIONS[name](arguments)
        store: dict[str, _Value] = self.program.variables
        key = name
        if self._take("["):
            store, key = self.program.tables.setdefault(name, {}), _text(self._ternary())
            self._take("]")
        before = store.get(key, "")
        if sign := self._take("++", "--"):
            store[key] = _number(before) + (1 if sign == "++" else -1)
            return _number(before)
        if sign := self._take("=", "+=", "-="):
            right = self._ternary()
            store[key] = right if sign == "=" else _number(before) + _number(right) * (1 if sign == "+=" else -1)
            return store[key]
        return before


_FUNCTIONS: dict[str, Callable[[list[_Value]], _Value]] = {
    "length": lambda values: float(len(_text(values[0]))),
    "toupper": lambda values: _text(values[0]).upper(),
    "tolower": lambda values: _text(values[0]).lower(),
    "int": lambda values: float(int(_number(values[0]))),
    "substr": lambda values: _substr(_text(values[0]), *(int(_number(one)) for one in values[1:])),
    "index": lambda values: float(_text(values[0]).find(_text(values[1])) + 1),
}


def _substr(text: str, start: int = 1, count: int | None = None) -> str:
    first = max(start - 1, 0)
    return text[first:] if count is None else text[first : max(start - 1 + count, 0)]


def _compared(left: _Value, sign: str, right: _Value) -> bool:
    a, b = _as_number(left), _as_number(right)
    if a is not None and b is not None:
        order = (a > b) - (a < b)
    else:
        one, two = _text(left), _text(right)
        order = (one > two) - (one < two)
    return {"==": order == 0, "!=": order != 0, "<": order < 0, ">": order > 0, "<=": order <= 0, ">=": order >= 0}[sign]


def _as_number(value: _Value) -> float | None:
    if isinstance(value, float):
        return value
    return float(value) if re.fullmatch(r"\s*-?\d+(\.\d+)?\s*", value) else None


def _number(value: _Value) -> float:
    if isinstance(value, float):
        return value
    found = re.match(r"\s*-?\d+(\.\d+)?", value)
    return float(found[0]) if found else 0.0


def _text(value: _Value) -> str:
    if isinstance(value, str):
        return value
    return str(int(value)) if value == int(value) else f"{value:.6g}"


def _truth(value: _Value) -> bool:
    return bool(value) if isinstance(value, float) else value not in ("", "0")
