"""A program as it was called, and the ways in which its options are read."""

from __future__ import annotations

import getopt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.cluster.containers.shell.files import FileProblem
from playground.cluster.containers.shell.regular import TooComplex
from playground.cluster.containers.shell.streams import Streams
from playground.cluster.containers.shell.wishes import Talk

if TYPE_CHECKING:
    from playground.cluster.containers.shell.interpreter import Shell
    from playground.cluster.containers.shell.machine import Machine


class Usage(Exception):
    """A call that the program does not understand: its message and exit code."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Options:
    """What was given, in order: `-x` with its value, '' for flags; and the other words."""

    given: tuple[tuple[str, str], ...]
    words: list[str]

    def __contains__(self, name: str) -> bool:
        return any(one == name for one, _ in self.given)

    def has(self, *names: str) -> bool:
        return any(name in self for name in names)

    def value(self, *names: str, default: str = "") -> str:
        return next((value for one, value in reversed(self.given) if one in names), default)

    def values(self, *names: str) -> list[str]:
        return [value for one, value in self.given if one in names]

    def number(self, *names: str, default: float = 0.0) -> float:
        """Raises Usage."""
        text = self.value(*names)
        if not text:
            return default
        try:
            return float(text)
        except ValueError:
            raise Usage(f"invalid number '{text}'") from None


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    args: list[str]
    shell: Shell
    io: Streams

    @property
    def machine(self) -> Machine:
        return self.shell.machine

    @property
    def version(self) -> str:
        """Whose program of this name it is: `busybox`, `gnu`, `openbsd`, `bind` ..."""
        return self.machine.toolbox.version(self.name)

    def out(self, text: str) -> None:
        self.io.out.write(text)

    def err(self, text: str) -> None:
        self.io.err.write(text)

    def fail(self, message: str, code: int = 1) -> int:
        self.err(f"{self.name}: {message}\n")
        return code

    def options(self, short: str, long: Sequence[str] = (), *, mixed: bool = True) -> Options:
        """As getopt(3) reads them. Raises Usage."""
        read = getopt.gnu_getopt if mixed else getopt.getopt
        try:
            given, words = read(self.args, short, list(long))
        except getopt.GetoptError as error:
            option = error.opt
            if "requires argument" in error.msg:
                said = f"option requires an argument -- '{option}'" if len(option) == 1 else f"option '--{option}' requires an argument"
            else:
                said = f"unrecognized option: {option}" if self.version == "busybox" or len(option) > 1 else f"invalid option -- '{option}'"
            raise Usage(said, 2 if self.name in ("curl", "grep") else 1) from None
        return Options(tuple(given), list(words))

    def text(self, path: str) -> str:
        """A file's content; `-` is standard input. Raises FileProblem."""
        return self.io.stdin.read() if path == "-" else self.machine.files.read(self.shell.path(path))

    def inputs(self, words: Sequence[str]) -> list[tuple[str, str]] | None:
        """(name, text) of every file named, or of standard input; None if one can't be read, and that was said."""
        out = []
        for word in words or ("-",):
            try:
                out.append((word, self.text(word)))
            except FileProblem as problem:
                self.err(f"{self.name}: {self.cannot(word, problem)}\n")
                if len(words) <= 1:
                    return None
        return out

    def cannot(self, path: str, problem: FileProblem) -> str:
        if self.machine.toolbox.shell == "ash" and self.name in ("cat", "head", "tail", "wc", "sort", "cut"):
            return f"can't open '{path}': {problem}"
        return f"{path}: {problem}"


Tool = Callable[[Call], "int | Talk[int]"]


def run_tool(name: str, call: Call) -> Talk[int]:
    """Run a tool of the table to its exit code."""
    from playground.cluster.containers.shell.tools.table import TOOLS

    tool = call.machine.programs.get(name) or TOOLS.get(name)
    if tool is None:
        return call.fail("this program is not simulated in the playground", 1)
    try:
        found = tool(call)
        return found if isinstance(found, int) else (yield from found)
    except Usage as problem:
        return call.fail(str(problem), problem.code)
    except FileProblem as problem:
        return call.fail(str(problem))
    except TooComplex:
        return call.fail("this regular expression is too complex for the playground", 2)
