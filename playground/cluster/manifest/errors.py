"""Why a text is no document: go-yaml's words, and where the mistake really is."""

from __future__ import annotations

import yaml
from yaml.reader import ReaderError
from yaml.scanner import ScannerError

from playground.cluster.manifest.positions import Span


class YamlError(ValueError):
    """Text that is no YAML document for Kubernetes.

    `message` is what go-yaml says (with its own idea of the line); `problem` is the same without the line;
    `span` is where the mistake really is, `context` where the construct around it began.
    """

    def __init__(self, message: str, span: Span, problem: str = "", context: Span | None = None) -> None:
        super().__init__(message)
        self.message, self.span, self.problem, self.context = message, span, problem or message, context


def point(line: int, column: int) -> Span:
    return Span(line, column, line, column)


def failure(problem: str, span: Span, shown: int = 0, context: Span | None = None) -> YamlError:
    where = f"line {shown}: " if shown else ""
    return YamlError(f"yaml: {where}{problem}", span, problem, context)


def marked_failure(error: yaml.MarkedYAMLError) -> YamlError:
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
    span = point(mark.line + 1, mark.column + 1) if mark else point(1, 1)
    return failure(problem, span, shown, point(context.line + 1, context.column + 1) if context else None)


def reader_failure(error: ReaderError, text: str) -> YamlError:
    """libyaml counts the offset of a forbidden character in bytes."""
    before = text.encode()[: error.position].decode("utf-8", "ignore")
    return failure(str(error.reason), place_after(before))


def place_after(before: str) -> Span:
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return point(len(lines), len(lines[-1]) + 1)
