"""Times as metav1.Time and metav1.MicroTime read and write them.

Models: time.Parse; apimachinery/pkg/apis/meta/v1/time.go UnmarshalJSON, micro_time.go UnmarshalJSON
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from playground.cluster.fields import go_quote

RFC3339 = "2006-01-02T15:04:05Z07:00"
_MICRO = "2006-01-02T15:04:05.000000Z07:00"

_PARTS: tuple[tuple[str, str, str, int, int], ...] = (
    ("2006", r"\d{4}", "year", 0, 9999),
    ("-", "-", "", 0, 0),
    ("01", r"\d{2}", "month", 1, 12),
    ("-", "-", "", 0, 0),
    ("02", r"\d{2}", "day", 1, 31),
    ("T", "T", "", 0, 0),
    ("15", r"\d{2}", "hour", 0, 23),
    (":", ":", "", 0, 0),
    ("04", r"\d{2}", "minute", 0, 59),
    (":", ":", "", 0, 0),
    ("05", r"\d{2}", "second", 0, 59),
)


class TimeError(ValueError):
    """A text that is no time, in Go's words."""


def parse_time(text: str, layout: str = RFC3339) -> datetime:
    """An RFC 3339 time. Raises TimeError."""
    rest, values = text, []
    for element, pattern, name, low, high in _PARTS:
        found = re.match(pattern, rest, re.ASCII)
        if not found:
            raise _cannot(text, layout, rest, element)
        rest = rest[found.end() :]
        if name:
            values.append(int(found[0]))
            if not low <= values[-1] <= high:
                raise TimeError(f"parsing time {go_quote(text)}: {name} out of range")
    fraction = re.match(r"\.(\d+)", rest, re.ASCII)
    rest = rest[fraction.end() :] if fraction else rest
    zone = re.match(r"Z|([+-])(\d{2}):(\d{2})", rest, re.ASCII)
    if not zone:
        raise _cannot(text, layout, rest, "Z07:00")
    if rest[zone.end() :]:
        raise TimeError(f"parsing time {go_quote(text)}: extra text: {go_quote(rest[zone.end() :])}")
    micros = int(fraction[1][:6].ljust(6, "0")) if fraction else 0
    try:
        moment = datetime(*values, micros, tzinfo=UTC)  # type: ignore[misc, arg-type]
    except ValueError:
        raise TimeError(f"parsing time {go_quote(text)}: day out of range") from None
    if zone[1]:
        offset = timedelta(hours=int(zone[2]), minutes=int(zone[3]))
        moment = moment - offset if zone[1] == "+" else moment + offset
    return moment


def canonical_time(text: str, micro: bool) -> str:
    """A time as it is printed again: in UTC, with whole seconds or with six digits. Raises TimeError."""
    moment = parse_time(text, _MICRO if micro else RFC3339)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ" if micro else "%Y-%m-%dT%H:%M:%SZ")


def _cannot(text: str, layout: str, rest: str, element: str) -> TimeError:
    shown = f"{go_quote(text)} as {go_quote(layout)}: cannot parse {go_quote(rest)} as {go_quote(element)}"
    return TimeError(f"parsing time {shown}")
