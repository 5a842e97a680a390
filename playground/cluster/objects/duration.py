"""How long ago: `5s`, `3m2s`, `47h`, `5d3h`.

Models: apimachinery/pkg/util/duration/duration.go HumanDuration
"""

from __future__ import annotations

from datetime import datetime

_MINUTE, _HOUR, _DAY, _YEAR = 60, 3600, 86400, 31536000


def seconds_of(stamp: str) -> float:
    """A metav1.Time as seconds since 1970."""
    return datetime.fromisoformat(stamp).timestamp()


def age(stamp: str | None, now: float) -> str:
    """The age of something from its timestamp. Models: pkg/printers/internalversion translateTimestampSince"""
    return human_duration(now - seconds_of(stamp)) if stamp else "<unknown>"


def human_duration(seconds: float) -> str:
    if seconds < -1:
        return "<invalid>"
    whole = int(max(seconds, 0))
    minutes, hours, days = whole // _MINUTE, whole // _HOUR, whole // _DAY
    if whole < 2 * _MINUTE:
        return f"{whole}s"
    if minutes < 10:
        return _two(minutes, "m", whole % _MINUTE, "s")
    if hours < 3:
        return f"{minutes}m"
    if hours < 8:
        return _two(hours, "h", minutes % 60, "m")
    if hours < 48:
        return f"{hours}h"
    if days < 8:
        return _two(days, "d", hours % 24, "h")
    if days < 2 * 365:
        return f"{days}d"
    years = whole // _YEAR
    return _two(years, "y", days % 365, "d") if years < 8 else f"{years}y"


def _two(first: int, unit: str, second: int, smaller: str) -> str:
    return f"{first}{unit}{second}{smaller}" if second else f"{first}{unit}"
