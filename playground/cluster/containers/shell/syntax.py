"""A script as values: lists of pipelines of commands, and words as the parts they are expanded from."""

from __future__ import annotations

from dataclasses import dataclass

# -- words


@dataclass(frozen=True, slots=True)
class Text:
    """Literal text. Quoted text is no pattern and is never split."""

    text: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Variable:
    """`$name`, `${name}`, `${#name}`, `${name:-word}`, `${name%pattern}` ..."""

    name: str
    quoted: bool = False
    operator: str = ""
    operand: Word = ()
    length: bool = False


@dataclass(frozen=True, slots=True)
class Substitution:
    """`$(script)` and backticks."""

    script: Script
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`$((expression))`; the expression is expanded before it is calculated."""

    expression: Word
    quoted: bool = False


Part = Text | Variable | Substitution | Arithmetic
Word = tuple[Part, ...]

# -- commands


@dataclass(frozen=True, slots=True)
class Redirect:
    """`2>/dev/null`, `<file`, `2>&1`, `<<EOF`. `number` is None where the operator's own is meant."""

    operator: str
    target: Word
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    name: str
    value: Word
    appends: bool = False


@dataclass(frozen=True, slots=True)
class Simple:
    assignments: tuple[Assignment, ...] = ()
    words: tuple[Word, ...] = ()
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """`{ list; }`, or `( list )` in a shell of its own."""

    body: Script
    subshell: bool = False


@dataclass(frozen=True, slots=True)
class If:
    branches: tuple[tuple[Script, Script], ...]
    otherwise: Script | None = None


@dataclass(frozen=True, slots=True)
class Loop:
    condition: Script
    body: Script
    until: bool = False


@dataclass(frozen=True, slots=True)
class For:
    name: str
    words: tuple[Word, ...] | None  # None: the positional parameters
    body: Script


@dataclass(frozen=True, slots=True)
class Case:
    subject: Word
    items: tuple[tuple[tuple[Word, ...], Script], ...]


@dataclass(frozen=True, slots=True)
class Function:
    name: str
    body: Command


@dataclass(frozen=True, slots=True)
class Calculation:
    """`(( expression ))`"""

    expression: Word


@dataclass(frozen=True, slots=True)
class Condition:
    """`[[ a == b && c ]]`: tests joined by && and ||."""

    tests: tuple[tuple[str, tuple[Word, ...]], ...]


@dataclass(frozen=True, slots=True)
class Redirected:
    """A compound command with redirections."""

    command: Command
    redirects: tuple[Redirect, ...]


Command = Simple | Group | If | Loop | For | Case | Function | Calculation | Condition | Redirected


@dataclass(frozen=True, slots=True)
class Pipeline:
    commands: tuple[Command, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class AndOr:
    """Pipelines joined by && and ||: the operator stands before its pipeline, '' before the first."""

    parts: tuple[tuple[str, Pipeline], ...]
    background: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    items: tuple[AndOr, ...] = ()
