"""The tree of commands, and one command's call.

Models: spf13/cobra command.go Find, SuggestionsFor, ValidateRequiredFlags; kubectl/pkg/cmd/cmd.go
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from playground.cluster.kubectl import flags as flagging
from playground.cluster.kubectl.client import Client
from playground.cluster.kubectl.failures import Bare, Failure, FlagFailure, Misuse
from playground.cluster.kubectl.flags import Flag, FlagError, Parsed
from playground.cluster.kubectl.model import Session, Steps

GLOBAL = flagging.table(
    "namespace/n= context= cluster= user= kubeconfig= server/s= token= as= as-group* as-uid= cache-dir= username= password= "
    "certificate-authority= client-certificate= client-key= insecure-skip-tls-verify! tls-server-name= disable-compression! "
    "request-timeout=0 match-server-version! warnings-as-errors! profile= profile-output= v/v%0 vmodule= kuberc= "
    "log-flush-frequency~5s"
)
HELP = flagging.table("help/h!")


@dataclass(slots=True)
class Call:
    """One command with what it was given and what it has printed."""

    session: Session
    path: str  # `kubectl create service`
    flags: Parsed
    files: Mapping[str, str]
    stdin: str
    client: Client = field(init=False)
    out: list[str] = field(default_factory=list)
    err: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        verb = self.path.split()[1] if " " in self.path else ""
        manager = self.flags.get("field-manager") or f"kubectl-{verb}"
        self.client = Client(self.session, self.warn, manager)

    @property
    def arguments(self) -> list[str]:
        return self.flags.arguments

    @property
    def namespace(self) -> str:
        return str(self.flags["namespace"] or self.session.namespace)

    def flag(self, name: str) -> Any:
        return self.flags[name]

    def given(self, name: str) -> bool:
        return name in self.flags.given

    def print(self, text: str = "") -> None:
        self.out.append(text + "\n")

    def write(self, text: str) -> None:
        self.out.append(text)

    def warn(self, text: str) -> None:
        self.err.append(text + "\n")

    def misuse(self, message: str) -> Misuse:
        return Misuse(self.path, message)


Run = Callable[[Call], Steps | None]


@dataclass(frozen=True)
class Command:
    """`run` is missing where only subcommands do anything. `about` is the line of help."""

    name: str
    about: str = ""
    run: Run | None = None
    flags: Mapping[str, Flag] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    commands: tuple[Command, ...] = ()

    def below(self, word: str) -> Command | None:
        return next((each for each in self.commands if word == each.name or word in each.aliases), None)


def find(root: Command, words: Sequence[str]) -> tuple[list[Command], list[str]]:
    """The commands that the words lead to, and the words without their names."""
    chain, rest = [root], list(words)
    while True:
        known = flagging.join(GLOBAL, HELP, chain[-1].flags)
        names = flagging.strip(rest, known)
        below = chain[-1].below(names[0]) if names else None
        if below is None:
            return chain, rest
        chain.append(below)
        rest = _without(rest, names[0], known)


def _without(words: list[str], name: str, known: Mapping[str, Flag]) -> list[str]:
    """The words without the first that is a command's name and no flag's value."""
    for index, word in enumerate(words):
        if word == name and flagging.strip(words[: index + 1], known)[-1:] == [name] and len(flagging.strip(words[: index + 1], known)) == 1:
            return words[:index] + words[index + 1 :]
    return words


def parse(chain: Sequence[Command], words: Sequence[str]) -> Parsed:
    """Raises Failure."""
    command, path = chain[-1], path_of(chain)
    try:
        return flagging.parse(words, flagging.join(GLOBAL, HELP, command.flags))
    except FlagError as error:
        raise FlagFailure(path, str(error)) from None


def check_required(command: Command, parsed: Parsed) -> None:
    missing = [name for name in command.required if name not in parsed.given]
    if missing:
        quoted = ", ".join(f'"{name}"' for name in sorted(missing))
        raise Failure(f"required flag(s) {quoted} not set")


def path_of(chain: Sequence[Command]) -> str:
    return " ".join(each.name for each in chain)


def unknown(root: Command, word: str) -> Failure:
    """Models: cobra.legacyArgs, Command.findSuggestions"""
    text = f'error: unknown command "{word}" for "{root.name}"'
    likely = [each.name for each in root.commands if _likely(word.lower(), each.name.lower())]
    if likely:
        text += "\n\nDid you mean this?\n" + "\n".join(f"\t{name}" for name in likely)
    return Bare(text)


def _likely(word: str, name: str) -> bool:
    return name.startswith(word) or distance(word, name) <= 2


def distance(one: str, other: str) -> int:
    """Levenshtein's."""
    row = list(range(len(other) + 1))
    for i, first in enumerate(one, 1):
        row, before = [i], row
        for j, second in enumerate(other, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (first != second)))
    return row[-1]


def only_subcommands(call: Call) -> None:
    """Models: cmdutil.DefaultSubCommandRun, RequireNoArguments"""
    if call.arguments:
        raise call.misuse(f'unknown command "{" ".join(call.arguments)}"')
