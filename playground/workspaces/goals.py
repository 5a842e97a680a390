"""The goal of a workspace's lab, as a picture: made when it is first asked for, then kept."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any
from uuid import UUID

from playground.grading.goal import goal_of, solved
from playground.workspaces import wire
from playground.workspaces.state import State

KEPT = 64

_scenes: OrderedDict[tuple[UUID, int], dict[str, Any]] = OrderedDict()


def goal(state: State) -> dict[str, Any]:
    """The answer to `goal`: `scene` is null where the lab shows none. Of the workspace's own world, so that its names are those
    that the learner knows."""
    key = (state.start.workspace, state.world)
    answer = _scenes.get(key)
    if answer is None:
        answer = _scenes[key] = _made(state)
        while len(_scenes) > KEPT:
            _scenes.popitem(last=False)
    return answer


def _made(state: State) -> dict[str, Any]:
    lab, params = state.start.lab, state.start.params
    how = goal_of(lab.spec) if lab else "hidden"
    cluster = solved(lab, state.start.cluster(state.world), params) if lab and how != "hidden" else None
    return wire.goal(cluster, how, state.world)
