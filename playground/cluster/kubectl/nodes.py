"""kubectl cordon, uncordon, drain.

Models: kubectl/pkg/cmd/drain/drain.go; kubectl/pkg/drain/{cordon,drain,filters}.go
"""

from __future__ import annotations

from playground.cluster.kubectl import flags as flagging
from playground.cluster.kubectl import resources, targets
from playground.cluster.kubectl.client import STRATEGIC
from playground.cluster.kubectl.command import Call, Command
from playground.cluster.kubectl.failures import Failure, raise_all
from playground.cluster.kubectl.model import Advance, Steps
from playground.cluster.kubectl.output import printers
from playground.cluster.kubectl.resources import Info
from playground.cluster.objects.kinds import BY_NAME, Object
from playground.cluster.objects.metadata import controller_of

FLAGS = flagging.join(printers.DRY_RUN, flagging.table("selector/l="))
DRAIN_FLAGS = flagging.join(
    FLAGS,
    flagging.table(
        "force! ignore-daemonsets! delete-emptydir-data! grace-period#-1 timeout~ pod-selector= disable-eviction! chunk-size%500 "
        "skip-wait-for-delete-timeout#"
    ),
)
_POD = BY_NAME["Pod"]
_STEP, _FOREVER = 1.0, 3600.0


def _nodes(call: Call) -> list[Info]:
    if not call.arguments and not call.flag("selector"):
        raise call.misuse(f"USAGE: {call.path.split()[-1]} NODE [flags]")
    if call.arguments and call.flag("selector"):
        raise call.misuse("error: cannot specify both a node name and a --selector option")
    words = call.arguments if call.arguments and "/" in call.arguments[0] else ["nodes", *call.arguments]
    selection = resources.select(call, words, bool(call.flag("selector")))
    found: list[Info] = []
    for each in resources.find(call, selection, call.flag("selector")):
        if isinstance(each, Failure):
            raise each
        found.append(each)
    return found


def _cordon(call: Call, info: Info, wanted: bool, dry: str) -> None:
    assert info.value is not None
    now = bool((info.value.get("spec") or {}).get("unschedulable"))
    word = "cordoned" if wanted else "uncordoned"
    if now == wanted:
        call.print(f"node/{info.name} already {word}{printers.suffix(dry)}")
        return
    if dry != "client":
        patch = {"spec": {"unschedulable": wanted or None}}
        call.client.patch(info.kind, "", info.name, patch, STRATEGIC, targets.server_dry_run(dry))
    call.print(f"node/{info.name} {word}{printers.suffix(dry)}")


def cordon(call: Call) -> None:
    dry = printers.dry_run(call)
    for info in _nodes(call):
        _cordon(call, info, True, dry)


def uncordon(call: Call) -> None:
    dry = printers.dry_run(call)
    for info in _nodes(call):
        _cordon(call, info, False, dry)


def drain(call: Call) -> Steps:
    dry = printers.dry_run(call)
    nodes = _nodes(call)
    for info in nodes:
        _cordon(call, info, True, dry)
    for info in nodes:
        pods = _to_evict(call, info.name)
        for pod in pods:
            meta = pod["metadata"]
            call.print(f"evicting pod {meta['namespace']}/{meta['name']}{printers.suffix(dry)}")
            if dry != "client":
                eviction: Object = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": meta["name"], "namespace": meta["namespace"]}}
                if call.flag("grace-period") >= 0:
                    eviction["deleteOptions"] = {"gracePeriodSeconds": call.flag("grace-period")}
                call.client.body("POST", _POD.path(meta["namespace"], meta["name"], "eviction"), {"dryRun": "All" if dry == "server" else ""}, eviction)
        if dry == "none":
            yield from _gone(call, pods)
        call.print(f"node/{info.name} drained{printers.suffix(dry)}")


def _gone(call: Call, pods: list[Object]) -> Steps:
    limit, waited = call.flag("timeout") or _FOREVER, 0.0
    for pod in pods:
        meta = pod["metadata"]
        while (live := call.client.find(_POD, meta["namespace"], meta["name"])) and live["metadata"]["uid"] == meta["uid"]:
            if waited >= limit:
                raise Failure(f"error when waiting for pod \"{meta['name']}\" in namespace \"{meta['namespace']}\" to terminate: global timeout reached: {int(limit)}s")
            yield Advance(_STEP)
            waited += _STEP
        call.print(f"pod/{meta['name']} evicted")


def _to_evict(call: Call, node: str) -> list[Object]:
    """Raises Failure if some may not be evicted. Models: drain/filters.go"""
    query = {"fieldSelector": f"spec.nodeName={node}", "labelSelector": call.flag("pod-selector")}
    found: list[Object] = []
    refused: dict[str, list[str]] = {}
    ignored: list[str] = []
    for pod in call.client.items(_POD, "", query):
        name = f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
        owner = controller_of(pod)
        finished = (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed")
        if owner and owner["kind"] == "DaemonSet" and not finished:
            (ignored if call.flag("ignore-daemonsets") else refused.setdefault("DaemonSet-managed Pods (use --ignore-daemonsets to ignore)", [])).append(name)
            continue
        if any("emptyDir" in each for each in pod["spec"].get("volumes") or ()) and not finished and not call.flag("delete-emptydir-data"):
            refused.setdefault("Pods with local storage (use --delete-emptydir-data to override)", []).append(name)
            continue
        if owner is None and not finished and not call.flag("force"):
            refused.setdefault("Pods that declare no controller (use --force to override)", []).append(name)
            continue
        found.append(pod)
    if refused:
        listed = [f"cannot delete {why}: {', '.join(names)}" for why, names in sorted(refused.items())]
        text = listed[0] if len(listed) == 1 else f"[{', '.join(listed)}]"
        raise_all([Failure(f'unable to drain node "{node}" due to error: {text}, continuing command...\nThere are pending nodes to be drained:\n {node}\n{chr(10).join(listed)}')])
    if ignored:
        call.warn(f"Warning: ignoring DaemonSet-managed Pods: {', '.join(ignored)}")
    return found


CORDON = (
    Command("cordon", "Mark node as unschedulable", cordon, FLAGS),
    Command("uncordon", "Mark node as schedulable", uncordon, FLAGS),
    Command("drain", "Drain node in preparation for maintenance", drain, DRAIN_FLAGS),
)
