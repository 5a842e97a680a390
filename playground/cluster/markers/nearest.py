"""Which known word was probably meant: by letter case, by plural, by edit distance."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The one known word that is close enough, or None if there is none or several are equally close."""
    most = _tolerance(word)
    alike = (candidate for candidate in known if abs(len(candidate) - len(word)) <= most)
    ranked = sorted((_distance(word, candidate), candidate) for candidate in alike)
    if not ranked or ranked[0][0] > most:
        return None
    if len(ranked) > 1 and ranked[1][0] == ranked[0][0]:
        return None
    return ranked[0][1]


def _tolerance(word: str) -> float:
    return 1 if len(word) < 5 else 2 if len(word) < 9 else 3


def _distance(word: str, candidate: str) -> float:
    """Edits between two words, swapped neighbours counting one. Differences that people overlook count half."""
    if _folded(word) == _folded(candidate):
        return 0.5
    return min(_edits(word, candidate), _edits(word.lower(), candidate.lower()) + 0.5)


def _folded(word: str) -> str:
    return word.lower().replace("-", "").replace("_", "").replace(" ", "").rstrip("s")


def _edits(left: str, right: str) -> int:
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        after = [i]
        for j, b in enumerate(right, 1):
            cost = min(row[j] + 1, after[j - 1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            after.append(cost)
        before, row = row, after
    return row[-1]
