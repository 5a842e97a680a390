"""No false accept, no false reject: what learners hand in gets the verdict and the diagnosis that a person would give."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest

from playground.catalog.folder import folders
from playground.cluster.simulation import Cluster
from playground.grading.grader import Kind, Verdict
from playground.grading.lab import Lab, Params, draw, read_lab
from playground.grading.submission import submit
from playground.grading.world import start
from tests.verdicts.submissions import Submission, submissions

LABS = Path(__file__).resolve().parent.parent.parent / "labs"
ALL = list(submissions())
LEARNERS = ("ada", "grace")
"""Variants in which each is handed in."""


@lru_cache
def labs() -> dict[str, Lab]:
    found = {}
    for folder in folders(LABS):
        lab, findings = read_lab(folder.track.slug, folder.slug, folder.files)
        assert lab is not None, findings
        found[lab.address] = lab
    return found


@lru_cache
def world(address: str, learner: str) -> tuple[Params, Cluster]:
    lab = labs()[address]
    params = draw(lab, learner)
    return params, start(lab, params, learner)


def hand_in(submission: Submission, learner: str) -> Verdict:
    lab = labs()[submission.lab]
    params, cluster = world(submission.lab, learner)
    return submit(lab, cluster, params, editor(lab, submission))


def editor(lab: Lab, submission: Submission) -> dict[str, str]:
    """All files of the editor, in its order."""
    given = dict(submission.files)
    rest = lab.folder(submission.rest) if submission.rest else {}
    known = [file.path for file in lab.spec.workspace.files]
    if "" in given:
        return {known[0]: given[""]}
    assert set(given) <= set(known), submission.id
    starter = {file.path: lab.files[file.from_] for file in lab.spec.workspace.files if file.from_}
    return {path: text for path in known if (text := given.get(path, rest.get(path, starter.get(path))))}


@pytest.mark.parametrize("learner", LEARNERS)
@pytest.mark.parametrize("submission", ALL, ids=lambda one: one.id)
def test_it_gets_what_a_person_would_give(submission: Submission, learner: str) -> None:
    verdict = hand_in(submission, learner)
    failed = {result.check for result in verdict.results if not result.passed}
    told = f"{verdict.message} {[str(failure) for result in verdict.results for failure in result.failures]}"
    if submission.verdict == "rejected":
        assert verdict.kind is Kind.REJECTED, told
    elif submission.verdict == "full":
        assert verdict.passed, told
        assert verdict.earned == verdict.points
    else:
        assert verdict.kind is Kind.GRADED, told
        assert failed, "it was accepted"
        codes = {result.diagnosis.code for result in verdict.results if result.diagnosis}
        assert submission.diagnosis == "-" or submission.diagnosis in codes, (codes, told)
    if submission.fails:
        assert failed == submission.fails, told
    assert submission.says in told


def test_every_lab_with_checks_has_right_and_wrong_ones() -> None:
    """Of the labs that have submissions at all, each kind."""
    seen = {(one.lab, one.verdict == "full") for one in ALL}
    assert {lab for lab, _ in seen} <= set(labs())
    assert all((lab, full) in seen for lab, _ in seen for full in (True, False))


def test_no_two_are_the_same() -> None:
    twice = [files for files, count in Counter((one.lab, one.files) for one in ALL).items() if count > 1]
    assert twice == []
