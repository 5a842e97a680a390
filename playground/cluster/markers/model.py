"""A marker: one complaint at one place of the learner's text, with advice and, where it is certain, a fix."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from playground.cluster.manifest import Edit, Span


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Source(StrEnum):
    """Which stage complains: the YAML reader, the kind's schema, or the API server's admission."""

    SYNTAX = "syntax"
    SCHEMA = "schema"
    ADMISSION = "admission"


@dataclass(frozen=True, slots=True)
class Fix:
    """What one click does: the edits of a text, all at once."""

    title: str
    edits: tuple[Edit, ...]

    def wire(self) -> dict[str, Any]:
        return {"title": self.title, "edits": [edit.wire() for edit in self.edits]}


@dataclass(frozen=True, slots=True)
class Marker:
    """`message` is Kubernetes' own text; `advice` says in plain words what was probably meant ('' where nobody knows)."""

    file: str
    span: Span
    message: str
    source: Source
    severity: Severity = Severity.ERROR
    advice: str = ""
    fix: Fix | None = None

    def wire(self) -> dict[str, Any]:
        return {
            "file": self.file,
            **self.span._asdict(),
            "severity": str(self.severity),
            "message": self.message,
            "advice": self.advice,
            "fix": self.fix.wire() if self.fix else None,
            "source": str(self.source),
        }


@dataclass(frozen=True, slots=True)
class Advice:
    """What was probably meant: a sentence or two, perhaps a fix, and the place to show if another than the error's."""

    text: str
    fix: Fix | None = None
    span: Span | None = None
