"""Label and field selectors as query parameters: parsed, refused in the API server's words, and matched.

Models: apimachinery/pkg/labels/selector.go Parser; apimachinery/pkg/fields/selector.go ParseSelector
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from playground.cluster.apiserver.errors import bad_request
from playground.cluster.apiserver.validation.names import label_value, qualified_name
from playground.cluster.fields import FieldError, Path, go_quote, invalid
from playground.cluster.objects.kinds import Kind, Object

Matches = Callable[[Object], bool]


def everything(_: Object) -> bool:
    return True


# -- labels


@dataclass(frozen=True, slots=True)
class Requirement:
    key: str
    operator: str  # in, notin, exists, !, gt, lt; = and != are in and notin of one value
    values: tuple[str, ...] = ()

    def holds(self, labels: dict[str, str]) -> bool:
        value = labels.get(self.key)
        match self.operator:
            case "in":
                return value is not None and value in self.values
            case "notin":
                return value is None or value not in self.values
            case "exists":
                return value is not None
            case "!":
                return value is None
            case _:
                return _compares(value, self.values[0], self.operator)


def _compares(value: str | None, bound: str, operator: str) -> bool:
    if value is None or not re.fullmatch("[+-]?[0-9]+", value):
        return False
    return int(value) > int(bound) if operator == "gt" else int(value) < int(bound)


def requirements(text: str) -> list[Requirement]:
    """What a label selector asks for, one by one. Raises SelectorError."""
    return _Parser(text).requirements()


def parse_labels(text: str) -> Matches:
    """Raises ApiError (400)."""
    if not text.strip():
        return everything
    try:
        asked = requirements(text)
    except SelectorError as error:
        raise bad_request(str(error)) from None

    def matches(obj: Object) -> bool:
        labels = obj["metadata"].get("labels") or {}
        return all(each.holds(labels) for each in asked)

    return matches


class SelectorError(ValueError):
    pass


_TOKEN = re.compile(r"\s*(?:(==|!=|=|!|,|\(|\)|>|<)|([^\s=!,()><]+))")
_OPERATORS = {"=": "in", "==": "in", "!=": "notin", "in": "in", "notin": "notin", ">": "gt", "<": "lt"}
_WORDS = ("in", "notin")
_EXPECTED_OPERATORS = "in, notin, =, ==, !=, gt, lt"


class _Parser:
    """Models: labels.Parser"""

    def __init__(self, text: str) -> None:
        self.tokens = [(symbol or word, bool(symbol)) for symbol, word in _TOKEN.findall(text)]
        self.at = 0

    def requirements(self) -> list[Requirement]:
        found: list[Requirement] = []
        while True:
            word, symbol = self._look()
            if word in ("", ",") or (symbol and word != "!"):
                if not word and not found:
                    return found
                text = f"found {_shown(word)}, expected: !, identifier, or 'end of string'"
                raise SelectorError(text)
            try:
                found.append(self._requirement())
            except SelectorError as error:
                raise SelectorError(f"unable to parse requirement: {error}") from None
            word, _ = self._next()
            if not word:
                return found
            if word != ",":
                raise SelectorError(f"found {_shown(word)}, expected: ',' or 'end of string'")
            word, symbol = self._look()
            if (symbol and word != "!") or not word:
                raise SelectorError(f"found {_shown(word)}, expected: identifier after ','")

    def _requirement(self) -> Requirement:
        negated = self._look() == ("!", True)
        if negated:
            self._next()
        key, symbol = self._next()
        if symbol or not key:
            raise SelectorError(f"found {_shown(key)}, expected: identifier")
        _check(qualified_name(key), key)
        following, is_symbol = self._look()
        if negated or following in ("", ","):
            return Requirement(key, "!" if negated else "exists")
        self._next()
        if not (is_symbol or following in _WORDS) or following not in _OPERATORS:
            raise SelectorError(f"found {_shown(following)}, expected: {_EXPECTED_OPERATORS}")
        values = self._set() if following in _WORDS else (self._exact(),)
        operator = _OPERATORS[following]
        _check_values(operator, values)
        return Requirement(key, operator, tuple(values))

    def _exact(self) -> str:
        word, symbol = self._look()
        if word in ("", ","):
            return ""
        self._next()
        if symbol:
            raise SelectorError(f"found {_shown(word)}, expected: identifier")
        return word

    def _set(self) -> tuple[str, ...]:
        word, _ = self._next()
        if word != "(":
            raise SelectorError(f"found {_shown(word)}, expected: '('")
        found: list[str] = []
        while True:
            word, symbol = self._next()
            if not symbol and word:
                found.append(word)
                word, symbol = self._next()
            elif word in (",", ")"):
                found.append("")
            else:
                raise SelectorError(f"found {_shown(word)}, expected: ',', ')' or identifier")
            if word == ")":
                return tuple(sorted(set(found)))
            if word != ",":
                raise SelectorError(f"found {_shown(word)}, expected: ',' or ')'")

    def _look(self) -> tuple[str, bool]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("", False)

    def _next(self) -> tuple[str, bool]:
        found = self._look()
        self.at += 1
        return found


def _shown(token: str) -> str:
    return f"'{token}'"


def _check(complaints: list[str], value: str) -> None:
    if complaints:
        raise SelectorError(_complaint(invalid(Path.of(), value, "; ".join(complaints))))


def _check_values(operator: str, values: tuple[str, ...]) -> None:
    if operator in ("gt", "lt"):
        if not re.fullmatch("[+-]?[0-9]+", values[0]):
            error = invalid(Path.of("values").index(0), values[0], "for 'Gt', 'Lt' operators, the value must be an integer")
            raise SelectorError(str(error))
        return
    for index, value in enumerate(values):
        found = label_value(value)
        if found:
            raise SelectorError(str(invalid(Path.of("values").index(index), value, "; ".join(found))))


def _complaint(error: FieldError) -> str:
    """A path that is nil prints as `<nil>`."""
    return f"<nil>: {error.body()}"


# -- fields

Reader = Callable[[Object], Any]


def _at(*path: str) -> Reader:
    def read(obj: Object) -> Any:
        value: Any = obj
        for part in path:
            value = (value or {}).get(part)
        return value

    return read


def _paths(*names: str) -> dict[str, Reader]:
    return {name: _at(*name.split(".")) for name in names}


_OWN_FIELDS: dict[str, dict[str, Reader]] = {
    "Service": _paths("spec.clusterIP", "spec.type"),
    "Pod": {
        **_paths(
            "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork",
            "status.phase", "status.podIP", "status.nominatedNodeName",
        ),
        "spec.host": _at("spec", "nodeName"),
        "status.podIPs": lambda obj: ",".join(each["ip"] for each in (obj.get("status") or {}).get("podIPs") or ()),
    },
    "Node": _paths("spec.unschedulable"),
    "Namespace": {**_paths("status.phase"), "name": _at("metadata", "name")},
    "Secret": _paths("type"),
    "Event": {
        **_paths(*(f"involvedObject.{name}" for name in ("kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath")), "reason", "type"),
        "reportingComponent": lambda obj: obj.get("reportingComponent"),
        "source": lambda obj: (obj.get("source") or {}).get("component") or obj.get("reportingComponent"),
    },
    "Job": _paths("status.successful"),
    "ReplicationController": _paths("status.replicas"),
    "ReplicaSet": _paths("status.replicas"),
}  # fmt: skip
_DEFAULT_TEXT = {"ReplicaSet"}
_FALSE = {"spec.unschedulable", "spec.hostNetwork"}


def parse_fields(text: str, kind: Kind) -> Matches:
    """Raises ApiError (400)."""
    terms = [(name, operator, value, _reader(name, kind)) for name, operator, value in _field_terms(text)]
    if not terms:
        return everything

    def matches(obj: Object) -> bool:
        return all((_text(read(obj), name) == value) != (operator == "!=") for name, operator, value, read in terms)

    return matches


def _field_terms(text: str) -> Iterator[tuple[str, str, str]]:
    for part in re.split(r"(?<!\\)((?:\\\\)*),", text)[::2] if "\\" in text else text.split(","):
        if not part:
            continue
        found = re.match(r"((?:[^=!\\]|\\.|!(?!=))*)(!=|==|=)(.*)", part, re.S)
        if not found:
            raise bad_request(f"invalid selector: '{text}'; can't understand '{part}'")
        yield found[1], found[2], _unescaped(found[3], text)


def _unescaped(value: str, text: str) -> str:
    if re.search(r"\\(?![\\,=])|(?<!\\)(?:\\\\)*=", value):
        raise bad_request(f"invalid selector: '{text}'; can't understand '{value}'")
    return re.sub(r"\\(.)", r"\1", value)


def _reader(name: str, kind: Kind) -> Reader:
    if name == "metadata.name" or (name == "metadata.namespace" and kind.namespaced):
        return _at(*name.split("."))
    own = _OWN_FIELDS.get(kind.name)
    if own is not None and name in own:
        return own[name]
    if own is None or kind.name in _DEFAULT_TEXT:
        text = f'{go_quote(name)} is not a known field selector: only "metadata.name", "metadata.namespace"'
        raise bad_request(text)
    if kind.name == "Job":
        raise bad_request(f"field label {go_quote(name)} not supported for Job")
    raise bad_request(f"field label not supported: {name}")


def _text(value: Any, name: str) -> str:
    if value is None:
        return "false" if name in _FALSE else ""
    return str(value).lower() if isinstance(value, bool) else str(value)
