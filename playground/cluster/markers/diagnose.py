"""Everything that is wrong with a file, from three stages: the YAML reader, the kind's schema, the API server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from playground.cluster.apiserver.messages import Response
from playground.cluster.fields import Path
from playground.cluster.manifest import Edit, Manifest, ManifestDocument, PathKey, Problem, Span, read
from playground.cluster.manifest.rewrite import Edits, set_field
from playground.cluster.markers import misfits, repair, syntax
from playground.cluster.markers.admission import admission_markers, place
from playground.cluster.markers.findings import describe, findings
from playground.cluster.markers.model import Advice, Fix, Marker, Source
from playground.cluster.markers.nearest import nearest
from playground.cluster.markers.page import Page, indent_of
from playground.cluster.markers.shapes import root_of
from playground.cluster.objects.kinds import BY_NAME, by_api, by_word
from playground.cluster.objects.schema import Type, places, type_of
from playground.cluster.saying import Saying, say, together

Check = Callable[[ManifestDocument], Response]
"""Asks the API server about one document, storing nothing (a dry run)."""


MOST_MARKERS = 200


def diagnose_text(text: str, file: str, check: Check | None = None) -> list[Marker]:
    """The markers of one file, in the order of its lines. Never raises, whatever the text is."""
    return diagnose(read(text, file), check)


def diagnose(manifest: Manifest, check: Check | None = None) -> list[Marker]:
    markers = [marker for document in manifest.objects for marker in _document(Page(manifest.text, document), check)]
    return sorted(markers, key=lambda marker: (marker.span, marker.message))[:MOST_MARKERS]


def _document(page: Page, check: Check | None) -> Iterator[Marker]:
    document = page.document
    if not document.readable:
        yield from (_unreadable(problem, page) for problem in document.problems if problem.fatal)
        return
    yield from (_duplicate(problem, page) for problem in document.problems)
    nameless = _identity(page)
    if nameless is not None:
        yield nameless
        return
    root = root_of(document.value)
    found = list(_misfits(page, root)) if root else []
    yield from found
    if not found and _is_nameless(document.value):
        yield _marker(page, ("metadata", "name"), "resource name may not be empty", say("Give the object a name: `name:` below `metadata:`."), None)
        return
    if check is not None:
        yield from _admission(check(document), page, found)


def _admission(response: Response, page: Page, found: list[Marker]) -> list[Marker]:
    """A refusal of the decoder says again, or less well, what the schema and the YAML reader have found already."""
    if response.code == 400 and (found or page.document.problems):
        return []
    return admission_markers(response, page)


# -- the YAML reader


def _unreadable(problem: Problem, page: Page) -> Marker:
    advice = _structure(problem, page) or syntax.advise(problem, page)
    span = advice.span if advice and advice.span else _visible(problem.span, page)
    return Marker(
        page.document.file, span, problem.message, Source.SYNTAX,
        advice=advice.text if advice else "", fix=advice.fix if advice else None,
    )  # fmt: skip


def _visible(span: Span, page: Page) -> Span:
    """A point behind the last line is shown at the end of the last line that says something."""
    if span.line in page.numbers and page.line(span.line).strip():
        return span
    last = page.content_before(span.line) or page.numbers.start
    end = len(page.line(last)) + 1
    return Span(last, max(1, end - 1), last, end)


def _structure(problem: Problem, page: Page) -> Advice | None:
    """Lines that named an object are missing, so that what was below them hangs in the air."""
    root = _root_of_text(page)
    if root is None or problem.problem not in _STRUCTURAL:
        return None
    placement = repair.place(page, root)
    if placement is None:
        return None
    if placement.lost is None:
        edits = repair.edits(page, placement)
        after = page.after(edits)
        if after is None or not after.readable or next(findings(after.value, root), None) is not None:
            return None
        names = together((_above(line, path) for line, path in placement.parents), ", ")
        text = say("Lines that only name an object are missing: {names}.", names=names) if names else say("The document has lost its indentation.")
        at = placement.parents[0][0] if placement.parents else problem.span.line
        return Advice(text, Fix(say("Write them again") if names else say("Indent the document again"), edits), _start(at, page))
    return _lost(placement, page)


_STRUCTURAL = ("mapping values are not allowed in this context", "block sequence entries are not allowed in this context")


def _lost(placement: repair.Placement, page: Page) -> Advice | None:
    assert placement.lost is not None
    number = placement.lost.line
    above = page.content_before(number)
    first = placement.parents[0] if placement.parents else None
    if above is None or (first is None and not placement.lost.candidates and indent_of(page.line(number)) <= indent_of(page.line(above))):
        return None
    sentences = []
    if placement.parents:
        names = together((_above(line, path) for line, path in placement.parents), ", ")
        sentences.append(say("Lines that only name an object seem to be missing: {names}.", names=names))
    if placement.lost.candidates:
        choices = ", ".join(f"`{Path(path)}:`" for path in placement.lost.candidates[:4])
        sentences.append(say("Line {number} (`{text}`) could stand below one of these: {choices}.", number=number, text=page.line(number).strip(), choices=choices))
    elif placement.parents:
        sentences.append(say("Line {number} (`{text}`) fits nowhere either.", number=number, text=page.line(number).strip()))
    else:
        return None
    return Advice(together(sentences), None, _start(first[0] if first else number, page))


def _above(line: int, path: PathKey) -> Saying:
    return say("`{field}:` above line {line}", field=path[-1], line=line)


def _start(number: int, page: Page) -> Span:
    line = page.line(number)
    return Span(number, indent_of(line) + 1, number, len(line.rstrip()) + 1)


_TEXT_KIND = re.compile(r"^\s*kind:\s*[\"']?(\w+)", re.MULTILINE)
_TEXT_VERSION = re.compile(r"^\s*apiVersion:\s*[\"']?([\w./]+)", re.MULTILINE)


def _root_of_text(page: Page) -> Type | None:
    """The kind of a document that can't be read, by what its lines say."""
    kind, version = _TEXT_KIND.search(page.document.text), _TEXT_VERSION.search(page.document.text)
    served = by_api(version[1], kind[1]) if kind and version else None
    return type_of(served) if served else None


def _duplicate(problem: Problem, page: Page) -> Marker:
    first = problem.context
    advice: str = say("This object has the field already, on line {line}. Kubernetes would keep only one of them.", line=first.line) if first else ""
    fix = None
    line = page.line(problem.span.line)
    before = page.line(first.line) if first else ""
    if first and before[: first.column - 1].strip() == "-" and problem.span.column == first.column:
        edit = Edit(Span(problem.span.line, 1, problem.span.line, problem.span.column), before[: first.column - 1])
        advice = together([advice, say("If a new entry of the list begins here, it starts with `- `.")])
        if line[: problem.span.column - 1].strip() == "" and _separates(page, edit):
            fix = Fix(say("Begin a new entry"), (edit,))
    return Marker(page.document.file, problem.span, problem.message, Source.SYNTAX, advice=advice, fix=fix)


def _separates(page: Page, edit: Edit) -> bool:
    after = page.after((edit,))
    return after is not None and not after.problems


# -- kind and apiVersion


def _identity(page: Page) -> Marker | None:
    """What says that the document is no object of a kind that is served."""
    value, document = page.document.value, page.document
    if not isinstance(value, dict):
        text = say("A manifest is an object that starts with `apiVersion:` and `kind:`; this is {found}.", found=describe(value))
        return Marker(document.file, place(document, ()), "invalid object to validate", Source.SCHEMA, advice=text)
    kind, version = value.get("kind"), value.get("apiVersion")
    if not isinstance(kind, str) or not kind:
        if numbers := syntax.without_line_numbers(page):
            return Marker(document.file, place(document, ()), "kind not set", Source.SCHEMA, advice=syntax.NUMBERED, fix=numbers)
        return _marker(page, ("kind",), "kind not set", _fragment(value), None)
    meant = BY_NAME.get(kind) or by_word(kind) or BY_NAME.get(nearest(kind, BY_NAME) or "")
    if not isinstance(version, str) or not version:
        hint = [say("For a {kind} it is `{version}`.", kind=meant.name, version=meant.api_version)] if meant else []
        advice = together([say("Every object says which version of its kind it is written for."), *hint])
        edits = set_field(document, ("apiVersion",), meant.api_version) if meant else None
        return _marker(page, ("apiVersion",), "apiVersion not set", advice, edits, say("Add apiVersion"))
    if by_api(version, kind):
        return None
    message = f'no matches for kind "{kind}" in version "{version}"'
    if meant is None:
        return _marker(page, ("kind",), message, say("`{kind}` is no kind that this cluster serves.", kind=kind), None)
    if meant.name != kind:
        case = [say("Kinds start with a capital letter.")] if meant.name.lower() == kind.lower() else []
        advice = together([say("Did you mean `{name}`?", name=meant.name), *case])
        return _marker(page, ("kind",), message, advice, set_field(document, ("kind",), meant.name), say("Change to {name}", name=meant.name))
    return _marker(page, ("apiVersion",), message, say("A {kind} has the apiVersion `{version}`.", kind=kind, version=meant.api_version), set_field(document, ("apiVersion",), meant.api_version), say("Change to {name}", name=meant.api_version))


def _is_nameless(value: dict[str, Any]) -> bool:
    metadata = value.get("metadata") or {}
    return not metadata.get("name") and not metadata.get("generateName")


def _fragment(value: dict[str, Any]) -> str:
    """A piece of an object, such as lone labels, is told from an object that only lacks its kind."""
    first = next(iter(value), "")
    home = next((path for path in places(type_of(BY_NAME["Service"]), first) if len(path) > 1), None)
    if home and not {"apiVersion", "metadata", "spec"} & set(value):
        return say("This is only a part of an object: `{first}:` belongs below `{home}:`. An object starts with `apiVersion:` and `kind:`.", first=first, home=Path(home[:-1]))
    return say("Say what it is: `kind: Service`, `kind: Deployment` ...")


def _marker(page: Page, path: tuple[str, ...], message: str, advice: str, edits: Edits | None, title: str = "") -> Marker:
    fix = Fix(title, edits) if edits else None
    return Marker(page.document.file, place(page.document, path), message, Source.SCHEMA, advice=advice, fix=fix)


# -- the schema


_MAX_ADVISED = 12


def _misfits(page: Page, root: Type) -> Iterator[Marker]:
    """Trying fixes takes time, so only the first misfits get advice; the rest is shown once these are mended."""
    found = list(findings(page.document.value, root))
    reindent = misfits.reindented(page, root) if found else None
    for number, finding in enumerate(found):
        advice = misfits.advise(misfits.Misfit(finding, page, root, reindent)) if number < _MAX_ADVISED else None
        mark = page.document.mark(finding.path)
        span = mark.key if finding.unknown and mark and mark.key else place(page.document, finding.path)
        span = advice.span if advice and advice.span else span
        yield Marker(
            page.document.file, span, finding.message, Source.SCHEMA,
            advice=advice.text if advice else "", fix=advice.fix if advice else None,
        )  # fmt: skip
