"""Answers to commands: what became of each document, where the text is wrong, and one sentence for the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playground.cluster.saying import say, together
from playground.cluster.simulation import Outcome
from playground.cluster.simulation.following import Following, Told
from playground.cluster.simulation.terminal import Output
from playground.workspaces import messages
from playground.workspaces.wire.markers import markers

Message = dict[str, Any]
SUMMARY = 100
"""Characters of a line that those who watch are told."""


def error(identity: str | None, code: str, message: str) -> Message:
    return {"type": "error", "id": identity, "code": code, "message": message}


def result(files: Sequence[messages.File], outcomes: Sequence[Outcome]) -> Message:
    """The answer to an Apply."""
    told = [_outcome(item) for item in outcomes]
    failed = sum(1 for item in outcomes if item.error)
    return {
        "type": "result",
        "ok": not failed,
        "outcomes": told,
        "markers": markers(files, outcomes),
        "warnings": [text for item in outcomes for text in item.warnings],
        "message": say("{n} of {all} documents were refused", n=failed, all=len(outcomes)) if failed else "",
    }


def _outcome(item: Outcome) -> Message:
    return {
        "file": item.file,
        "document": item.document,
        "kind": item.kind,
        "name": item.name,
        "namespace": item.namespace,
        "verb": item.verb,
        "message": item.message,
        "line": item.line,
        "column": item.column,
    }


def done(message: str) -> Message:
    return {"type": "result", "ok": True, "outcomes": [], "markers": [], "warnings": [], "message": message}


def outcome(key: tuple[str, str, str], verb: str, message: str = "") -> Message:
    """What became of one object, where no file is concerned."""
    kind, namespace, name = key
    place = {"file": "", "document": 0, "line": 0, "column": 0}
    return {**place, "kind": kind, "name": name, "namespace": namespace, "verb": verb, "message": message}


def restored(message: str, outcomes: list[Message]) -> Message:
    """The answer to Undo and Redo."""
    refused = [item for item in outcomes if item["verb"] == "error"]
    return {**done(message), "ok": not refused, "outcomes": outcomes}


def preview(changes: Message | None, outcomes: Sequence[Message] = ()) -> Message:
    """The answer to `preview`: the scene's difference, and of each document what would become of it."""
    brief = [{name: item[name] for name in ("file", "kind", "namespace", "name", "verb", "message")} for item in outcomes]
    return {"type": "preview", "scene": changes, "outcomes": brief, "summary": _applied(outcomes) if outcomes else ""}


def _applied(outcomes: Sequence[Message]) -> str:
    words = [f"{item['kind']}/{item['name']} {item['verb']}" for item in outcomes if item["verb"] != "error"]
    refused = len(outcomes) - len(words)
    told = [*words, say("{n} refused", n=refused)] if refused else words
    return together(told, ", ") if told else say("nothing to apply")


def terminal(output: Output) -> Message:
    """The answer to a line of the terminal."""
    printed = [{"stream": stream, "text": text} for stream, text in output.printed]
    return {"type": "terminal", "output": printed, "exit": output.exit, "prompt": output.prompt, "follow": _following(output.following)}


def followed(told: Told) -> Message:
    """What it has told since, and where it goes on; null where it has ended."""
    printed = [{"stream": stream, "text": text} for stream, text in (("out", told.printed), ("err", told.complaint)) if text]
    return {"type": "followed", "output": printed, "exit": told.exit, "follow": _following(told.next)}


def _following(found: Following | None) -> Message | None:
    return {"argv": list(found.argv), "namespace": found.namespace, "cursor": found.cursor} if found else None


def summary(message: messages.Message, outcome: Message) -> str:
    """One sentence of what a command did, for those who watch."""
    match message:
        case messages.Apply():
            return _applied(outcome["outcomes"])
        case messages.Trace():
            return say("{source} to {target}: {disposition}", source=message.source, target=message.target, disposition=outcome["disposition"])
        case messages.Submit():
            score, points = (f"{outcome.get(name, 0):g}" for name in ("score", "points"))
            return say("Step {step}: {score} of {points} points", step=message.step, score=score, points=points)
        case messages.Hint():
            return say("Hint {n} of step {step}", n=message.index + 1, step=message.step)
        case messages.Predict():
            return say("Prediction for step {step}", step=message.step)
        case messages.Terminal():
            return message.line.strip().partition("\n")[0][:SUMMARY]
        case messages.Tick():
            return say("Time went by")
        case _:
            return str(outcome.get("summary") or outcome["message"])
