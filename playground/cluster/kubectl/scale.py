"""kubectl scale and autoscale.

Models: kubectl/pkg/cmd/scale/scale.go, cmd/autoscale/autoscale.go; kubectl/pkg/scale/scale.go
"""

from __future__ import annotations

from playground.cluster.kubectl import flags as flagging
from playground.cluster.kubectl import targets
from playground.cluster.kubectl.client import MERGE
from playground.cluster.kubectl.command import Call, Command
from playground.cluster.kubectl.failures import Failure, Refusal
from playground.cluster.kubectl.output import printers
from playground.cluster.kubectl.resources import Info

FLAGS = flagging.join(targets.FLAGS, flagging.table("replicas# resource-version= current-replicas#-1 timeout~"))
AUTOSCALE_FLAGS = flagging.join(targets.FLAGS, flagging.table("max#-1 min#-1 cpu= memory= cpu-percent#-1 name= save-config!"))


def run(call: Call) -> None:
    replicas = call.flag("replicas")
    if not call.given("replicas") or replicas < 0:
        raise Failure("The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0")
    dry, expected = printers.dry_run(call), call.flag("current-replicas")

    def change(info: Info) -> None:
        assert info.value is not None
        if "scale" not in info.kind.subresources:
            raise Refusal({"reason": "NotFound", "message": "the server could not find the requested resource"})
        now = (info.value.get("spec") or {}).get("replicas", 0)
        if expected >= 0 and now != expected:
            raise Failure(f"Expected replicas to be {expected}, was {now}")
        obj = info.value
        if dry != "client":
            patch = {"spec": {"replicas": replicas}}
            query = targets.server_dry_run(dry)
            call.client.patch(info.kind, info.namespace, info.name, patch, MERGE, query, subresource="scale")
            obj = call.client.get(info.kind, info.namespace, info.name) if call.flag("output") not in ("", "name") else obj
        printers.done(call, info.kind, obj, "scaled", dry)

    targets.each(call, call.arguments, change, "no objects passed to scale")


def autoscale(call: Call) -> None:
    if call.flag("max") < 1:
        raise Failure("--max=MAXPODS is required and must be at least 1, max: -1" if not call.given("max") else f"--max=MAXPODS is required and must be at least 1, max: {call.flag('max')}")

    def change(info: Info) -> None:
        if "scale" not in info.kind.subresources:
            group = f"{info.kind.group}/{info.kind.version}" if info.kind.group else f"/{info.kind.version}"
            raise Failure(
                f"cannot autoscale a {info.kind.name}: could not find scale subresource for {group}, "
                f"Resource={info.kind.plural} in discovery information"
            )
        raise Failure("the server doesn't have a resource type \"horizontalpodautoscalers\": autoscaling is not modelled here")

    targets.each(call, call.arguments, change)


COMMANDS = (
    Command("scale", "Set a new size for a deployment, replica set, or replication controller", run, FLAGS, ("replicas",)),
    Command("autoscale", "Auto-scale a deployment, replica set, stateful set, or replication controller", autoscale, AUTOSCALE_FLAGS, ("max",)),
)
