"""Many labs through the linter, on all processors: each process takes some of a lab's variants, or the mutants of a solution, at a time."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from playground.catalog.folder import LabFolder
from playground.grading.findings import Finding
from playground.grading.lab import Lab, read_lab
from playground.grading.lint import (
    Fated,
    Mutation,
    distinct,
    mutate,
    mutate_solution,
    play,
    read_off,
    seed,
    together,
    variants,
)

CHUNK = 5
"""Variants that a process plays before it takes other work."""


@dataclass(frozen=True, slots=True)
class Report:
    """What is wrong with one lab. Mutants are only tried where nothing else is wrong."""

    findings: list[Finding] = field(default_factory=list)
    mutation: Mutation | None = None


@dataclass(frozen=True, slots=True)
class _Task:
    folder: LabFolder
    variants: tuple[int, ...]
    solution: str = ""  # whose mutants are tried, where there are no variants to play


def lint_folders(
    wanted: Sequence[LabFolder], everything: Sequence[LabFolder], seeds: int | None = None, jobs: int | None = None
) -> list[Report]:
    """A report for each wanted lab, in order. `everything` is what links and prerequisites may name; `seeds` stands for what each lab says."""
    ids = [lab.spec.id for folder in everything if (lab := _read(folder)[0])]
    reports = {_key(folder): _read_off(folder, ids) for folder in wanted}
    clean = [folder for folder in wanted if not reports[_key(folder)].findings]
    count = jobs or os.cpu_count() or 1
    played = _all(_variants(clean, seeds), count)
    for folder in clean:
        mine = (finding for task, findings, _ in played if task.folder is folder for finding in findings)
        reports[_key(folder)] = Report(distinct(mine))
    fair = [folder for folder in clean if not reports[_key(folder)].findings]
    heaviest_first = sorted(fair, key=_weight, reverse=True)  # so that no process is left alone with a long one at the end
    mutated = _all([task for folder in heaviest_first for task in _mutants(folder)], count)
    for folder in fair:
        fates = [fate for task, _, fates in mutated if task.folder is folder for fate in fates]
        reports[_key(folder)] = _judged(folder, fates)
    return [reports[_key(folder)] for folder in wanted]


def lint_one(folder: LabFolder, ids: Sequence[str], seeds: int | None = None) -> Report:
    """The same for one lab, in this process. `ids` are those of all labs."""
    report = _read_off(folder, ids)
    lab = _read(folder)[0]
    if report.findings or lab is None:
        return report
    findings = distinct(finding for number in variants(lab, seeds) for finding in play(lab, seed(number)))
    if findings:
        return Report(findings)
    mutation = mutate(lab, seed(0))
    return Report(list(mutation.findings), mutation)


def _read_off(folder: LabFolder, ids: Sequence[str]) -> Report:
    lab, findings = _read(folder)
    if lab is None:
        return Report(findings)
    if Counter(ids)[lab.spec.id] > 1:
        findings = [lab.finding(("id",), "E110", f"another lab has the id {lab.spec.id!r} too")]
    return Report([*findings, *read_off(lab, ids)])


def _weight(folder: LabFolder) -> int:
    """About how long a lab's mutants take: there are as many as the solutions have text, and each is checked."""
    lab = _read(folder)[0]
    return len(lab.spec.checks) * sum(len(text) for files in lab.submissions("solutions").values() for text in files.values()) if lab else 0


def _judged(folder: LabFolder, fates: Sequence[Fated]) -> Report:
    lab = _read(folder)[0]
    assert lab is not None
    mutation = together(lab, seed(0), fates)
    return Report(list(mutation.findings), mutation)


def _mutants(folder: LabFolder) -> list[_Task]:
    lab = _read(folder)[0]
    return [_Task(folder, (), name) for name in lab.submissions("solutions")] if lab and lab.spec.checks else []


def _variants(folders: Iterable[LabFolder], seeds: int | None) -> list[_Task]:
    tasks = []
    for folder in folders:
        lab = _read(folder)[0]
        numbers = variants(lab, seeds) if lab else ()
        tasks += [_Task(folder, tuple(numbers[first : first + CHUNK])) for first in range(0, len(numbers), CHUNK)]
    return tasks


_Done = tuple[_Task, list[Finding], list[Fated]]


def _all(tasks: list[_Task], jobs: int) -> list[_Done]:
    """In as many processes as there is work for; they are forked, so nothing is loaded twice."""
    if min(jobs, len(tasks)) < 2:
        return [_do(task) for task in tasks]
    _TASKS[:] = tasks
    with multiprocessing.get_context("fork").Pool(min(jobs, len(tasks)), _begin) as pool:
        done = pool.map(_do_number, range(len(tasks)), chunksize=1)
    return [(task, findings, fates) for task, (findings, fates) in zip(tasks, done, strict=True)]


def _begin() -> None:
    """Worlds are many small things that all go together: they are looked through less often."""
    gc.freeze()
    gc.set_threshold(50_000)


_TASKS: list[_Task] = []
"""What a forked process inherits, so that only numbers and findings travel."""


def _do_number(number: int) -> tuple[list[Finding], list[Fated]]:
    _, findings, fates = _do(_TASKS[number])
    return findings, fates


def _do(task: _Task) -> _Done:
    lab = _read(task.folder)[0]
    assert lab is not None
    if task.solution:
        return task, [], mutate_solution(lab, seed(0), task.solution)
    return task, distinct(finding for number in task.variants for finding in play(lab, seed(number))), []


def _key(folder: LabFolder) -> tuple[str, str]:
    return folder.track.slug, folder.slug


def _read(folder: LabFolder) -> tuple[Lab | None, list[Finding]]:
    return _parsed(folder.track.slug, folder.slug, tuple(sorted(folder.files.items())))


@lru_cache(maxsize=256)
def _parsed(track: str, slug: str, files: tuple[tuple[str, str], ...]) -> tuple[Lab | None, list[Finding]]:
    return read_lab(track, slug, dict(files))
