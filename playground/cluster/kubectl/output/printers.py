"""`-o`: the printer for a format, and the result lines of commands that change things.

Models: cli-runtime/pkg/genericclioptions/print_flags.go ToPrinter; cli-runtime/pkg/printers/{name,yaml,json}.go
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.cluster.kubectl import flags as flagging
from playground.cluster.kubectl.command import Call
from playground.cluster.kubectl.failures import Bare, Failure
from playground.cluster.kubectl.output import jsonpath, template
from playground.cluster.kubectl.resources import shown
from playground.cluster.kubectl.yamltext import json_text, yaml_text
from playground.cluster.objects import schema
from playground.cluster.objects.kinds import BY_NAME, Kind, Object

Show = Callable[[Any], str]

FLAGS = flagging.table("output/o= template= allow-missing-template-keys!true show-managed-fields!")
DRY_RUN = flagging.table("dry-run=none?unchanged")

_FORMATS = (
    "go-template", "go-template-file", "json", "jsonpath", "jsonpath-as-json", "jsonpath-file", "kyaml", "name",
    "template", "templatefile", "yaml",
)  # fmt: skip
_TABLES = ("custom-columns", "custom-columns-file", "wide")


def unknown_format(name: str, tables: bool = False) -> Failure:
    allowed = ",".join(sorted((*_FORMATS, *_TABLES) if tables else _FORMATS))
    return Failure(f'unable to match a printer suitable for the output format "{name}", allowed formats are: {allowed}')


def show_for(call: Call, tables: bool = False) -> Show | None:
    """How to show an object in the format asked for; None for result lines and tables. Raises Failure."""
    output = str(call.flag("output"))
    name, _, argument = output.partition("=")
    if call.given("template") and name in ("", "go-template", "jsonpath", "template"):
        name, argument = name or "go-template", call.flag("template")
    if name in ("", "name") or (tables and name in _TABLES):
        return None
    hide = not call.flags.get("show-managed-fields")
    if name in ("yaml", "kyaml", "json"):
        text = json_lines if name == "json" else yaml_text
        return lambda obj: text(without_managed(obj) if hide else obj)
    if name.endswith(("-file", "templatefile")):
        if argument not in call.files:
            raise Failure(f"error reading --template {argument}, open {argument}: no such file or directory")
        name, argument = {"templatefile": "go-template"}.get(name, name.removesuffix("-file")), call.files[argument]
    if name in ("jsonpath", "jsonpath-as-json"):
        return _path_printer(argument, name == "jsonpath-as-json")
    if name in ("go-template", "template"):
        if not argument:
            raise Failure("template format specified but no template given")
        return lambda obj: template.render(argument, obj)
    raise unknown_format(name, tables)


def json_lines(obj: Any) -> str:
    return json_text(obj) + "\n"


def without_managed(obj: Object) -> Object:
    if obj.get("kind", "").endswith("List") and "items" in obj:
        return {**obj, "items": [without_managed(item) for item in obj["items"]]}
    meta = obj.get("metadata")
    if not isinstance(meta, dict) or "managedFields" not in meta:
        return obj
    return {**obj, "metadata": {key: value for key, value in meta.items() if key != "managedFields"}}


def _path_printer(text: str, as_json: bool) -> Show:
    if not text:
        raise Failure("template format specified but no template given")
    try:
        jsonpath.parse(text)
    except jsonpath.PathSyntaxError as error:
        raise Failure(f"error parsing jsonpath {text}, {error}") from None

    def show(obj: Any) -> str:
        try:
            if as_json:
                found = [each for node in jsonpath.parse(text) if isinstance(node, tuple) for each in jsonpath.values(node, obj)]
                return json_text(found) + "\n"
            return jsonpath.render(text, obj)
        except jsonpath.PathError as error:
            raise _not_filled(text, obj, error) from None

    return show


def _not_filled(text: str, obj: Any, error: Exception) -> Failure:
    lines = [
        f'error: error executing jsonpath "{text}": Error executing template: {error}. '
        "Printing more information for debugging the template:",
        "\ttemplate was:", f"\t\t{text}", "\tobject given to jsonpath engine was:", f"\t\t{jsonpath.go_syntax(obj)}", "", "",
    ]  # fmt: skip
    return Bare("\n".join(lines))


# -- result lines


def dry_run(call: Call) -> str:
    """`none`, `client` or `server`. Raises Failure."""
    value = str(call.flags.get("dry-run", "none"))
    if value == "unchanged":
        call.warn(f"{log_prefix(call)} helpers.go:702] --dry-run is deprecated and can be replaced with --dry-run=client.")
        return "client"
    if value not in ("none", "client", "server"):
        raise Failure(f'Invalid dry-run value ({value}). Must be "none", "server", or "client".')
    return value


def log_prefix(call: Call) -> str:
    """As klog begins a warning: `W0102 15:04:05.000000       1`."""
    stamp = call.client.session.clock.stamp()
    return f"W{stamp[5:7]}{stamp[8:10]} {stamp[11:19]}.000000 {1:7d}"


def done(call: Call, kind: Kind, obj: Object, operation: str, dry: str = "none", typed: bool = False) -> None:
    """`service/web created`, or the object in the format asked for. `typed`: JSON keeps the order of the Go structs."""
    show = show_for(call)
    if show is not None:
        if typed and str(call.flag("output")) == "json":
            call.write(json_text(in_order(without_managed(obj), kind), sort=False) + "\n")
        else:
            call.write(show(obj))
        return
    name = shown(kind, obj["metadata"].get("name", ""))
    if str(call.flag("output")) == "name":
        call.print(name)
        return
    call.print(f"{name} {operation}{suffix(dry)}")


def suffix(dry: str) -> str:
    return {"client": " (dry run)", "server": " (server dry run)"}.get(dry, "")


def in_order(obj: Object, kind: Kind) -> Object:
    """Fields in the order of the Go structs, kind and apiVersion first."""
    head: Object = {key: obj[key] for key in ("kind", "apiVersion") if key in obj}
    ordered: Object = _ordered(obj, schema.type_of(kind))
    return {**head, **{key: value for key, value in ordered.items() if key not in head}}


def _ordered(value: Any, type_: schema.Type | None) -> Any:
    if isinstance(value, list):
        return [_ordered(item, type_.item if type_ else None) for item in value]
    if not isinstance(value, dict):
        return value
    if type_ is None or type_.shape != "struct":
        item = type_.item if type_ else None
        return {key: _ordered(value[key], item) for key in sorted(value)}
    known = [name for name in type_.fields if name in value]
    rest = [name for name in value if name not in type_.fields]
    return {name: _ordered(value[name], schema.child(type_, name)) for name in [*known, *rest]}


def complete(obj: Object) -> Object:
    """With what a Go struct shows though nobody set it: `status: {}`, `resources: {}`."""
    kind = BY_NAME[obj["kind"]]
    filled: Object = _complete(obj, schema.type_of(kind))
    return filled


def _complete(value: Any, type_: schema.Type | None) -> Any:
    if isinstance(value, list):
        return [_complete(item, type_.item if type_ else None) for item in value]
    if not isinstance(value, dict) or type_ is None:
        return value
    if type_.shape != "struct":
        return {key: _complete(item, type_.item) for key, item in value.items()}
    found = {key: _complete(item, schema.child(type_, key)) for key, item in value.items()}
    for each in type_.always:
        if each.name not in found and each.type.shape == "struct" and not each.pointer:
            found[each.name] = _complete({}, each.type)
    return found
