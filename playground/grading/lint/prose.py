"""The lab's texts: the links in them, and the commands that they quote, which are run as the learner would run them.

A fence of the language `console` quotes a session: lines that begin with `$ ` are commands, the others what they print,
`...` stands for anything. In a fence of `sh` every line is a command. Words after the language name the states in which it
must hold: `start`, `starter`, `solved`, or a file of mistakes/; without any, one of start, starter and solved is enough. Inline
code that begins with a known program is a command too, if there is no placeholder in it (`...`, NAME, <name>); it must end
well in one of these states, in the terminal or in one of the pods that the lab's probes are sent from.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from playground.cluster.simulation import Cluster
from playground.cluster.simulation.terminal import Terminal
from playground.grading.findings import Finding
from playground.grading.lab import LAB_FILE, Lab, Params, fill, namespace
from playground.grading.locks import Locks
from playground.grading.markdown import FENCE

DEBRIEF = "debrief.md"
STATES = ("start", "starter", "solved")
_INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)\s]+)[^)\n]*\)")
_PROGRAM = re.compile(r"^(kubectl|curl|dig|nslookup|nc|wget|ping) [^.]")
_PLACEHOLDER = re.compile(r"\.\.\.|<|\b[A-Z]{3,}\b|\b[A-Z]+\b(?=[/:]| |$)")
PROMPT = "$ "


@dataclass(frozen=True, slots=True)
class Link:
    target: str
    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Quoted:
    """Commands that belong together, each with what it must print (None: it must only end well)."""

    commands: tuple[tuple[int, str, str | None], ...]  # (line in the file, command, output)
    file: str
    states: tuple[str, ...]
    anywhere: bool = False  # inline code does not say where it is typed


def texts(lab: Lab) -> Iterator[tuple[str, int, str]]:
    """(file, first line, Markdown) of everything that learners read."""
    for path, text in lab.files.items():
        if path.endswith(".md") and path != "README.md":
            yield path, 1, text
    for number, step in enumerate(lab.spec.steps):
        for place, hint in enumerate(step.hints):
            if hint.text:
                yield LAB_FILE, lab.line("steps", number, "hints", place), hint.text


def links(lab: Lab) -> Iterator[Link]:
    for path, first, text in texts(lab):
        for found in _LINK.finditer(_INLINE.sub(_blank, FENCE.sub(_blank, text))):
            yield Link(found[1], path, *_place(text, found.start(), first))


@dataclass(frozen=True, slots=True)
class Fence:
    """A block of code: its language, the words after it, its text and that text's first line in the file."""

    language: str
    words: tuple[str, ...]
    body: str
    file: str
    line: int


def fences(lab: Lab) -> Iterator[Fence]:
    for path, first, text in texts(lab):
        for found in FENCE.finditer(text):
            language, *words = found["info"].split() or [""]
            yield Fence(language, tuple(words), found["body"], path, _place(text, found.start("body"), first)[0])


def quotes(lab: Lab, known: Sequence[str] = STATES) -> Iterator[Quoted]:
    for fence in fences(lab):
        if fence.language in ("console", "sh"):
            commands = tuple((_session if fence.language == "console" else _script)(fence.body, fence.line))
            yield Quoted(commands, fence.file, fence.words or tuple(known))
    for path, first, text in texts(lab):
        for inline in _INLINE.finditer(FENCE.sub(_blank, text)):
            if _PROGRAM.match(inline[1]) and not _PLACEHOLDER.search(inline[1]):
                yield Quoted(((_place(text, inline.start(), first)[0], inline[1], None),), path, tuple(known), anywhere=True)


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def _place(text: str, offset: int, first: int) -> tuple[int, int]:
    before = text[:offset]
    return first + before.count("\n"), offset - before.rfind("\n")


def _session(body: str, first: int) -> Iterator[tuple[int, str, str | None]]:
    at, command, output = first, "", ""
    for number, line in enumerate(body.splitlines(keepends=True), first):
        if line.startswith(PROMPT):
            if command:
                yield at, command, output or None
            at, command, output = number, line[len(PROMPT) :].rstrip("\n"), ""
        else:
            output += line
    if command:
        yield at, command, output or None


def _script(body: str, first: int) -> Iterator[tuple[int, str, str | None]]:
    for number, line in enumerate(body.splitlines(), first):
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, line.strip(), None


# -- running them


@dataclass(frozen=True, slots=True)
class Scene:
    """A state in which commands are tried: a cluster that nobody may change, and the editor's files."""

    cluster: Cluster
    files: Mapping[str, str]


def wrong_quotes(
    lab: Lab, params: Params, scene: Callable[[str], Scene | None], variant: str, known: Sequence[str] = STATES, pods: Sequence[str] | None = None
) -> Iterator[Finding]:
    """`scene` makes the states by name; `known` are those of which one is enough where none is named, `pods` those in which
    inline code may be typed (unless given, those that the probes are sent from)."""
    pods = _asking_pods(lab, params) if pods is None else pods
    for quoted in quotes(lab, known):
        problems = []
        for name in quoted.states:
            state = scene(name)
            if state is None:
                continue
            problem = _try(lab, params, quoted, state, pods if quoted.anywhere else ())
            if problem is None:
                break
            problems.append((name, problem))
        else:
            if not problems:
                yield Finding(quoted.file, quoted.commands[0][0], "E302", f"there is no state {' or '.join(quoted.states)!r} to try this in{variant}")
                continue
            name, (line, code, message) = problems[-1]
            yield Finding(quoted.file, line, code, f"{message} (tried in: {', '.join(state for state, _ in problems)}){variant}")


def _asking_pods(lab: Lab, params: Params) -> tuple[str, ...]:
    named = [getattr(probe, kind).from_ for check in lab.spec.checks.values() if (probe := check.probe)
             for kind in ("http", "tcp", "udp", "dns") if getattr(probe, kind) is not None]  # fmt: skip
    return tuple(dict.fromkeys(fill(name, params) for name in named if name.startswith("pod/")))


Problem = tuple[int, str, str]
"""(line, code, message)"""


def _try(lab: Lab, params: Params, quoted: Quoted, state: Scene, pods: Sequence[str]) -> Problem | None:
    """The first problem in the terminal; None if all is well there, or in one of the pods."""
    problem = _run(lab, params, quoted, state, "")
    if problem is None or not pods or quoted.commands[0][1].startswith("kubectl"):
        return problem
    return None if any(_run(lab, params, quoted, state, pod) is None for pod in pods) else problem


def _run(lab: Lab, params: Params, quoted: Quoted, state: Scene, pod: str) -> Problem | None:
    """As the learner's own: what the lab keeps from being changed is refused here too."""
    cluster, terminal = state.cluster.fork(), Terminal(namespace(lab, params))
    cluster.api.guard = Locks.of(lab, params).guard(cluster.api)
    for line, command, expected in quoted.commands:
        typed = fill(command, params)
        if pod:
            name, _, space = pod.removeprefix("pod/").partition("@")
            typed = f"kubectl exec -n {space or namespace(lab, params)} {name} -- sh -c {shlex.quote(typed)}"
        output = terminal.run(cluster, typed, state.files)
        terminal = output.terminal
        printed = "".join(text for _, text in output.printed)
        if expected is None and output.exit:
            return line, "E410", f"`{command}` ends with {output.exit}: {_short(printed)}"
        if expected is not None and not same_output(fill(expected, params), printed):
            return line, "E411", f"`{command}` prints something else: {_short(printed)}"
    return None


def same_output(quoted: str, printed: str) -> bool:
    """Equal but for white space; `...` in the quotation stands for anything, or for nothing between two columns. Each part is
    taken where it first comes, so that many of them cost no more than one."""
    first, *others = _spaced(quoted).split("...")
    rest = _spaced(printed)
    if not others:
        return rest == first
    if not rest.startswith(first):
        return False
    rest = rest[len(first.rstrip()) :]
    *between, last = others
    for part in between:
        at = rest.find(part)
        if at < 0:
            return False
        rest = rest[at + len(part.rstrip()) :]
    return rest.endswith(last)


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _short(text: str) -> str:
    text = " / ".join(line.strip() for line in text.strip().splitlines())
    return text[:300] if text else "nothing"
