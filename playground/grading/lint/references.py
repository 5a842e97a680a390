"""What can be read off a lab: names that lead nowhere, parts that contradict each other, files that nobody uses."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from posixpath import normpath

from playground.cluster.objects.kinds import BY_NAME
from playground.cluster.trace.diagnose import CODES
from playground.grading.findings import Finding
from playground.grading.format import Hint, Step, Trouble
from playground.grading.lab import LAB_FILE, NAMESPACE_PARAM, PLACEHOLDER, SAFE_VALUE, Lab
from playground.grading.lesson import read_figures
from playground.grading.lint.expecting import expecting
from playground.grading.lint.lessons import live_blocks
from playground.grading.lint.prose import DEBRIEF, links
from playground.grading.translations import wrong_translations

Where = tuple[str | int, ...]
REJECTED = "rejected"
FREE_FILES = (LAB_FILE, DEBRIEF, "README.md")
FREE_FOLDERS = ("solutions/", "mistakes/", "i18n/")


def read_off(lab: Lab, known_labs: Collection[str] = ()) -> list[Finding]:
    """`known_labs` are the ids of all labs; empty if they aren't known."""
    parts = (_kind, _world, _workspace, _steps, _mistakes, _answers, _params, _unused_files)
    found = [finding for part in parts for finding in part(lab)]
    for number, name in enumerate(lab.spec.prerequisites):
        if known_labs:
            found += _known(lab, name, known_labs, "a lab", ("prerequisites", number))
    return [*found, *expecting(lab), *live_blocks(lab), *wrong_translations(lab), *_links(lab, known_labs)]


def _known(lab: Lab, name: str, known: Collection[str], what: str, where: Where) -> Iterator[Finding]:
    if name not in known:
        near = difflib.get_close_matches(name, list(known), n=1)
        yield lab.finding(where, "E204", f"{name!r} is not {what}", near[0] if near else "")


def _file(lab: Lab, path: str, where: Where) -> Iterator[Finding]:
    yield from _known(lab, path, lab.files, "a file of this lab", where)


def _kind(lab: Lab) -> Iterator[Finding]:
    """What a Lesson and an Exam may not have."""
    spec = lab.spec
    if spec.kind == "Lesson" and spec.checks:
        yield lab.finding(("checks",), "E202", "a Lesson has no score, so it has no checks; kind: Lab has")
    if spec.kind == "Lesson" and spec.params:
        yield lab.finding(("params",), "E202", "a Lesson is the same for every reader, so it has no params")
    if spec.kind != "Lesson" and not lab.submissions("solutions"):
        yield lab.finding(("kind",), "E201", "a lab needs at least one file in solutions/")
    if (spec.kind == "Exam") != (spec.time_limit is not None):
        yield lab.finding(("kind",), "E202", "an Exam, and nothing else, has a time_limit")
    if spec.kind != "Exam":
        return
    for number, step in enumerate(spec.steps):
        if step.hints:
            yield lab.finding(("steps", number, "hints"), "E202", "an Exam gives no hints")
        if step.needs:
            yield lab.finding(("steps", number, "needs"), "E202", "the tasks of an Exam can be done in any order")
    if spec.feedback.what_if != "nothing":
        yield lab.finding(("feedback",), "E202", "an Exam tells nothing of what would have worked: what_if: nothing")


def _world(lab: Lab) -> Iterator[Finding]:
    for number, path in enumerate(lab.spec.world.manifests):
        yield from _file(lab, path, ("world", "manifests", number))


def _workspace(lab: Lab) -> Iterator[Finding]:
    for number, file in enumerate(lab.spec.workspace.files):
        if file.from_:
            yield from _file(lab, file.from_, ("workspace", "files", number, "from"))
    for number, kind in enumerate(lab.spec.workspace.kinds):
        yield from _known(lab, kind, BY_NAME, "a kind", ("workspace", "kinds", number))


def _steps(lab: Lab) -> Iterator[Finding]:
    spec = lab.spec
    steps = [step.id for step in spec.steps]
    for number, step in enumerate(spec.steps):
        where: Where = ("steps", number)
        yield from _file(lab, step.text, (*where, "text"))
        for place, name in enumerate(step.needs):
            yield from _known(lab, name, steps[:number], "an earlier step", (*where, "needs", place))
        for place, name in enumerate(step.checks):
            yield from _known(lab, name, spec.checks, "a check", (*where, "checks", place))
        yield from _prediction(lab, step, (*where, "predict"))
        for place, hint in enumerate(step.hints):
            yield from _hint(lab, hint, (*where, "hints", place))
        graded = [spec.checks[name] for name in step.checks if name in spec.checks]
        if graded and not any(check.probe for check in graded):
            yield lab.finding(where, "E208", "a graded step needs at least one probe: fields alone prove nothing")
    used = {name for step in spec.steps for name in (*step.checks, *([step.predict.probe] if step.predict else []))}
    for name, check in spec.checks.items():
        if name not in used and not check.hidden:
            yield lab.finding(("checks", name), "E209", f"no step uses the check {name!r}")
        yield from _trouble(lab, check.after, ("checks", name, "after"))


def _prediction(lab: Lab, step: Step, where: Where) -> Iterator[Finding]:
    if step.predict is None:
        return
    yield from _known(lab, step.predict.probe, lab.spec.checks, "a check", (*where, "probe"))
    yield from _trouble(lab, step.predict.after, (*where, "after"))
    if not step.predict.answer and "backends" not in step.predict.ask:
        message = "the prediction does not say its answer, so nobody would notice if the question went wrong"
        yield lab.finding(where, "E218", message)


def _trouble(lab: Lab, after: list[Trouble], where: Where) -> Iterator[Finding]:
    for number, trouble in enumerate(after):
        if trouble.apply is not None:
            yield from _file(lab, trouble.apply, (*where, number))


def _hint(lab: Lab, hint: Hint, where: Where) -> Iterator[Finding]:
    if bool(hint.text) == bool(hint.solution):
        yield lab.finding(where, "E206", "a hint has either a text or a solution")
    if hint.solution:
        yield from _file(lab, hint.solution, (*where, "solution"))
    if not hint.cost and (hint.solution or _tells_all(lab, hint.text)):
        yield lab.finding(where, "E207", "a hint that shows the solution must cost something")
    if hint.when:
        yield from _known(lab, hint.when, CODES, "a diagnosis", (*where, "when"))


def _tells_all(lab: Lab, text: str) -> bool:
    """Whether every line of a solution stands in a hint's text."""
    told = {line.strip() for line in text.splitlines()}
    for files in lab.submissions("solutions").values():
        lines = {line.strip() for text in files.values() for line in text.splitlines() if line.strip()}
        if lines and lines <= told:
            return True
    return False


def _mistakes(lab: Lab) -> Iterator[Finding]:
    named, there = lab.spec.tests.mistakes, lab.submissions("mistakes")
    for path, code in named.items():
        where = ("tests", "mistakes", path)
        yield from _known(lab, path, there, "a file or folder in mistakes/", where)
        if code != REJECTED:
            yield from _known(lab, code, CODES, "a diagnosis", where)
    for path in there:
        if path not in named:
            yield lab.finding(("tests",), "E210", f"tests.mistakes does not say which diagnosis mistakes/{path} must get")


def _answers(lab: Lab) -> Iterator[Finding]:
    """Where the editor has several files, or the answer has, each must find its own; one file alone may be called anything."""
    known = [file.path for file in lab.spec.workspace.files]
    for folder in ("solutions", "mistakes"):
        for name, files in lab.submissions(folder).items():
            for path in files if len(files) > 1 or len(known) > 1 else ():
                if path not in known:
                    near = difflib.get_close_matches(path, known, n=1)
                    where = f"{folder}/{name}" if path == name else f"{folder}/{name}/{path}"
                    yield Finding(where, 1, "E217", "the editor has no file of this name", near[0] if near else "")


def _params(lab: Lab) -> Iterator[Finding]:
    used = {name for text in lab.files.values() for name in PLACEHOLDER.findall(text)} | {NAMESPACE_PARAM}
    for name, param in lab.spec.params.items():
        if name not in used:
            yield lab.finding(("params", name), "E221", f"the parameter {name!r} is not used")
        for place, value in enumerate(param.choice or []):
            if not SAFE_VALUE.match(str(value)):
                message = f"{value!r}: a value has letters, digits, dots, dashes and underscores only"
                yield lab.finding(("params", name, "choice", place), "E222", message)
    for name in sorted(used - set(lab.spec.params) - {NAMESPACE_PARAM}):
        path, line, column = _first(lab, "${" + name + "}")
        near = difflib.get_close_matches(name, list(lab.spec.params), n=1)
        yield Finding(path, line, "E204", f"{name!r} is not a parameter", near[0] if near else "", column)


def _first(lab: Lab, text: str) -> tuple[str, int, int]:
    """File, line and column of the first place where a text stands."""
    path = min(path for path, content in lab.files.items() if text in content)
    before, _, _ = lab.files[path].partition(text)
    return path, before.count("\n") + 1, len(before) - before.rfind("\n")


def _unused_files(lab: Lab) -> Iterator[Finding]:
    spec = lab.spec
    used = {*spec.world.manifests, *FREE_FILES, *(file.from_ for file in spec.workspace.files)}
    for step in spec.steps:
        used |= {step.text, *(hint.solution for hint in step.hints)}
        used |= {trouble.apply for trouble in (step.predict.after if step.predict else ())}
    used |= {trouble.apply for check in spec.checks.values() for trouble in check.after}
    used |= {trouble.apply for figure in read_figures(lab)[0] for trouble in figure.settings.after}
    for path in lab.files:
        if path not in used and not path.startswith(FREE_FOLDERS):
            yield Finding(path, 1, "E223", "nothing uses this file")
        elif path.startswith("i18n/"):
            original = path.split("/", 2)[-1]
            if original not in lab.files:
                yield Finding(path, 1, "E223", f"a translation of {original}, which is not there")


def _links(lab: Lab, known_labs: Collection[str]) -> Iterator[Finding]:
    for link in links(lab):
        target = link.target.partition("#")[0]
        if not target or target.startswith(("https://", "mailto:")):
            continue
        if target.startswith("http://"):
            yield Finding(link.file, link.line, "E230", f"{target} is not encrypted; link to https", "", link.column)
        elif target.startswith("lab:"):
            if known_labs and target[4:] not in known_labs:
                near = difflib.get_close_matches(target[4:], list(known_labs), n=1)
                yield Finding(link.file, link.line, "E230", f"there is no lab {target[4:]!r}", near[0] if near else "", link.column)
        elif normpath(f"{link.file}/../{target}") not in lab.files:
            yield Finding(link.file, link.line, "E230", f"the link leads to {target}, which is no file of this lab", "", link.column)
