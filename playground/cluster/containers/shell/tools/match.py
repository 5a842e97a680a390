"""grep, sed and awk, as far as one-liners go. POSIX expressions are turned into Python's.

Models: busybox findutils/grep.c, editors/sed.c
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playground.cluster.containers.shell.call import Call, Options, Usage
from playground.cluster.containers.shell.regular import TooComplex, charge, repetitions

_LONGEST_PATTERN = 1000


def expression(text: str, extended: bool, fixed: bool = False, flags: int = 0) -> re.Pattern[str]:
    """Raises Usage."""
    if len(text) > _LONGEST_PATTERN:
        raise Usage("pattern too long", 2)
    if fixed:
        text = re.escape(text)
    else:
        text = text if extended else _basic(text)
        text = text.replace("[[:space:]]", r"\s").replace("[[:digit:]]", r"\d").replace("[:space:]", r"\s")
        text = text.replace("[:digit:]", "0-9").replace("[:alpha:]", "A-Za-z").replace("[:alnum:]", "A-Za-z0-9")
        text = text.replace("[:upper:]", "A-Z").replace("[:lower:]", "a-z").replace(r"\<", r"\b").replace(r"\>", r"\b")
    try:
        repetitions(text)
        return re.compile(re.sub(r"(?<!\\)(\[\^?)(\]?[^\]]*(?:\]|$))", _class, text), flags)
    except TooComplex:
        raise Usage(f"regex '{text}' is too complex for the playground", 2) from None
    except re.error as problem:
        raise Usage(f"bad regex '{text}': {problem.msg}", 2) from None


def _class(found: re.Match[str]) -> str:
    """A set of characters in which nothing means something to Python alone."""
    return found[1] + re.sub(r"(?<!\\)(\[|([-&|~])(?=\2))", r"\\\1", found[2])


def _basic(text: str) -> str:
    """A basic expression as an extended one: `\\(` groups and `(` is itself."""
    out, position = "", 0
    while position < len(text):
        char = text[position]
        if char == "\\" and position + 1 < len(text):
            following = text[position + 1]
            out += following if following in "(){}+?|" else char + following
            position += 2
            continue
        if char == "[" and (end := text.find("]", position + 2)) > 0:
            out += text[position : end + 1]
            position = end + 1
            continue
        out += "\\" + char if char in "(){}+?|" or (char == "*" and not out) else char
        position += 1
    return out


def grep(call: Call) -> int:
    args = [f"-C{word[1:]}" if re.fullmatch(r"-\d+", word) else word for word in call.args]
    names = ["quiet", "silent", "invert-match", "ignore-case", "count", "extended-regexp", "only-matching", "line-number", "fixed-strings",
             "max-count=", "word-regexp", "line-regexp", "color=", "color", "regexp=", "no-messages", "files-with-matches", "recursive"]  # fmt: skip
    options = Call(call.name, args, call.shell, call.io).options("qvicEoFnwxm:e:A:B:C:sHhlrPG", names)
    words = list(options.words)
    texts = options.values("-e", "--regexp") or ([words.pop(0)] if words else [])
    if not texts:
        call.err("Usage: grep [-HhnlLoqvsrRiwFE] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... } [FILE]...\n")
        return 2
    extended = options.has("-E", "--extended-regexp", "-P") or call.name == "egrep"
    fixed = options.has("-F", "--fixed-strings") or call.name == "fgrep"
    flags = re.IGNORECASE if options.has("-i", "--ignore-case") else 0
    wanted = [expression(line, extended, fixed, flags) for text in texts for line in text.split("\n")]
    if options.has("-w", "--word-regexp"):
        wanted = [re.compile(rf"\b(?:{one.pattern})\b", flags) for one in wanted]
    if options.has("-x", "--line-regexp"):
        wanted = [re.compile(rf"^(?:{one.pattern})$", flags) for one in wanted]
    inputs = call.inputs(words)
    if inputs is None:
        return 2
    return _grepped(call, options, wanted, inputs)


def _grepped(call: Call, options: Options, wanted: list[re.Pattern[str]], inputs: list[tuple[str, str]]) -> int:
    inverted = options.has("-v", "--invert-match")
    most = int(options.number("-m", "--max-count", default=1 << 30))
    after = int(options.number("-A", "-C"))
    before = int(options.number("-B", "-C"))
    any_found = False
    for name, text in inputs:
        prefix = f"{name}:" if (len(inputs) > 1 or options.has("-H")) and not options.has("-h") else ""
        lines = text.splitlines()
        for one in wanted:
            charge(call.shell.budget, one.pattern, max(map(len, lines), default=0))
        call.shell.budget.step(len(lines) // 100)
        hits = [number for number, line in enumerate(lines) if any(one.search(line) for one in wanted) != inverted][:most]
        any_found = any_found or bool(hits)
        if options.has("-q", "--quiet", "--silent"):
            continue
        if options.has("-l", "--files-with-matches"):
            call.out(f"{name}\n" if hits else "")
        elif options.has("-c", "--count"):
            call.out(f"{prefix}{len(hits)}\n")
        elif options.has("-o", "--only-matching"):
            for number in hits:
                mark = f"{number + 1}:" if options.has("-n", "--line-number") else ""
                found = [match[0] for one in wanted for match in one.finditer(lines[number]) if match[0]]
                call.out("".join(f"{prefix}{mark}{one}\n" for one in found))
        else:
            shown = sorted({one for hit in hits for one in range(max(hit - before, 0), min(hit + after + 1, len(lines)))})
            for position, number in enumerate(shown):
                if position and shown[position - 1] != number - 1 and (before or after):
                    call.out("--\n")
                sign = ":" if number in hits else "-"
                mark = f"{number + 1}{sign}" if options.has("-n", "--line-number") else ""
                call.out(f"{prefix}{mark}{lines[number]}\n")
    return int(not any_found)


# -- sed


@dataclass(frozen=True, slots=True)
class _Edit:
    """One command of a sed script and the lines that it is for."""

    first: str
    last: str
    negated: bool
    action: str
    text: str = ""
    change: Callable[[str], tuple[str, bool]] | None = None
    prints: bool = False
    pattern: str = ""


_ADDRESS = r"(?:\d+|\$|/(?:\\.|[^/])*/)"
_EDIT = re.compile(rf"\s*(?:({_ADDRESS})(?:,({_ADDRESS}))?)?\s*(!?)\s*([spdqaic=y])", re.DOTALL)


def sed(call: Call) -> int:
    options = call.options("nErise:", ["expression=", "quiet", "regexp-extended", "in-place"])
    words = list(options.words)
    scripts = options.values("-e", "--expression") or ([words.pop(0)] if words else [])
    if not scripts:
        call.err("Usage: sed [-i[SFX]] [-nrE] [-f FILE]... [-e CMD]... [FILE]...\n")
        return 1
    extended = options.has("-E", "-r", "--regexp-extended")
    edits = [edit for script in scripts for edit in _edits(script, extended)]
    inputs = call.inputs(words)
    if inputs is None:
        return 1
    quiet = options.has("-n", "--quiet")
    for name, text in inputs:
        for edit in edits:
            charge(call.shell.budget, edit.pattern, max(map(len, text.splitlines()), default=0))
        call.shell.budget.step(text.count("\n") // 100)
        changed = _edited(text, edits, quiet, extended)
        if options.has("-i", "--in-place"):
            call.machine.files.write(call.shell.path(name), changed)
        else:
            call.out(changed)
    return 0


def _edits(script: str, extended: bool) -> list[_Edit]:
    out, rest = [], script.strip()
    while rest:
        found = _EDIT.match(rest)
        if not found:
            raise Usage(f"unsupported command {rest[:1]}")
        first, last, negated, action = found[1] or "", found[2] or "", bool(found[3]), found[4]
        rest = rest[found.end() :]
        if action == "s":
            pattern, change, prints, rest = _substitution(rest, extended)
            out.append(_Edit(first, last, negated, "s", change=change, prints=prints, pattern=pattern))
        elif action == "y":
            parts = rest[1:].split(rest[0])
            table = str.maketrans(parts[0], parts[1])
            out.append(_Edit(first, last, negated, "s", change=lambda line, table=table: (line.translate(table), True)))  # type: ignore[misc]
            rest = parts[2] if len(parts) > 2 else ""
        elif action in "aic":
            text, _, rest = rest.lstrip("\\ \n").partition("\n")
            out.append(_Edit(first, last, negated, action, text))
        else:
            out.append(_Edit(first, last, negated, action))
        rest = rest.lstrip(" ;\n}")
    return out


def _substitution(rest: str, extended: bool) -> tuple[str, Callable[[str], tuple[str, bool]], bool, str]:
    if not rest:
        raise Usage("unmatched 's'")
    sign = rest[0]
    parts = re.split(rf"(?<!\\){re.escape(sign)}", rest[1:], maxsplit=2)
    if len(parts) < 3:
        raise Usage("unterminated `s' command")
    found = re.match(r"[gpiI\d]*", parts[2])
    flags = found[0] if found else ""
    pattern = expression(parts[0].replace("\\" + sign, sign), extended, flags=re.IGNORECASE if "i" in flags.lower() else 0)
    new = parts[1].replace("\\" + sign, sign).replace("\\n", "\n").replace("\\t", "\t")
    new = re.sub(r"(?<!\\)&", r"\\g<0>", new).replace(r"\&", "&")
    new = re.sub(r"\\(\d)", r"\\g<\1>", new)
    count = 0 if "g" in flags else 1

    def change(line: str) -> tuple[str, bool]:
        try:
            result, number = pattern.subn(new, line, count=count)
        except (re.error, IndexError):
            raise Usage("bad replacement") from None
        return result, bool(number)

    return pattern.pattern, change, "p" in flags, parts[2][len(flags) :]


def _edited(text: str, edits: list[_Edit], quiet: bool, extended: bool) -> str:
    lines = text.splitlines()
    inside: dict[int, bool] = {}
    out: list[str] = []
    for number, original in enumerate(lines, 1):
        line, deleted, quits = original, False, False
        after: list[str] = []
        for position, edit in enumerate(edits):
            if _applies(edit, number, len(lines), line, inside, position, extended) == edit.negated:
                continue
            match edit.action:
                case "s" if edit.change:
                    line, changed = edit.change(line)
                    if changed and edit.prints:
                        out.append(line)
                case "p":
                    out.append(line)
                case "=":
                    out.append(str(number))
                case "i":
                    out.append(edit.text)
                case "a":
                    after.append(edit.text)
                case "c":
                    out.append(edit.text)
                    deleted = True
                case "d":
                    deleted = True
                case "q":
                    quits = True
            if deleted or quits:
                break
        if not deleted and not quiet:
            out.append(line)
        out += after
        if quits:
            break
    return "".join(f"{line}\n" for line in out)


def _applies(edit: _Edit, number: int, last: int, line: str, inside: dict[int, bool], position: int, extended: bool) -> bool:
    def hits(address: str) -> bool:
        if address == "$":
            return number == last
        if address.isdecimal():
            return number == int(address)
        return expression(address[1:-1], extended).search(line) is not None

    if not edit.first:
        return True
    if not edit.last:
        return hits(edit.first)
    if inside.get(position):
        inside[position] = not (hits(edit.last) or (edit.last.isdecimal() and number >= int(edit.last)))
        return True
    if hits(edit.first):
        inside[position] = not (edit.last.isdecimal() and number >= int(edit.last))
        return True
    return False
