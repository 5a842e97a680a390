"""The shell's own commands: what changes or asks the shell itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from playground.cluster.containers.shell.conditions import BadTest, evaluate
from playground.cluster.containers.shell.files import FileProblem
from playground.cluster.containers.shell.grammar import BadSyntax, parse
from playground.cluster.containers.shell.streams import Streams
from playground.cluster.containers.shell.wishes import Talk

if TYPE_CHECKING:
    from playground.cluster.containers.shell.interpreter import Shell


class Exit(Exception):
    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Return(Exit):
    """Out of a function."""


class Break(Exception):
    def __init__(self, levels: int = 1) -> None:
        super().__init__(levels)
        self.levels = levels


class Continue(Exception):
    """On with the next round."""

    def __init__(self, levels: int = 1) -> None:
        super().__init__(levels)
        self.levels = levels


SPECIAL = frozenset({":", "break", "continue", "eval", "exec", "exit", "export", "readonly", "return", "set", "shift", "unset", "."})
"""Assignments before these stay."""

_NAME = re.compile(r"^[A-Za-z_]\w*$")


def _code(shell: Shell, args: list[str]) -> int:
    if not args:
        return shell.status
    return int(args[0]) & 255 if args[0].lstrip("-").isdecimal() else 2


def _exit(shell: Shell, args: list[str], io: Streams) -> int:
    raise Exit(_code(shell, args))


def _return(shell: Shell, args: list[str], io: Streams) -> int:
    raise Return(_code(shell, args))


def _levels(args: list[str]) -> int:
    return int(args[0]) if args and args[0].isdecimal() else 1


def _break(shell: Shell, args: list[str], io: Streams) -> int:
    raise Break(_levels(args))


def _continue(shell: Shell, args: list[str], io: Streams) -> int:
    raise Continue(_levels(args))


def _cd(shell: Shell, args: list[str], io: Streams) -> int:
    wanted = args[0] if args else shell.variables.get("HOME", "/")
    if wanted == "-":
        wanted = shell.variables.get("OLDPWD", shell.directory)
        io.out.write(wanted + "\n")
    path = shell.path(wanted)
    if not shell.machine.files.is_directory(path):
        words = "Not a directory" if shell.machine.files.exists(path) else "No such file or directory"
        said = {"dash": f"cd: can't cd to {wanted}", "bash": f"cd: {wanted}: {words}"}
        io.err.write(shell.complaint(said.get(shell.flavour, f"cd: can't cd to {wanted}: {words}")))
        return 2 if shell.flavour == "dash" else 1
    shell.variables["OLDPWD"], shell.directory = shell.directory, path
    shell.variables["PWD"] = path
    return 0


def _pwd(shell: Shell, args: list[str], io: Streams) -> int:
    io.out.write(shell.directory + "\n")
    return 0


def _export(shell: Shell, args: list[str], io: Streams) -> int:
    if not [one for one in args if one != "-p"]:
        for name, value in sorted(shell.environment().items()):
            io.out.write(f"export {name}='{value}'\n")
    for word in args:
        name, equals, value = word.partition("=")
        if not word.startswith("-"):
            if equals:
                shell.variables[name] = value
            shell.exported.add(name)
    return 0


def _local(shell: Shell, args: list[str], io: Streams) -> int:
    for word in args:
        name, equals, value = word.partition("=")
        if not word.startswith("-"):
            shell.variables[name] = value if equals else shell.variables.get(name, "")
    return 0


def _unset(shell: Shell, args: list[str], io: Streams) -> int:
    for name in args:
        shell.variables.pop(name, None)
        shell.exported.discard(name)
        shell.functions.pop(name, None)
    return 0


def _set(shell: Shell, args: list[str], io: Streams) -> int:
    if not args:
        for name, value in sorted(shell.variables.items()):
            io.out.write(f"{name}='{value}'\n")
    while args:
        word = args.pop(0)
        if word == "--":
            shell.arguments = args
            return 0
        if word in ("-o", "+o") and args:
            _switch(shell, args.pop(0), word[0] == "-")
        elif word[:1] in "-+" and word[1:]:
            for letter in word[1:]:
                if letter == "o" and args:
                    _switch(shell, args.pop(0), word[0] == "-")
                else:
                    _switch(shell, letter, word[0] == "-")
        else:
            shell.arguments = [word, *args]
            return 0
    return 0


_LONG = {"errexit": "e", "xtrace": "x", "nounset": "u", "noglob": "f", "pipefail": "pipefail"}


def _switch(shell: Shell, option: str, on: bool) -> None:
    name = _LONG.get(option, option)
    (shell.options.add if on else shell.options.discard)(name)


def _shift(shell: Shell, args: list[str], io: Streams) -> int:
    count = _levels(args)
    if count > len(shell.arguments):
        return 1
    shell.arguments = shell.arguments[count:]
    return 0


def _read(shell: Shell, args: list[str], io: Streams) -> int:
    raw, names, words = False, [], list(args)
    while words:
        word = words.pop(0)
        if word == "-p" or word in ("-t", "-n", "-d"):
            words = words[1:]
        elif word.startswith("-") and len(word) > 1:
            raw = raw or "r" in word
        else:
            names.append(word)
    line = io.stdin.line()
    ended = not line.endswith("\n")
    text = line.removesuffix("\n")
    if not raw:
        text = re.sub(r"\\(.)", r"\1", text)
    separators = shell.variables.get("IFS", " \t\n")
    names = names or ["REPLY"]
    parts = _parts(text, separators, len(names))
    for number, name in enumerate(names):
        shell.variables[name] = parts[number] if number < len(parts) else ""
    return int(ended)


def _parts(text: str, separators: str, most: int) -> list[str]:
    if not separators:
        return [text]
    blanks = "".join(char for char in separators if char.isspace())
    text = text.strip(blanks) if blanks else text
    if not text or most == 1:
        return [text]
    border = f"[{re.escape(separators)}]+" if not separators.strip() else f"[{re.escape(blanks)}]*[{re.escape(separators)}]"
    return re.split(border, text, maxsplit=most - 1)


def _test(shell: Shell, args: list[str], io: Streams) -> int:
    try:
        return int(not evaluate(args, shell))
    except BadTest as problem:
        io.err.write(shell.complaint(str(problem)))
        return 2


def _bracket(shell: Shell, args: list[str], io: Streams) -> int:
    if not args or args[-1] != "]":
        io.err.write(shell.complaint("[: missing ]" if shell.flavour != "bash" else "[: missing `]'"))
        return 2
    return _test(shell, args[:-1], io)


def _eval(shell: Shell, args: list[str], io: Streams) -> int | Talk[int]:
    return _run_text(shell, " ".join(args), io)


def _run_text(shell: Shell, text: str, io: Streams) -> Talk[int]:
    try:
        script = parse(text)
    except BadSyntax as problem:
        io.err.write(shell.complaint(f'syntax error: unexpected "{problem.token}"'))
        return 2
    return (yield from shell.run(script, io))


def _source(shell: Shell, args: list[str], io: Streams) -> int | Talk[int]:
    try:
        text = shell.machine.files.read(shell.path(args[0])) if args else ""
    except FileProblem:
        io.err.write(shell.complaint(f".: can't open '{args[0]}': No such file or directory"))
        return 2
    return _run_text(shell, text, io)


def _exec(shell: Shell, args: list[str], io: Streams) -> int | Talk[int]:
    return _replace(shell, args, io) if args else 0


def _replace(shell: Shell, args: list[str], io: Streams) -> Talk[int]:
    raise Exit((yield from shell.external(args, io)))


def _command(shell: Shell, args: list[str], io: Streams) -> int | Talk[int]:
    if args and args[0] in ("-v", "-V"):
        return _type(shell, args[1:], io, short=args[0] == "-v")
    if args and args[0] in BUILTINS:
        return BUILTINS[args[0]](shell, args[1:], io)
    return shell.external(args, io) if args else 0


def _type(shell: Shell, args: list[str], io: Streams, short: bool = False) -> int:
    code = 0
    for name in args:
        if name in shell.functions:
            io.out.write(name + "\n" if short else f"{name} is a function\n")
        elif name in BUILTINS:
            io.out.write(name + "\n" if short else f"{name} is a shell builtin\n")
        elif tool := shell.find(name):
            path = name if "/" in name else f"/usr/bin/{tool}"
            io.out.write(path + "\n" if short else f"{name} is {path}\n")
        else:
            code = 127
            if not short:
                io.err.write(shell.complaint(f"{name}: not found"))
    return code


def _wait(shell: Shell, args: list[str], io: Streams) -> Talk[int]:
    wanted = [int(word) for word in args if word.isdecimal()]
    code = 0
    for job in [job for job in shell.jobs.running if not wanted or job.number in wanted]:
        code = yield from shell.jobs.wait(job)
    return code if wanted else 0


def _jobs(shell: Shell, args: list[str], io: Streams) -> int:
    for number, _job in enumerate(shell.jobs.running, 1):
        io.out.write(f"[{number}]+  Running\n")
    return 0


def _kill(shell: Shell, args: list[str], io: Streams) -> int:
    for word in args:
        number = word.lstrip("%")
        if word.startswith("-") or not number.isdecimal():
            continue
        for position, job in enumerate(list(shell.jobs.running), 1):
            if job.number == int(number) or (word.startswith("%") and position == int(number)):
                job.talk.close()
                job.code = 143
                shell.jobs.running.remove(job)
                return 0
        io.err.write(shell.complaint(f"kill: can't kill pid {word}: No such process"))
        return 1
    return 0


def _nothing(shell: Shell, args: list[str], io: Streams) -> int:
    return 0


def _false(shell: Shell, args: list[str], io: Streams) -> int:
    return 1


def _let(shell: Shell, args: list[str], io: Streams) -> int:
    from playground.cluster.containers.shell.arithmetic import calculate

    return int(not [calculate(word, shell.variables) for word in args][-1]) if args else 1


Builtin = Callable[["Shell", list[str], Streams], "int | Talk[int]"]
BUILTINS: dict[str, Builtin] = {
    ":": _nothing,
    "true": _nothing,
    "false": _false,
    "exit": _exit,
    "return": _return,
    "break": _break,
    "continue": _continue,
    "cd": _cd,
    "pwd": _pwd,
    "export": _export,
    "readonly": _export,
    "local": _local,
    "declare": _local,
    "unset": _unset,
    "set": _set,
    "shopt": _nothing,
    "shift": _shift,
    "read": _read,
    "test": _test,
    "[": _bracket,
    "eval": _eval,
    ".": _source,
    "source": _source,
    "exec": _exec,
    "command": _command,
    "builtin": _command,
    "type": lambda shell, args, io: _type(shell, args, io),
    "wait": _wait,
    "jobs": _jobs,
    "kill": _kill,
    "let": _let,
    "trap": _nothing,
    "umask": _nothing,
    "ulimit": _nothing,
    "alias": _nothing,
    "disown": _nothing,
}
