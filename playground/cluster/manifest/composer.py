"""One YAML document -> the value that Kubernetes reads, and where every field of it is written.

The only user of a YAML library in the product. It drives libyaml's events and builds the tree itself: libyaml's own
composer recurses in C and takes the process down on deep input, and PyYAML's constructors follow other scalar rules.
Two passes, because go-yaml has two: a syntax error anywhere wins over a decoding error before it.

Models: sigs.k8s.io/yaml/goyaml.v2/decode.go parser, decoder; sigs.k8s.io/yaml yaml.go YAMLToJSON
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
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
from yaml.scanner import ScannerError

from playground.cluster.fields import go_quote
from playground.cluster.manifest.positions import Mark, PathKey, Span
from playground.cluster.manifest.scalars import PREFIX, Scalar, ScalarError, resolve


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused before it costs anything. `nodes` counts what aliases expand to."""

    bytes: int = 256 * 1024
    depth: int = 100
    nodes: int = 50_000


LEARNER = Limits()
SERVER = Limits(bytes=3 * 1024 * 1024, nodes=1_000_000)


class YamlError(ValueError):
    """Text that is no YAML document for Kubernetes.

    `message` is what go-yaml says (with its own idea of the line); `problem` is the same without the line;
    `span` is where the mistake really is, `context` where the construct around it began.
    """

    def __init__(self, message: str, span: Span, problem: str = "", context: Span | None = None) -> None:
        super().__init__(message)
        self.message, self.span, self.problem, self.context = message, span, problem or message, context


class Duplicate(NamedTuple):
    """A key that occurs twice in a mapping. `message` is go-yaml's: `line 9: key "port" already set in map`."""

    path: PathKey
    message: str
    key: Span
    first: Span


def compose(text: str | bytes, limits: Limits = LEARNER) -> Document:
    """The first document of a text (what follows `---` is ignored, as the API server does). Raises YamlError.

    An empty text is a document whose value is None.
    """
    content = _decode(text)
    if len(content.encode()) > limits.bytes:
        raise YamlError(f"the document is too large: limit is {limits.bytes} bytes", _point(1, 1))
    root = _parse(content, limits)
    if root is None:
        return Document(None, None)
    builder = _Builder(limits)
    value = builder.document(root)
    return Document(value, root, tuple(builder.duplicates))


@dataclass(eq=False)
class Document:
    """A value as JSON would hold it, keys in the order of the text, and the duplicate keys found on the way."""

    value: Any
    root: Node | None = field(repr=False)
    duplicates: tuple[Duplicate, ...] = ()

    @property
    def duplicate_error(self) -> str | None:
        """All duplicates as the one error of strict decoding."""
        if not self.duplicates:
            return None
        return "yaml: unmarshal errors:" + "".join(f"\n  {item.message}" for item in self.duplicates)

    @cached_property
    def marks(self) -> dict[PathKey, Mark]:
        """Every field's place. Below an alias or a merge key it is where the text really is."""
        marks: dict[PathKey, Mark] = {}
        if self.root is not None:
            _mark(self.root, None, (), marks)
        return marks


# -- the tree

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


def _parse(text: str, limits: Limits) -> Node | None:
    """libyaml's events as a tree. Aliases point at their anchors and may form cycles."""
    parser = yaml.CSafeLoader(text)
    try:
        return _parse_document(parser, limits)
    except ReaderError as error:
        raise _reader_error(error, text) from None
    except yaml.MarkedYAMLError as error:
        raise _marked_error(error) from None
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
        raise _error("found incompatible YAML document", _point(line, 1), shown=line - 1)
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
            raise _error(f"the document has more than {limits.nodes} values", node.span)
        if open_nodes:
            open_nodes[-1].children.append(node)
        else:
            root = node
        if node.shape in ("sequence", "mapping"):
            open_nodes.append(node)
            if len(open_nodes) > limits.depth:
                raise _too_deep(limits, node)
    return root


def _span(event: Event) -> Span:
    start, end = event.start_mark, event.end_mark
    assert start is not None
    assert end is not None
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _node(event: Event, anchors: dict[str, Node]) -> Node:
    span = _span(event)
    if isinstance(event, AliasEvent):
        node = Node("alias", span, event.anchor)
        node.target = anchors.get(event.anchor or "")
        if node.target is None:
            raise _error(f"unknown anchor '{event.anchor}' referenced", span)
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


# -- the value


class _Builder:
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
            return _scalar(node)
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
            raise _too_deep(self.limits, node)

    def alias(self, node: Node, path: PathKey) -> Any:
        self.enter(node)
        assert node.target is not None
        value = self.value(node.target, path)
        self.leave(node)
        return value

    def enter(self, alias: Node) -> None:
        if id(alias) in self.expanding:
            raise _error(f"anchor '{alias.anchor}' value contains itself", alias.span)
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
            value[_key_text(marker[1], item, key_node)] = item
        return value

    def fill(self, node: Node, path: PathKey, pairs: dict[Any, tuple[Any, Node]]) -> None:
        """Set a mapping's keys in order. A merge takes effect where it stands: later keys win, earlier ones lose."""
        for key_node, value_node in node.pairs():
            if key_node.is_merge:
                self.merge(value_node, path, pairs)
                continue
            key = self.value(key_node, path)
            if isinstance(key, dict | list):
                raise _error(f"invalid map key: {_go_syntax(key)}", key_node.span)
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
                raise _error("map merge requires map or sequence of maps as the value", source.span)
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
            raise _error("document contains excessive aliasing", node.span)
        if self.decoded > self.limits.nodes + 1 and self.aliased:
            raise _error("document contains excessive aliasing", node.span)


_RATIO_LOW, _RATIO_HIGH = 400_000, 4_000_000


def _allowed_ratio(decoded: int) -> float:
    """Models: sigs.k8s.io/yaml/goyaml.v2/decode.go allowedAliasRatio"""
    if decoded <= _RATIO_LOW:
        return 0.99
    if decoded >= _RATIO_HIGH:
        return 0.10
    return 0.99 - 0.89 * (decoded - _RATIO_LOW) / (_RATIO_HIGH - _RATIO_LOW)


def _scalar(node: Node) -> Scalar:
    if node.tag is None and not node.implicit:
        return node.text
    try:
        value = resolve(node.text, node.tag)
    except ScalarError as error:
        raise _error(str(error), node.span) from None
    if isinstance(value, float) and not math.isfinite(value):
        shown = "NaN" if math.isnan(value) else "+Inf" if value > 0 else "-Inf"
        raise YamlError(f"json: unsupported value: {shown}", node.span)
    return value


def _key_text(key: Scalar, value: Any, node: Node) -> str:
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


# -- marks


def _mark(node: Node, key: Node | None, path: PathKey, marks: dict[PathKey, Mark]) -> None:
    here = node.span
    if node.shape == "alias":
        node = node.resolved()
    marks[path] = Mark(here, key.span if key else None)
    if node.shape == "sequence":
        for index, child in enumerate(node.children):
            _mark(child, None, (*path, index), marks)
    elif node.shape == "mapping":
        _mark_mapping(node, path, marks)


def _mark_mapping(node: Node, path: PathKey, marks: dict[PathKey, Mark]) -> None:
    for key_node, value_node in node.pairs():
        if key_node.is_merge:
            sources = reversed(value_node.children) if value_node.shape == "sequence" else (value_node,)
            for source in sources:
                _mark_mapping(source.resolved(), path, marks)
        else:
            name = _scalar(key_node.resolved())
            _mark(value_node, key_node, (*path, _key_text(name, None, key_node)), marks)


# -- errors


def _point(line: int, column: int) -> Span:
    return Span(line, column, line, column)


def _error(problem: str, span: Span, shown: int = 0, context: Span | None = None) -> YamlError:
    where = f"line {shown}: " if shown else ""
    return YamlError(f"yaml: {where}{problem}", span, problem, context)


def _too_deep(limits: Limits, node: Node) -> YamlError:
    line = node.span.line
    return _error(f"exceeded max depth of {limits.depth}", node.span, shown=line if line > 1 else 0)


def _marked_error(error: yaml.MarkedYAMLError) -> YamlError:
    """go-yaml prints a scanner's line from 1 but a parser's from 0, and no line where that number would be 0.

    Models: sigs.k8s.io/yaml/goyaml.v2/decode.go parser.fail
    """
    problem = error.problem or "unknown problem parsing YAML content"
    mark, context = error.problem_mark, error.context_mark
    shown = 0
    if mark is not None and mark.line:
        shown = mark.line + (1 if isinstance(error, ScannerError) else 0)
    elif context is not None and context.line:
        shown = context.line
    span = _point(mark.line + 1, mark.column + 1) if mark else _point(1, 1)
    return _error(problem, span, shown, _point(context.line + 1, context.column + 1) if context else None)


def _reader_error(error: ReaderError, text: str) -> YamlError:
    """libyaml counts the offset of a forbidden character in bytes."""
    before = text.encode()[: error.position].decode("utf-8", "ignore")
    return _error(str(error.reason), _place_after(before))


def _place_after(before: str) -> Span:
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return _point(len(lines), len(lines[-1]) + 1)


def _decode(text: str | bytes) -> str:
    """Bytes as text, by their byte order mark. Models: goyaml.v2/readerc.go yaml_parser_determine_encoding"""
    if isinstance(text, str):
        return text.removeprefix("\ufeff").encode("utf-8", "replace").decode()  # a lone surrogate has no UTF-8
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8"), (b"", "utf-8")):
        if text.startswith(mark):
            try:
                return text[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                before = text[len(mark) :][: error.start].decode(encoding, "replace")
                raise _error(_DECODING.get(error.reason, error.reason), _place_after(before)) from None
    raise AssertionError("the empty mark always matches")


_DECODING = {
    "invalid start byte": "invalid leading UTF-8 octet",
    "invalid continuation byte": "invalid trailing UTF-8 octet",
    "unexpected end of data": "incomplete UTF-8 octet sequence",
    "truncated data": "incomplete UTF-16 character",
    "illegal encoding": "unexpected low surrogate area",
    "illegal UTF-16 surrogate": "unexpected low surrogate area",
}
