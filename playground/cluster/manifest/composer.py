"""One YAML document -> the value that Kubernetes reads, and where every field of it is written.

Two passes, because go-yaml has two: a syntax error anywhere wins over a decoding error before it.

Models: sigs.k8s.io/yaml yaml.go YAMLToJSON, YAMLToJSONStrict
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from playground.cluster.manifest.errors import YamlError, failure, place_after, point
from playground.cluster.manifest.positions import Mark, PathKey
from playground.cluster.manifest.tree import LEARNER, Limits, Node, parse
from playground.cluster.manifest.values import Builder, Duplicate, key_text, scalar_of


def compose(text: str | bytes, limits: Limits = LEARNER) -> Document:
    """The first document of a text (what follows `---` is ignored, as the API server does). Raises YamlError.

    An empty text is a document whose value is None.
    """
    content = _decode(text)
    if len(content.encode()) > limits.bytes:
        raise YamlError(f"the document is too large: limit is {limits.bytes} bytes", point(1, 1))
    root = parse(content, limits)
    if root is None:
        return Document(None, None)
    builder = Builder(limits)
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
            name = scalar_of(key_node.resolved())
            _mark(value_node, key_node, (*path, key_text(name, None, key_node)), marks)


# -- bytes


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
                raise failure(_DECODING.get(error.reason, error.reason), place_after(before)) from None
    raise AssertionError("the empty mark always matches")


_DECODING = {
    "invalid start byte": "invalid leading UTF-8 octet",
    "invalid continuation byte": "invalid trailing UTF-8 octet",
    "unexpected end of data": "incomplete UTF-8 octet sequence",
    "truncated data": "incomplete UTF-16 character",
    "illegal encoding": "unexpected low surrogate area",
    "illegal UTF-16 surrogate": "unexpected low surrogate area",
}
