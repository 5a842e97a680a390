"""echo, printf, seq, expr, basename, dirname, xargs: tools that work on their own words.

Models: GNU coreutils; busybox coreutils
"""

from __future__ import annotations

import re
import shlex

from playground.cluster.containers.shell.call import Call, Usage, run_tool
from playground.cluster.containers.shell.streams import Input, Streams
from playground.cluster.containers.shell.tools.match import expression
from playground.cluster.containers.shell.wishes import Talk

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "\\": "\\", "e": "\x1b", '"': '"'}
_MOST_NUMBERS = 100_000


def escaped(text: str) -> str:
    def one(found: re.Match[str]) -> str:
        if found[1][0] == "x":
            return chr(int(found[1][1:], 16))
        if found[1][0] in "01234567":
            return chr(int(found[1], 8) % 256)
        return _ESCAPES.get(found[1], found[0])

    return re.sub(r"\\(x[0-9a-fA-F]{1,2}|[0-7]{1,4}|.)", one, text, flags=re.DOTALL)


def echo(call: Call) -> int:
    words, newline = list(call.args), True
    interprets = call.shell.flavour == "dash"
    while words and re.fullmatch(r"-[neE]+", words[0]) and (call.shell.flavour != "dash" or words[0] == "-n"):
        letters = words.pop(0)[1:]
        newline = newline and "n" not in letters
        interprets = "e" in letters or (interprets and "E" not in letters)
    text = " ".join(words)
    if interprets:
        text, cut, _ = text.partition("\\c")
        text = escaped(text)
        newline = newline and not cut
    call.out(text + ("\n" if newline else ""))
    return 0


def printf(call: Call) -> int:
    words = call.args[1:] if call.args[:1] == ["--"] else call.args
    if not words:
        raise Usage("usage: printf format [arguments]", 2)
    call.out(formatted(escaped(words[0]), words[1:]))
    return 0


_FORM = re.compile(r"%([-+ 0#]*)(\*|\d+)?(?:\.(\d+))?([sdiuxXocbfegq%])")


def formatted(form: str, values: list[str]) -> str:
    """printf's text: the format again and again until the values are used up."""
    out, rest = "", list(values)
    while True:
        used = False

        def one(found: re.Match[str]) -> str:
            nonlocal used
            flags, width, precision, kind = found.groups()
            if kind == "%":
                return "%"
            used = True
            if width == "*":
                width = rest.pop(0) if rest else ""
            text = rest.pop(0) if rest else ""
            return _filled(text, flags, min(int(width or 0), 1000), precision, kind)

        out += _FORM.sub(one, form)
        if not rest or not used or len(out) > 1 << 20:
            return out


def _filled(text: str, flags: str, width: int, precision: str | None, kind: str) -> str:
    if kind in "diuxXo":
        number = _integer(text)
        text = {"x": f"{number:x}", "X": f"{number:X}", "o": f"{number:o}"}.get(kind, str(number))
        text = ("+" if "+" in flags and number >= 0 else "") + text
    elif kind in "feg":
        text = f"{_decimal(text):.{precision or 6}{kind}}"
    elif kind == "b":
        text = escaped(text)
    elif kind == "c":
        text = text[:1]
    elif kind == "q":
        text = shlex.quote(text)
    elif precision:
        text = text[: int(precision)]
    if "-" in flags:
        return text.ljust(width)
    return text.rjust(width, "0" if "0" in flags and kind != "s" else " ")


def _integer(text: str) -> int:
    try:
        return ord(text[1]) if text[:1] in "'\"" and len(text) > 1 else int(text or "0", 0)
    except ValueError:
        found = re.match(r"-?\d+", text)
        return int(found[0]) if found else 0


def _decimal(text: str) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0


def seq(call: Call) -> int:
    words = list(call.args)
    glue, wide = "\n", False
    while words and words[0].startswith("-") and not re.match(r"-\d", words[0]):
        flag = words.pop(0)
        if flag == "-w":
            wide = True
        elif flag == "-s" and words:
            glue = words.pop(0)
        elif flag.startswith("-s"):
            glue = flag[2:]
        else:
            raise Usage(f"invalid option -- '{flag[1:]}'")
    if not 1 <= len(words) <= 3:
        raise Usage("missing operand" if not words else f"extra operand '{words[-1]}'")
    try:
        numbers = [float(word) for word in words]
    except ValueError:
        raise Usage(f"invalid floating point argument: '{words[0]}'") from None
    first, step, last = {1: (1.0, 1.0, numbers[0]), 2: (numbers[0], 1.0, numbers[-1])}.get(len(numbers), tuple(numbers))
    if step == 0 or abs((last - first) / step) > _MOST_NUMBERS:
        raise Usage("too many numbers")
    places = max((len(word.partition(".")[2]) for word in words), default=0)
    count = int((last - first) / step + 1e-9) + 1 if (last - first) / step >= 0 else 0
    texts = [f"{first + number * step:.{places}f}" for number in range(count)]
    width = max(map(len, texts), default=0) if wide else 0
    call.out(glue.join(text.zfill(width) for text in texts) + ("\n" if texts else ""))
    return 0


def basename(call: Call) -> int:
    if not call.args:
        raise Usage("missing operand")
    name = call.args[0].rstrip("/").rpartition("/")[2] or "/"
    suffix = call.args[1] if len(call.args) > 1 else ""
    call.out((name.removesuffix(suffix) if suffix != name else name) + "\n")
    return 0


def dirname(call: Call) -> int:
    if not call.args:
        raise Usage("missing operand")
    directory, slash, _ = call.args[0].rstrip("/").rpartition("/")
    call.out((directory or ("/" if slash else ".")) + "\n")
    return 0


def expr(call: Call) -> int:
    value = _calculated(list(call.args))
    call.out(value + "\n")
    return int(value in ("", "0"))


_LEVELS = (("|",), ("&",), ("=", "!=", "<", "<=", ">", ">="), ("+", "-"), ("*", "/", "%"), (":",))


def _calculated(words: list[str]) -> str:
    if len(words) >= 3 and words[0] == "(" and words[-1] == ")":
        return _calculated(words[1:-1])
    if words[:1] == ["length"] and len(words) == 2:
        return str(len(words[1]))
    for level in _LEVELS:
        for position in range(len(words) - 2, 0, -1):
            if words[position] in level and words[:position].count("(") == words[:position].count(")"):
                return _operated(_calculated(words[:position]), words[position], _calculated(words[position + 1 :]))
    if len(words) != 1:
        raise Usage("syntax error", 2)
    return words[0]


def _operated(left: str, sign: str, right: str) -> str:
    if sign in ("|", "&"):
        empty = left in ("", "0")
        return (right if empty else left) if sign == "|" else ("0" if empty or right in ("", "0") else left)
    if sign == ":":
        found = expression(right, extended=False).match(left)
        return (found[1] if found and found.groups() else str(len(found[0]))) if found else "0"
    numbers = [int(one) for one in (left, right) if re.fullmatch(r"-?\d+", one)]
    if sign in ("=", "!=", "<", "<=", ">", ">="):
        order = (numbers[0] > numbers[1]) - (numbers[0] < numbers[1]) if len(numbers) == 2 else (left > right) - (left < right)
        return str(int({"=": order == 0, "!=": order != 0, "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}[sign]))
    if len(numbers) != 2:
        raise Usage("non-integer argument", 2)
    a, b = numbers
    if sign in "/%" and b == 0:
        raise Usage("division by zero", 2)
    return str({"+": a + b, "-": a - b, "*": a * b}.get(sign, int(a / b) if sign == "/" and b else a - int(a / b) * b if b else 0))


def xargs(call: Call) -> Talk[int]:
    options = call.options("n:I:L:P:rt0d:", mixed=False)
    command = options.words or ["echo"]
    text = call.io.stdin.read()
    if options.has("-I", "-L", "-d"):
        items = text.splitlines()
    elif options.has("-0"):
        items = text.split("\0")
    else:
        try:
            items = shlex.split(text)
        except ValueError:
            raise Usage("unmatched quote") from None
    if not items and (options.has("-r", "-I") or call.machine.toolbox.shell == "ash"):
        return 0
    mark = options.value("-I")
    size = 1 if mark else int(options.number("-n", "-L", default=len(items) or 1))
    code = 0
    for start in range(0, len(items) or 1, size):
        batch = items[start : start + size]
        words = [word.replace(mark, batch[0]) for word in command] if mark else [*command, *batch]
        call.shell.budget.step()
        if options.has("-t"):
            call.err(" ".join(words) + "\n")
        one = yield from call.shell.external(words, Streams(Input(), call.io.out, call.io.err))
        code = {0: code, 255: 124, 127: 127, 126: 126}.get(one, 123)
        if one in (126, 127, 255):
            return code
    return code


def which(call: Call) -> int:
    code = 0
    for name in call.args:
        tool = call.shell.find(name)
        if tool is None:
            code = 1
        else:
            call.out(("/agnhost" if tool.startswith("agnhost") else f"/usr/bin/{tool}") + "\n")
    return code


def busybox(call: Call) -> int | Talk[int]:
    if not call.args:
        call.out("BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n")
        return 0
    return run_tool(call.args[0], Call(call.args[0], call.args[1:], call.shell, call.io))
