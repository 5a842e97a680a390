"""Ages as kubectl shows them."""

from __future__ import annotations

import pytest

from playground.cluster.objects.duration import age, human_duration

MINUTE, HOUR, DAY, YEAR = 60, 3600, 86400, 31536000


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "<invalid>"), (-0.5, "0s"), (0, "0s"), (119, "119s"), (120, "2m"), (3 * MINUTE + 2, "3m2s"), (10 * MINUTE + 7, "10m"),
        (179 * MINUTE, "179m"), (3 * HOUR, "3h"), (5 * HOUR + 3 * MINUTE, "5h3m"), (8 * HOUR + 59, "8h"), (47 * HOUR, "47h"),
        (2 * DAY, "2d"), (5 * DAY + 3 * HOUR, "5d3h"), (8 * DAY + HOUR, "8d"), (700 * DAY, "700d"), (3 * YEAR + 40 * DAY, "3y40d"),
        (9 * YEAR, "9y"),
    ],
)  # fmt: skip
def test_durations(seconds: float, text: str) -> None:
    assert human_duration(seconds) == text


def test_nothing_has_no_age() -> None:
    assert age(None, 0) == "<unknown>"
    assert age("1970-01-01T00:00:10Z", 75) == "65s"
