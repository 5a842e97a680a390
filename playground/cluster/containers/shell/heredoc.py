"""Here-documents are no matter of grammar: their bodies are taken out of the text before it is parsed."""

from __future__ import annotations

import re

from playground.cluster.containers.shell import syntax as sh

_MARK = re.compile(r"(?<!<)<<(-?)[ \t]*(?:'([^'\n]+)'|\"([^\"\n]+)\"|\\?([A-Za-z_][\w.-]*))")


def take_out(text: str) -> tuple[str, tuple[sh.Word, ...]]:
    """The text with `<<0`, `<<1` ... in the place of the marks, and the bodies, in order."""
    if "<<" not in text:
        return text, ()
    kept: list[str] = []
    bodies: list[sh.Word] = []
    waiting: list[tuple[str, bool, bool]] = []  # delimiter, strips tabs, expands
    collected: list[str] = []
    for line in text.split("\n"):
        if waiting:
            delimiter, strips, expands = waiting[0]
            body = line.lstrip("\t") if strips else line
            if body == delimiter:
                bodies.append(_body(collected, expands))
                collected = []
                waiting.pop(0)
            else:
                collected.append(body)
            continue
        first = len(bodies)

        def mark(found: re.Match[str], first: int = first, line: str = line) -> str:
            if _is_quoted(line[: found.start()]):
                return found[0]
            waiting.append((found[2] or found[3] or found[4], bool(found[1]), not (found[2] or found[3])))
            return f"<<{first + len(waiting) - 1} "

        kept.append(_MARK.sub(mark, line))
    if waiting:
        bodies.append(_body(collected, waiting[0][2]))
        bodies += [() for _ in waiting[1:]]
    return "\n".join(kept), tuple(bodies)


def _body(lines: list[str], expands: bool) -> sh.Word:
    text = "".join(line + "\n" for line in lines)
    if not expands:
        return (sh.Text(text, True),)
    from playground.cluster.containers.shell.grammar import text_parts

    return text_parts(text)


def _is_quoted(before: str) -> bool:
    bare = re.sub(r"\\.", "", before)
    return bare.count("'") % 2 == 1 or bare.count('"') % 2 == 1 or bare.rfind("$((") > bare.rfind("))")
