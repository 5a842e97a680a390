"""Nodes -> the value that JSON would hold, and the keys that occur twice.

Models: sigs.k8s.io/yaml/goyaml.v2/decode.go decoder; sigs.k8s.io/yaml yaml.go convertToJSONableObject
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from playground.cluster.fields import go_quote
from playground.cluster.manifest.errors import YamlError, failure
from playground.cluster.manifest.positions import PathKey, Span
from playground.cluster.manifest.scalars import Scalar, ScalarError, resolve
from playground.cluster.manifest.tree import Limits, Node, too_deep


class Duplicate(NamedTuple):
    """A key that occurs twice in a mapping. `message` is go-yaml's: `line 9: key "port" already set in map`."""

    path: PathKey
    message: str
    key: Span
    first: Span


class Builder:
    """Nodes -> values, counting as go-yaml counts, so that alias bombs are refused at the same point."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.duplicates: list[Duplicate] = []
        self.decoded = self.aliased = self.alias_depth = self.nesting = 0
        self.expanding: set[int] = set()

    def document(self, root: Node) -> Any:
        self.decoded += 1
        return self.value(root, ())

    def value(self, node: Node, path: PathKey) -> Any:
        self.count(node)
        if node.shape == "scalar":
            return scalar_of(node)
        self.deeper(node)
        value: Any
        if node.shape == "sequence":
            value = [self.value(child, (*path, index)) for index, child in enumerate(node.children)]
        elif node.shape == "mapping":
            value = self.mapping(node, path)
        else:
            value = self.alias(node, path)
        self.nesting -= 1
        return value

    def deeper(self, node: Node) -> None:
        """Aliases can nest deeper than the text does."""
        self.nesting += 1
        if self.nesting > self.limits.depth:
            raise too_deep(self.limits, node)

    def alias(self, node: Node, path: PathKey) -> Any:
        self.enter(node)
        assert node.target is not None
        value = self.value(node.target, path)
        self.leave(node)
        return value

    def enter(self, alias: Node) -> None:
        if id(alias) in self.expanding:
            raise failure(f"anchor '{alias.anchor}' value contains itself", alias.span)
        self.expanding.add(id(alias))
        self.alias_depth += 1

    def leave(self, alias: Node) -> None:
        self.alias_depth -= 1
        self.expanding.discard(id(alias))

    def mapping(self, node: Node, path: PathKey) -> dict[str, Any]:
        pairs: dict[Any, tuple[Any, Node]] = {}
        self.fill(node, path, pairs)
        value: dict[str, Any] = {}
        for marker, (item, key_node) in pairs.items():
            value[key_text(marker[1], item, key_node)] = item
        return value

    def fill(self, node: Node, path: PathKey, pairs: dict[Any, tuple[Any, Node]]) -> None:
        """Set a mapping's keys in order. A merge takes effect where it stands: later keys win, earlier ones lose."""
        for key_node, value_node in node.pairs():
            if key_node.is_merge:
                self.merge(value_node, path, pairs)
                continue
            key = self.value(key_node, path)
            if isinstance(key, dict | list):
                raise failure(f"invalid map key: {_go_syntax(key)}", key_node.span)
            marker = (type(key), key)
            name = key if isinstance(key, str) else str(key)
            item = self.value(value_node, (*path, name))
            if marker in pairs:
                message = f"line {value_node.span.line}: key {_go_syntax(key)} already set in map"
                self.duplicates.append(Duplicate((*path, name), message, key_node.span, pairs[marker][1].span))
            pairs[marker] = (item, key_node)

    def merge(self, node: Node, path: PathKey, pairs: dict[Any, tuple[Any, Node]]) -> None:
        sources = reversed(node.children) if node.shape == "sequence" else (node,)
        self.deeper(node)
        for source in sources:
            target = source.resolved()
            if target.shape != "mapping":
                raise failure("map merge requires map or sequence of maps as the value", source.span)
            self.count(source)
            if source is target:
                self.fill(target, path, pairs)
                continue
            self.enter(source)
            self.count(target)
            self.fill(target, path, pairs)
            self.leave(source)
        self.nesting -= 1

    def count(self, node: Node) -> None:
        self.decoded += 1
        if self.alias_depth:
            self.aliased += 1
        if self.aliased > 100 and self.decoded > 1000 and self.aliased / self.decoded > _allowed_ratio(self.decoded):
            raise failure("document contains excessive aliasing", node.span)
        if self.decoded > self.limits.nodes + 1 and self.aliased:
            raise failure("document contains excessive aliasing", node.span)


_RATIO_LOW, _RATIO_HIGH = 400_000, 4_000_000


def _allowed_ratio(decoded: int) -> float:
    """Models: sigs.k8s.io/yaml/goyaml.v2/decode.go allowedAliasRatio"""
    if decoded <= _RATIO_LOW:
        return 0.99
    if decoded >= _RATIO_HIGH:
        return 0.10
    return 0.99 - 0.89 * (decoded - _RATIO_LOW) / (_RATIO_HIGH - _RATIO_LOW)


def scalar_of(node: Node) -> Scalar:
    if node.tag is None and not node.implicit:
        return node.text
    try:
        value = resolve(node.text, node.tag)
    except ScalarError as error:
        raise failure(str(error), node.span) from None
    if isinstance(value, float) and not math.isfinite(value):
        shown = "NaN" if math.isnan(value) else "+Inf" if value > 0 else "-Inf"
        raise YamlError(f"json: unsupported value: {shown}", node.span)
    return value


def key_text(key: Scalar, value: Any, node: Node) -> str:
    """Models: sigs.k8s.io/yaml yaml.go convertToJSONableObject"""
    if isinstance(key, str):
        return key
    if isinstance(key, bool):
        return "true" if key else "false"
    if key is None:
        problem = f"unsupported map key of type: %!s(<nil>), key: <nil>, value: {_go_syntax(value)}"
        raise YamlError(problem, node.span)
    return str(key)


def _go_syntax(value: Any) -> str:
    """Go's %#v for what go-yaml decodes into."""
    match value:
        case None:
            return "interface {}(nil)"
        case bool():
            return "true" if value else "false"
        case str():
            return go_quote(value)
        case dict():
            inside = ", ".join(f"{_go_syntax(key)}:{_go_syntax(item)}" for key, item in value.items())
            return f"map[interface {{}}]interface {{}}{{{inside}}}"
        case list():
            return f"[]interface {{}}{{{', '.join(map(_go_syntax, value))}}}"
        case _:
            return str(value)
