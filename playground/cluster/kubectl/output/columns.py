"""`-o custom-columns=NAME:.metadata.name,...`.

Models: kubectl/pkg/cmd/get/customcolumn.go
"""

from __future__ import annotations

from collections.abc import Sequence

from playground.cluster.kubectl.failures import Failure
from playground.cluster.kubectl.output import jsonpath
from playground.cluster.kubectl.tabwriter import align
from playground.cluster.objects.kinds import Object

Column = tuple[str, tuple[jsonpath.Step, ...]]


def columns(text: str) -> list[Column]:
    """Raises Failure."""
    if not text:
        raise Failure("custom-columns format specified but no custom columns given")
    found = []
    for part in text.split(","):
        head, colon, path = part.partition(":")
        if not colon:
            raise Failure(f"unexpected custom-columns spec: {part}, expected <header>:<json-path-expr>")
        found.append((head, _path(path)))
    return found


def columns_of_file(text: str) -> list[Column]:
    """A line of headers above a line of paths. Raises Failure."""
    lines = text.splitlines()
    heads, paths = (lines[0].split(), lines[1].split()) if len(lines) > 1 else ([], [])
    if not heads or len(heads) != len(paths):
        raise Failure(f"number of headers ({len(heads)}) and field specifications ({len(paths)}) don't match")
    return [(head, _path(path)) for head, path in zip(heads, paths, strict=True)]


def _path(text: str) -> tuple[jsonpath.Step, ...]:
    try:
        return jsonpath.parse_path(text)
    except jsonpath.PathSyntaxError as error:
        raise Failure(str(error)) from None


def rows(found: Sequence[Column], objects: Sequence[Object], headers: bool = True) -> str:
    lines = ["\t".join(head for head, _ in found)] if headers else []
    lines += ["\t".join(_cell(path, obj) for _, path in found) for obj in objects]
    return align("\n".join(lines) + "\n")


def _cell(path: tuple[jsonpath.Step, ...], obj: Object) -> str:
    try:
        values = jsonpath.values(path, obj)
    except jsonpath.PathError as error:
        raise Failure(str(error)) from None
    if values == [None]:
        return "<none>"
    return ",".join(_go_text(value) for value in values) or "<none>"


def _go_text(value: object) -> str:
    """Go's %v: `map[app:web]`, `[a b]`."""
    if isinstance(value, dict):
        return "map[" + " ".join(f"{key}:{_go_text(value[key])}" for key in sorted(value)) + "]"
    if isinstance(value, list):
        return "[" + " ".join(map(_go_text, value)) + "]"
    return "<nil>" if value is None else jsonpath.text_of(value)
