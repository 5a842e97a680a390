"""What happens in a lesson's figures, one after the other: each goes on where the one above it stopped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from playground.cluster.simulation import Cluster
from playground.cluster.trace.model import Trace
from playground.grading.expectations import how_it_ends
from playground.grading.format import TraceBlock, Trouble, WorldBlock
from playground.grading.grader import after_trouble
from playground.grading.lab import Lab, Params, draw, namespace, substitute
from playground.grading.lesson.blocks import Figure
from playground.grading.probes import Asking
from playground.grading.world import seconds, start

RUNS = 6
"""So often a question is sent, one request after the other: where chance decides, a reader sees it decide."""

SEED = "page"
"""A lesson is the same for every reader."""


class BrokenFigure(Exception):
    """A block can't be played as it stands: the lesson is at fault."""

    def __init__(self, figure: Figure, line: int, code: str, message: str) -> None:
        super().__init__(f"{figure.file}:{line}: {message}")
        self.figure, self.line, self.code, self.message = figure, line, code, message


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure with the cluster that it shows. Of a question: what was sent, each trace with the cluster that it went through."""

    figure: Figure
    cluster: Cluster
    runs: Sequence[Trace] = ()


def perform(lab: Lab, figures: Iterable[Figure]) -> Iterator[Shown]:
    """Raises BrokenFigure, and BrokenWorld where the lesson's own world is refused."""
    params = draw(lab, SEED)
    first = now = start(lab, params, SEED)
    for figure in figures:
        settings = figure.settings
        if isinstance(settings, WorldBlock):
            now = _world(lab, params, figure, settings, first if settings.from_ == "start" else now)
            yield Shown(figure, now)
        else:
            now = _after(lab, params, figure, settings.after, now)
            yield _asked(lab, params, figure, settings, now)


def _world(lab: Lab, params: Params, figure: Figure, settings: WorldBlock, before: Cluster) -> Cluster:
    cluster = before.fork()
    for outcome in cluster.apply(figure.text, figure.name, substitute=lambda value: substitute(value, params)) if figure.text.strip() else ():
        if outcome.error:
            raise BrokenFigure(figure, figure.first + max(0, outcome.line - 1), "E310", outcome.message)
    cluster.advance(seconds(settings.wait))
    return _after(lab, params, figure, settings.after, cluster)


def _after(lab: Lab, params: Params, figure: Figure, trouble: Sequence[Trouble], cluster: Cluster) -> Cluster:
    found = after_trouble(lab, cluster, params, trouble)
    if isinstance(found, str):
        raise BrokenFigure(figure, figure.line, "E311", found)
    return found


def _asked(lab: Lab, params: Params, figure: Figure, settings: TraceBlock, cluster: Cluster) -> Shown:
    """In the cluster itself, which no question changes: chance goes on where it was, so that not all figures show the same."""
    asking = Asking(cluster, params, namespace(lab, params))
    cluster.forget_traffic()
    try:
        source, target = asking.source(settings.from_), asking.target(settings.to)
        runs = [cluster.trace(source, target) for _ in range(RUNS)]
    except ValueError as error:
        raise BrokenFigure(figure, figure.line, "E311", str(error)) from None
    wanted = [settings.ends] if isinstance(settings.ends, str) else settings.ends
    for trace in runs:
        ended = how_it_ends(trace)
        if set(ended.split(" or ")) != set(wanted):
            raise BrokenFigure(figure, figure.line, "E312", f"{settings.from_} asks {settings.to}: it ends with {ended}, not {' or '.join(wanted)}")
    return Shown(figure, cluster, runs)
