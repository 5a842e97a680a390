"""The benchmarks run: what they print is for people, that they print it is for this test."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(("module", "says"), [("bench.model", "commands per second"), ("bench.grading", "heaviest lab"), ("bench.wire", "bare Channels echo")])
def test_a_benchmark_runs(module: str, says: str) -> None:
    done = subprocess.run([sys.executable, "-m", module, "3"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert says in done.stdout
