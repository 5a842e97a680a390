"""The linter: refuses a lab that is not fair, before a learner sees it. Pure: a lab in, findings out.

E1xx format, E2xx references inside the lab, E3xx the world, E4xx what was played through the real grader.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping

import msgspec

from playground.cluster.simulation import Cluster
from playground.cluster.trace.diagnose import CODES
from playground.cluster.trace.model import Disposition
from playground.grading.format import Expectation, Probe, Trouble
from playground.grading.grader import Kind, Verdict, foretell, grade
from playground.grading.lab import LAB_FILE, PLACEHOLDER, SAFE_VALUE, Finding, Lab, Params, draw, fill
from playground.grading.world import BrokenWorld, start


def lint(lab: Lab, known_labs: Collection[str] = ()) -> list[Finding]:
    """Everything that is wrong with one lab: first what can be read off it, then what shows when it is played."""
    findings = [*_references(lab, known_labs), *_expectations(lab), *_params(lab)]
    return findings or list(_played(lab))


# -- what can be read off the lab


def _references(lab: Lab, known_labs: Collection[str]) -> Iterator[Finding]:
    spec = lab.spec
    for number, path in enumerate(spec.world.manifests):
        yield from _file(lab, path, "world", "manifests", number)
    for number, file in enumerate(spec.workspace.files):
        if file.from_:
            yield from _file(lab, file.from_, "workspace", "files", number, "from")
    if spec.kind != "Lesson" and not lab.submissions("solutions"):
        yield Finding(LAB_FILE, 1, "E201", "a lab needs at least one file in solutions/")
    steps = [step.id for step in spec.steps]
    for number, step in enumerate(spec.steps):
        yield from _file(lab, step.text, "steps", number, "text")
        for name in step.needs:
            yield from _known(lab, name, steps[:number], "an earlier step", "steps", number, "needs")
        for name in step.checks:
            yield from _known(lab, name, spec.checks, "a check", "steps", number, "checks")
        if step.predict:
            yield from _known(lab, step.predict.probe, spec.checks, "a check", "steps", number, "predict")
            for trouble in step.predict.after:
                if trouble.apply is not None:
                    yield from _file(lab, trouble.apply, "steps", number, "predict")
            if not step.predict.answer and "backends" not in step.predict.ask:
                yield Finding(LAB_FILE, lab.line("steps", number, "predict"), "E218", "the prediction does not say its answer, so nobody would notice if the question went wrong")
        for place, hint in enumerate(step.hints):
            where: tuple[str | int, ...] = ("steps", number, "hints", place)
            if bool(hint.text) == bool(hint.solution):
                yield Finding(LAB_FILE, lab.line(*where), "E206", "a hint has either a text or a solution")
            if hint.solution:
                yield from _file(lab, hint.solution, *where)
                if not hint.cost and not hint.after_attempts:
                    yield Finding(LAB_FILE, lab.line(*where), "E207", "a hint that shows the solution must cost something")
            if hint.when:
                yield from _known(lab, hint.when, CODES, "a diagnosis", *where)
        graded = [spec.checks[name] for name in step.checks if name in spec.checks]
        if graded and not any(check.probe for check in graded):
            yield Finding(LAB_FILE, lab.line("steps", number), "E208", "a graded step needs at least one probe: fields alone prove nothing")
    used = {name for step in spec.steps for name in (*step.checks, *([step.predict.probe] if step.predict else []))}
    for name in spec.checks:
        if name not in used and not spec.checks[name].hidden:
            yield Finding(LAB_FILE, lab.line("checks", name), "E209", f"no step uses the check {name!r}")
    for path, code in spec.tests.mistakes.items():
        where = ("tests", "mistakes", path)
        yield from _known(lab, path, lab.submissions("mistakes"), "a file or folder in mistakes/", *where)
        if code != "rejected":
            yield from _known(lab, code, CODES, "a diagnosis", *where)
    yield from _names(lab)
    for path in lab.submissions("mistakes"):
        if path not in spec.tests.mistakes:
            yield Finding(LAB_FILE, lab.line("tests"), "E210", f"tests.mistakes does not say which diagnosis mistakes/{path} must get")
    for number, name in enumerate(spec.prerequisites):
        if known_labs:
            yield from _known(lab, name, known_labs, "a lab", "prerequisites", number)


def _names(lab: Lab) -> Iterator[Finding]:
    """Where the editor has several files, or the answer has, each must find its own; one file alone may be called anything."""
    known = [file.path for file in lab.spec.workspace.files]
    for folder in ("solutions", "mistakes"):
        for name, files in lab.submissions(folder).items():
            for path in files if len(files) > 1 or len(known) > 1 else ():
                if path not in known:
                    near = difflib.get_close_matches(path, known, n=1)
                    yield Finding(f"{folder}/{name}/{path}", 1, "E217", "the editor has no file of this name", near[0] if near else "")


def _file(lab: Lab, path: str, *where: str | int) -> Iterator[Finding]:
    yield from _known(lab, path, lab.files, "a file of this lab", *where)


def _known(lab: Lab, name: str, known: Collection[str], what: str, *where: str | int) -> Iterator[Finding]:
    if name not in known:
        near = difflib.get_close_matches(name, list(known), n=1)
        yield Finding(LAB_FILE, lab.line(*where), "E204", f"{name!r} is not {what}", near[0] if near else "")


def _expectations(lab: Lab) -> Iterator[Finding]:
    known = sorted(Expectation.__struct_encode_fields__)
    for name, check in lab.spec.checks.items():
        where = ("checks", name)
        if (check.probe is None) == (check.object is None):
            yield Finding(LAB_FILE, lab.line(*where), "E211", f"the check {name!r} needs either a probe or an object")
        if check.probe is not None:
            if _count(check.probe) != 1:
                yield Finding(LAB_FILE, lab.line(*where, "probe"), "E212", "a probe is exactly one of http, tcp, udp, sctp, dns, endpoints, env")
            yield from _expectation(lab, check.expect, known, *where, "expect")
        for number, trouble in enumerate(check.after):
            if _count(trouble) != 1:
                yield Finding(LAB_FILE, lab.line(*where, "after", number), "E213", "each entry of after is exactly one kind of trouble")
            if trouble.apply is not None:
                yield from _file(lab, trouble.apply, *where, "after", number)


def _expectation(lab: Lab, expect: Mapping[str, object], known: list[str], *where: str | int) -> Iterator[Finding]:
    if not expect:
        yield Finding(LAB_FILE, lab.line(*where), "E214", "nothing is expected, so the check can't fail")
    for field in expect:
        if field not in known:
            near = difflib.get_close_matches(field, known, n=1)
            yield Finding(LAB_FILE, lab.line(*where, field), "E215", f"unknown expectation {field!r}", near[0] if near else "")
            return
    try:
        expectation = msgspec.convert(expect, Expectation)
    except msgspec.ValidationError as error:
        yield Finding(LAB_FILE, lab.line(*where), "E216", f"{error}")
        return
    for disposition in [expectation.disposition] if isinstance(expectation.disposition, str) else expectation.disposition or []:
        if "${" not in disposition:
            yield from _known(lab, disposition, [known.value for known in Disposition], "a disposition", *where, "disposition")
    if expectation.not_ is not None:
        yield from _expectation(lab, expectation.not_, known, *where, "not")


def _count(part: Probe | Trouble) -> int:
    return sum(getattr(part, name) is not None for name in part.__struct_fields__)


def _params(lab: Lab) -> Iterator[Finding]:
    used = {name for text in lab.files.values() for name in PLACEHOLDER.findall(text)}
    for name, param in lab.spec.params.items():
        where = ("params", name)
        if _count_param(param) != 1:
            yield Finding(LAB_FILE, lab.line(*where), "E220", "a parameter has exactly one of choice, int, name")
        if name not in used:
            yield Finding(LAB_FILE, lab.line(*where), "E221", f"the parameter {name!r} is not used")
        for value in param.choice or []:
            if not SAFE_VALUE.match(str(value)):
                yield Finding(LAB_FILE, lab.line(*where), "E222", f"{value!r}: a value has letters, digits, dots, dashes and underscores only")


def _count_param(param: object) -> int:
    return sum(getattr(param, name) is not None for name in ("choice", "int_", "name"))


# -- what shows when it is played


def _played(lab: Lab) -> Iterator[Finding]:
    for number in range(lab.spec.tests.seeds if lab.spec.params else 1):
        seed = f"lint-{number}"
        params = draw(lab, seed)
        variant = f" (variant {params})" if params else ""
        try:
            world = start(lab, params, seed)
        except BrokenWorld as error:
            yield Finding(error.file, error.line, "E301", f"the world is refused: {error.message}{variant}")
            return
        yield from _predictions(lab, world, params, variant)
        yield from _solutions(lab, world, params, variant)
        yield from _starter(lab, world, params, variant)
        yield from _mistakes(lab, world, params, variant)


def play(lab: Lab, world: Cluster, params: Params, files: Mapping[str, str]) -> Verdict:
    """Submit files in a fork of the world, as a learner would: apply, wait until things have settled, grade all checks.

    An answer that the API server refuses is *rejected*, with the first message.
    """
    cluster = world.fork()
    for path, text in files.items():
        for outcome in cluster.apply(fill(text, params), file=path):
            if outcome.error:
                return Verdict(Kind.REJECTED, message=f"{path}:{outcome.line}: {outcome.message}")
    cluster.advance(60.0)
    return grade(lab, cluster, params)


def _predictions(lab: Lab, world: Cluster, params: Params, variant: str) -> Iterator[Finding]:
    """What a question says of the world must be so where the learner meets it; here: at the start."""
    for number, step in enumerate(lab.spec.steps):
        if step.predict is None:
            continue
        where = lab.line("steps", number, "predict")
        try:
            trace = foretell(lab, world, params, step.predict).trace
        except ValueError as error:
            yield Finding(LAB_FILE, where, "E407", f"the prediction's probe can't be sent: {error}{variant}")
            continue
        if trace is None:
            yield Finding(LAB_FILE, where, "E407", "a prediction needs a probe that asks over the network")
            continue
        seen = {"disposition": trace.disposition.value, "rcode": trace.lookup.rcode if trace.lookup else ""}
        for name, answer in step.predict.answer.items():
            if seen.get(name) != answer:
                yield Finding(LAB_FILE, where, "E408", f"the answer to the prediction is {name} {seen.get(name)}, not {answer}{variant}")


def _solutions(lab: Lab, world: Cluster, params: Params, variant: str) -> Iterator[Finding]:
    for name, files in lab.submissions("solutions").items():
        verdict = play(lab, world, params, files)
        if verdict.kind is Kind.REJECTED:
            yield Finding(f"solutions/{name}", 1, "E401", f"the solution is refused: {verdict.message}{variant}")
        for result in verdict.results:
            if not result.passed:
                why = "; ".join(map(str, result.failures))
                yield Finding(f"solutions/{name}", 1, "E402", f"the solution fails the check {result.check!r}: {why}{variant}")


def _starter(lab: Lab, world: Cluster, params: Params, variant: str) -> Iterator[Finding]:
    if not lab.spec.checks:
        return
    files = {file.path: lab.files[file.from_] for file in lab.spec.workspace.files if file.from_}
    if play(lab, world, params, files).passed:
        yield Finding(LAB_FILE, lab.line("workspace"), "E403", f"the starter already passes{variant}")


def _mistakes(lab: Lab, world: Cluster, params: Params, variant: str) -> Iterator[Finding]:
    for name, files in lab.submissions("mistakes").items():
        expected = lab.spec.tests.mistakes[name]
        verdict = play(lab, world, params, files)
        where = lab.line("tests", "mistakes", name)
        if verdict.kind is Kind.REJECTED:
            if expected != "rejected":
                yield Finding(LAB_FILE, where, "E404", f"mistakes/{name} is refused ({verdict.message}), not diagnosed as {expected}{variant}")
            continue
        if verdict.passed:
            yield Finding(LAB_FILE, where, "E405", f"mistakes/{name} passes every check{variant}")
            continue
        codes = sorted({result.diagnosis.code for result in verdict.results if result.diagnosis})
        if expected not in codes:
            yield Finding(LAB_FILE, where, "E406", f"mistakes/{name} must get {expected}, it gets {', '.join(codes) or 'no diagnosis'}{variant}")
