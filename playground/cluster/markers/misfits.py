"""What was probably meant by a field that the kind does not have, or by a value of the wrong type.

Two tables of usual mistakes, tried in order. A fix is offered only if the document fits its kind better with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playground.cluster.fields import Path
from playground.cluster.manifest import Edit, ManifestDocument, Mark, PathKey, Span
from playground.cluster.manifest.edits import replace_line
from playground.cluster.manifest.rewrite import document_value, rename_field, scalar_text, set_field
from playground.cluster.markers import repair
from playground.cluster.markers.characters import find_impostor
from playground.cluster.markers.findings import Finding, describe, findings
from playground.cluster.markers.model import Advice, Fix
from playground.cluster.markers.nearest import nearest
from playground.cluster.markers.page import Page, indent_of, is_content
from playground.cluster.markers.shapes import WORDS, holds
from playground.cluster.objects.schema import Type, at, places
from playground.cluster.saying import say, together


@dataclass(frozen=True, eq=False)
class Misfit:
    """A finding with what is around it."""

    finding: Finding
    page: Page
    root: Type
    reindent: Fix | None = None

    @property
    def document(self) -> ManifestDocument:
        return self.page.document

    @property
    def path(self) -> PathKey:
        return self.finding.path

    @property
    def name(self) -> str:
        return str(self.path[-1]) if self.path else ""

    @property
    def mark(self) -> Mark:
        mark = self.document.mark(self.path)
        assert mark is not None
        return mark

    @property
    def line(self) -> int:
        return (self.mark.key or self.mark.value).line

    def offer(self, text: str, title: str, edits: tuple[Edit, ...] | None, span: Span | None = None) -> Advice:
        """The advice, with the fix if the document has fewer misfits afterwards."""
        return Advice(text, Fix(title, edits) if edits and self.improves(edits) else None, span)

    def improves(self, edits: tuple[Edit, ...]) -> bool:
        after = self.page.after(edits)
        if after is None or not after.readable or not isinstance(after.value, dict):
            return False
        before = len(list(findings(self.document.value, self.root)))
        return len(list(findings(after.value, self.root))) < before


Rule = Callable[[Misfit], Advice | None]


def advise(misfit: Misfit) -> Advice | None:
    rules = UNKNOWN if misfit.finding.unknown else WRONG_TYPE
    return next((advice for rule in rules if (advice := rule(misfit))), None)


# -- both


def _impostor(misfit: Misfit) -> Advice | None:
    found = find_impostor(misfit.line, misfit.page.line(misfit.line))
    if found is None:
        return None
    edits = tuple(
        replace_line(number, misfit.page.line(number), item.line)
        for number in misfit.page.numbers
        if (item := find_impostor(number, misfit.page.line(number)))
    )
    return misfit.offer(found.sentence(), say("Replace such characters"), edits)


_TIGHT = re.compile(r"^(\s*(?:- +)*)([A-Za-z][A-Za-z0-9]*):([^\s:/].*)$")


def _no_space_after_colon(misfit: Misfit) -> Advice | None:
    span = misfit.mark.value
    for number in range(span.line, span.end_line + 1):
        if match := _TIGHT.match(misfit.page.line(number)):
            edit = Edit(Span(number, match.start(3), number, match.start(3) + 1), ": ")
            text = say("Line {number} has no space after the colon, so it is read as one text. Write `{name}: {value}`.", number=number, name=match[2], value=match[3].strip())
            return misfit.offer(text, say("Add the space"), (edit,), edit.span)
    return None


_COLONLESS = re.compile(r"^(\s*(?:- +)*)([A-Za-z][A-Za-z0-9]*) +([^\s:][^:]*)$")


def _no_colon(misfit: Misfit) -> Advice | None:
    """`name web`, which reads as a text of two words."""
    span = misfit.mark.value
    for number in range(span.line, span.end_line + 1):
        if match := _COLONLESS.match(misfit.page.line(number)):
            edit = Edit(Span(number, match.end(2) + 1, number, match.end(2) + 1), ":")
            text = say("Line {number} has no colon, so it is read as one text. Write `{name}: {value}`.", number=number, name=match[2], value=match[3].strip())
            return misfit.offer(text, say("Add the colon"), (edit,), Span(number, match.start(2) + 1, number, match.end(3) + 1))
    return None


def reindented(page: Page, root: Type) -> Fix | None:
    """All lines in the first column, or parents left out: every line placed again by the schema, if that fits whole."""
    placement = repair.place(page, root)
    if placement is None or placement.lost is not None:
        return None
    edits = repair.edits(page, placement)
    after = page.after(edits)
    if after is None or not after.readable or next(findings(after.value, root), None) is not None:
        return None
    return Fix(say("Indent the document again"), edits)


def _lost_indentation(misfit: Misfit) -> Advice | None:
    if misfit.reindent is None or len(misfit.path) > 2:
        return None
    home = next((path for path in places(misfit.root, misfit.name) if len(path) > 1), None)
    where = [say("`{field}` is a field of `{home}`, so it is indented below it.", field=misfit.name, home=Path(home[:-1]))] if home else []
    return Advice(together([say("The document seems to have lost its indentation."), *where]), misfit.reindent)


# -- unknown fields

_CONFUSED: dict[tuple[str, str], str] = {
    ("Service", "matchLabels"): say("A Service's `selector` is a plain map of labels. `matchLabels` is what a Deployment has."),
    ("Service", "containerPort"): say("A Service has `port` (its own) and `targetPort` (the pod's). `containerPort` belongs to a container."),
    ("Service", "hostPort"): say("A Service opens a port on every node with `nodePort`."),
    ("Service", "replicas"): say("A Service has no replicas: the Deployment or StatefulSet behind it has."),
    ("Service", "template"): say("A Service makes no pods, so it has no template: it selects pods that a Deployment makes."),
    ("Service", "containers"): say("A Service runs no containers. They belong to a Pod or to the template of a Deployment."),
    ("Ingress", "serviceName"): say("Since networking.k8s.io/v1 it is `service:` with `name:` below it."),
    ("Ingress", "servicePort"): say("Since networking.k8s.io/v1 it is `service:` with `port:` and `number:` below it."),
}  # fmt: skip


def _confused(misfit: Misfit) -> Advice | None:
    kind = str(misfit.document.value.get("kind"))
    text = _CONFUSED.get((kind, misfit.name))
    return Advice(text) if text else None


def _labels_of_a_selector(misfit: Misfit) -> Advice | None:
    """A workload's selector written like a Service's: the labels stand directly below it."""
    if "matchLabels" not in misfit.finding.expected.fields or isinstance(misfit.finding.value, dict | list):
        return None
    selector = document_value(misfit.document, misfit.path[:-1])
    fields = misfit.finding.expected.fields
    labels = {**(selector.get("matchLabels") or {}), **{key: value for key, value in selector.items() if key not in fields}}
    others = {key: value for key, value in selector.items() if key in fields and key != "matchLabels"}
    text = say("The labels of this selector stand below `matchLabels:`. Only a Service lists them directly below `{field}:`.", field=misfit.path[-2])
    edits = set_field(misfit.document, misfit.path[:-1], {"matchLabels": labels, **others})
    return misfit.offer(text, say("Put the labels below matchLabels"), edits)


def _misspelt(misfit: Misfit) -> Advice | None:
    parent = document_value(misfit.document, misfit.path[:-1])
    free = {name: field.type for name, field in misfit.finding.expected.fields.items() if name not in parent}
    suitable = [name for name, expected in free.items() if holds(expected, misfit.finding.value)]
    name = nearest(misfit.name, suitable) or nearest(misfit.name, misfit.finding.expected.fields)
    if name is None:
        return None
    if name not in free:
        return Advice(say("Did you mean `{name}`? This object has that field already.", name=name))
    spelling = [say("Upper and lower case matter.")] if name.lower() == misfit.name.lower() else []
    return misfit.offer(together([say("Did you mean `{name}`?", name=name), *spelling]), say("Change to {name}", name=name), rename_field(misfit.document, misfit.path, name))


def _further_out(misfit: Misfit) -> Advice | None:
    """A field of an object around this one: it is indented too deeply."""
    for length in range(len(misfit.path) - 2, -1, -1):
        outer = at(misfit.root, misfit.path[:length])
        field = outer.fields.get(misfit.name) if outer else None
        if field is None or not holds(field.type, misfit.finding.value):
            continue
        around = misfit.path[:length]
        column = _column_of_fields(misfit.document, around)
        where = f"`{Path(around)}`" if around else say("the document itself, beside `metadata` and `spec`")
        text = say("`{field}` is a field of {where}, not of `{owner}`. It is indented too deeply.", field=misfit.name, where=where, owner=_owner(misfit))
        edits = _move_to_column(misfit, column) if column is not None else None
        title = say("Indent it as a field of {around}", around=Path(around)) if around else say("Indent it as a field of the document")
        return misfit.offer(text, title, edits)
    return None


def _further_in(misfit: Misfit) -> Advice | None:
    """A field of an object that belongs below this one: it is not indented deeply enough, or the object is missing."""
    around_it = misfit.finding.expected
    below = [path for path in places(around_it, misfit.name) if len(path) > 1 and path[0] != "status"]
    fitting = [path for path in below if (expected := at(around_it, path)) and holds(expected, misfit.finding.value)]
    if not fitting:
        return None
    path = fitting[0]
    around = (*misfit.path[:-1], *path[:-1])
    text = say("`{field}` is a field of `{around}`, so it belongs below `{name}:`, indented by two more spaces.", field=misfit.name, around=Path(around), name=_last_name(around))
    column = _column_of_fields(misfit.document, around)
    present = document_value(misfit.document, around) is not None
    edits = _move_to_column(misfit, column) if present and column is not None else _move_into(misfit, around)
    return misfit.offer(text, say("Move it into {name}", name=_last_name(around)), edits)


def _elsewhere(misfit: Misfit) -> Advice | None:
    path = next((path for path in places(misfit.root, misfit.name) if path[0] != "status"), None)
    return Advice(say("There is a field `{place}`; `{owner}` has none of that name.", place=Path(path), owner=_owner(misfit))) if path else None


def _known_fields(misfit: Misfit) -> Advice | None:
    names = [name for name in misfit.finding.expected.fields if name not in ("kind", "apiVersion", "status", "managedFields")]
    shown = ", ".join(f"`{name}`" for name in names[:12])
    more = ", ..." if len(names) > 12 else ""
    return Advice(say("`{owner}` has no such field. It has {shown}{more}.", owner=_owner(misfit), shown=shown, more=more)) if names else None


def _owner(misfit: Misfit) -> str:
    return str(Path(misfit.path[:-1])) or str(misfit.document.value.get("kind", "")) or say("the object")


def _last_name(path: PathKey) -> str:
    return next((part for part in reversed(path) if isinstance(part, str)), "")


def _column_of_fields(document: ManifestDocument, path: PathKey) -> int | None:
    """The column (from 0) in which the fields of an object start in the text."""
    holder = document_value(document, path)
    if not isinstance(holder, dict):
        return None
    keys = [mark.key for name in holder if (mark := document.marks.get((*path, name))) and mark.key]
    return keys[0].column - 1 if keys else None


def _move_to_column(misfit: Misfit, column: int) -> tuple[Edit, ...] | None:
    """Indent the field's lines anew, in place. Fixes that this does not suit fail their trial."""
    mark = misfit.mark
    if mark.key is None:
        return None
    by = column - (mark.key.column - 1)
    return tuple(
        replace_line(number, line, " " * max(0, indent_of(line) + by) + line.lstrip(" "))
        for number in range(mark.key.line, mark.value.end_line + 1)
        if (line := misfit.page.line(number)).strip()
    )


def _move_into(misfit: Misfit, around: PathKey) -> tuple[Edit, ...] | None:
    """Write the missing object's name above the field and indent the field below it."""
    mark = misfit.mark
    if mark.key is None or len(around) != len(misfit.path) or not isinstance(around[-1], str) or around[-1] in misfit.document.value:
        return None
    number = mark.key.line
    have = misfit.page.line(number)
    moved = _move_to_column(misfit, mark.key.column + 1)
    if not moved or indent_of(have) != mark.key.column - 1:
        return None
    first = moved[0]
    return (Edit(first.span, " " * indent_of(have) + f"{around[-1]}:\n{first.text}"), *moved[1:])


# -- wrong types


def _number_in_quotes(misfit: Misfit) -> Advice | None:
    value, wanted = misfit.finding.value, misfit.finding.expected.shape
    if wanted not in ("integer", "number", "boolean") or not isinstance(value, str):
        return None
    text = value.strip()
    if wanted == "boolean":
        if text.lower() not in ("true", "false", "yes", "no"):
            return None
        plain: Any = text.lower() in ("true", "yes")
    elif re.fullmatch(r"[0-9]+", text):
        plain = int(text)
    else:
        return Advice(say("`{field}` takes {wanted}, not {found}.", field=misfit.name, wanted=WORDS[wanted], found=describe(value)))
    edits = set_field(misfit.document, misfit.path, plain)
    return misfit.offer(say("`{field}` takes {wanted}: write `{value}` without quotes.", field=misfit.name, wanted=WORDS[wanted], value=scalar_text(plain)), say("Remove the quotes"), edits)


_ONE_OF: dict[str, str] = {
    "sessionAffinity": say("`ClientIP` (a client stays with its pod) or `None` (the default)"),
    "externalTrafficPolicy": say("`Cluster` or `Local`"),
    "internalTrafficPolicy": say("`Cluster` or `Local`"),
    "protocol": say("`TCP`, `UDP` or `SCTP`"),
    "type": say("`ClusterIP`, `NodePort`, `LoadBalancer` or `ExternalName`"),
}


def _one_of(misfit: Misfit) -> Advice | None:
    words = _ONE_OF.get(misfit.name) if misfit.document.value.get("kind") == "Service" and len(misfit.path) in (2, 4) else None
    return Advice(say("`{field}` is {choices}, not {found}.", field=misfit.name, choices=words, found=describe(misfit.finding.value))) if words else None


def _text_without_quotes(misfit: Misfit) -> Advice | None:
    """A label `12`, `yes` or `on`: YAML reads it as a number or a boolean."""
    if misfit.finding.expected.shape != "string" or isinstance(misfit.finding.value, dict | list):
        return None
    span = misfit.mark.value
    written = misfit.page.line(span.line)[span.column - 1 : span.end_column - 1].strip()
    if span.line != span.end_line or not written:
        return None
    edits = (Edit(span, f'"{written}"'),)
    what = describe(misfit.finding.value)
    return misfit.offer(say('This must be text, and YAML reads `{written}` as {what}. Put it in quotes: `"{written}"`.', written=written, what=what), say("Put it in quotes"), edits)


def _list_without_dash(misfit: Misfit) -> Advice | None:
    if misfit.finding.expected.shape != "list":
        return None
    value, item = misfit.finding.value, misfit.finding.expected.item
    text = say("`{field}` is a list: each entry starts with `- `.", field=misfit.name)
    if item is not None and holds(item, value) and not isinstance(value, list):
        return misfit.offer(text, say("Make it a list of one entry"), set_field(misfit.document, misfit.path, [value]))
    return Advice(text)


def _dash_too_many(misfit: Misfit) -> Advice | None:
    value = misfit.finding.value
    if misfit.finding.expected.shape not in ("struct", "map") or not isinstance(value, list):
        return None
    text = say("`{field}` is one object, not a list: its fields stand below it without `- `.", field=misfit.name)
    if all(isinstance(item, dict) for item in value):
        merged = {key: inner for item in value for key, inner in item.items()}
        return misfit.offer(text, say("Remove the dash") if len(value) == 1 else say("Remove the dashes"), set_field(misfit.document, misfit.path, merged))
    return Advice(text)


def _object_expected(misfit: Misfit) -> Advice | None:
    if misfit.finding.expected.shape not in ("struct", "map"):
        return None
    below = misfit.page.line(misfit.line + 1)
    deeper = is_content(below) and ":" in below
    outside = deeper and indent_of(below) <= indent_of(misfit.page.line(misfit.line))
    hint = [say("Line {line} looks like one of them: indent it deeper.", line=misfit.line + 1)] if outside else []
    wanted, found = WORDS[misfit.finding.expected.shape], describe(misfit.finding.value)
    return Advice(together([say("`{field}` is an object: it takes {wanted}, not {found}.", field=misfit.name, wanted=wanted, found=found), *hint]))


def _plainly(misfit: Misfit) -> Advice | None:
    name = misfit.name if isinstance(misfit.path[-1], str) else Path(misfit.path)
    return Advice(say("`{field}` takes {wanted}, not {found}.", field=name, wanted=WORDS[misfit.finding.expected.shape], found=describe(misfit.finding.value)))


UNKNOWN: tuple[Rule, ...] = (
    _impostor, _lost_indentation, _labels_of_a_selector, _misspelt, _confused, _further_out, _further_in, _elsewhere, _known_fields,
)  # fmt: skip
WRONG_TYPE: tuple[Rule, ...] = (
    _impostor, _no_space_after_colon, _no_colon, _lost_indentation, _number_in_quotes, _one_of, _text_without_quotes, _list_without_dash,
    _dash_too_many, _object_expected, _plainly,
)  # fmt: skip
