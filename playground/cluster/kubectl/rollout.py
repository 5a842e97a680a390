"""kubectl rollout: status, history, undo, restart, pause, resume.

Models: kubectl/pkg/cmd/rollout/*.go; kubectl/pkg/polymorphichelpers/{rollout_status,history,rollback,objectrestarter,
objectpauser,objectresumer}.go
"""

from __future__ import annotations

from typing import Any

from playground.cluster.kubectl import flags as flagging
from playground.cluster.kubectl import targets
from playground.cluster.kubectl.client import STRATEGIC
from playground.cluster.kubectl.command import Call, Command, only_subcommands
from playground.cluster.kubectl.describe.containers import template
from playground.cluster.kubectl.describe.text import Page
from playground.cluster.kubectl.failures import Failure, raise_all
from playground.cluster.kubectl.model import Advance, Steps
from playground.cluster.kubectl.output import printers
from playground.cluster.kubectl.resources import Info, shown
from playground.cluster.kubectl.tabwriter import align
from playground.cluster.objects.kinds import BY_NAME, Object
from playground.cluster.objects.metadata import controller_of

FLAGS = flagging.join(targets.FLAGS, flagging.table("to-revision%0 revision%0"))
STATUS_FLAGS = flagging.join(targets.FLAGS, flagging.table("watch/w!true timeout~ revision%0"))
_STEP, _FOREVER = 1.0, 3600.0
REVISION, CAUSE = "deployment.kubernetes.io/revision", "kubernetes.io/change-cause"
RESTARTED = "kubectl.kubernetes.io/restartedAt"
_WITH_TEMPLATE = ("Deployment", "DaemonSet", "StatefulSet")


# -- status


def status(call: Call) -> Steps:
    found, failures = targets.infos(call, call.arguments)
    raise_all(failures)
    limit = call.flag("timeout") or _FOREVER
    for info in found:
        if info.kind.name not in _VIEWERS:
            raise Failure(f"no status viewer has been implemented for {info.kind.name}")
        waited, last = 0.0, ""
        while True:
            obj = call.client.get(info.kind, info.namespace, info.name)
            text, done = _VIEWERS[info.kind.name](obj, call.flag("revision"))
            if text != last:
                call.print(text)
                last = text
            if done or not call.flag("watch"):
                break
            if waited >= limit:
                raise Failure("timed out waiting for the condition")
            yield Advance(_STEP)
            waited += _STEP


def _deployment(obj: Object, revision: int) -> tuple[str, bool]:
    name, spec, now = obj["metadata"]["name"], obj["spec"], obj.get("status") or {}
    waiting = f'Waiting for deployment "{name}" rollout to finish: '
    if revision and (obj["metadata"].get("annotations") or {}).get(REVISION) != str(revision):
        raise Failure(f"desired revision ({revision}) is different from the running revision ({(obj['metadata'].get('annotations') or {}).get(REVISION, '')})")
    if obj["metadata"].get("generation", 0) > now.get("observedGeneration", 0):
        return "Waiting for deployment spec update to be observed...", False
    for each in now.get("conditions") or ():
        if each["type"] == "Progressing" and each.get("reason") == "ProgressDeadlineExceeded":
            raise Failure(f'deployment "{name}" exceeded its progress deadline')
    updated, total, wanted = now.get("updatedReplicas", 0), now.get("replicas", 0), spec.get("replicas", 0)
    if updated < wanted:
        return f"{waiting}{updated} out of {wanted} new replicas have been updated...", False
    if total > updated:
        return f"{waiting}{total - updated} old replicas are pending termination...", False
    if now.get("availableReplicas", 0) < updated:
        return f"{waiting}{now.get('availableReplicas', 0)} of {updated} updated replicas are available...", False
    return f'deployment "{name}" successfully rolled out', True


def _rolling(obj: Object) -> None:
    if (obj["spec"].get("updateStrategy") or {}).get("type", "RollingUpdate") != "RollingUpdate":
        raise Failure("rollout status is only available for RollingUpdate strategy type")


def _daemon_set(obj: Object, _: int) -> tuple[str, bool]:
    _rolling(obj)
    name, now = obj["metadata"]["name"], obj.get("status") or {}
    if obj["metadata"].get("generation", 0) > now.get("observedGeneration", 0):
        return "Waiting for daemon set spec update to be observed...", False
    waiting, wanted = f'Waiting for daemon set "{name}" rollout to finish: ', now.get("desiredNumberScheduled", 0)
    if now.get("updatedNumberScheduled", 0) < wanted:
        return f"{waiting}{now.get('updatedNumberScheduled', 0)} out of {wanted} new pods have been updated...", False
    if now.get("numberAvailable", 0) < wanted:
        return f"{waiting}{now.get('numberAvailable', 0)} of {wanted} updated pods are available...", False
    return f'daemon set "{name}" successfully rolled out', True


def _stateful_set(obj: Object, _: int) -> tuple[str, bool]:
    _rolling(obj)
    spec, now = obj["spec"], obj.get("status") or {}
    if not now.get("observedGeneration") or obj["metadata"].get("generation", 0) > now["observedGeneration"]:
        return "Waiting for statefulset spec update to be observed...", False
    wanted, updated = spec.get("replicas", 0), now.get("updatedReplicas", 0)
    if now.get("readyReplicas", 0) < wanted:
        return f"Waiting for {wanted - now.get('readyReplicas', 0)} pods to be ready...", False
    partition = ((spec.get("updateStrategy") or {}).get("rollingUpdate") or {}).get("partition")
    if partition:
        if updated < wanted - partition:
            return f"Waiting for partitioned roll out to finish: {updated} out of {wanted - partition} new pods have been updated...", False
        return f"partitioned roll out complete: {updated} new pods have been updated...", True
    if now.get("updateRevision") != now.get("currentRevision"):
        return f"waiting for statefulset rolling update to complete {updated} pods at revision {now.get('updateRevision', '')}...", False
    return f"statefulset rolling update complete {now.get('currentReplicas', 0)} pods at revision {now.get('currentRevision', '')}...", True


_VIEWERS = {"Deployment": _deployment, "DaemonSet": _daemon_set, "StatefulSet": _stateful_set}


# -- history and undo


def _revisions(call: Call, info: Info) -> dict[int, Object]:
    """Revision -> its ReplicaSet or ControllerRevision."""
    assert info.value is not None
    kind = BY_NAME["ReplicaSet" if info.kind.name == "Deployment" else "ControllerRevision"]
    uid = info.value["metadata"].get("uid")
    own = [each for each in call.client.items(kind, info.namespace) if (controller_of(each) or {}).get("uid") == uid]
    found: dict[int, Object] = {}
    for each in own:
        text = (each["metadata"].get("annotations") or {}).get(REVISION, "0") if kind.name == "ReplicaSet" else each.get("revision", 0)
        found[int(text)] = each
    return dict(sorted(found.items()))


def _template_of(revision: Object) -> Object:
    if revision["kind"] == "ReplicaSet":
        template_: Object = revision["spec"]["template"]
        return template_
    data = ((revision.get("data") or {}).get("spec") or {}).get("template") or {}
    return {key: value for key, value in data.items() if key != "$patch"}


def history(call: Call) -> None:
    if call.flag("revision") < 0:
        raise Failure(f"revision must be a positive integer: {call.flag('revision')}")

    def show(info: Info) -> None:
        _rollable(info, "no history viewer has been implemented for ")
        found, wanted = _revisions(call, info), call.flag("revision")
        name = shown(info.kind, info.name)
        if wanted:
            if wanted not in found:
                raise Failure("unable to find the specified revision")
            page = Page(call.client)
            template(page, _template_of(found[wanted]))
            call.write(f"{name} with revision #{wanted}\n{page.text()}\n")
            return
        call.print(f"{name} ")
        if not found:
            call.print("No rollout history found.")
            return
        rows = ["REVISION\tCHANGE-CAUSE"]
        for number, each in found.items():
            cause = (each["metadata"].get("annotations") or {}).get(CAUSE) or "<none>"
            rows.append(f"{number}\t{cause}")
        call.write(align("\n".join(rows) + "\n", 0, 2) + "\n")

    targets.each(call, call.arguments, show)


def _rollable(info: Info, complaint: str) -> None:
    if info.kind.name not in _WITH_TEMPLATE:
        raise Failure(f"{complaint}{info.kind.name}")


def undo(call: Call) -> None:
    dry = printers.dry_run(call)

    def back(info: Info) -> None:
        _rollable(info, "no rollbacker has been implemented for ")
        assert info.value is not None
        if info.value["spec"].get("paused"):
            text = "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again"
            raise Failure(text)
        found, wanted = _revisions(call, info), call.flag("to-revision")
        if wanted and wanted not in found:
            raise Failure(f"unable to find specified revision {wanted} in history")
        if not wanted and len(found) < 2:
            raise Failure(f'no rollout history found for {info.kind.singular} "{info.name}"')
        number = wanted or list(found)[-2]
        goal = _plain(_template_of(found[number]))
        if goal == _plain(info.value["spec"]["template"]):
            call.print(f"{shown(info.kind, info.name)} skipped rollback (current template already matches revision {number})")
            return
        if dry != "client":
            patch = [{"op": "replace", "path": "/spec/template", "value": goal}]
            call.client.patch(info.kind, info.namespace, info.name, patch, "application/json-patch+json", targets.server_dry_run(dry))
        printers.done(call, info.kind, info.value, "rolled back", dry)

    targets.each(call, call.arguments, back)


def _plain(found: Object) -> Object:
    """Without what a ReplicaSet adds."""
    meta = found.get("metadata") or {}
    labels = {key: value for key, value in (meta.get("labels") or {}).items() if key != "pod-template-hash"}
    return {**found, "metadata": {**{key: value for key, value in meta.items() if key != "creationTimestamp"}, "labels": labels}}


# -- restart, pause, resume


def restart(call: Call) -> None:
    dry = printers.dry_run(call)

    def again(info: Info) -> None:
        if info.kind.name not in _WITH_TEMPLATE:
            raise Failure(f'{info.kind.resource} "{info.name}" restarting is not supported')
        assert info.value is not None
        if info.value["spec"].get("paused"):
            raise Failure(f'{info.kind.resource} "{info.name}" can\'t restart paused deployment (run rollout resume first)')
        stamp = call.session.clock.stamp()
        annotations = ((info.value["spec"]["template"].get("metadata") or {}).get("annotations")) or {}
        if annotations.get(RESTARTED) == stamp:
            raise Failure("if restart has already been triggered within the past second, please wait before attempting to trigger another")
        _patch(call, info, {"spec": {"template": {"metadata": {"annotations": {RESTARTED: stamp}}}}}, "restarted", dry)

    targets.each(call, call.arguments, again)


def _patch(call: Call, info: Info, patch: Any, word: str, dry: str) -> None:
    assert info.value is not None
    obj = info.value
    if dry != "client":
        obj = call.client.patch(info.kind, info.namespace, info.name, patch, STRATEGIC, targets.server_dry_run(dry))
    printers.done(call, info.kind, obj, word, dry)


def _pausing(pause: bool) -> Any:
    word = "paused" if pause else "resumed"

    def run(call: Call) -> None:
        dry = printers.dry_run(call)

        def change(info: Info) -> None:
            assert info.value is not None
            named = f'{info.kind.resource} "{info.name}"'
            if info.kind.name != "Deployment":
                raise Failure(f"{named} {'pausing' if pause else 'resuming'} is not supported")
            if bool(info.value["spec"].get("paused")) == pause:
                raise Failure(f"{named} is {'already' if pause else 'not'} paused")
            _patch(call, info, {"spec": {"paused": pause or None}}, word, dry)

        targets.each(call, call.arguments, change)

    return run


COMMANDS = (
    Command(
        "rollout",
        "Manage the rollout of a resource",
        only_subcommands,
        commands=(
            Command("history", "View rollout history", history, FLAGS),
            Command("pause", "Mark the provided resource as paused", _pausing(True), FLAGS),
            Command("restart", "Restart a resource", restart, FLAGS),
            Command("resume", "Resume a paused resource", _pausing(False), FLAGS),
            Command("status", "Show the status of the rollout", status, STATUS_FLAGS),
            Command("undo", "Undo a previous rollout", undo, FLAGS),
        ),
    ),
)
