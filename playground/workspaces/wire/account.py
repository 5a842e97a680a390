"""What happened, as sentences: commands, and under each what the controllers did about it."""

from __future__ import annotations

from typing import Any

from playground.cluster.account import sentence
from playground.workspaces.account import Account, Told


def account(now: Account, before: Account = ()) -> list[dict[str, Any]]:
    """The lines that `before` does not have yet."""
    known = before[-1].number if before else 0
    return [_told(item) for item in now if item.number > known]


def _told(item: Told) -> dict[str, Any]:
    if item.line is None:
        return {"id": item.number, "time": item.at, "command": item.type, "text": item.title, "object": None}
    kind, namespace, name = item.line.about
    about = {"kind": kind, "namespace": namespace, "name": name}
    return {"id": item.number, "time": item.at, "command": None, "text": sentence(item.line), "object": about}
