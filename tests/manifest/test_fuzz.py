from __future__ import annotations

from tests.manifest.fuzz import mutants, survive


def test_reading_never_raises():
    for mutant in mutants(seed=2026, count=5000):
        survive(mutant, advise=False)


def test_advice_never_raises():
    for mutant in mutants(seed=7, count=400):
        survive(mutant, advise=True)
