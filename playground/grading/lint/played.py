"""One variant of a lab, played through the grader that learners meet: predictions, solutions, starter, mistakes, commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache

from playground.cluster.simulation import Cluster
from playground.grading.findings import Finding
from playground.grading.grader import SETTLE, Result, Verdict, as_asked, each, foretell, quick_first, rcode_told
from playground.grading.lab import Lab, Params, draw, fill
from playground.grading.lint.lessons import play_lesson
from playground.grading.lint.prose import Scene, wrong_quotes
from playground.grading.lint.references import REJECTED
from playground.grading.lint.rules import wrong_rules
from playground.grading.submission import HandingIn
from playground.grading.world import BrokenWorld, start


def play(lab: Lab, seed: str) -> Iterator[Finding]:
    params = draw(lab, seed)
    variant = f" (variant {', '.join(f'{name}={value}' for name, value in params.items())})" if params else ""
    try:
        world = start(lab, params, seed)
    except BrokenWorld as error:
        yield Finding(error.file, error.line, "E301", f"the world is refused: {error.message}{variant}")
        return
    if lab.spec.kind == "Lesson":
        yield from play_lesson(lab, world, params)
        return
    yield from _predictions(lab, world, params, variant)
    handing = HandingIn(lab, world, params)
    yield from _solutions(lab, handing, params, variant)
    yield from _starter(lab, handing, params, variant)
    yield from _mistakes(lab, handing, params, variant)
    scenes = _scenes(lab, world, handing, params)
    yield from wrong_quotes(lab, params, scenes, variant)
    yield from wrong_rules(lab, params, scenes, variant)


def _predictions(lab: Lab, world: Cluster, params: Params, variant: str) -> Iterator[Finding]:
    """What a question says of the world must be so where the learner meets it; here: at the start."""
    for number, step in enumerate(lab.spec.steps):
        if step.predict is None:
            continue
        where = ("steps", number, "predict")
        try:
            trace = foretell(lab, world, params, step.predict).trace
        except ValueError as error:
            yield lab.finding(where, "E407", f"the prediction's probe can't be sent: {error}{variant}")
            continue
        if trace is None:
            yield lab.finding(where, "E407", "a prediction needs a probe that asks over the network")
            continue
        seen = {"disposition": trace.disposition.value, "rcode": rcode_told(trace)}
        for name, answer in step.predict.answer.items():
            if seen.get(name) != answer:
                message = f"the answer to the prediction is {name} {seen.get(name)}, not {answer}{variant}"
                yield lab.finding((*where, "answer", name), "E408", message)


def _solutions(lab: Lab, handing: HandingIn, params: Params, variant: str) -> Iterator[Finding]:
    for name, files in lab.submissions("solutions").items():
        cluster = handing.begin_with(files)
        if isinstance(cluster, Verdict):
            file = f"solutions/{name}/{cluster.file}" if len(files) > 1 else f"solutions/{name}"
            yield Finding(file, cluster.line or 1, "E401", f"the solution is refused: {cluster.message}{variant}", "", cluster.column or 1)
            continue
        for result in each(lab, cluster, params, lab.spec.checks):
            if not result.passed:
                why = "; ".join(map(str, result.failures))
                yield Finding(f"solutions/{name}", 1, "E402", f"the solution fails the check {result.check!r}: {why}{variant}")


def _starter(lab: Lab, handing: HandingIn, params: Params, variant: str) -> Iterator[Finding]:
    cluster = handing.begin_with(starter(lab))
    if not lab.spec.checks or isinstance(cluster, Verdict):
        return
    if all(result.passed for result in each(lab, cluster, params, quick_first(lab))):
        yield lab.finding(("workspace",), "E403", f"the starter already passes{variant}")


def starter(lab: Lab) -> Mapping[str, str]:
    """What the editor holds before the learner has typed."""
    return {file.path: lab.files[file.from_] for file in lab.spec.workspace.files if file.from_}


def _mistakes(lab: Lab, handing: HandingIn, params: Params, variant: str) -> Iterator[Finding]:
    for name, files in lab.submissions("mistakes").items():
        expected, where = lab.spec.tests.mistakes[name], ("tests", "mistakes", name)
        cluster = handing.begin_with(files)
        if isinstance(cluster, Verdict):
            if expected != REJECTED:
                message = f"mistakes/{name} is refused ({cluster.message}), not diagnosed as {expected}{variant}"
                yield lab.finding(where, "E404", message)
            continue
        results: list[Result] = []
        codes: set[str] = set()
        for result in each(lab, cluster, params, quick_first(lab)):
            results.append(result)
            codes |= {result.diagnosis.code} if result.diagnosis else set()
            if expected in codes:
                break
        failed = any(not result.passed for result in results)
        codes |= {result.diagnosis.code for result in as_asked(lab, params, results) if result.diagnosis}
        if not failed:
            yield lab.finding(where, "E405", f"mistakes/{name} passes every check{variant}")
        elif expected not in codes:
            message = f"mistakes/{name} must get {expected}, it gets {', '.join(sorted(codes)) or 'no diagnosis'}{variant}"
            yield lab.finding(where, "E406", message)


def _scenes(lab: Lab, world: Cluster, handing: HandingIn, params: Params) -> Callable[[str], Scene | None]:
    """The states in which quoted commands are tried, made when first asked for."""

    @cache
    def scene(name: str) -> Scene | None:
        if name == "start":
            return Scene(world, _filled(starter(lab), params))
        files: Mapping[str, str] | None
        if name == "starter":
            files = starter(lab) or None
        elif name == "solved":
            files = next(iter(lab.submissions("solutions").values()), None)
        else:
            files = lab.submissions("mistakes").get(name.removeprefix("mistakes/"))
        cluster = handing.begin_with(files) if files is not None else None
        if cluster is None or isinstance(cluster, Verdict) or files is None:
            return None
        cluster.advance(SETTLE)
        return Scene(cluster, _filled(_as_the_editor_calls_them(lab, files), params))

    return scene


def _filled(files: Mapping[str, str], params: Params) -> Mapping[str, str]:
    """As the learner of this variant sees them."""
    return {path: fill(text, params) for path, text in files.items()}


def _as_the_editor_calls_them(lab: Lab, files: Mapping[str, str]) -> Mapping[str, str]:
    known = [file.path for file in lab.spec.workspace.files]
    return dict(zip(known, files.values(), strict=True)) if len(known) == len(files) == 1 else files
