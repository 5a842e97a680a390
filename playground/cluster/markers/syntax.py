"""What was probably meant where YAML can't be read: a table of usual mistakes, tried in order.

A fix is offered only if the text can be read better with it (Page.helps), so a wrong guess is never one click away.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from math import inf

from playground.cluster.manifest import Edit, Problem, Span
from playground.cluster.manifest.edits import delete_line, replace_line
from playground.cluster.markers.characters import find_impostor
from playground.cluster.markers.findings import findings
from playground.cluster.markers.model import Advice, Fix
from playground.cluster.markers.page import Page, indent_of, is_content
from playground.cluster.markers.shapes import root_of
from playground.cluster.saying import say, together

Rule = Callable[[Problem, Page], Advice | None]


def advise(problem: Problem, page: Page) -> Advice | None:
    """The first rule that recognises the mistake."""
    return next((advice for rule in RULES if (advice := rule(problem, page))), None)


def _offer(problem: Problem, page: Page, text: str, title: str, edits: tuple[Edit, ...], span: Span | None = None) -> Advice:
    return Advice(text, Fix(title, edits) if page.helps(problem, edits) else None, span)


def _up_to(problem: Problem, page: Page) -> list[int]:
    """The document's lines up to the mistake, nearest first."""
    return list(range(min(problem.span.line, page.numbers.stop - 1), page.numbers.start - 1, -1))


# -- characters


def _impostor(problem: Problem, page: Page) -> Advice | None:
    found = [(number, item) for number in page.numbers if (item := find_impostor(number, page.line(number)))]
    if not found:
        return None
    edits = tuple(replace_line(number, page.line(number), item.line) for number, item in found)
    if not page.helps(problem, edits):
        return None
    before = [item for number, item in found if number <= problem.span.line] or [found[0][1]]
    shown = before[-1]
    title = say("Replace the character") if len(found) == 1 else say("Replace such characters on {n} lines", n=len(found))
    return Advice(shown.sentence(), Fix(title, edits), shown.span)


_TABBED = re.compile(r"^( *(?:- *)?)(\t[\t ]*)")


def _tab(problem: Problem, page: Page) -> Advice | None:
    number = next((n for n in (problem.span.line, problem.span.line - 1) if _TABBED.match(page.line(n))), None)
    if number is None:
        return None
    column = page.line(number).index("\t") + 1
    text = say("Line {number} is indented with a tab. YAML is indented with spaces only.", number=number)
    trials = [edits for width in (2, 4, 8, 1) if (edits := _without_tabs(page, width))]
    best = max(trials, key=page.reach)
    fix = Fix(say("Replace the tabs with spaces"), best) if page.helps(problem, best) else None
    return Advice(text, fix, Span(number, column, number, column + 1))


def _without_tabs(page: Page, width: int) -> tuple[Edit, ...]:
    lines = [(number, match, page.line(number)) for number in page.numbers if (match := _TABBED.match(page.line(number)))]
    return tuple(
        replace_line(number, line, match[1] + match[2].replace("\t", " " * width) + line[match.end() :])
        for number, match, line in lines
    )


_NOT_YAML = (
    (re.compile(r"^\s*```"), say("the fence of a code block")),
    (re.compile(r"^\s*[$%>#]\s+(kubectl|cat|vi|vim|nano|echo|curl|cd|ls)\b"), say("a command from a terminal")),
    (re.compile(r"^\s*kubectl\s"), say("a command for a terminal")),
    (re.compile(r"^\s*(cat|tee)\b.*<<|^\s*EOF\s*$"), say("a command from a terminal")),
    (re.compile(r"^\s*<[a-zA-Z!/]"), say("HTML")),
    (re.compile(r"^\s*\d+\s*$"), say("a line number that was copied along")),
)


def _foreign_line(problem: Problem, page: Page) -> Advice | None:
    for number in page.numbers:
        for pattern, what in _NOT_YAML:
            if pattern.match(page.line(number)):
                edits = tuple(delete_line(n) for n in page.numbers if pattern.match(page.line(n)))
                text = say("Line {number} is {what}, which is no part of the YAML.", number=number, what=what)
                return _offer(problem, page, text, say("Remove it"), edits, Span(number, 1, number, len(page.line(number)) + 1))
    return None


_NUMBERED = re.compile(r"^\s*(\d+)[.:|)]? ?(?=\s|\S)")


NUMBERED = say("The lines start with line numbers that were copied along.")


def without_line_numbers(page: Page) -> Fix | None:
    """`1 apiVersion: v1`, `2 kind: Service` ...: every line starts with its number. Some such texts can even be read."""
    lines = [number for number in page.numbers if is_content(page.line(number))]
    found = [(number, match) for number in lines if (match := _NUMBERED.match(page.line(number)))]
    values = [int(match[1]) for _, match in found]
    if len(lines) < 3 or len(found) < len(lines) or any(later <= earlier for earlier, later in pairwise(values)):
        return None
    return Fix(say("Remove the numbers"), tuple(Edit(Span(number, 1, number, match.end() + 1), "") for number, match in found))


def _line_numbers(problem: Problem, page: Page) -> Advice | None:
    fix = without_line_numbers(page)
    return Advice(NUMBERED, fix) if fix and page.helps(problem, fix.edits) else None


def _prose(problem: Problem, page: Page) -> Advice | None:
    """A sentence of the page around the YAML."""
    for number in _up_to(problem, page)[:3]:
        line = page.line(number)
        if is_content(line) and len(line.split()) >= 5 and not re.match(r"\s*(- +)*[\w./-]+:(\s|$)", line):
            edit = Edit(Span(number, indent_of(line) + 1, number, indent_of(line) + 1), "# ")
            if page.helps(problem, (edit,)):
                text = say("Line {number} is a sentence, not YAML. Remove it, or make it a comment with `#`.", number=number)
                return Advice(text, Fix(say("Make it a comment"), (edit,)), Span(number, 1, number, len(line) + 1))
    return None


def _template(problem: Problem, page: Page) -> Advice | None:
    number = problem.span.line
    if "{{" not in page.line(number):
        return None
    return Advice(say("Line {number} holds a template expression (`{{{{ ... }}}}`), as Helm charts do. Write the value itself.", number=number))


def _directive(problem: Problem, page: Page) -> Advice | None:
    number = page.numbers.start
    if not page.line(number).startswith("%"):
        return None
    span = Span(number, 1, number, len(page.line(number)) + 1)
    fix = Fix(say("Remove the line"), (delete_line(number),))
    return Advice(say("Kubernetes reads YAML 1.1. Leave the `%YAML` line out."), fix, span)


_PLAIN = {
    "control characters are not allowed": say("There is an invisible control character here. Delete it and type the line again."),
    "document contains excessive aliasing": say("The aliases (`*name`) repeat too much of the document. Write the values out."),
}


def _plain_advice(problem: Problem, page: Page) -> Advice | None:
    if problem.message.startswith("json: unsupported value"):
        return Advice(say("Infinity and \u201cnot a number\u201d don't exist in Kubernetes objects. If the value is text, put it in quotes."))
    if problem.message.startswith("unsupported map key"):
        return Advice(say("The name of a field is missing or null here. If it is text, put it in quotes."))
    if text := _PLAIN.get(problem.problem):
        return Advice(text)
    if problem.problem.startswith("exceeded max depth"):
        return Advice(say("The document is nested too deeply to be a Kubernetes object."))
    if "unknown anchor" in problem.problem:
        return Advice(say("`*name` refers to an anchor `&name` further up, and there is none. If the star is part of the text, put the value in quotes."))
    return None


# -- quotes and brackets


def _unclosed_quote(problem: Problem, page: Page) -> Advice | None:
    opened = problem.context
    if problem.problem not in ("found unexpected end of stream", "found unexpected document indicator") or opened is None:
        return None
    line = page.line(opened.line)
    quote = line[opened.column - 1 : opened.column]
    if quote not in ("'", '"'):
        return None
    text = say("The quotation mark ({quote}) opened on line {line} is never closed.", quote=quote, line=opened.line)
    end = len(line.rstrip()) + 1
    edit = Edit(Span(opened.line, end, opened.line, end), quote)
    return _offer(problem, page, text, say("Add {quote} at the end of the line", quote=quote), (edit,), Span(opened.line, opened.column, opened.line, end))


def _unclosed_bracket(problem: Problem, page: Page) -> Advice | None:
    match = re.search(r"expected ',' or '([\]}])'", problem.problem)
    if not match or problem.context is None:
        return None
    close, opened = match[1], problem.context
    line = page.line(opened.line)
    end = len(line.rstrip()) + 1
    text = say("The `{bracket}` opened on line {line} is not closed, or a comma is missing inside.", bracket='[' if close == ']' else '{', line=opened.line)
    edit = Edit(Span(opened.line, end, opened.line, end), close)
    return _offer(problem, page, text, say("Add {close} at the end of the line", close=close), (edit,), Span(opened.line, opened.column, opened.line, end))


_VALUE = re.compile(r"^(\s*(?:- +)*(?:[^\s:#'\"][^:#]*:\s+)?)(\S.*?)(\s+#.*)?$")
_RESERVED = "@`%*&!|>]}"


def _reserved_start(problem: Problem, page: Page) -> Advice | None:
    number = problem.span.line
    match = _VALUE.match(page.line(number))
    if not match or match[2][0] not in _RESERVED or (match[2][0] in "|>" and len(match[2]) == 1):
        return None
    value = match[2].replace("\\", "\\\\").replace('"', '\\"')
    start, end = len(match[1]) + 1, len(match[1]) + len(match[2]) + 1
    text = say("A value can't start with `{char}` in YAML: it has a meaning of its own there. Put the value in quotes.", char=match[2][0])
    edit = Edit(Span(number, start, number, end), f'"{value}"')
    return _offer(problem, page, text, say("Put the value in quotes"), (edit,), edit.span)


_RUN_ON = re.compile(r"""^(\s*(?:- +)*(?:[^\s:#'"]+:\s+)?)("[^"]*"|'[^']*')(\s*[^\s#].*)$""")


def _text_behind_a_quote(problem: Problem, page: Page) -> Advice | None:
    number = problem.span.line
    match = _RUN_ON.match(page.line(number))
    if not match:
        return None
    span = Span(number, match.start(3) + 1, number, match.end(3) + 1)
    text = say("On line {number} more text follows the closing quotation mark. It was probably pasted along.", number=number)
    return _offer(problem, page, text, say("Remove what follows"), (Edit(span, ""),), span)


# -- colons

_TIGHT = re.compile(r"^(\s*(?:- +)*)([A-Za-z][A-Za-z0-9]*):([^\s:/].*)$")
_BARE = re.compile(r"^\s*(?:- +)*[A-Za-z][A-Za-z0-9./-]*\s*(#.*)?$")

_TWO_WORDS = re.compile(r"^(\s*(?:- +)*([A-Za-z][A-Za-z0-9]*)) +([^\s:]+)\s*$")


def _no_space_after_colon(problem: Problem, page: Page) -> Advice | None:
    for number in _up_to(problem, page)[:6]:
        line = page.line(number)
        if match := _TIGHT.match(line):
            edit = Edit(Span(number, match.start(3), number, match.start(3) + 1), ": ")
            if page.helps(problem, (edit,)):
                return Advice(say("Line {number} has no space after the colon. Write `{name}: {value}`.", number=number, name=match[2], value=match[3].strip()), Fix(say("Add the space"), (edit,)), edit.span)
    return None


def _missing_colon(problem: Problem, page: Page) -> Advice | None:
    if problem.problem != "could not find expected ':'":
        return None
    at = problem.context.line if problem.context else problem.span.line
    for number in (at, at - 1):
        line = page.line(number)
        if match := _TWO_WORDS.match(line):
            edit = Edit(Span(number, match.end(1) + 1, number, match.end(1) + 1), ":")
            if page.helps(problem, (edit,)):
                span = Span(number, match.start(2) + 1, number, len(line.rstrip()) + 1)
                return Advice(say("Line {number} has no colon. Write `{name}: {value}`.", number=number, name=match[2], value=match[3]), Fix(say("Add the colon"), (edit,)), span)
        if _BARE.match(line) and is_content(line):
            end = len(line.split("#")[0].rstrip()) + 1
            word = line.split("#")[0].strip()
            edit = Edit(Span(number, end, number, end), ":")
            deeper = indent_of(page.line(number + 1)) > indent_of(line) or page.line(number + 1).lstrip().startswith("- ")
            text = say("Line {number} (`{word}`) has no colon. A field is written `name: value`, or `name:` with its fields indented below.", number=number, word=word)
            if deeper:
                return _offer(problem, page, text, say("Add the colon"), (edit,), Span(number, 1, number, end))
            return Advice(text, None, Span(number, 1, number, end))
    return None


def _second_colon(problem: Problem, page: Page) -> Advice | None:
    number = problem.span.line
    match = re.match(r"^(\s*(?:- +)*[^\s:#]+:\s+)([^\s'\"{\[].*?: .*?|[^\s'\"{\[].*?:)(\s+#.*)?$", page.line(number))
    if not match or not problem.problem.startswith("mapping values"):
        return None
    value = match[2].replace("\\", "\\\\").replace('"', '\\"')
    edit = Edit(Span(number, len(match[1]) + 1, number, len(match[1]) + len(match[2]) + 1), f'"{value}"')
    text = say("Line {number} has two colons. If the second one belongs to the value, put the value in quotes; if not, it wants a line of its own.", number=number)
    return _offer(problem, page, text, say("Put the value in quotes"), (edit,), edit.span)


def _list_on_the_same_line(problem: Problem, page: Page) -> Advice | None:
    number = problem.span.line
    match = re.match(r"^(\s*)((?:- +)*[^\s:#]+:)\s+(- .*)$", page.line(number))
    if not match or "block sequence entries" not in problem.problem:
        return None
    inner = " " * (len(match[1]) + 2)
    edit = replace_line(number, page.line(number), f"{match[1]}{match[2]}\n{inner}{match[3]}")
    return _offer(problem, page, say("A list starts on the line below `{name}`.", name=match[2]), say("Move the list to its own line"), (edit,))


# -- indentation

_INDENTATION = (
    "did not find expected key",
    "did not find expected '-' indicator",
    "mapping values are not allowed in this context",
    "block sequence entries are not allowed in this context",
    "could not find expected ':'",
)


def _indentation(problem: Problem, page: Page) -> Advice | None:
    """The line stands a little too far in or out: try the places where the lines above stand."""
    number = problem.span.line
    if problem.problem not in _INDENTATION or not is_content(page.line(number)):
        return None
    have = indent_of(page.line(number))
    span = Span(number, 1, number, have + 1)
    trials = [(_cost(page, edits), abs(to - have), to, edits) for to in _usual_indents(page, number) - {have} if (edits := _shift(page, number, to - have))]
    best = [(to, edits) for cost, distance, to, edits in trials if (cost, distance) == min(trials)[:2] and cost < inf]
    if len(best) == 1:
        to, edits = best[0]
        text = say("Line {number} is indented by {have}, which fits no line above. With {to} it would.", number=number, have=_spaces(have), to=_spaces(to))
        return Advice(text, Fix(say("Indent by {to}", to=_spaces(to)), edits), span)
    above = page.content_before(number)
    if above is None:
        return None
    if have > indent_of(page.line(above)) and problem.problem.startswith("mapping values"):
        return Advice(together([say("Line {number} is indented below line {above} (`{text}`), which already has a value.", number=number, above=above, text=page.line(above).strip()), _BESIDE]), None, span)
    return Advice(say("The indentation of line {number} fits no line above it. Fields of the same object start in the same column.", number=number), None, span)


def _cost(page: Page, edits: tuple[Edit, ...]) -> float:
    """How badly the document fits its kind afterwards; infinity if it can't be read."""
    after = page.after(edits)
    if after is None or not after.readable or not isinstance(after.value, dict):
        return inf
    root = root_of(after.value)
    return len(list(findings(after.value, root))) if root else 0


_BESIDE = say("If both belong to the same object, indent them equally; otherwise the line that names the field in between is missing.")


def _usual_indents(page: Page, number: int) -> set[int]:
    """The columns in which fields start in the lines above (also after the dash of a list item)."""
    columns: set[int] = set()
    for above in range(max(page.numbers.start, number - 40), number):
        if is_content(line := page.line(above)):
            columns.add(indent_of(line))
            if match := re.match(r"\s*(?:- +)+", line):
                columns.add(match.end())
    return columns


def _shift(page: Page, number: int, by: int) -> tuple[Edit, ...]:
    """Move a line and everything below it that is indented deeper."""
    have = indent_of(page.line(number))
    edits = []
    for current in range(number, page.numbers.stop):
        line = page.line(current)
        if current > number and is_content(line) and indent_of(line) <= have:
            break
        if line.strip():
            edits.append(replace_line(current, line, " " * max(0, indent_of(line) + by) + line.lstrip(" ")))
    return tuple(edits)


def _spaces(count: int) -> str:
    return say("no space") if count == 0 else say("one space") if count == 1 else say("{count} spaces", count=count)


RULES: tuple[Rule, ...] = (
    _directive,
    _impostor,
    _foreign_line,
    _line_numbers,
    _template,
    _tab,
    _text_behind_a_quote,
    _unclosed_quote,
    _unclosed_bracket,
    _plain_advice,
    _list_on_the_same_line,
    _reserved_start,
    _no_space_after_colon,
    _second_colon,
    _missing_colon,
    _prose,
    _indentation,
)
