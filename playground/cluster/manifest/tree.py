"""A document as a tree of nodes, from libyaml's events.

The only user of a YAML library in the product. libyaml's own composer recurses in C and takes the process down on deep
input, and PyYAML's constructors follow other scalar rules; its events do neither.

Models: sigs.k8s.io/yaml/goyaml.v2/decode.go parser
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import yaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.reader import ReaderError

from playground.cluster.manifest.errors import YamlError, failure, marked_failure, point, reader_failure
from playground.cluster.manifest.positions import Ruler, Span
from playground.cluster.manifest.scalars import PREFIX


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused before it costs anything. `nodes` counts what aliases expand to."""

    bytes: int = 256 * 1024
    depth: int = 100
    nodes: int = 50_000


LEARNER = Limits()
SERVER = Limits(bytes=3 * 1024 * 1024, nodes=1_000_000)


Shape = Literal["scalar", "sequence", "mapping", "alias"]


class Node:
    """A node of the representation graph. `children` of a mapping alternate keys and values; `flow` is its style."""

    __slots__ = ("anchor", "children", "flow", "implicit", "shape", "span", "tag", "target", "text")

    def __init__(self, shape: Shape, span: Span, anchor: str | None = None) -> None:
        self.shape, self.span, self.anchor = shape, span, anchor
        self.text = ""
        self.tag: str | None = None
        self.implicit = True
        self.flow = False
        self.children: list[Node] = []
        self.target: Node | None = None

    @property
    def is_merge(self) -> bool:
        return self.shape == "scalar" and self.text == "<<" and (self.implicit or self.tag == PREFIX + "merge")

    def pairs(self) -> Iterator[tuple[Node, Node]]:
        return zip(self.children[::2], self.children[1::2], strict=True)

    def resolved(self) -> Node:
        return self.target if self.target is not None else self


def parse(text: str, limits: Limits) -> Node | None:
    """libyaml's events as a tree. Aliases point at their anchors and may form cycles."""
    if not Ruler.is_needed(text):
        return _parse(text, limits)
    ruler = Ruler(text)
    try:
        root = _parse(text, limits)
    except YamlError as error:
        error.span = ruler.span(error.span)
        raise
    waiting = [root] if root else []
    while waiting:
        node = waiting.pop()
        node.span = ruler.span(node.span)
        waiting += node.children
    return root


class Token(NamedTuple):
    """One of libyaml's tokens: `name` is `Key`, `BlockEntry`, `Scalar` ..., `style` a scalar's sign ('' of a plain one)."""

    name: str
    span: Span
    style: str


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a document that can be read, without those of the stream; what follows it is not looked at."""
    scanner = yaml.CSafeLoader(text)
    begun = False
    try:
        while scanner.check_token():
            token = scanner.get_token()
            name = type(token).__name__.removesuffix("Token")
            if name in ("StreamEnd", "DocumentEnd") or (name == "DocumentStart" and begun):
                return
            if name not in ("StreamStart", "Directive"):
                begun = True
                yield Token(name, _span(token), getattr(token, "style", None) or "")
    finally:
        scanner.dispose()


def _parse(text: str, limits: Limits) -> Node | None:
    parser = yaml.CSafeLoader(text)
    try:
        return _parse_document(parser, limits)
    except ReaderError as error:
        raise reader_failure(error, text) from None
    except yaml.MarkedYAMLError as error:
        raise marked_failure(error) from None
    finally:
        parser.dispose()


def _parse_document(parser: yaml.CSafeLoader, limits: Limits) -> Node | None:
    parser.get_event()
    start = parser.get_event()
    if isinstance(start, StreamEndEvent):
        return None
    assert isinstance(start, DocumentStartEvent)
    if start.version not in (None, (1, 1)):
        line = _span(start).line
        raise failure("found incompatible YAML document", point(line, 1), shown=line - 1)
    anchors: dict[str, Node] = {}
    open_nodes: list[Node] = []
    root: Node | None = None
    count = 0
    while not isinstance(event := parser.get_event(), DocumentEndEvent):
        assert event is not None
        if isinstance(event, SequenceEndEvent | MappingEndEvent):
            _close(open_nodes.pop(), event)
            continue
        count += 1
        node = _node(event, anchors)
        if count > limits.nodes:
            raise failure(f"the document has more than {limits.nodes} values", node.span)
        if open_nodes:
            open_nodes[-1].children.append(node)
        else:
            root = node
        if node.shape in ("sequence", "mapping"):
            open_nodes.append(node)
            if len(open_nodes) > limits.depth:
                raise too_deep(limits, node)
    return root


def _span(event: Any) -> Span:
    """Of an event or a token."""
    start, end = event.start_mark, event.end_mark
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _node(event: Event, anchors: dict[str, Node]) -> Node:
    span = _span(event)
    if isinstance(event, AliasEvent):
        node = Node("alias", span, event.anchor)
        node.target = anchors.get(event.anchor or "")
        if node.target is None:
            raise failure(f"unknown anchor '{event.anchor}' referenced", span)
        return node
    if isinstance(event, ScalarEvent):
        node = Node("scalar", span, event.anchor)
        node.text, node.tag, node.implicit = event.value, event.tag, event.implicit[0]
    elif isinstance(event, SequenceStartEvent):
        node = Node("sequence", span, event.anchor)
        node.flow = bool(event.flow_style)
    else:
        assert isinstance(event, MappingStartEvent)
        node = Node("mapping", span, event.anchor)
        node.flow = bool(event.flow_style)
    if node.anchor:
        anchors[node.anchor] = node
    return node


def _close(node: Node, event: Event) -> None:
    """A block collection ends with its last child; libyaml would say: where the next token is."""
    last = _span(event) if node.flow or not node.children else node.children[-1].span
    node.span = node.span.to(last)


def too_deep(limits: Limits, node: Node) -> YamlError:
    line = node.span.line
    return failure(f"exceeded max depth of {limits.depth}", node.span, shown=line if line > 1 else 0)
