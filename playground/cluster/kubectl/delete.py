"""kubectl delete.

Models: kubectl/pkg/cmd/delete/delete.go; kubectl/pkg/cmd/wait
"""

from __future__ import annotations

from playground.cluster.kubectl import files, resources
from playground.cluster.kubectl import flags as flagging
from playground.cluster.kubectl.command import Call, Command
from playground.cluster.kubectl.failures import Failure, Refusal, raise_all
from playground.cluster.kubectl.model import Advance, Steps
from playground.cluster.kubectl.output import printers
from playground.cluster.kubectl.resources import Info, shown
from playground.cluster.objects.kinds import Object

FLAGS = flagging.join(
    files.FLAGS, printers.DRY_RUN,
    flagging.table(
        "all! all-namespaces/A! cascade=background?background field-selector= force! grace-period#-1 ignore-not-found! "
        "interactive/i! now! output/o= raw= selector/l= timeout~ wait!true"
    ),
)  # fmt: skip
_IMMEDIATE = (
    "Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. "
    "The resource may continue to run on the cluster indefinitely."
)
_STEP, _FOREVER = 1.0, 3600.0


def run(call: Call) -> Steps:
    dry = printers.dry_run(call)
    if call.flag("output") not in ("", "name"):
        raise Failure(f"unexpected -o output mode: {call.flag('output')}. We only support '-o name'")
    grace = _grace(call)
    labels, fields, everything = call.flag("selector"), call.flag("field-selector"), call.flag("all")
    if everything and labels:
        raise Failure("setting 'all' parameter but found a non empty selector. ")
    if call.flag("filename"):
        found = list(files.visit(call))
    else:
        selection = resources.select(call, call.arguments, bool(labels or fields or everything))
        found = _addressed(call, selection, labels, fields)
    if grace == 0 and call.flag("force"):
        call.warn(_IMMEDIATE)
    gone, failures = _delete_all(call, found, dry, grace)
    if not found:
        call.print("No resources found")
    if call.flag("wait") and dry == "none" and not (grace == 0 and call.flag("force")):
        yield from _wait(call, gone)
    raise_all(failures)


def _grace(call: Call) -> int:
    grace: int = call.flag("grace-period")
    if call.flag("now"):
        if grace >= 0:
            raise Failure("--now and --grace-period cannot be specified together")
        return 1
    if call.flag("force") and grace < 0:
        return 0
    if grace == 0 and not call.flag("force"):
        return 1
    if call.flag("force") and grace > 0:
        raise Failure("--force and --grace-period greater than 0 cannot be specified together")
    return grace


def _addressed(call: Call, selection: resources.Selection, labels: str, fields: str) -> list[Info | Failure]:
    """Named objects are not read first: deleting them tells whether they exist."""
    if selection.by_name:
        return [Info(kind, call.namespace if kind.namespaced else "", name) for kind, name in selection.names]
    return list(resources.find(call, selection, labels, fields))


def _delete_all(call: Call, found: list[Info | Failure], dry: str, grace: int) -> tuple[list[tuple[Info, str]], list[Failure]]:
    failures: list[Failure] = []
    gone: list[tuple[Info, str]] = []
    for each in found:
        if isinstance(each, Failure):
            failures.append(each)
            continue
        try:
            uid = _delete(call, each, dry, grace)
        except Refusal as refusal:
            if not ((call.flag("ignore-not-found") or call.flag("all")) and refusal.reason == "NotFound"):
                failures.append(refusal.sourced("deleting", each.source) if each.source else refusal)
        else:
            gone.append((each, uid))
    return gone, failures


def _delete(call: Call, info: Info, dry: str, grace: int) -> str:
    """The UID of what was deleted."""
    live = call.client.find(info.kind, info.namespace, info.name) or {"metadata": {}}
    options: Object = {"propagationPolicy": _propagation(call)}
    if grace >= 0:
        options["gracePeriodSeconds"] = grace
    if dry == "server":
        options["dryRun"] = ["All"]
    if dry != "client":
        call.client.delete(info.kind, info.namespace, info.name, options)
    if call.flag("output") == "name":
        call.print(shown(info.kind, info.name))
    else:
        word = "force deleted" if grace == 0 else "deleted"
        label = shown(info.kind, "").rstrip("/")
        space = f" from {info.namespace} namespace" if info.kind.namespaced else ""
        call.print(f'{label} "{info.name}" {word}{space}{printers.suffix(dry)}')
    return str(live["metadata"].get("uid", ""))


def _propagation(call: Call) -> str:
    word = call.flag("cascade")
    known = {"background": "Background", "foreground": "Foreground", "orphan": "Orphan", "true": "Background", "false": "Orphan"}
    if word not in known:
        raise Failure(f'invalid cascade value ({word}). Must be "background", "foreground", or "orphan".')
    return known[word]


def _wait(call: Call, gone: list[tuple[Info, str]]) -> Steps:
    """Until everything is really gone."""
    limit, waited = call.flag("timeout") or _FOREVER, 0.0
    for info, uid in gone:
        while (live := call.client.find(info.kind, info.namespace, info.name)) and live["metadata"].get("uid") == uid:
            if waited >= limit:
                raise Failure(f"timed out waiting for the condition on {info.kind.plural}/{info.name}")
            yield Advance(_STEP)
            waited += _STEP


COMMANDS = (Command("delete", "Delete resources by file names, stdin, resources and names, or by resources and label selector", run, FLAGS),)
