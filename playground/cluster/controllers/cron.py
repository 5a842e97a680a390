"""Cron expressions: when a schedule comes due next. Pure, in UTC.

Models: github.com/robfig/cron/v3 parser.go ParseStandard, spec.go SpecSchedule.Next
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

DESCRIPTORS = {
    "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
}  # fmt: skip
BOUNDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
NAMES: tuple[dict[str, int], ...] = ({}, {}, {}, {name: number for number, name in enumerate(MONTHS, 1)}, {name: number for number, name in enumerate(DAYS)})  # fmt: skip
HORIZON = 5 * 366


@dataclass(frozen=True, slots=True)
class Schedule:
    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    any_day: bool
    any_weekday: bool

    @classmethod
    def parse(cls, text: str) -> Schedule:
        """Raises ValueError for what is no schedule."""
        fields = DESCRIPTORS.get(text.strip(), text).lower().split()
        if len(fields) != len(BOUNDS):
            raise ValueError(f"expected exactly 5 fields, found {len(fields)}: [{text}]")
        sets = (_values(field, *bounds, names) for field, bounds, names in zip(fields, BOUNDS, NAMES, strict=True))
        minutes, hours, days, months, weekdays = sets
        return cls(minutes, hours, days, months, weekdays, fields[2][0] in "*?", fields[4][0] in "*?")

    def after(self, instant: float) -> float | None:
        """The next time that is due after an instant; None if there is none within five years."""
        day = datetime.fromtimestamp(instant, UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        for _ in range(HORIZON):
            if self._falls_on(day):
                for hour in sorted(self.hours):
                    for minute in sorted(self.minutes):
                        due = day.replace(hour=hour, minute=minute).timestamp()
                        if due > instant:
                            return due
            day += timedelta(days=1)
        return None

    def _falls_on(self, day: datetime) -> bool:
        """Day of month and day of week: both if one of them is open, else either."""
        if day.month not in self.months:
            return False
        in_month, in_week = day.day in self.days, (day.weekday() + 1) % 7 in self.weekdays
        return (in_month and in_week) if self.any_day or self.any_weekday else (in_month or in_week)


def _values(field: str, least: int, most: int, names: dict[str, int]) -> frozenset[int]:
    found: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        if first in ("*", "?"):
            low, high = least, most
        else:
            low = _number(first, names)
            high = _number(last, names) if last else most if step else low
        if not least <= low <= high <= most:
            raise ValueError(f"{field} is not between {least} and {most}")
        found.update(range(low, high + 1, int(step or 1)))
    return frozenset(found)


def _number(text: str, names: dict[str, int]) -> int:
    return names[text] if text in names else int(text)
