"""The one place where the model's values become the page's messages (docs/protocol.md).

The model speaks in codes and parameters; sentences in the reader's language are made here. Kubernetes' own messages
stay as they are.
"""

from playground.workspaces.wire.inspect import obj, rules
from playground.workspaces.wire.markers import idle, lint, markers
from playground.workspaces.wire.outcome import done, error, outcome, preview, restored, result, summary, terminal
from playground.workspaces.wire.timeline import stops
from playground.workspaces.wire.tracing import brief, trace
from playground.workspaces.wire.view import View, delta, past, scene_of, snapshot, sources, view

__all__ = [
    "View", "brief", "delta", "done", "error", "idle", "lint", "markers", "obj", "outcome", "past", "preview", "restored", "result", "rules", "scene_of",
    "snapshot", "sources", "stops", "summary", "terminal", "trace", "view",
]  # fmt: skip
