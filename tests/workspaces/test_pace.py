"""Logical time runs with real time while somebody watches."""

from __future__ import annotations

from playground.workspaces.pace import Pace


class Watch:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_time_stands_still_until_somebody_watches() -> None:
    real = Watch()
    pace = Pace(real)
    pace.follow(1000.0, running=False)
    real.seconds += 60
    assert pace.now() == 1000.0


def test_time_runs_with_real_time() -> None:
    real = Watch()
    pace = Pace(real)
    pace.follow(1000.0, running=True)
    real.seconds += 2.5
    assert pace.now() == 1002.5


def test_time_goes_on_from_where_a_fast_forward_led() -> None:
    real = Watch()
    pace = Pace(real)
    pace.follow(1000.0, running=True)
    real.seconds += 1
    pace.follow(1061.0, running=True)
    real.seconds += 1
    assert pace.now() == 1062.0


def test_time_never_goes_back_while_it_runs() -> None:
    real = Watch()
    pace = Pace(real)
    pace.follow(1000.0, running=True)
    real.seconds += 5
    pace.follow(1001.0, running=True)
    assert pace.now() == 1005.0


def test_stopped_time_stays_where_it_was_stopped() -> None:
    real = Watch()
    pace = Pace(real)
    pace.follow(1000.0, running=True)
    real.seconds += 5
    pace.follow(1005.0, running=False)
    real.seconds += 5
    assert pace.now() == 1005.0


def test_a_new_world_begins_at_its_own_time() -> None:
    real = Watch()
    pace = Pace(real)
    pace.follow(5000.0, running=True)
    pace.restart(1000.0, running=True)
    real.seconds += 1
    assert pace.now() == 1001.0
