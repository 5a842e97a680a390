"""What asks or tells the system: env, date, sleep, timeout, id, ps, uname, sh itself.

Models: GNU coreutils; busybox
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from math import inf

from playground.cluster.config import EPOCH
from playground.cluster.containers.shell.call import Call, Usage
from playground.cluster.containers.shell.jobs import limited
from playground.cluster.containers.shell.streams import Input
from playground.cluster.containers.shell.wishes import Sleep, Talk

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def env(call: Call) -> int | Talk[int]:
    words = list(call.args)
    variables = call.shell.environment()
    while words:
        word = words[0]
        if word in ("-i", "-"):
            variables = {}
        elif word == "-u" and len(words) > 1:
            words.pop(0)
            variables.pop(words[0], None)
        elif "=" in word:
            name, _, value = word.partition("=")
            variables[name] = value
        else:
            break
        words.pop(0)
    if not words:
        call.out("".join(f"{name}={value}\n" for name, value in variables.items()))
        return 0
    twin = call.shell.fork()
    twin.variables, twin.exported = variables, set(variables)
    return twin.external(words, call.io)


def printenv(call: Call) -> int:
    variables = call.shell.environment()
    names = [word for word in call.args if not word.startswith("-")]
    if not names:
        call.out("".join(f"{name}={value}\n" for name, value in variables.items()))
        return 0
    found = [variables[name] for name in names if name in variables]
    call.out("".join(f"{value}\n" for value in found))
    return int(len(found) < len(names))


def _seconds(text: str) -> float:
    """Raises Usage."""
    if text in ("infinity", "inf"):
        return inf
    number, unit = (text[:-1], text[-1]) if text[-1:] in _UNITS else (text, "s")
    if not re.fullmatch(r"\d+(\.\d*)?|\.\d+", number):
        raise Usage(f"invalid number '{text}'" if text else "invalid number ''")
    return float(number) * _UNITS[unit]


def sleep(call: Call) -> Talk[int]:
    if not call.args:
        raise Usage("missing operand")
    yield Sleep(sum(_seconds(word) for word in call.args))
    return 0


def timeout(call: Call) -> Talk[int]:
    options = call.options("s:k:t:pv", ["signal=", "kill-after=", "preserve-status", "foreground"], mixed=False)
    words = list(options.words)
    if options.has("-t"):
        words.insert(0, options.value("-t"))
    if len(words) < 2:
        raise Usage("missing operand", 125)
    seconds = _seconds(words[0])
    inner = call.shell.jobs.drive(call.shell.external(words[1:], call.io))
    code = yield from limited(inner, seconds or inf, call.machine.clock)
    if code is not None:
        return code
    return 143 if call.machine.toolbox.shell == "ash" else 124


def time(call: Call) -> Talk[int]:
    began = call.machine.clock.now
    code = yield from call.shell.external(call.args, call.io) if call.args else sleep(Call("sleep", ["0"], call.shell, call.io))
    took = call.machine.clock.now - began
    call.err(f"real\t{int(took // 60)}m {took % 60:.2f}s\nuser\t0m 0.00s\nsys\t0m 0.00s\n")
    return code


def watch(call: Call) -> Talk[int]:
    """A few rounds; then it is as if Ctrl-C were pressed."""
    options = call.options("n:tdgc", ["interval="], mixed=False)
    for _ in range(3):
        call.out(f"Every {options.value('-n', '--interval', default='2')}s: {' '.join(options.words)}\n\n")
        yield from call.shell.fork().run_text(" ".join(options.words), call.io)
        call.out("\n")
        yield Sleep(options.number("-n", "--interval", default=2.0))
    call.out("^C\n")
    return 130


def date(call: Call) -> int:
    options = call.options("uIRd:s:", ["utc", "iso-8601", "rfc-email", "date="])
    now = datetime.fromtimestamp(call.machine.clock.now, UTC)
    given = options.value("-d", "--date")
    if given.startswith("@") and re.fullmatch(r"@\d+", given):
        now = datetime.fromtimestamp(int(given[1:]), UTC)
    form = next((word[1:] for word in options.words if word.startswith("+")), "")
    if options.has("-I", "--iso-8601"):
        form = "%Y-%m-%d"
    elif options.has("-R", "--rfc-email"):
        form = "%a, %d %b %Y %H:%M:%S +0000"
    form = form or "%a %b %e %H:%M:%S UTC %Y"
    form = form.replace("%s", str(int(now.timestamp()))).replace("%N", f"{now.microsecond * 1000:09d}").replace("%Z", "UTC").replace("%z", "+0000")
    call.out(now.strftime(form) + "\n")
    return 0


def uname(call: Call) -> int:
    options = call.options("asnrvmpio")
    parts = {
        "s": "Linux",
        "n": call.machine.hostname,
        "r": "6.12.48",
        "v": "#1 SMP PREEMPT_DYNAMIC",
        "m": "x86_64",
        "o": "Linux" if call.machine.toolbox.shell == "ash" else "GNU/Linux",
    }
    letters = parts if options.has("-a") else [letter for letter in parts if f"-{letter}" in options] or ["s"]
    call.out(" ".join(parts[letter] for letter in letters) + "\n")
    return 0


def whoami(call: Call) -> int:
    call.out(call.machine.toolbox.user + "\n")
    return 0


def id_(call: Call) -> int:
    user = call.machine.toolbox.user
    number = 0 if user == "root" else 100
    options = call.options("ugnGr")
    if options.has("-u", "-g"):
        call.out(f"{user if options.has('-n') else number}\n")
    else:
        call.out(f"uid={number}({user}) gid={number}({user}) groups={number}({user})\n")
    return 0


def ps(call: Call) -> int:
    gnu = call.machine.toolbox.shell != "ash"
    if "aux" in "".join(call.args) and gnu:
        call.out("USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n")
        rows = [f"{'root':<8}{number:>8}  0.0  0.0   4116  2048 ?        Ss   00:00   0:00 {line}" for number, line in _processes(call)]
    else:
        call.out("PID   USER     TIME  COMMAND\n")
        rows = [f"{number:>5} root      0:00 {line}" for number, line in _processes(call)]
    call.out("".join(f"{row}\n" for row in rows))
    return 0


def _processes(call: Call) -> list[tuple[int, str]]:
    found = list(enumerate(call.machine.processes, 1))
    return [*found, (20, call.shell.name), (27, " ".join(["ps", *call.args]))]


def nproc(call: Call) -> int:
    call.out("2\n")
    return 0


def uptime(call: Call) -> int:
    now = datetime.fromtimestamp(call.machine.clock.now, UTC)
    minutes = int((call.machine.clock.now - EPOCH) // 60)
    call.out(f" {now:%H:%M:%S} up {minutes} min,  0 users,  load average: 0.00, 0.00, 0.00\n")
    return 0


def yes(call: Call) -> int:
    word = " ".join(call.args) or "y"
    while True:
        call.shell.budget.step()
        call.out(word + "\n")


def sh(call: Call) -> int | Talk[int]:
    """A shell: `sh -c SCRIPT`, `sh FILE`, or its input."""
    from playground.cluster.containers.shell.interpreter import Shell

    words, options = list(call.args), set[str]()
    script: str | None = None
    while words and re.match(r"[-+][A-Za-z-]", words[0]):
        word = words.pop(0)
        if word.startswith("--"):
            continue
        for letter in word[1:]:
            if letter == "o" and words:
                options.add({"pipefail": "pipefail", "errexit": "e", "xtrace": "x", "nounset": "u"}.get(words.pop(0), ""))
            else:
                options.add(letter)
    if "c" in options:
        if not words:
            return call.fail("-c requires an argument" if call.machine.toolbox.shell == "ash" else "-c: option requires an argument", 2)
        script = words.pop(0)
        name = words.pop(0) if words else call.name
    elif words:
        name = words.pop(0)
        path = call.shell.path(name)
        if not call.machine.files.is_file(path):
            return call.fail(f"can't open '{name}': No such file or directory" if call.machine.toolbox.shell == "ash" else f"{name}: No such file or directory", 2 if call.machine.toolbox.shell != "bash" else 127)
        script = call.machine.files.read(path)
    else:
        name, script = call.name, call.io.stdin.read()
    twin = Shell(call.machine, call.shell.budget, call.name, words)
    twin.name = name
    twin.variables, twin.exported = call.shell.environment(), set(call.shell.exported)
    twin.directory, twin.terminal = call.shell.directory, call.shell.terminal
    twin.options = options - {"c", "i", "l", "s"}
    io = call.io
    if call.args and "c" not in options and not words and script == "":
        io = type(io)(Input(), io.out, io.err)
    return twin.run_text(script, io)


def nothing(call: Call) -> int:
    return 0


def installer(call: Call) -> int:
    """apk, apt-get: the playground's containers are complete as they are."""
    return call.fail("packages can't be installed in the playground; images nicolaka/netshoot and agnhost have most tools", 1)
