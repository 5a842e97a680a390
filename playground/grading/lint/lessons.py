"""The live blocks of texts: where they may stand, and whether they show what the text says."""

from __future__ import annotations

from collections.abc import Iterator

from playground.cluster.simulation import Cluster
from playground.grading.findings import Finding
from playground.grading.format import TraceBlock
from playground.grading.lab import Lab, Params, namespace
from playground.grading.lesson import BrokenFigure, passages, perform, read_figures
from playground.grading.lint.expecting import endings, trouble
from playground.grading.lint.prose import Scene, texts, wrong_quotes


def live_blocks(lab: Lab) -> Iterator[Finding]:
    """What can be read off the blocks."""
    steps = {step.text for step in lab.spec.steps} if lab.spec.kind == "Lesson" else set()
    for path, first, text in texts(lab):
        for block in passages(text) if path not in steps and not path.startswith("i18n/") else ():
            if not isinstance(block, str):
                yield Finding(path, first + block.line - 1, "E240", f"a block of {block.language} stands in the steps of a Lesson only")
    if not steps:
        return
    figures, findings = read_figures(lab)
    yield from findings
    for figure in figures:
        for missing in (one.apply for one in figure.settings.after if one.apply and one.apply not in lab.files):
            yield Finding(figure.file, figure.line, "E204", f"{missing!r} is not a file of this lab")
        for finding in trouble(lab, figure.settings.after, ()):
            yield Finding(figure.file, figure.line, finding.code, finding.message, finding.suggestion)
        if isinstance(figure.settings, TraceBlock):
            for message, near in endings(figure.settings.ends):
                yield Finding(figure.file, figure.line, "E204", message, near)


def play_lesson(lab: Lab, world: Cluster, params: Params) -> Iterator[Finding]:
    """The figures as a reader meets them, and the commands in the text, each in the state of one of them."""
    figures, _ = read_figures(lab)
    scenes = {"start": Scene(world, {})}
    asking: dict[str, None] = {}
    try:
        for shown in perform(lab, figures):
            scenes[f"figure-{shown.figure.number}"] = Scene(shown.cluster, {})
            if isinstance(shown.figure.settings, TraceBlock) and shown.figure.settings.from_.startswith("pod/"):
                asking[shown.figure.settings.from_] = None
    except BrokenFigure as error:
        yield Finding(error.figure.file, error.line, error.code, error.message)
        return
    yield from wrong_quotes(lab, params, scenes.get, "", tuple(scenes), tuple(asking) or (f"pod/client@{namespace(lab, params)}",))
