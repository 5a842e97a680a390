"""What grading costs: every lab's solution judged with all its trouble, and the way out searched for every known mistake.

python -m bench.grading [ROUNDS [TRACK/LAB...]]
"""

from __future__ import annotations

import sys
from collections.abc import Collection
from pathlib import Path

from bench.figures import line, percentile, worked
from playground.catalog.folder import folders
from playground.grading.advice import advise
from playground.grading.grader import Verdict, grade
from playground.grading.lab import draw, read_lab
from playground.grading.submission import hand_in
from playground.grading.world import start

LABS = Path(__file__).resolve().parent.parent / "labs"
SUBMIT, ADVICE = 0.050, 0.200
"""What is aimed at, in seconds: p95 of the slowest lab; the slowest search."""


def main(rounds: int, only: Collection[str] = ()) -> None:
    slowest, searches = ("", 0.0), []
    print(f"All checks of each lab with all their trouble (processor time; aim: p95 under {SUBMIT * 1000:.0f} ms):")
    for folder in folders(LABS):
        lab, findings = read_lab(folder.track.slug, folder.slug, folder.files)
        assert lab is not None, findings
        if only and lab.address not in only:
            continue
        params = draw(lab, "bench")
        world = start(lab, params, "bench")
        for files in list(lab.submissions("solutions").values())[:1]:
            solved = hand_in(lab, world, params, files)
            assert not isinstance(solved, Verdict), solved.message
            taken = [worked(grade, lab, solved, params) for _ in range(rounds + 1)][1:]
            print(line(f"  {lab.address}", taken))
            slowest = max(slowest, (lab.address, percentile(taken, 0.95)), key=lambda one: one[1])
        for files in lab.submissions("mistakes").values():
            wrong = hand_in(lab, world, params, files)
            if isinstance(wrong, Verdict):
                continue
            failed = [result for result in grade(lab, wrong, params).results if not result.passed and result.diagnosis]
            searches += [worked(advise, lab, wrong, params, result, files) for result in failed[:1]]
    print(f"heaviest lab: {slowest[0]}, p95 {slowest[1] * 1000:.1f} ms, aim {SUBMIT * 1000:.0f} ms")
    print(line("the way out of each known mistake", searches))
    print(f"{'the slowest of them':<44} {max(searches) * 1000:8.1f} ms, aim {ADVICE * 1000:.0f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30, sys.argv[2:])
