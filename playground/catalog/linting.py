"""Many labs through the linter, on all processors: each process takes one lab's variants, or its mutants, at a time."""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from playground.catalog.folder import LabFolder
from playground.grading.findings import Finding
from playground.grading.lab import Lab, read_lab
from playground.grading.lint import Mutation, distinct, mutate, play, read_off, seed, variants

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
    variants: tuple[int, ...]  # none: the mutants


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
    for task, findings, mutation in _all([_Task(folder, ()) for folder in fair], count):
        reports[_key(task.folder)] = Report(findings, mutation)
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


def _variants(folders: Iterable[LabFolder], seeds: int | None) -> list[_Task]:
    tasks = []
    for folder in folders:
        lab = _read(folder)[0]
        numbers = variants(lab, seeds) if lab else ()
        tasks += [_Task(folder, tuple(numbers[first : first + CHUNK])) for first in range(0, len(numbers), CHUNK)]
    return tasks


_Done = tuple[_Task, list[Finding], Mutation | None]


def _all(tasks: list[_Task], jobs: int) -> list[_Done]:
    """In as many processes as there is work for; they are forked, so nothing is loaded twice."""
    if min(jobs, len(tasks)) < 2:
        return [_do(task) for task in tasks]
    _TASKS[:] = tasks
    with multiprocessing.get_context("fork").Pool(min(jobs, len(tasks))) as pool:
        done = pool.map(_do_number, range(len(tasks)), chunksize=1)
    return [(task, findings, mutation) for task, (findings, mutation) in zip(tasks, done, strict=True)]


_TASKS: list[_Task] = []
"""What a forked process inherits, so that only numbers and findings travel."""


def _do_number(number: int) -> tuple[list[Finding], Mutation | None]:
    _, findings, mutation = _do(_TASKS[number])
    return findings, mutation


def _do(task: _Task) -> _Done:
    lab = _read(task.folder)[0]
    assert lab is not None
    if task.variants:
        return task, distinct(finding for number in task.variants for finding in play(lab, seed(number))), None
    mutation = mutate(lab, seed(0))
    return task, list(mutation.findings), mutation


def _key(folder: LabFolder) -> tuple[str, str]:
    return folder.track.slug, folder.slug


def _read(folder: LabFolder) -> tuple[Lab | None, list[Finding]]:
    return _parsed(folder.track.slug, folder.slug, tuple(sorted(folder.files.items())))


@lru_cache(maxsize=256)
def _parsed(track: str, slug: str, files: tuple[tuple[str, str], ...]) -> tuple[Lab | None, list[Finding]]:
    return read_lab(track, slug, dict(files))
