"""kubectl run: a pod from the command line, and perhaps a Service in front of it.

Models: kubectl/pkg/cmd/run/run.go; kubectl/pkg/generate/versioned/run.go BasicPod
"""

from __future__ import annotations

import re

from playground.cluster.kubectl import flags as flagging
from playground.cluster.kubectl.command import Call, Command
from playground.cluster.kubectl.execution import into_pod
from playground.cluster.kubectl.expose import expose_pod, pairs
from playground.cluster.kubectl.failures import Bare, Failure
from playground.cluster.kubectl.model import Advance, Steps
from playground.cluster.kubectl.output import printers
from playground.cluster.objects.kinds import BY_NAME, Object

FLAGS = flagging.join(
    printers.FLAGS, printers.DRY_RUN,
    flagging.table(
        "image= command! labels/l= port= expose! restart=Always env* stdin/i! tty/t! attach! rm! leave-stdin-open! quiet/q! "
        "annotations* image-pull-policy= privileged! overrides= override-type=merge pod-running-timeout~60s force! "
        "grace-period#-1 timeout~ wait! cascade=background?background field-manager=kubectl-run save-config! detach-keys="
    ),
)  # fmt: skip
_REFERENCE = re.compile(r"(?:[A-Za-z0-9.\-]+(?::\d+)?/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::[\w][\w.-]{0,127})?(?:@[\w+.:-]+)?")
_WAIT, _STEP = 60.0, 1.0


def run(call: Call) -> Steps:
    if not call.arguments:
        raise call.misuse("NAME is required for run")
    name, image = call.arguments[0], call.flag("image")
    if not _REFERENCE.fullmatch(image):
        raise Failure(f'Invalid image name "{image}": invalid reference format')
    if call.flag("tty") and not call.flag("stdin"):
        raise Failure("-i/--stdin is required for containers with -t/--tty=true")
    if call.flag("expose") and not call.flag("port"):
        raise Failure("--port must be set when exposing a service")
    if call.flag("restart") not in ("Always", "OnFailure", "Never"):
        raise call.misuse(f"invalid restart policy: {call.flag('restart')}")
    attach = call.flag("attach") or call.flag("stdin")
    if call.flag("rm") and not attach:
        raise Failure("--rm should only be used for attached containers")
    if attach and call.flag("dry-run") != "none":
        raise Failure("--dry-run=client can't be used with attached containers options (--attach, --stdin, or --tty)")
    dry = printers.dry_run(call)
    pod = _pod(call, name)
    labels = pod["metadata"]["labels"]
    if call.flag("expose"):
        _submit(call, expose_pod(call, name, call.flag("port"), labels), dry)
        if call.flag("output") in ("yaml", "json"):
            call.write("---\n---\n")
    if attach:
        yield from _attached(call, name, pod)
        return
    _submit(call, pod, dry)


def _pod(call: Call, name: str) -> Object:
    container: Object = {"name": name, "image": call.flag("image")}
    if words := call.arguments[1:]:
        container["command" if call.flag("command") else "args"] = words
    if call.flag("port"):
        if not call.flag("port").isdigit():
            raise Failure(f'strconv.Atoi: parsing "{call.flag("port")}": invalid syntax')
        container["ports"] = [{"containerPort": int(call.flag("port"))}]
    variables = [text.partition("=") for text in call.flag("env")]
    for key, equals, _ in variables:
        if not key or not equals:
            raise Failure(f"invalid env: {key}")
    if variables:
        container["env"] = [{"name": key, "value": value} for key, _, value in variables]
    if call.flag("image-pull-policy"):
        container["imagePullPolicy"] = call.flag("image-pull-policy")
    if call.flag("privileged"):
        container["securityContext"] = {"privileged": True}
    if call.flag("stdin"):
        container |= {"stdin": True, "stdinOnce": True} | ({"tty": True} if call.flag("tty") else {})
    meta: Object = {"name": name, "labels": pairs(call.flag("labels")) if call.flag("labels") else {"run": name}}
    annotations = {key: value for key, _, value in (text.partition("=") for text in call.flag("annotations"))}
    if annotations:
        meta["annotations"] = annotations
    spec = {"containers": [container], "dnsPolicy": "ClusterFirst", "restartPolicy": call.flag("restart")}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec}


def _submit(call: Call, obj: Object, dry: str) -> None:
    kind = BY_NAME[obj["kind"]]
    if dry != "client":
        obj = call.client.create(kind, call.namespace, {**obj, "metadata": {**obj["metadata"], "namespace": call.namespace}}, {"dryRun": "All" if dry == "server" else ""})
    elif call.given("namespace"):
        obj = {**obj, "metadata": {**obj["metadata"], "namespace": call.namespace}}
    printers.done(call, kind, printers.complete(obj) if dry == "client" else obj, "created", dry, typed=True)


def _attached(call: Call, name: str, pod: Object) -> Steps:
    """`run -it`: the pod is made, waited for, and the command runs in it; with --rm it goes afterwards."""
    kind = BY_NAME["Pod"]
    words = call.arguments[1:]
    if words:  # the container only waits: the command itself runs attached
        container = {key: value for key, value in pod["spec"]["containers"][0].items() if key not in ("args", "command")}
        pod = {**pod, "spec": {**pod["spec"], "containers": [{**container, "command": ["sleep", "3600"]}]}}
    call.client.create(kind, call.namespace, {**pod, "metadata": {**pod["metadata"], "namespace": call.namespace}})
    waited = 0.0
    while waited < _WAIT:
        live = call.client.get(kind, call.namespace, name)
        if (live.get("status") or {}).get("phase") in ("Running", "Succeeded", "Failed"):
            break
        yield Advance(_STEP)
        waited += _STEP
    else:
        raise Failure("timed out waiting for the condition")
    status = yield from into_pod(call, live, name, tuple(words) or ("sh",))
    if call.flag("rm"):
        call.client.delete(kind, call.namespace, name, {"gracePeriodSeconds": 0})
        call.print(f'pod "{name}" deleted from {call.namespace} namespace')
    if status:
        raise Bare(f"pod {call.namespace}/{name} terminated (Error)", status)


COMMANDS = (Command("run", "Run a particular image on the cluster", run, FLAGS, ("image",)),)
