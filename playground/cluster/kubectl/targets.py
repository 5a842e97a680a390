"""What the commands that change one thing about many objects have in common: which objects, and going through them.

Models: cli-runtime/pkg/resource/builder.go Do; visitor.go ContinueOnErrorVisitor
"""

from __future__ import annotations

from collections.abc import Callable

from playground.cluster.kubectl import files, resources
from playground.cluster.kubectl import flags as flagging
from playground.cluster.kubectl.command import Call
from playground.cluster.kubectl.failures import Failure, Refusal, raise_all
from playground.cluster.kubectl.output import printers
from playground.cluster.kubectl.resources import Info

SELECT = flagging.table("selector/l= all! field-selector=")
FLAGS = flagging.join(files.FLAGS, SELECT, printers.FLAGS, printers.DRY_RUN, flagging.table("field-manager="))


def infos(call: Call, arguments: list[str]) -> tuple[list[Info], list[Failure]]:
    """The objects, as they are on the server, and why others can't be had. Raises Failure."""
    if call.flags.get("filename"):
        found, failures = files.split(list(files.visit(call)))
        live: list[Info] = []
        for each in found:
            try:
                live.append(Info(each.kind, each.namespace, each.name, call.client.get(each.kind, each.namespace, each.name), each.source))
            except Refusal as refusal:
                failures.append(refusal)
        return live, failures
    labels, fields = call.flags.get("selector") or "", call.flags.get("field-selector") or ""
    selection = resources.select(call, arguments, bool(labels or fields or call.flags.get("all")))
    return files.split(list(resources.find(call, selection, labels, fields)))


def each(call: Call, arguments: list[str], change: Callable[[Info], None], nothing: str = "") -> None:
    """`change` every object; one that fails does not stop the others. Raises Failure at the end."""
    found, failures = infos(call, arguments)
    if not found and not failures and nothing:
        raise Failure(nothing)
    for info in found:
        try:
            change(info)
        except Failure as failure:
            failures.append(failure)
    raise_all(failures)


def server_dry_run(dry: str) -> dict[str, str]:
    return {"dryRun": "All" if dry == "server" else ""}
