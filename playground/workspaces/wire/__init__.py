"""The one place where the model's values become the page's messages (docs/protocol.md).

The model speaks in codes and parameters; sentences in the reader's language are made here. Kubernetes' own messages
stay as they are.
"""

from playground.workspaces.wire.explanations import endpoints, environment, names
from playground.workspaces.wire.inspect import obj, rules
from playground.workspaces.wire.language import encoded
from playground.workspaces.wire.lesson import lesson_figures, lesson_sections
from playground.workspaces.wire.markers import idle, lint, markers
from playground.workspaces.wire.outcome import (
    done,
    error,
    followed,
    outcome,
    preview,
    restored,
    result,
    summary,
    terminal,
)
from playground.workspaces.wire.timeline import stops
from playground.workspaces.wire.tracing import brief, brief_distribution, distribution, trace
from playground.workspaces.wire.view import View, delta, goal, opened, past, scenes, snapshot, sources, view

__all__ = [
    "View", "brief", "brief_distribution", "delta", "distribution", "done", "encoded", "endpoints", "environment", "error", "followed", "goal", "idle", "lesson_figures", "lesson_sections", "lint", "markers",
    "names", "obj", "opened", "outcome", "past", "preview", "restored", "result", "rules", "scenes",
    "snapshot", "sources", "stops", "summary", "terminal", "trace", "view",
]  # fmt: skip
