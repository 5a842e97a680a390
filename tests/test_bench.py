"""The benchmarks run: what they print is for people, that they print it is for this test."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(("words", "says"), [
    ("bench.model 3", "commands per second"), ("bench.grading 3 clusterip/ports outside/nodeport", "heaviest lab"), ("bench.wire 3", "bare Channels echo"),
])  # fmt: skip
def test_a_benchmark_runs(words: str, says: str) -> None:
    done = subprocess.run([sys.executable, "-m", *words.split()], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert says in done.stdout
