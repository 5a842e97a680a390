"""Mutation testing: every mutant of every solution is handed in. The checks must catch those that change behaviour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

import msgspec

from playground.cluster.objects.metadata import key_of
from playground.cluster.simulation import Cluster
from playground.grading import behaviour
from playground.grading.behaviour import Question, Table, Trouble
from playground.grading.findings import Finding
from playground.grading.grader import SETTLE, Verdict, each, quick_first
from playground.grading.lab import Lab, Params, draw, fill
from playground.grading.mutants import Mutant, mutants
from playground.grading.submission import HandingIn
from playground.grading.suggesting import check_between
from playground.grading.touched import Key, backends, touched
from playground.grading.world import act, pods_with, start


class Fate(StrEnum):
    KILLED = "killed"
    SURVIVED = "survived"
    REFUSED = "refused"  # the API server or a lock stops it: nobody can hand it in
    SAME = "same"  # does the same as the solution
    MORE = "more"  # does all that the solution does, and something that it does not
    ALLOWED = "allowed"  # the lab says why it may live


@dataclass(frozen=True, slots=True)
class Fated:
    """A mutant and what became of it. Of a survivor: `difference` in plain words, and the check that would catch it."""

    solution: str
    mutant: Mutant
    fate: Fate
    difference: str = ""
    check: str = ""

    @property
    def place(self) -> str:
        inside = f"/{self.mutant.file}" if "." not in self.solution else ""
        return f"solutions/{self.solution}{inside}"


@dataclass(frozen=True, slots=True)
class Mutation:
    """A lab's mutants with their fates, and what the linter has to say about them."""

    fates: tuple[Fated, ...] = ()
    findings: tuple[Finding, ...] = field(default=())

    def count(self, fate: Fate) -> int:
        return sum(1 for one in self.fates if one.fate is fate)

    @property
    def survivors(self) -> list[Fated]:
        return [one for one in self.fates if one.fate is Fate.SURVIVED]

    @property
    def changing(self) -> int:
        """How many change what the solution does."""
        return self.count(Fate.KILLED) + self.count(Fate.SURVIVED)

    @property
    def rate(self) -> float:
        return self.count(Fate.KILLED) / self.changing if self.changing else 1.0


def mutate(lab: Lab, seed: str) -> Mutation:
    """In one variant. A lab without checks has nothing to test."""
    if not lab.spec.checks:
        return Mutation()
    return together(lab, seed, [fate for name in lab.submissions("solutions") for fate in mutate_solution(lab, seed, name)])


def mutate_solution(lab: Lab, seed: str, name: str) -> list[Fated]:
    """The mutants of one solution."""
    params = draw(lab, seed)
    return list(_solution(lab, start(lab, params, seed), params, name, lab.submissions("solutions")[name]))


def together(lab: Lab, seed: str, fates: Iterable[Fated]) -> Mutation:
    """Those of all solutions, and what is to be said about them."""
    found = Mutation(tuple(fates))
    return replace(found, findings=tuple(_findings(lab, draw(lab, seed), found)))


def _findings(lab: Lab, params: Params, found: Mutation) -> Iterator[Finding]:
    tests, where = lab.spec.tests, ("tests",)
    if found.rate < tests.mutants_killed:
        killed = f"{found.count(Fate.KILLED)} of {found.changing} mutants are caught, {tests.mutants_killed:.0%} are demanded"
        yield lab.finding((*where, "mutants_killed"), "E501", killed)
        for one in found.survivors:
            message = f"survives: {one.mutant.name}. {one.difference}. It would be caught by: {one.check}"
            yield Finding(one.place, one.mutant.line, "E501", message, "", one.mutant.column)
    survived = {one.mutant.name for one in found.fates if one.fate is Fate.ALLOWED}
    for name in tests.survivors:
        if fill(name, params) not in survived:
            yield lab.finding((*where, "survivors", name), "E502", f"no mutant {name!r} survives; take it off the list")


def _solution(lab: Lab, world: Cluster, params: Params, name: str, files: Mapping[str, str]) -> Iterator[Fated]:
    filled = {path: fill(text, params) for path, text in files.items()}
    handing = HandingIn(lab, world, params)
    solved = handing.begin_with(filled)
    if isinstance(solved, Verdict):
        return
    reference = _Reference(solved)
    allowed = {fill(one, params) for one in lab.spec.tests.survivors}
    checks = list(quick_first(lab))
    texts = {check: fill(msgspec.json.encode(lab.spec.checks[check]).decode(), params) for check in checks}
    for mutant in mutants(filled):
        about = {check for check, text in texts.items() if mutant.subject in text}
        cluster = handing.hand_in(mutant.files)
        if isinstance(cluster, Verdict):
            yield Fated(name, mutant, Fate.REFUSED)
        elif _caught(lab, cluster, params, checks, about):
            yield Fated(name, mutant, Fate.KILLED)
        else:
            yield reference.judge(name, mutant, cluster, mutant.name in allowed)


def _caught(lab: Lab, cluster: Cluster, params: Params, checks: list[str], about: Collection[str]) -> bool:
    """Checks that name what was changed come first, and of those the one that has caught the last: mutants of the same part follow each other."""
    for result in each(lab, cluster, params, sorted(checks, key=lambda check: check not in about)):
        if not result.passed:
            checks.remove(result.check)
            checks.insert(0, result.check)
            return True
    return False


class _Reference:
    """What the solution does; made when the first mutant survives."""

    def __init__(self, solved: Cluster) -> None:
        self.solved = _settled(solved)
        self.troubles = behaviour.troubles(self.solved)
        self._states: dict[str, Cluster] = {}
        self._tables: dict[str, dict[Question, behaviour.Outcome]] = {}

    def judge(self, solution: str, mutant: Mutant, cluster: Cluster, allowed: bool) -> Fated:
        settled = _settled(cluster)
        differ = touched(self.solved, settled)
        asked = behaviour.questions(self.solved, differ)
        difference = self._difference(settled, differ, asked)
        if difference is None:
            own = [question for question in behaviour.questions(settled, differ) if question not in asked]
            more = behaviour.table(settled, own) != self._told(own)
            return Fated(solution, mutant, Fate.MORE if more else Fate.SAME)
        question, trouble, here, there = difference
        words = f"{_words(question)}: {_told(here)}. With the mistake: {_told(there)}"
        check = check_between(self.solved, settled, question, trouble)
        return Fated(solution, mutant, Fate.ALLOWED if allowed else Fate.SURVIVED, words, check)

    def _difference(
        self, cluster: Cluster, differ: frozenset[Key] | None, asked: list[Question]
    ) -> tuple[Question, Trouble | None, behaviour.Outcome, behaviour.Outcome] | None:
        found = _first_difference(self._told(asked), behaviour.table(cluster, asked))
        if found:
            return found[0], None, found[1], found[2]
        connections = [question for question in asked if "://" in question.target and not question.again]
        for trouble in self._may_matter(differ, cluster) if connections else ():
            there = behaviour.table(_after(cluster, trouble), connections, trouble.name)
            found = _first_difference(self._told(connections, trouble), there)
            if found:
                return found[0], trouble, found[1], found[2]
        return None

    def _may_matter(self, differ: frozenset[Key] | None, cluster: Cluster) -> list[Trouble]:
        """The troubles that can make Services answer otherwise that don't in the calm: not what befalls pods behind none of them."""
        if differ is None:
            return self.troubles
        behind = backends(self.solved, differ) | backends(cluster, differ)
        return [one for one in self.troubles if one.pods is None or any(key_of(pod) in behind for pod in pods_with(self.solved, one.pods))]

    def _told(self, asked: list[Question], trouble: Trouble | None = None) -> Table:
        """What the solution answers; each question is asked once, and each trouble brought once."""
        name = trouble.name if trouble else ""
        if name not in self._states:
            self._states[name] = _after(self.solved, trouble) if trouble else self.solved
        known = self._tables.setdefault(name, {})
        keys = {replace(question, after=name): question for question in asked}
        known.update(behaviour.table(self._states[name], [question for key, question in keys.items() if key not in known], name))
        return {key: known[key] for key in keys}


def _settled(cluster: Cluster) -> Cluster:
    fork = cluster.fork()
    fork.advance(SETTLE)
    return fork


def _after(cluster: Cluster, trouble: Trouble) -> Cluster:
    fork = cluster.fork()
    for step in trouble.steps:
        act(fork, step)
    return fork


def _first_difference(here: Table, there: Table) -> tuple[Question, behaviour.Outcome, behaviour.Outcome] | None:
    return next(((question, told, there[question]) for question, told in here.items() if told != there[question]), None)


def _told(outcome: behaviour.Outcome) -> str:
    """Its parts; what comes several times is counted."""
    counted = Counter(outcome)
    return "; ".join(f"{count} x {part}" if count > 1 else part for part, count in counted.items())


def _words(question: Question) -> str:
    when = f" after {question.after}" if question.after else " a second time" if question.again else ""
    return f"{question.source} asks {question.target or 'its environment'}{when}"
