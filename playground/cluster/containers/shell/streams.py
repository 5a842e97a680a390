"""What commands read and write, and the limits that end what would go on for ever."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_OUTPUT = 1 << 20
MOST_STEPS = 20_000
MOST_SECONDS = 4 * 3600.0
NETWORK_STEPS = 20
"""A connection or a question to a server counts as so many commands."""


class LimitReached(Exception):
    """A command would go on for ever; the text says which of the playground's limits stopped it."""


class BrokenPipe(Exception):
    """Nobody reads what is written any more."""


@dataclass(slots=True)
class Budget:
    """What one command line may use."""

    steps: int = MOST_STEPS
    seconds: float = MOST_SECONDS
    output: int = MOST_OUTPUT

    def step(self, count: int = 1) -> None:
        """Raises LimitReached."""
        self.steps -= count
        if self.steps < 0:
            raise LimitReached(f"stopped after {MOST_STEPS} commands")

    def sleep(self, seconds: float) -> None:
        """Raises LimitReached."""
        self.seconds -= seconds
        if self.seconds < 0:
            raise LimitReached(f"stopped after {MOST_SECONDS / 3600:.0f} hours of simulated time")

    def write(self, count: int) -> None:
        """Raises LimitReached."""
        self.output -= count
        if self.output < 0:
            raise LimitReached(f"stopped after {MOST_OUTPUT >> 20} MiB of output")


@dataclass(slots=True)
class Output:
    """An open file that is written to. With `lines`, its reader goes away after so many."""

    budget: Budget
    parts: list[str] = field(default_factory=list)
    lines: int | None = None

    def write(self, text: str) -> None:
        """Raises BrokenPipe, LimitReached."""
        if not text:
            return
        self.budget.write(len(text))
        if self.lines is not None:
            if self.lines <= 0:
                raise BrokenPipe
            self.lines -= text.count("\n")
        self.parts.append(text)

    @property
    def text(self) -> str:
        return "".join(self.parts)


@dataclass(slots=True)
class Nowhere(Output):
    """/dev/null."""

    def write(self, text: str) -> None:
        return


@dataclass(slots=True)
class Input:
    """An open file that is read from, by lines or to its end."""

    text: str = ""
    position: int = 0

    def read(self) -> str:
        text, self.position = self.text[self.position :], len(self.text)
        return text

    def line(self) -> str:
        """The next line with its newline; '' at the end."""
        end = self.text.find("\n", self.position) + 1 or len(self.text)
        line, self.position = self.text[self.position : end], end
        return line


class WaitsForInput(Exception):
    """A command reads what nobody has typed yet."""


@dataclass(slots=True)
class Untyped(Input):
    """Standard input of which nothing has come yet. Reading it raises WaitsForInput."""

    def read(self) -> str:
        raise WaitsForInput

    def line(self) -> str:
        raise WaitsForInput


@dataclass(frozen=True, slots=True)
class Streams:
    """Standard input, output and error of a command."""

    stdin: Input
    out: Output
    err: Output
