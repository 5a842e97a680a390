"""The debrief, after the last step and only then: what to take home, and the own world beside the model solution's."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Any

from playground.cluster.saying import say
from playground.cluster.simulation import Cluster
from playground.grading.debrief import Texts, compare, difference_of_texts
from playground.grading.lab import Lab, fill
from playground.workspaces import messages
from playground.workspaces.refusal import Refused
from playground.workspaces.state import Start, State
from playground.workspaces.steps import is_finished
from playground.workspaces.wire import debrief as wire

AT_REST = 60.0
"""Logical seconds in which both worlds come to rest before they are compared."""

Files = dict[str, str]
"""Texts by the name of the editor's file."""


def debrief(state: State, message: messages.Debrief) -> dict[str, Any]:
    """Raises Refused while a step is not done."""
    lab = state.start.lab
    if lab is None:
        raise Refused(say("the sandbox has no steps"), "not-found")
    if not is_finished(lab, state):
        raise Refused(say("the debrief comes after the last step"))
    answers = _answers(state.start, lab) if lab.spec.feedback.debrief != "nothing" else {}
    if message.solution is not None and message.solution not in answers:
        raise Refused(say("there is no solution {name}", name=message.solution), "not-found")
    revision = state.cluster.store.revision
    if not answers:
        return wire.debrief(state.start, lab, revision)
    mine = {file.path: file.text for file in state.applied.files or state.start.files()}
    chosen = message.solution or max(answers, key=lambda name: _likeness(mine, answers[name]))
    own = state.cluster.fork()
    own.advance(AT_REST)
    rows = compare(lab, own, _model(state.start, answers[chosen]), state.start.params, _public(lab))
    texts = _texts(mine, answers[chosen]) if lab.spec.feedback.debrief == "texts" else ()
    return wire.debrief(state.start, lab, revision, rows, texts, chosen, list(answers))


def _public(lab: Lab) -> list[str]:
    """The checks of all steps, in their order; hidden ones never leave."""
    named = dict.fromkeys(name for step in lab.spec.steps for name in step.checks)
    return [name for name in named if not lab.spec.checks[name].hidden]


def _answers(start: Start, lab: Lab) -> dict[str, Files]:
    """The model solutions by name."""
    editor = [file.path for file in lab.spec.workspace.files]
    return {
        name: {editor[0] if len(editor) == 1 else path: fill(text, start.params) for path, text in files.items()}
        for name, files in lab.submissions("solutions").items()
    }


def _model(start: Start, files: Files) -> Cluster:
    cluster = start.cluster(1)
    for path, text in files.items():
        cluster.apply(text, file=path)
    cluster.advance(AT_REST)
    return cluster


def _likeness(mine: Files, model: Files) -> float:
    """Of several ways the learner is shown the one that is most like their own."""
    return sum(SequenceMatcher(None, mine.get(path, ""), text, autojunk=False).ratio() for path, text in model.items()) / max(1, len(model))


def _texts(mine: Files, model: Files) -> tuple[Texts, ...]:
    return tuple(difference_of_texts(path, mine.get(path, ""), text) for path, text in model.items())
