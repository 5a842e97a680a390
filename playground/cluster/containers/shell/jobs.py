"""Background commands in logical time: they go on whenever the foreground sleeps past their next instant."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import Any

from playground.cluster.config import Clock
from playground.cluster.containers.shell.streams import Budget, LimitReached
from playground.cluster.containers.shell.wishes import Sleep, T, Talk


@dataclass(slots=True)
class Job:
    """One background command: it wakes at an instant; `code` is set when it has ended."""

    number: int
    talk: Talk[int]
    wakes: float
    code: int | None = None


@dataclass(slots=True)
class Jobs:
    clock: Clock
    budget: Budget
    running: list[Job] = field(default_factory=list)
    started: int = 0

    def start(self, talk: Talk[int]) -> Talk[Job]:
        """Run a command until it sleeps for the first time."""
        self.started += 1
        job = Job(1000 + self.started, talk, self.clock.now)
        self.running.append(job)
        yield from self._advance(job)
        return job

    def wait(self, job: Job) -> Talk[int]:
        """Sleep until a job has ended: the driver runs it meanwhile."""
        while job.code is None:
            if job.wakes == inf:
                raise LimitReached("nothing will ever end this wait")
            yield Sleep(max(job.wakes - self.clock.now, 0.0))
        return job.code

    def drive(self, main: Talk[T]) -> Talk[T]:
        """Run a foreground command to its end, and the others as their time comes."""
        answer: Any = None
        while True:
            try:
                wish = main.send(answer)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]
            answer = None
            if isinstance(wish, Sleep):
                yield from self._pass(wish.seconds)
            else:
                answer = yield wish

    def _pass(self, seconds: float) -> Talk[None]:
        self.budget.sleep(seconds)
        end = self.clock.now + seconds
        while True:
            due = [job for job in self.running if job.code is None and job.wakes <= end]
            if not due:
                break
            job = min(due, key=lambda one: one.wakes)
            if job.wakes > self.clock.now:
                yield Sleep(job.wakes - self.clock.now)
            self.budget.step()
            yield from self._advance(job)
        if end > self.clock.now:
            yield Sleep(end - self.clock.now)

    def _advance(self, job: Job) -> Talk[None]:
        """To the job's next sleep, or its end."""
        answer: Any = None
        while True:
            try:
                wish = job.talk.send(answer)
            except StopIteration as end:
                job.code = end.value
                self.running.remove(job)
                return
            if isinstance(wish, Sleep):
                job.wakes = self.clock.now + wish.seconds
                return
            answer = yield wish


def limited(inner: Talk[int], seconds: float, clock: Clock) -> Talk[int | None]:
    """A command's exit code, or None if it had not ended after so many seconds."""
    end = clock.now + seconds
    answer: Any = None
    while True:
        try:
            wish = inner.send(answer)
        except StopIteration as stop:
            return stop.value  # type: ignore[no-any-return]
        if isinstance(wish, Sleep) and clock.now + wish.seconds > end:
            inner.close()
            yield Sleep(max(end - clock.now, 0.0))
            return None
        answer = yield wish
