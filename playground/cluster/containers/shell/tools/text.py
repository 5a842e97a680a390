"""Filters of lines: cat, head, tail, wc, sort, uniq, cut, tr, tee, rev, tac, paste.

Models: GNU coreutils; busybox coreutils
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from playground.cluster.containers.shell.call import Call, Usage


def _lines(text: str) -> list[str]:
    return text.splitlines() if text else []


def cat(call: Call) -> int:
    options = call.options("nAetsuvbE")
    code, number = 0, 0
    for word in options.words or ["-"]:
        inputs = call.inputs([word])
        if inputs is None:
            code = 1
            continue
        text = inputs[0][1]
        if options.has("-n"):
            shown = []
            for line in text.splitlines(keepends=True):
                number += 1
                shown.append(f"{number:6d}\t{line}")
            text = "".join(shown)
        call.out(text)
    return code


def head(call: Call) -> int:
    return _ends(call, first=True)


def tail(call: Call) -> int:
    return _ends(call, first=False)


def _ends(call: Call, *, first: bool) -> int:
    before = ["", *call.args]
    args = [
        f"-n{word[1:]}" if re.fullmatch(r"-\d+", word) and before[number] not in ("-n", "-c") else word
        for number, word in enumerate(call.args)
    ]
    options = Call(call.name, args, call.shell, call.io).options("n:c:qvfF", ["lines=", "bytes="])
    count = options.value("-n", "--lines", default="10")
    characters = options.value("-c", "--bytes")
    code = 0
    many = len(options.words) > 1
    for number, word in enumerate(options.words or ["-"]):
        inputs = call.inputs([word])
        if inputs is None:
            code = 1
            continue
        if many:
            call.out(f"{chr(10) if number else ''}==> {word} <==\n")
        text = inputs[0][1]
        pieces: list[str] | str = text if characters else text.splitlines(keepends=True)
        call.out("".join(_part(pieces, characters or count, first)))
    return code


def _part(pieces: list[str] | str, count: str, first: bool) -> list[str] | str:
    if not re.fullmatch(r"[+-]?\d+", count):
        raise Usage(f"invalid number '{count}'")
    number = int(count.lstrip("+-"))
    if first:
        return pieces[: len(pieces) - number] if count.startswith("-") else pieces[:number]
    if count.startswith("+"):
        return pieces[max(number - 1, 0) :]
    return pieces[len(pieces) - number :] if number < len(pieces) else pieces


def wc(call: Call) -> int:
    options = call.options("lwcmL", ["lines", "words", "bytes", "chars"])
    inputs = call.inputs(options.words)
    if inputs is None:
        return 1
    wanted = [
        count
        for names, count in ((("-l", "--lines"), 0), (("-w", "--words"), 1), (("-c", "--bytes", "-m", "--chars"), 2))
        if options.has(*names)
    ] or [0, 1, 2]
    totals = [0, 0, 0]
    for name, text in inputs:
        counts = [text.count("\n"), len(text.split()), len(text.encode())]
        totals = [a + b for a, b in zip(totals, counts, strict=True)]
        _count(call, [counts[one] for one in wanted], name if options.words else "")
    if len(inputs) > 1:
        _count(call, [totals[one] for one in wanted], "total")
    return 0


def _count(call: Call, counts: list[int], name: str) -> None:
    if len(counts) == 1:
        call.out(f"{counts[0]}{' ' + name if name else ''}\n")
    elif call.machine.toolbox.shell == "ash":
        call.out(" ".join(f"{count:9d}" for count in counts) + (f" {name}" if name else "") + "\n")
    else:
        call.out(" ".join(f"{count:7d}" for count in counts) + (f" {name}" if name else "") + "\n")


def sort(call: Call) -> int:
    options = call.options("nrufk:t:bdgVho:", ["numeric-sort", "reverse", "unique"])
    inputs = call.inputs(options.words)
    if inputs is None:
        return 2
    lines = [line for _, text in inputs for line in _lines(text)]
    separator, key = options.value("-t") or None, options.value("-k")
    unique = options.has("-u", "--unique")
    numeric = options.has("-n", "--numeric-sort", "-g", "-h") or "n" in key

    def rank(line: str) -> tuple[object, ...]:
        field = _field(line, key, separator)
        if options.has("-V"):
            return (tuple((0, int(one), "") if one.isdecimal() else (1, 0, one) for one in re.findall(r"\d+|\D+", field)),)
        if numeric:
            found = re.match(r"\s*-?\d+(\.\d+)?", field)
            return (float(found[0]) if found else 0.0, "" if unique else line)
        return (field.lower() if options.has("-f") else field, "" if unique else line)

    lines.sort(key=rank, reverse=options.has("-r", "--reverse") or "r" in key)
    if unique:
        lines = [next(group) for _, group in groupby(lines, key=lambda line: rank(line)[0])]
    call.out("".join(f"{line}\n" for line in lines))
    return 0


def _field(line: str, key: str, separator: str | None) -> str:
    found = re.match(r"(\d+)(?:\.\d+)?[a-z]*(?:,(\d+))?", key)
    if not found:
        return line
    parts = line.split(separator) if separator else line.split()
    first = int(found[1]) - 1
    last = int(found[2]) if found[2] else len(parts)
    return (separator or " ").join(parts[first:last])


def uniq(call: Call) -> int:
    options = call.options("cdui", ["count", "repeated", "unique"])
    inputs = call.inputs(options.words[:1])
    if inputs is None:
        return 1
    folded = options.has("-i")
    for _, group in groupby(_lines(inputs[0][1]), key=lambda line: line.lower() if folded else line):
        same = list(group)
        if options.has("-d", "--repeated") and len(same) < 2:
            continue
        if options.has("-u", "--unique") and len(same) > 1:
            continue
        call.out(f"{len(same):7d} {same[0]}\n" if options.has("-c", "--count") else f"{same[0]}\n")
    return 0


def cut(call: Call) -> int:
    options = call.options("d:f:c:b:s", ["delimiter=", "fields=", "characters=", "output-delimiter="])
    inputs = call.inputs(options.words)
    if inputs is None:
        return 1
    delimiter = options.value("-d", "--delimiter", default="\t")
    fields = options.value("-f", "--fields")
    characters = options.value("-c", "--characters", "-b")
    if not fields and not characters:
        raise Usage("you must specify a list of bytes, characters, or fields")
    glue = options.value("--output-delimiter", default=delimiter)
    for _, text in inputs:
        for line in _lines(text):
            if characters:
                call.out("".join(line[one] for one in _chosen(characters, len(line))) + "\n")
            elif delimiter not in line:
                call.out("" if options.has("-s") else line + "\n")
            else:
                parts = line.split(delimiter)
                call.out(glue.join(parts[one] for one in _chosen(fields, len(parts))) + "\n")
    return 0


def _chosen(ranges: str, size: int) -> Iterator[int]:
    """`1,3-5,7-` -> positions from 0, in order."""
    chosen = set[int]()
    for one in ranges.split(","):
        low, dash, high = one.partition("-")
        if not (low or high) or not (low or "1").isdecimal() or not (high or "1").isdecimal():
            raise Usage(f"invalid field value '{one}'")
        chosen.update(range(int(low or 1) - 1, min(int(high or (size if dash else low)), size)))
    return (one for one in sorted(chosen) if one < size)


_CLASSES = {
    "[:upper:]": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "[:lower:]": "abcdefghijklmnopqrstuvwxyz",
    "[:digit:]": "0123456789",
    "[:space:]": " \t\n\r\f\v",
    "[:alpha:]": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "[:alnum:]": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
    "[:punct:]": "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
}


def tr(call: Call) -> int:
    options = call.options("dscC", mixed=False)
    if not options.words:
        raise Usage("missing operand")
    first = _set(options.words[0])
    second = _set(options.words[1]) if len(options.words) > 1 else ""
    text = call.io.stdin.read()
    if options.has("-c", "-C"):
        first = "".join(sorted({char for char in text if char not in first}))
    if options.has("-d"):
        text = "".join(char for char in text if char not in first)
        squeezed = second
    else:
        if second:
            padded = second + second[-1] * max(len(first) - len(second), 0)
            text = text.translate({ord(a): b for a, b in zip(first, padded, strict=False)})
        squeezed = second or first
    if options.has("-s"):
        text = "".join(
            char for number, char in enumerate(text) if not (number and char == text[number - 1] and char in squeezed)
        )
    call.out(text)
    return 0


def _set(text: str) -> str:
    for name, chars in _CLASSES.items():
        text = text.replace(name, chars)
    text = text.replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r").replace("\\\\", "\\")
    return re.sub(
        r"(.)-(.)", lambda found: "".join(map(chr, range(ord(found[1]), ord(found[2]) + 1))) if found[1] <= found[2] else found[0], text
    )


def tee(call: Call) -> int:
    options = call.options("ai")
    text = call.io.stdin.read()
    call.out(text)
    for word in options.words:
        call.machine.files.write(call.shell.path(word), text, options.has("-a"))
    return 0


def rev(call: Call) -> int:
    inputs = call.inputs(call.args)
    if inputs is None:
        return 1
    call.out("".join(line[::-1] + "\n" for _, text in inputs for line in _lines(text)))
    return 0


def tac(call: Call) -> int:
    inputs = call.inputs(call.args)
    if inputs is None:
        return 1
    call.out("".join(line + "\n" for _, text in inputs for line in reversed(_lines(text))))
    return 0


def paste(call: Call) -> int:
    options = call.options("d:s")
    inputs = call.inputs(options.words)
    if inputs is None:
        return 1
    glue = options.value("-d", default="\t")
    if options.has("-s"):
        call.out("".join(glue.join(_lines(text)) + "\n" for _, text in inputs))
    else:
        columns = [_lines(text) for _, text in inputs]
        for number in range(max(map(len, columns))):
            call.out(glue.join(column[number] if number < len(column) else "" for column in columns) + "\n")
    return 0


def base64_(call: Call) -> int:
    import base64
    import binascii

    options = call.options("dDw:i", ["decode", "wrap="])
    inputs = call.inputs(options.words[:1])
    if inputs is None:
        return 1
    text = inputs[0][1]
    if options.has("-d", "-D", "--decode"):
        try:
            call.out(base64.b64decode("".join(text.split()), validate=True).decode(errors="replace"))
        except (binascii.Error, ValueError):
            return call.fail("invalid input")
        return 0
    coded = base64.b64encode(text.encode()).decode()
    width = int(options.number("-w", "--wrap", default=76)) if options.has("-w", "--wrap") else 76
    if width:
        coded = "".join(coded[start : start + width] + "\n" for start in range(0, len(coded), width))
    call.out(coded)
    return 0
