"""kubectl explain, from the real schema.

Models: kubectl/pkg/cmd/explain; kubectl/pkg/explain/v2/templates/plaintext.tmpl
"""

from __future__ import annotations

import re

from playground.cluster.kubectl import flags as flagging
from playground.cluster.kubectl.command import Call, Command
from playground.cluster.kubectl.failures import Bare, Failure
from playground.cluster.kubectl.resources import kind_of
from playground.cluster.objects import schema
from playground.cluster.objects.enums import VALUES, meanings
from playground.cluster.objects.kinds import Kind

FLAGS = flagging.table("recursive! api-version= output/o=plaintext")
_WIDTH, _EMPTY = 80, '""'


def run(call: Call) -> None:
    if not call.arguments:
        raise Failure('You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.')
    if len(call.arguments) > 1:
        raise Failure("We accept only this format: explain RESOURCE")
    word, *path = call.arguments[0].strip("/").split(".")
    try:
        kind = kind_of(word)
    except Failure as failure:
        raise Bare(str(failure)) from None
    text, failure_ = explain(kind, path, call.flag("recursive"))
    call.write(text)
    if failure_:
        raise Failure(failure_)


def explain(kind: Kind, path: list[str], recursive: bool = False) -> tuple[str, str]:
    """(what is printed, the complaint if the path leads nowhere)"""
    head = f"GROUP:      {kind.group}\n" if kind.group else ""
    head += f"KIND:       {kind.name}\nVERSION:    {kind.version}\n\n"
    parent, found, field = schema.type_of(kind), schema.type_of(kind), None
    for name in path:
        parent = _element(found)
        field = parent.fields.get(name)
        if field is None:
            return head, f'field "{name}" does not exist'
        found = field.type
    about = schema.describe(parent, path[-1]) if path else schema.describe(found)
    inner = _element(found)
    if field is not None:
        head += f"FIELD: {field.name} <{type_name(found)}>\n"
        values = VALUES.get(found.go, ())
        head += "ENUM:\n" + "".join(f"    {value or _EMPTY}\n" for value in values) + "\n" if values else "\n\n"
        below = schema.describe(inner) if inner.name else schema.WRAPPERS.get(inner.shape, "")
        about = f"{about}\n{below}" if below and below != about else about
        about += f"\n{enum}" if (enum := meanings(found.go)) else ""
    head += "DESCRIPTION:\n" + "".join(f"    {line}\n" for line in wrap(about or "<empty>", _WIDTH - 4)) + "    \n"
    if inner.shape == "struct":
        head += "FIELDS:\n" + _fields(inner, recursive, 1)
    return head + "\n", ""


def _element(found: schema.Type) -> schema.Type:
    while found.shape in ("list", "map") and found.item is not None:
        found = found.item
    return found


_NAMES = {
    "string": "string", "integer": "integer", "number": "number", "boolean": "boolean", "bytes": "string", "time": "string",
    "quantity": "Quantity", "int-or-string": "IntOrString", "any": "Object",
}  # fmt: skip


def type_name(found: schema.Type) -> str:
    if found.shape == "list" and found.item:
        return f"[]{type_name(found.item)}"
    if found.shape == "map" and found.item:
        return f"map[string]{type_name(found.item)}"
    return found.go_name if found.shape == "struct" else _NAMES[found.shape]


def _required(parent: schema.Type, field: schema.Field) -> bool:
    if field.omit or field.name in ("metadata", "status") or parent.name.endswith(("ObjectMeta",)):
        return False
    return not field.left_out_when_empty and field.type.shape not in ("time",)


def _fields(found: schema.Type, recursive: bool, level: int) -> str:
    pad, out = "  " * level, ""
    for name, field in sorted(found.fields.items()):
        needed = " -required-" if _required(found, field) else ""
        out += f"{pad}{name}\t<{type_name(field.type)}>{needed}\n"
        values = [value or '""' for value in VALUES.get(field.type.go, ())]
        if values:
            out += f"{pad}enum: {', '.join(values[:4])}{', ....' if len(values) > 4 else ''}\n"
        if recursive:
            below = _element(field.type)
            if below.shape == "struct" and level < 12 and below.name != found.name:
                out += _fields(below, recursive, level + 1)
            continue
        about = schema.describe(found, name)
        about += f"\n{enum}" if (enum := meanings(field.type.go)) else ""
        out += "".join(f"    {line}\n" for line in wrap(about or "<no description>", _WIDTH - 4)) + "\n"
    return out


def wrap(text: str, width: int) -> list[str]:
    """Lines of whole words. A line break in the text stays one; words are never split.

    Models: kubectl/pkg/explain/v2/funcs.go wrap
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in re.findall(r"\s*\S+", paragraph):
            if line and len(line) + len(word) > width:
                lines.append(line)
                line = word.lstrip()
            else:
                line += word
        lines.append(line)
    return lines


COMMANDS = (Command("explain", "Get documentation for a resource", run, FLAGS),)
