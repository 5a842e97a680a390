"""A lesson's figures as the page shows and plays them, and its text around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from playground.cluster.saying import say
from playground.cluster.trace.explain import place_name
from playground.diagram import Item, draw
from playground.grading.format import TraceBlock, WorldBlock
from playground.grading.lab import Lab
from playground.grading.lesson import Shown, passages
from playground.workspaces.wire import tracing
from playground.workspaces.wire.language import said
from playground.workspaces.wire.prose import html

Message = dict[str, Any]


def lesson_figures(all_shown: Sequence[Shown]) -> list[Message]:
    """`[{id, number, kind: world|trace, title, file, folded, lines, scene: {nodes, edges}, question: {source, target}|null, runs: [trace]}]`."""
    from_outside = any(trace.source == "outside" for shown in all_shown for trace in shown.runs)
    return [_figure(shown, from_outside) for shown in all_shown]


def _figure(shown: Shown, from_outside: bool) -> Message:
    figure, settings = shown.figure, shown.figure.settings
    runs = [tracing.trace(shown.cluster, trace) for trace in shown.runs]
    question = {"source": runs[0]["source"], "target": runs[0]["target"]} if runs else None
    named = say("{source} asks {target}", source=place_name(question["source"]), target=question["target"]) if question else ""
    return {
        "id": f"figure-{figure.number}",
        "number": figure.number,
        "kind": "trace" if isinstance(settings, TraceBlock) else "world",
        "title": settings.title or named,
        "file": figure.name,
        "folded": isinstance(settings, WorldBlock) and settings.folded,
        "lines": figure.text.rstrip().splitlines(),
        "scene": _scene(shown, from_outside),
        "question": question,
        "runs": runs,
    }


def _scene(shown: Shown, from_outside: bool) -> Message:
    """Who stands outside is left away where nobody asks from there."""
    scene = draw(shown.cluster.store, shown.cluster.config).scene
    away = {item["id"] for item in scene["nodes"] if not from_outside and item["kind"] in ("outside", "client")}
    nodes: list[Item] = [item for item in scene["nodes"] if item["id"] not in away]
    return {"nodes": nodes, "edges": [edge for edge in scene["edges"] if not {edge["source"], edge["target"]} & away]}


def lesson_sections(lab: Lab, figures: Sequence[Message]) -> list[Message]:
    """`[{id, title, parts: [{html} | {figure}]}]`; a figure that can't be shown is None."""
    by_number = {figure["number"]: figure for figure in figures}
    numbers = count(1)
    told: set[str] = set()
    sections = []
    for step in lab.spec.steps:
        if step.text not in told:
            told.add(step.text)
            sections.append({"id": step.id, "title": step.title, "parts": list(_parts(lab.files.get(step.text, ""), by_number, numbers))})
    return sections


def _parts(text: str, figures: Mapping[int, Message], numbers: Iterator[int]) -> Iterator[Message]:
    for passage in passages(text):
        if not isinstance(passage, str):
            figure = figures.get(next(numbers))
            yield {"figure": {**figure, "title": said(figure["title"]), "walk": _walk(figure)} if figure else None, "shown": True}
        elif passage.strip():
            yield {"html": html(passage)}


def _walk(figure: Message) -> list[str]:
    """What happens to the first request, in sentences."""
    return [said(step["sentence"]) for run in figure["runs"][:1] for hop in run["hops"] for step in hop["steps"]]
