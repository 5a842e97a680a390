"""The shell: runs scripts command by command. It wishes for what it can't do itself (wishes.py).

Stages of a pipeline run one after the other, each with all of its predecessor's output; a stage before `head` stops
as soon as head has enough.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from playground.cluster.containers.shell import expansion, patterns
from playground.cluster.containers.shell import syntax as sh
from playground.cluster.containers.shell.arithmetic import BadArithmetic, calculate
from playground.cluster.containers.shell.builtins import BUILTINS, SPECIAL, Break, Continue, Exit, Return
from playground.cluster.containers.shell.call import Call, run_tool
from playground.cluster.containers.shell.conditions import BadTest, evaluate
from playground.cluster.containers.shell.expansion import Unset
from playground.cluster.containers.shell.files import FileProblem, normal
from playground.cluster.containers.shell.grammar import BadSyntax, parse
from playground.cluster.containers.shell.jobs import Jobs
from playground.cluster.containers.shell.machine import Machine
from playground.cluster.containers.shell.redirection import NoRedirect, Opened, open_all
from playground.cluster.containers.shell.regular import charge
from playground.cluster.containers.shell.streams import BrokenPipe, Budget, Input, LimitReached, Output, Streams
from playground.cluster.containers.shell.wishes import Talk

PATH = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
DEEPEST_CALL = 60


class Shell:
    """The state of one shell: variables, functions, working directory. A subshell is a copy."""

    def __init__(self, machine: Machine, budget: Budget, name: str = "sh", arguments: Iterable[str] = ()) -> None:
        self.machine: Machine = machine
        self.budget, self.name, self.arguments = budget, name, list(arguments)
        self.variables: dict[str, str] = dict(machine.environment)
        self.exported: set[str] = set(machine.environment)
        self.functions: dict[str, sh.Command] = {}
        self.options: set[str] = set()
        self.directory = machine.environment.get("PWD", "/")
        self.status = 0
        self.last_job = 0
        self.depth = 0
        self.terminal: Output | None = None  # standard output, if it is one
        self.ended = False  # `exit` was called
        self.jobs = Jobs(machine.clock, budget)
        self.flavour = "bash" if name.rpartition("/")[2] in ("bash", "zsh") else machine.toolbox.shell

    def fork(self) -> Shell:
        twin = Shell(self.machine, self.budget, self.name, self.arguments)
        twin.variables, twin.exported = dict(self.variables), set(self.exported)
        twin.functions, twin.options = dict(self.functions), set(self.options)
        twin.directory, twin.status, twin.jobs, twin.depth = self.directory, self.status, self.jobs, self.depth
        twin.last_job, twin.terminal = self.last_job, self.terminal
        return twin

    @property
    def has_braces(self) -> bool:
        return self.flavour == "bash"

    # -- what expansion and builtins ask

    def lookup(self, name: str) -> str | None:
        """A variable or special parameter; None if it is not set."""
        if name.isdecimal():
            number = int(name)
            if number == 0:
                return self.name
            return self.arguments[number - 1] if number <= len(self.arguments) else None
        match name:
            case "?":
                return str(self.status)
            case "#":
                return str(len(self.arguments))
            case "@" | "*":
                return " ".join(self.arguments)
            case "$":
                return "7"
            case "!":
                return str(self.last_job) if self.last_job else None
            case "-":
                return "".join(sorted(option for option in self.options if len(option) == 1))
            case "RANDOM":
                return str(hash((self.budget.steps, 7)) % 32768) if self.flavour == "bash" else None
            case "SECONDS":
                return str(int(self.machine.clock.now) % 100000)
        return self.variables.get(name)

    def environment(self) -> dict[str, str]:
        return {name: self.variables[name] for name in self.variables if name in self.exported}

    def path(self, name: str) -> str:
        return normal(name, self.directory)

    def complaint(self, text: str, line: int = 1) -> str:
        """How this shell begins its own error messages."""
        name = self.name.rpartition("/")[2]
        match self.flavour:
            case "bash":
                return f"{name}: line {line}: {text}\n"
            case "dash":
                return f"{name}: {line}: {text}\n"
        return f"{name}: {text}\n"

    # -- running

    def run_text(self, text: str, io: Streams) -> Talk[int]:
        """A whole script from its text to its exit code."""
        try:
            script = parse(text)
        except BadSyntax as problem:
            io.err.write(self._syntax_error(problem))
            self.status = 2
            return 2
        try:
            return (yield from self.jobs.drive(self.run(script, io)))
        except Exit as end:
            self.status, self.ended = end.code, True
        except (Break, Continue):
            pass
        except BrokenPipe:
            self.status = 141
        return self.status

    def _syntax_error(self, problem: BadSyntax) -> str:
        if problem.unterminated:
            return self.complaint("syntax error: unterminated quoted string")
        if not problem.token:
            expecting = f' (expecting "{problem.expected}")' if problem.expected else ""
            if self.flavour == "dash":
                return self.complaint(f"Syntax error: end of file unexpected{expecting}")
            return self.complaint(f"syntax error: unexpected end of file{expecting if self.flavour != 'bash' else ''}")
        if self.flavour == "bash":
            return self.complaint(f"syntax error near unexpected token `{problem.token}'")
        if self.flavour == "dash":
            return self.complaint(f'Syntax error: "{problem.token}" unexpected')
        return self.complaint(f'syntax error: unexpected "{problem.token}"')

    def capture(self, script: sh.Script) -> Talk[str]:
        """What a script prints: `$(...)`."""
        out = Output(self.budget)
        twin = self.fork()
        self.status = yield from twin.isolated(script, replace(self._io, out=out))
        return out.text

    def isolated(self, script: sh.Script, io: Streams) -> Talk[int]:
        """A script in a shell of its own, to which `exit` is the end."""
        try:
            return (yield from self.run(script, io))
        except Exit as end:
            return end.code
        except (Break, Continue):
            return self.status

    _io: Streams = Streams(Input(), Output(Budget()), Output(Budget()))

    def run(self, script: sh.Script, io: Streams) -> Talk[int]:
        before, self._io = self._io, io
        try:
            for item in script.items:
                if item.background:
                    twin = self.fork()
                    quiet = replace(io, stdin=Input())
                    job = yield from self.jobs.start(twin.isolated(sh.Script((replace(item, background=False),)), quiet))
                    self.last_job, self.status = job.number, 0
                else:
                    yield from self._and_or(item, io)
        finally:
            self._io = before
        return self.status

    def _and_or(self, item: sh.AndOr, io: Streams) -> Talk[None]:
        last = len(item.parts) - 1
        for number, (operator, pipeline) in enumerate(item.parts):
            if (operator == "&&" and self.status) or (operator == "||" and not self.status):
                continue
            checked = number != last or pipeline.negated
            yield from self._pipeline(pipeline, io, checked)

    def _pipeline(self, pipeline: sh.Pipeline, io: Streams, checked: bool) -> Talk[None]:
        stages = pipeline.commands
        if len(stages) == 1:
            silent = "e" in self.options and checked
            if silent:
                self.options.discard("e")
            try:
                self.status = yield from self._command(stages[0], io)
            finally:
                if silent:
                    self.options.add("e")
        else:
            self.status = yield from self._stages(stages, io)
        if pipeline.negated:
            self.status = int(not self.status)
        elif self.status and "e" in self.options and not checked:
            raise Exit(self.status)

    def _stages(self, stages: tuple[sh.Command, ...], io: Streams) -> Talk[int]:
        codes, stdin = [], io.stdin
        for number, stage in enumerate(stages):
            is_last = number == len(stages) - 1
            out = io.out if is_last else Output(self.budget, lines=_lines_read(stages[number + 1]))
            twin = self.fork()
            try:
                codes.append((yield from twin._isolated_command(stage, Streams(stdin, out, io.err))))
            except BrokenPipe:
                if is_last:
                    raise
                codes.append(141)
            stdin = Input(out.text) if not is_last else Input()
        failed = [code for code in codes if code]
        return (failed[-1] if failed else 0) if "pipefail" in self.options else codes[-1]

    def _isolated_command(self, command: sh.Command, io: Streams) -> Talk[int]:
        item = sh.AndOr((("", sh.Pipeline((command,))),))
        return (yield from self.isolated(sh.Script((item,)), io))

    # -- commands

    def _command(self, command: sh.Command, io: Streams) -> Talk[int]:
        self.budget.step()
        try:
            match command:
                case sh.Simple():
                    return (yield from self._simple(command, io))
                case sh.Redirected(inner, redirects):
                    opened = yield from open_all(self, redirects, io)
                    try:
                        return (yield from self._command(inner, opened.streams))
                    finally:
                        opened.close()
                case sh.Group(body, subshell):
                    if subshell:
                        return (yield from self.fork().isolated(body, io))
                    return (yield from self.run(body, io))
                case sh.If():
                    return (yield from self._if(command, io))
                case sh.Loop():
                    return (yield from self._loop(command, io))
                case sh.For():
                    return (yield from self._for(command, io))
                case sh.Case():
                    return (yield from self._case(command, io))
                case sh.Function(name, body):
                    self.functions[name] = body
                    return 0
                case sh.Calculation(formula):
                    text = yield from expansion.text(self, formula)
                    return int(not calculate(text, self.variables))
                case sh.Condition():
                    return (yield from self._condition(command))
        except NoRedirect as problem:
            io.err.write(self.complaint(str(problem)))
            return 1
        except BadTest as problem:
            io.err.write(self.complaint(str(problem)))
            return 2
        except BadArithmetic as problem:
            io.err.write(self.complaint(str(problem)))
            raise Exit(2) from None
        except Unset as problem:
            io.err.write(self.complaint(str(problem)))
            raise Exit(2 if self.flavour != "bash" else 1) from None

    def _condition_holds(self, script: sh.Script, io: Streams) -> Talk[bool]:
        strict = "e" in self.options
        self.options.discard("e")
        try:
            return (yield from self.run(script, io)) == 0
        finally:
            if strict:
                self.options.add("e")

    def _if(self, command: sh.If, io: Streams) -> Talk[int]:
        for condition, body in command.branches:
            if (yield from self._condition_holds(condition, io)):
                return (yield from self.run(body, io))
        if command.otherwise is not None:
            return (yield from self.run(command.otherwise, io))
        return 0

    def _loop(self, command: sh.Loop, io: Streams) -> Talk[int]:
        code = 0
        while True:
            self.budget.step()
            try:
                if (yield from self._condition_holds(command.condition, io)) == command.until:
                    return code
                code = yield from self.run(command.body, io)
            except Break as stop:
                if stop.levels > 1:
                    raise Break(stop.levels - 1) from None
                return 0
            except Continue as again:
                if again.levels > 1:
                    raise Continue(again.levels - 1) from None

    def _for(self, command: sh.For, io: Streams) -> Talk[int]:
        code = 0
        words = list(self.arguments) if command.words is None else (yield from expansion.fields(self, command.words))
        for word in words:
            self.budget.step()
            self.variables[command.name] = word
            try:
                code = yield from self.run(command.body, io)
            except Break as stop:
                if stop.levels > 1:
                    raise Break(stop.levels - 1) from None
                return 0
            except Continue as again:
                if again.levels > 1:
                    raise Continue(again.levels - 1) from None
        return code

    def _case(self, command: sh.Case, io: Streams) -> Talk[int]:
        subject = yield from expansion.text(self, command.subject)
        for choices, body in command.items:
            for choice in choices:
                shape = yield from expansion.pattern(self, choice)
                charge(self.budget, patterns.expression(shape), len(subject))
                if patterns.pattern(shape).fullmatch(subject):
                    self.status = 0
                    return (yield from self.run(body, io))
        return 0

    def _condition(self, command: sh.Condition) -> Talk[int]:
        code = 0
        for operator, words in command.tests:
            if (operator == "&&" and code) or (operator == "||" and not code):
                continue
            texts: list[str] = []
            for number, word in enumerate(words):
                is_shape = number and texts[-1] in ("==", "=", "!=")
                texts.append((yield from (expansion.pattern(self, word) if is_shape else expansion.text(self, word))))
            code = int(not evaluate(texts, self, with_patterns=True))
        return code

    # -- simple commands

    def _simple(self, command: sh.Simple, io: Streams) -> Talk[int]:
        self.status_of_substitution = 0
        words = yield from expansion.fields(self, command.words)
        if not words:
            before, self.status = self.status, 0
            yield from self._assign(command.assignments, io)
            code = self.status if _has_substitution(command) else 0
            self.status = before
            opened = yield from open_all(self, command.redirects, io)
            opened.close()
            return code
        kept = dict(self.variables), set(self.exported)
        for assignment in command.assignments:
            value = yield from expansion.text(self, assignment.value)
            self.variables[assignment.name] = value
            self.exported.add(assignment.name)
        if "x" in self.options:
            io.err.write("+ " + " ".join(_shown(word) for word in words) + "\n")
        try:
            opened = yield from open_all(self, command.redirects, io)
            return (yield from self._invoke(words, opened))
        finally:
            if command.assignments and words[0] not in SPECIAL:
                for assignment in command.assignments:
                    _restore(assignment.name, self.variables, kept[0])
                    if assignment.name not in kept[1]:
                        self.exported.discard(assignment.name)

    def _assign(self, assignments: tuple[sh.Assignment, ...], io: Streams) -> Talk[None]:
        for assignment in assignments:
            value = yield from expansion.text(self, assignment.value)
            if "x" in self.options:
                io.err.write(f"+ {assignment.name}={_shown(value) if value else ''}\n")
            before = self.variables.get(assignment.name, "") if assignment.appends else ""
            self.variables[assignment.name] = before + value

    def _invoke(self, words: list[str], opened: Opened) -> Talk[int]:
        name, io = words[0], opened.streams
        try:
            if name in self.functions:
                return (yield from self._function(words, io))
            builtin = BUILTINS.get(name)
            if builtin is not None:
                found = builtin(self, words[1:], io)
                return found if isinstance(found, int) else (yield from found)
            if name == "exec" and len(words) == 1:
                return 0
            return (yield from self.external(words, io))
        finally:
            opened.close()

    def _function(self, words: list[str], io: Streams) -> Talk[int]:
        arguments, self.arguments = self.arguments, words[1:]
        self.depth += 1
        try:
            if self.depth > DEEPEST_CALL:
                raise LimitReached(f"stopped at {DEEPEST_CALL} functions within each other")
            return (yield from self._command(self.functions[words[0]], io))
        except Return as back:
            return back.code
        finally:
            self.arguments = arguments
            self.depth -= 1

    def external(self, words: list[str], io: Streams) -> Talk[int]:
        """A program of the image, by its name or path."""
        name = words[0]
        tool = self.find(name)
        if tool is None:
            if "/" in name:
                if self.machine.files.is_directory(self.path(name)):
                    io.err.write(self.complaint(f"{name}: {'Is a directory' if self.flavour == 'bash' else 'Permission denied'}"))
                    return 126
                if self.machine.files.is_file(self.path(name)):
                    return (yield from self._script_file(words, io))
                missing = "No such file or directory" if self.flavour == "bash" else "not found"
                io.err.write(self.complaint(f"{name}: {missing}"))
            else:
                io.err.write(self.complaint(f"{name}: {'command not found' if self.flavour == 'bash' else 'not found'}"))
            return 127
        return (yield from run_tool(tool, Call(name.rpartition("/")[2], words[1:], self, io)))

    def _script_file(self, words: list[str], io: Streams) -> Talk[int]:
        twin = Shell(self.machine, self.budget, words[0], words[1:])
        twin.variables, twin.exported = self.environment(), set(self.exported)
        twin.directory, twin.jobs = self.directory, self.jobs
        try:
            script = parse(self.machine.files.read(self.path(words[0])))
        except (BadSyntax, FileProblem):
            io.err.write(self.complaint(f"{words[0]}: Exec format error"))
            return 126
        return (yield from twin.isolated(script, io))

    def find(self, name: str) -> str | None:
        """The tool that a command's name means in this image; None if there is none."""
        directory, slash, last = name.rpartition("/")
        if slash and directory not in (*PATH, "") and not (last.startswith("agnhost") and directory == "/"):
            return None
        return last if last in self.machine.toolbox.tools or last in self.machine.programs else None


def _lines_read(command: sh.Command) -> int | None:
    """How many lines `head` will read of what comes before it."""
    if not isinstance(command, sh.Simple) or not command.words:
        return None
    words = ["".join(part.text for part in word if isinstance(part, sh.Text)) for word in command.words]
    if words[0] != "head":
        return None
    for number, word in enumerate(words[1:], 1):
        if word.startswith("-c"):
            return None
        digits = words[number + 1] if word == "-n" and number + 1 < len(words) else word.lstrip("-n")
        if word.startswith("-"):
            return int(digits) if digits.isdecimal() else None
    return 10


def _has_substitution(command: sh.Simple) -> bool:
    return any(isinstance(part, sh.Substitution) for one in command.assignments for part in one.value)


def _shown(word: str) -> str:
    """A word as `set -x` prints it."""
    plain = word and all(char.isalnum() or char in "_-./:=@%+,^" for char in word)
    return word if plain else "'" + word.replace("'", "'\\''") + "'"


def _restore(name: str, variables: dict[str, str], before: dict[str, str]) -> None:
    if name in before:
        variables[name] = before[name]
    else:
        variables.pop(name, None)
