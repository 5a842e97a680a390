"""kubectl get.

Models: kubectl/pkg/cmd/get/get.go
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from playground.cluster.kubectl import files, resources, watch
from playground.cluster.kubectl import flags as flagging
from playground.cluster.kubectl.client import TABLE
from playground.cluster.kubectl.command import Call, Command
from playground.cluster.kubectl.failures import Bare, Failure, Refusal, raise_all
from playground.cluster.kubectl.model import Steps
from playground.cluster.kubectl.output import columns, jsonpath, printers, tables
from playground.cluster.kubectl.output.tables import Piece
from playground.cluster.kubectl.resources import Selection
from playground.cluster.kubectl.yamltext import json_text
from playground.cluster.objects.kinds import BY_NAME, Kind, Object

FLAGS = flagging.join(
    files.FLAGS,
    printers.FLAGS,
    flagging.table(
        "all-namespaces/A! chunk-size%500 field-selector= ignore-not-found! label-columns/L, no-headers! "
        "output-watch-events! raw= selector/l= server-print!true show-kind! show-labels! sort-by= subresource= "
        "watch/w! watch-only!"
    ),
)
Target = tuple[Kind, str, str]  # kind, namespace, name; a list where the name is empty


def run(call: Call) -> Steps | None:
    if call.flag("raw"):
        _raw(call)
        return None
    labels, fields = call.flag("selector"), call.flag("field-selector")
    failures: list[Failure] = []
    if call.flag("filename"):
        found, failures = files.split(list(files.visit(call)))
        targets: list[Target] = [(each.kind, each.namespace, each.name) for each in found]
        single = len(targets) == 1
    else:
        if not call.arguments:
            raise _nothing(call)
        selection = resources.select(call, call.arguments, bool(labels or fields), everything=True)
        targets, single = _targets(call, selection), selection.single
    output = str(call.flag("output")).partition("=")[0]
    watched = call.flag("watch") or call.flag("watch-only")
    if watched and len(targets) != 1:
        raise Failure("you may only specify a single resource type")
    if call.session.since:
        return watch.go_on(call, targets[0])
    headed = False
    if output not in ("", "wide"):
        _objects(call, targets, failures, single, output)
    elif not call.flag("watch-only"):
        headed = _tables(call, targets, failures, labels, fields, quiet=watched)
    raise_all(failures)
    return watch.begin(call, tables=output in ("", "wide"), headed=headed) if watched else None


def _nothing(call: Call) -> Failure:
    hint = 'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.'
    call.warn(f"{hint}\n")
    why = "Required resource not specified."
    return call.misuse(
        f'{why}\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).'
    )


def _targets(call: Call, selection: Selection) -> list[Target]:
    if selection.by_name:
        return [(kind, call.namespace if kind.namespaced else "", name) for kind, name in selection.names]
    space = "" if call.flag("all-namespaces") else call.namespace
    return [(kind, space if kind.namespaced else "", "") for kind in selection.kinds]


def _fetch(call: Call, target: Target, accept: str, include: str = "") -> Object:
    """Raises Refusal."""
    kind, space, name = target
    query = {"includeObject": include}
    if name:
        if call.flag("subresource"):
            return call.client.body("GET", kind.path(space, name, call.flag("subresource")), query, accept=accept)
        return call.client.get(kind, space, name, accept, query)
    labels, fields = call.flag("selector"), call.flag("field-selector")
    try:
        return call.client.read_list(kind, space, {"labelSelector": labels, "fieldSelector": fields, **query}, accept)
    except Refusal as refusal:
        raise resources.unlisted(refusal, kind, labels, fields) from None


def _each(call: Call, targets: Sequence[Target], failures: list[Failure], accept: str, include: str = "") -> list[tuple[Kind, Object]]:
    """What could be had; why the rest could not is added to `failures`."""
    found = []
    for target in targets:
        try:
            found.append((target[0], _fetch(call, target, accept, include)))
        except Refusal as refusal:
            if not (call.flag("ignore-not-found") and refusal.reason == "NotFound"):
                failures.append(refusal)
    return found


# -- tables


def _tables(call: Call, targets: Sequence[Target], failures: list[Failure], labels: str, fields: str, quiet: bool = False) -> bool:
    """Whether there was anything to show."""
    path = _sort_path(call)
    pieces = [Piece(kind, table) for kind, table in _each(call, targets, failures, TABLE, "Object" if path else "")]
    prefixed = call.flag("show-kind") or any(piece.kind != pieces[0].kind for piece in pieces)
    if path:
        pieces = [_sorted(piece, path) for piece in pieces]
    text = tables.text(pieces, tables.layout_of(call, prefixed))
    call.write(text)
    if not text and not failures and not call.flag("ignore-not-found") and not quiet:
        spaced = not call.flag("all-namespaces") and all(kind.namespaced for kind, *_ in targets)
        call.warn(f"No resources found in {call.namespace} namespace." if spaced else "No resources found")
    return bool(text)


def _sort_path(call: Call) -> tuple[jsonpath.Step, ...]:
    text = call.flag("sort-by")
    if not text:
        return ()
    try:
        return jsonpath.parse_path(text)
    except jsonpath.PathSyntaxError as error:
        raise Failure(str(error)) from None


def _sorted(piece: Piece, path: tuple[jsonpath.Step, ...]) -> Piece:
    rows = tables.sort(piece.table["rows"], path, lambda row: row["object"])
    return Piece(piece.kind, {**piece.table, "rows": rows})


# -- other formats


def _objects(call: Call, targets: Sequence[Target], failures: list[Failure], single: bool, output: str) -> None:
    show = printers.show_for(call, tables=True)
    chosen = _columns(call, output)
    found = _each(call, targets, failures, "application/json")
    objects: list[Object] = []
    for kind, body in found:
        if body["kind"].endswith("List") and "items" in body:
            objects += [{"apiVersion": kind.api_version, "kind": kind.name, **item} for item in body["items"]]
        else:
            objects.append(body)
    if (path := _sort_path(call)) and not single:
        objects = tables.sort(objects, path)
    if output == "name":
        for obj in objects:
            group = obj["apiVersion"].rpartition("/")[0]
            call.print(f"{obj['kind'].lower()}{'.' if group else ''}{group}/{obj['metadata']['name']}")
    elif chosen is not None:
        call.write(columns.rows(chosen, objects, not call.flag("no-headers")))
    elif show and single:
        if objects:
            call.write(show(objects[0]))
    elif show and not (call.flag("ignore-not-found") and not found):
        call.write(show({"apiVersion": "v1", "items": objects, "kind": "List", "metadata": {"resourceVersion": ""}}))


def _columns(call: Call, output: str) -> list[columns.Column] | None:
    argument = str(call.flag("output")).partition("=")[2] or call.flag("template")
    if output == "custom-columns":
        return columns.columns(argument)
    if output == "custom-columns-file":
        if argument not in call.files:
            raise Failure(f"error reading template {argument}, open {argument}: no such file or directory")
        return columns.columns_of_file(call.files[argument])
    return None


def _raw(call: Call) -> None:
    if call.arguments:
        raise call.misuse("arguments may not be passed when --raw is specified")
    parts = urlsplit(call.flag("raw"))
    if not parts.path.startswith("/"):
        raise Bare(f"error: the path must start with a slash: {parts.path}")
    response = call.client.answer("GET", f"{parts.path}", dict(part.split("=", 1) for part in parts.query.split("&") if "=" in part))
    if not response.ok:
        raise Refusal(response.body or {"reason": "NotFound", "message": "the server could not find the requested resource"})
    if response.text is not None:
        call.write(response.text)
        return
    body = response.body or {}
    kind = BY_NAME.get(body.get("kind", ""))
    call.write(json_text(printers.in_order(body, kind) if kind else body, None, sort=False) + "\n")


COMMANDS = (Command("get", "Display one or many resources", run, FLAGS),)
