"""kubectl patch, replace, and edit.

Models: kubectl/pkg/cmd/{patch,replace,edit}
"""

from __future__ import annotations

from playground.cluster.kubectl import files, targets
from playground.cluster.kubectl import flags as flagging
from playground.cluster.kubectl.apply import write_options
from playground.cluster.kubectl.client import JSON_PATCH, MERGE, STRATEGIC
from playground.cluster.kubectl.command import Call, Command
from playground.cluster.kubectl.declarative import annotated
from playground.cluster.kubectl.failures import Failure, Refusal, raise_all
from playground.cluster.kubectl.output import printers
from playground.cluster.kubectl.resources import Info, shown
from playground.cluster.kubectl.yamltext import json_text
from playground.cluster.manifest import YamlError, compose
from playground.cluster.objects.kinds import Object

# -- patch

PATCH_FLAGS = flagging.join(targets.FLAGS, flagging.table("patch/p= patch-file= type=strategic local! subresource= validate=strict?strict"))
_TYPES = {"json": JSON_PATCH, "merge": MERGE, "strategic": STRATEGIC}


def patch(call: Call) -> None:
    type_, text = call.flag("type").lower(), call.flag("patch")
    if text and call.flag("patch-file"):
        raise Failure("cannot specify --patch and --patch-file together")
    if call.flag("patch-file"):
        if call.flag("patch-file") not in call.files:
            raise Failure(f"unable to read patch file: open {call.flag('patch-file')}: no such file or directory")
        text = call.files[call.flag("patch-file")]
    if not text:
        raise Failure("must specify --patch or --patch-file containing the contents of the patch")
    if type_ not in _TYPES:
        raise Failure(f'--type must be one of [json merge strategic], not "{call.flag("type")}"')
    body, dry = _patch_body(text), printers.dry_run(call)

    def change(info: Info) -> None:
        assert info.value is not None
        query = {"dryRun": "" if dry == "none" else "All"}
        obj = call.client.patch(info.kind, info.namespace, info.name, body, _TYPES[type_], query, call.flag("subresource"))
        same = obj["metadata"].get("resourceVersion") == info.value["metadata"].get("resourceVersion") and dry == "none"
        printers.done(call, info.kind, obj, "patched (no change)" if same else "patched", dry)

    targets.each(call, call.arguments, change, "no objects passed to patch")


def _patch_body(text: str) -> bytes:
    """Text that begins with a brace or bracket goes as it is; other text is YAML. Raises Failure.

    Models: patch.go; apimachinery/pkg/util/yaml ToJSON
    """
    if text.lstrip()[:1] == "{":
        return text.encode()
    try:
        return json_text(compose(text).value, None).encode()
    except YamlError as error:
        raise Failure(f'unable to parse "{text}": {error.message}') from None


# -- replace

REPLACE_FLAGS = flagging.join(
    files.FLAGS, files.VALIDATE, printers.FLAGS, printers.DRY_RUN,
    flagging.table("save-config! force! cascade=background?background grace-period#-1 timeout~ wait! raw= subresource= field-manager="),
)  # fmt: skip


def replace(call: Call) -> None:
    files.required(call)
    dry, force = printers.dry_run(call), call.flag("force")
    found, failures = files.split(list(files.visit(call)))
    if not found and not failures:
        raise Failure("no objects passed to replace")
    for info in found if force else ():
        _drop(call, info)
    for info in found:
        try:
            printers.done(call, info.kind, _replaced(call, info, dry, force), "replaced", dry)
        except Failure as failure:
            failures.append(failure)
    raise_all(failures)


def _drop(call: Call, info: Info) -> None:
    try:
        call.client.get(info.kind, info.namespace, info.name)
    except Refusal as refusal:
        if refusal.reason != "NotFound":
            raise
        return
    call.client.delete(info.kind, info.namespace, info.name, {"gracePeriodSeconds": 0, "propagationPolicy": "Background"})
    space = f" from {info.namespace} namespace" if info.kind.namespaced else ""
    call.print(f'{shown(info.kind, "").rstrip("/")} "{info.name}" deleted{space}')


def _replaced(call: Call, info: Info, dry: str, force: bool) -> Object:
    assert info.value is not None
    obj = annotated(info.value, info.namespace) if call.flag("save-config") else info.value
    if dry == "client":
        return obj
    options = write_options(call, dry)
    try:
        if force:
            return call.client.create(info.kind, info.namespace, obj, options)
        return call.client.replace(info.kind, info.namespace, info.name, obj, options)
    except Refusal as refusal:
        raise refusal.sourced("creating" if force else "replacing", info.source) from None


def edit(call: Call) -> None:
    raise Failure("there is no editor in this terminal: change the file and use kubectl apply -f, or kubectl patch")


PATCH = (
    Command("patch", "Update fields of a resource", patch, PATCH_FLAGS),
    Command("replace", "Replace a resource by file name or stdin", replace, REPLACE_FLAGS),
)
EDIT = (Command("edit", "Edit a resource on the server", edit, targets.FLAGS),)
