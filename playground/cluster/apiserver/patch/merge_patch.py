"""Merge patch (RFC 7386): objects merge, null removes, everything else replaces.

Models: github.com/evanphx/json-patch v4 merge.go MergePatch
"""

from __future__ import annotations

from typing import Any

from playground.cluster.objects.metadata import thaw


def apply(document: Any, patch: Any) -> Any:
    """A patched copy."""
    if not isinstance(patch, dict):
        return thaw(patch)
    out = {**document} if isinstance(document, dict) else {}
    for key, value in patch.items():
        if value is None:
            out.pop(key, None)
        else:
            out[key] = apply(out.get(key), value)
    return out
