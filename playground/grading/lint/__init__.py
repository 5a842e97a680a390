"""The linter: refuses a lab that is not fair, before a learner sees it. Pure: a lab in, findings out.

`read_off` needs no cluster; `play` plays one variant through the grader that learners meet; `mutate` tests the checks
themselves with mutants of the solutions. Codes and what they mean: grading/findings.py.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from uuid import UUID

from playground.grading.findings import Finding
from playground.grading.lab import Lab, draw
from playground.grading.lint.mutation import Fated, Mutation, mutate, mutate_solution, together
from playground.grading.lint.played import play
from playground.grading.lint.references import read_off

__all__ = ["Fated", "Mutation", "distinct", "lint", "mutate", "mutate_solution", "play", "read_off", "seed", "together", "variants"]


def lint(lab: Lab, known_labs: Collection[str] = (), seeds: int | None = None) -> list[Finding]:
    """Everything that is wrong with one lab: first what can be read off it; if that is nothing, what shows when it is
    played in all its variants; if that is nothing, what its checks let pass."""
    findings = read_off(lab, known_labs)
    if not findings:
        findings = distinct(finding for number in variants(lab, seeds) for finding in play(lab, seed(number)))
    return findings or list(mutate(lab, seed(0)).findings)


LEAST = 3
"""So many variants are played although they came out alike: names and choices are drawn in a world too."""


def variants(lab: Lab, seeds: int | None = None) -> Sequence[int]:
    """The numbers of the variants to play; `seeds`, how many are drawn, stands for what the lab says. Of those with the same
    parameters only the first is played. A lesson is the same for everybody."""
    if lab.spec.kind == "Lesson":
        return (0,)
    seen: dict[tuple[tuple[str, str | int], ...], int] = {}
    for number in range(seeds or lab.spec.tests.seeds):
        seen.setdefault(tuple(draw(lab, seed(number)).items()), number)
    again = (number for number in range(seeds or lab.spec.tests.seeds) if number not in seen.values())
    return sorted([*seen.values(), *islice(again, max(0, LEAST - len(seen)))])


def seed(number: int) -> str:
    """Of one variant: as a workspace has it, so that an author can open the variant that a finding names."""
    return str(UUID(int=number))


def distinct(findings: Iterable[Finding]) -> list[Finding]:
    """Each thing once, though it shows in many variants."""
    found: dict[tuple[str, int, int, str], Finding] = {}
    for finding in findings:
        found.setdefault((finding.file, finding.line, finding.column, finding.code), finding)
    return list(found.values())
