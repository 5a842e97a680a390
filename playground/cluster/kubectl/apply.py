"""kubectl apply, and diff.

Models: kubectl/pkg/cmd/apply/apply.go, patcher.go; kubectl/pkg/cmd/diff/diff.go
"""

from __future__ import annotations

import difflib

from playground.cluster.apiserver.messages import Response
from playground.cluster.kubectl import files
from playground.cluster.kubectl import flags as flagging
from playground.cluster.kubectl.client import APPLY
from playground.cluster.kubectl.command import Call, Command
from playground.cluster.kubectl.declarative import LAST_APPLIED, MANAGER, Applied, annotated, apply_object, difference
from playground.cluster.kubectl.failures import Bare, Failure, Refusal, raise_all, sourced
from playground.cluster.kubectl.output import printers
from playground.cluster.kubectl.resources import Info
from playground.cluster.kubectl.yamltext import json_text, yaml_text
from playground.cluster.objects.kinds import Object

_WRITING = flagging.table("force-conflicts! server-side! field-manager= prune! prune-allowlist* selector/l=")
FLAGS = flagging.join(
    files.FLAGS, files.VALIDATE, printers.FLAGS, printers.DRY_RUN, _WRITING,
    flagging.table("all! cascade=background?background force! grace-period#-1 openapi-patch!true overwrite!true subresource= timeout~ wait!"),
)  # fmt: skip
DIFF_FLAGS = flagging.join(files.FLAGS, _WRITING, flagging.table("concurrency#1 show-managed-fields!"))

_NO_ANNOTATION = (
    "Warning: resource {} is missing the " + LAST_APPLIED + " annotation which is required by kubectl apply. kubectl apply "
    "should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The "
    "missing annotation will be patched automatically."
)
_CONFLICT = """
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the `--force-conflicts` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts"""


def run(call: Call) -> None:
    dry = printers.dry_run(call)
    if call.flag("force-conflicts") and not call.flag("server-side"):
        raise Failure("--force-conflicts only works with --server-side")
    if call.flag("server-side") and dry == "client":
        raise Failure("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)")
    if call.arguments:
        raise call.misuse(f"Unexpected args: [{' '.join(call.arguments)}]")
    files.required(call)
    if call.flag("prune"):
        raise Failure("--prune is not available here: delete what is left over by name")
    printers.show_for(call)
    call.client.manager = call.flag("field-manager") or ("kubectl" if call.flag("server-side") else MANAGER)
    found, failures = files.split(list(files.visit(call)))
    if not found and not failures:
        raise Failure("no objects passed to apply")
    for info in found:
        try:
            if call.flag("server-side"):
                _server_side(call, info, dry)
            else:
                _client_side(call, info, dry)
        except Failure as failure:
            failures.append(failure)
    raise_all(failures)


def _server_side(call: Call, info: Info, dry: str) -> None:
    _named(info)
    query = {"force": "true" if call.flag("force-conflicts") else "", **write_options(call, dry)}
    try:
        obj = call.client.patch(info.kind, info.namespace, info.name, json_text(info.value, None).encode(), APPLY, query)
    except Refusal as refusal:
        if refusal.reason == "Conflict":
            raise Failure(f"{refusal}{_CONFLICT}") from None
        raise
    printers.done(call, info.kind, obj, "serverside-applied", dry)


def write_options(call: Call, dry: str) -> dict[str, str]:
    """The query of a write: how strict about unknown fields, and whether it is only rehearsed. Raises Failure."""
    return {"fieldValidation": validation(call), "dryRun": "All" if dry == "server" else ""}


def validation(call: Call) -> str:
    text = str(call.flags.get("validate", "strict")).lower()
    known = {"true": "Strict", "strict": "Strict", "warn": "Warn", "false": "Ignore", "ignore": "Ignore"}
    if text not in known:
        raise Failure(f'invalid - validate option "{call.flags.get("validate")}"; must be one of: strict (or true), warn, ignore (or false)')
    return known[text]


def _named(info: Info) -> None:
    meta = (info.value or {}).get("metadata")
    if not info.name and isinstance(meta, dict) and meta.get("generateName"):
        raise Failure(f"from {meta['generateName']}: cannot use generate name with apply")


def _client_side(call: Call, info: Info, dry: str) -> None:
    _named(info)
    reading = f"retrieving current configuration of:\n{info}\nfrom server for:"
    if not info.name:
        raise sourced(Failure("resource name may not be empty"), reading, info.source)
    assert info.value is not None
    if dry == "client":
        return _rehearse(call, info)
    live = call.client.find(info.kind, info.namespace, info.name)
    if live is not None:
        _warn(call, info, live)
    applied = apply_object(call.client.answer, info.kind, info.namespace, info.name, info.value, write_options(call, dry))
    if applied.verb == "error":
        raise _failure(info, applied, reading)
    obj = applied.response.body
    assert obj is not None
    printers.done(call, info.kind, obj, applied.verb, dry)
    return None


def _warn(call: Call, info: Info, live: Object) -> None:
    meta = live["metadata"]
    if LAST_APPLIED not in (meta.get("annotations") or {}):
        call.warn(_NO_ANNOTATION.format(f"{info.kind.plural}/{info.name}"))
    if meta.get("deletionTimestamp"):
        call.warn(f"Warning: Detected changes to resource {info.name} which is currently being deleted.")


def _rehearse(call: Call, info: Info) -> None:
    """The client's own dry run: it shows what is there unchanged, and calls it configured."""
    assert info.value is not None
    live = call.client.find(info.kind, info.namespace, info.name)
    obj = live or annotated(info.value, info.namespace)
    printers.done(call, info.kind, obj, "configured" if live else "created", "client")


def _failure(info: Info, applied: Applied, reading: str) -> Failure:
    refusal = refusal_of(applied.response)
    if applied.stage == "reading":
        return refusal.sourced(reading, info.source)
    if applied.stage == "creating":
        return refusal.sourced("creating", info.source)
    patch = json_text(applied.patch, None)
    return refusal.sourced(f"applying patch:\n{patch}\nto:\n{info}\nfor:", info.source)


def refusal_of(response: Response) -> Refusal:
    return Refusal(response.body or {"reason": "", "message": response.text or ""})


# -- diff


def diff(call: Call) -> None:
    files.required(call)
    found, failures = files.split(list(files.visit(call)))
    different = False
    for info in found:
        try:
            different |= _diff(call, info)
        except Failure as failure:
            failures.append(failure)
    raise_all(failures)
    if different:
        raise Bare("", 1)


def _diff(call: Call, info: Info) -> bool:
    assert info.value is not None
    live = call.client.find(info.kind, info.namespace, info.name)
    if live is None:
        merged = call.client.create(info.kind, info.namespace, annotated(info.value, info.namespace), {"dryRun": "All"})
    else:
        patch = difference(info.kind, live, info.value, info.namespace)
        merged = call.client.patch(info.kind, info.namespace, info.name, patch, query={"dryRun": "All"}) if patch else live
    name = ".".join(filter(None, (info.kind.api_version.replace("/", "."), info.kind.name, info.namespace, info.name)))
    before, after = (_lines(obj, call.flag("show-managed-fields")) for obj in (live, merged))
    lines = list(difflib.unified_diff(before, after, f"/tmp/LIVE/{name}", f"/tmp/MERGED/{name}"))  # noqa: S108
    if lines:
        call.print(f"diff -u -N /tmp/LIVE/{name} /tmp/MERGED/{name}")
        call.write("".join(lines))
    return bool(lines)


def _lines(obj: Object | None, managed: bool) -> list[str]:
    if obj is None:
        return []
    return yaml_text(obj if managed else printers.without_managed(obj)).splitlines(keepends=True)


COMMANDS = (
    Command("diff", "Diff the live version against a would-be applied version", diff, DIFF_FLAGS),
    Command("apply", "Apply a configuration to a resource by file name or stdin", run, FLAGS),
)
