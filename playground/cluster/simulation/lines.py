"""A shell that is typed at, line by line: what it remembers in between is a value, so a terminal can be forked and replayed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from playground.cluster.containers.shell.files import FileProblem
from playground.cluster.containers.shell.grammar import BadSyntax, parse
from playground.cluster.containers.shell.interpreter import Shell
from playground.cluster.containers.shell.machine import Machine
from playground.cluster.containers.shell.streams import BrokenPipe, Budget, Input, LimitReached, Output, Streams
from playground.cluster.containers.shell.wishes import Talk, Wish

Fulfil = Callable[[Wish], object]
Piece = tuple[str, str]
"""(`out` or `err`, text)"""

SHELLS = frozenset(("sh", "ash", "bash", "dash", "zsh"))
CONTINUED = "> "
STOPPED = 130


@dataclass(frozen=True)
class Kept:
    """What a shell remembers between two lines; `variables` None: as the machine begins. `waiting` is the beginning of
    a command that goes on in the next line."""

    variables: Mapping[str, str] | None = None
    exported: frozenset[str] = frozenset()
    functions: Mapping[str, Any] = field(default_factory=dict)
    options: frozenset[str] = frozenset()
    directory: str = ""
    status: int = 0
    waiting: str = ""


@dataclass(frozen=True, slots=True)
class Ran:
    """`printed` in its order; `ended`: the line ended the shell."""

    printed: tuple[Piece, ...]
    exit: int
    kept: Kept
    ended: bool = False


@dataclass(slots=True)
class _Printing(Output):
    """One of the two streams that end on the same screen."""

    stream: str = "out"
    screen: list[Piece] = field(default_factory=list)

    def write(self, text: str) -> None:
        before = len(self.parts)
        Output.write(self, text)
        if len(self.parts) > before:
            self.screen.append((self.stream, text))


def run_line(machine: Machine, name: str, kept: Kept, line: str, fulfil: Fulfil) -> Ran:
    """`name` is the shell's own: sh, bash."""
    script = f"{kept.waiting}\n{line}" if kept.waiting else line
    try:
        parse(script)
    except BadSyntax as problem:
        if problem.incomplete:
            return Ran((), kept.status, _waits(kept, script))
    budget = Budget()
    shell = _shell(machine, name, kept, budget)
    screen: list[Piece] = []
    out, err = _Printing(budget, screen=screen), _Printing(budget, stream="err", screen=screen)
    shell.terminal = out
    shell.status = _run(shell.run_text(script, Streams(Input(), out, err)), fulfil, screen)
    remembered = _kept(shell)
    fresh = remembered == _kept(_shell(machine, name, Kept(), budget))
    return Ran(tuple(screen), shell.status, Kept() if fresh else remembered, shell.ended)


def _run(talk: Talk[int], fulfil: Fulfil, screen: list[Piece]) -> int:
    answer: Any = None
    try:
        while True:
            answer = fulfil(talk.send(answer))
    except StopIteration as end:
        return int(end.value)
    except BrokenPipe:
        return 141
    except (LimitReached, FileProblem, RecursionError) as problem:
        screen.append(("err", f"playground: {problem}\n"))
        return STOPPED


def _shell(machine: Machine, name: str, kept: Kept, budget: Budget) -> Shell:
    shell = Shell(machine, budget, name)
    if kept.variables is not None:
        shell.variables, shell.exported = dict(kept.variables), set(kept.exported)
        shell.functions, shell.options = dict(kept.functions), set(kept.options)
        shell.directory = kept.directory
    shell.status = kept.status
    return shell


def _kept(shell: Shell) -> Kept:
    return Kept(
        dict(shell.variables), frozenset(shell.exported), dict(shell.functions), frozenset(shell.options),
        shell.directory, shell.status,
    )  # fmt: skip


def _waits(kept: Kept, script: str) -> Kept:
    return Kept(kept.variables, kept.exported, kept.functions, kept.options, kept.directory, kept.status, script)
