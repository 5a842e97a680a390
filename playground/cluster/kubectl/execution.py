"""kubectl exec, attach, cp, logs and port-forward: what needs a running container.

exec hands over a wish. Logs come from the API server's `log` subresource.

Models: kubectl/pkg/cmd/{exec,logs,portforward,attach}; kubectl/pkg/polymorphichelpers/{attachablepodforobject,
logsforobject}.go; kubectl/pkg/cmd/util/podcmd
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from playground.cluster.kubectl import files
from playground.cluster.kubectl import flags as flagging
from playground.cluster.kubectl.command import Call, Command
from playground.cluster.kubectl.failures import Bare, Failure, Refusal
from playground.cluster.kubectl.model import Advance, Exec, Follow, PortForward, Reply, Steps, Wish
from playground.cluster.kubectl.resources import kind_of
from playground.cluster.objects.kinds import BY_NAME, Kind, Object
from playground.cluster.objects.labels import selector_matches

_POD = BY_NAME["Pod"]
_PATIENCE, _STEP = 20.0, 1.0
Found = Generator[Wish, Reply, list[Object]]


# -- finding the pod


def pods_of(call: Call, word: str) -> Found:
    """The pods that `web-1`, `deploy/web` or `svc/web` mean, the most useful first; waits for one to appear."""
    kind, name = _named(word)
    obj = call.client.get(kind, call.namespace if kind.namespaced else "", name)
    if kind is _POD:
        return [obj]
    selector = _selector(kind, obj)
    waited = 0.0
    while True:
        found = [pod for pod in call.client.items(_POD, call.namespace) if selector_matches(selector, pod["metadata"].get("labels"))]
        if found:
            return sorted(found, key=_usefulness)
        if waited >= _PATIENCE:
            raise Failure("timed out waiting for the condition")
        yield Advance(_STEP)
        waited += _STEP


def _named(word: str) -> tuple[Kind, str]:
    resource, slash, name = word.partition("/")
    return (kind_of(resource), name) if slash else (_POD, resource)


def _selector(kind: Kind, obj: Object) -> Object:
    """Models: polymorphichelpers SelectorsForObject"""
    selector = (obj.get("spec") or {}).get("selector")
    if kind.name in ("Service", "ReplicationController"):
        if not selector:
            raise Failure(f"invalid service '{obj['metadata']['name']}': Service is defined without a selector")
        return {"matchLabels": selector}
    if not isinstance(selector, dict):
        raise Failure(f"selector for {kind.api_version}, Kind={kind.name} not implemented")
    return selector


def _usefulness(pod: Object) -> tuple[Any, ...]:
    """Models: controller.ActivePods"""
    status = pod.get("status") or {}
    ready = any(each["type"] == "Ready" and each["status"] == "True" for each in status.get("conditions") or ())
    phases = {"Pending": 2, "Unknown": 1, "Running": 0}
    assigned = bool(pod["spec"].get("nodeName"))
    return (not assigned, phases.get(status.get("phase", ""), 3), not ready, pod["metadata"].get("creationTimestamp", ""), pod["metadata"]["name"])


def containers_of(pod: Object) -> list[tuple[str, str]]:
    """(name, how a list of containers shows it)"""
    spec = pod["spec"]
    found = [(each["name"], each["name"]) for each in spec.get("containers") or ()]
    found += [(each["name"], f"{each['name']} (init)") for each in spec.get("initContainers") or ()]
    return found + [(each["name"], f"{each['name']} (ephem)") for each in spec.get("ephemeralContainers") or ()]


def container_of(call: Call, pod: Object, name: str, quiet: bool = False) -> str:
    """The container asked for, or the default one, which is announced if there are several. Raises Failure."""
    found = containers_of(pod)
    if name:
        if name not in [each for each, _ in found]:
            raise Failure(f"container {name} is not valid for pod {pod['metadata']['name']} out of: {', '.join(text for _, text in found)}")
        return name
    default = (pod["metadata"].get("annotations") or {}).get("kubectl.kubernetes.io/default-container")
    chosen = default if default in [each for each, _ in found] else found[0][0]
    if len(found) > 1 and not quiet and not default:
        call.warn(f'Defaulted container "{chosen}" out of: {", ".join(text for _, text in found)}')
    return str(chosen)


# -- exec


EXEC_FLAGS = flagging.join(files.FLAGS, flagging.table("container/c= stdin/i! tty/t! quiet/q! pod-running-timeout~60s"))


def execute(call: Call) -> Steps:
    before = call.arguments if call.flags.dash < 0 else call.arguments[: call.flags.dash]
    command = call.arguments[1:] if call.flags.dash < 0 else call.arguments[call.flags.dash :]
    if not before:
        raise call.misuse("pod, type/name or --filename must be specified")
    if call.flags.dash < 0 and command:
        text = "exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead"
        raise call.misuse(text)
    if not command:
        raise call.misuse("you must specify at least one command for the container")
    if len(before) > 1:
        raise call.misuse("exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead")
    pods = yield from pods_of(call, before[0])
    container = container_of(call, pods[0], call.flag("container"), call.flag("quiet"))
    status = yield from into_pod(call, pods[0], container, tuple(command))
    if status:
        raise Bare(f"command terminated with exit code {status}", status)


def into_pod(call: Call, pod: Object, container: str, command: tuple[str, ...]) -> Generator[Wish, Reply, int]:
    """Run a command in a container; its exit status. Raises Failure."""
    phase = (pod.get("status") or {}).get("phase", "")
    if phase in ("Succeeded", "Failed"):
        raise Failure(f"cannot exec into a container in a completed pod; current phase is {phase}")
    if not pod["spec"].get("nodeName"):
        raise Refusal({"reason": "BadRequest", "message": f"pod {pod['metadata']['name']} does not have a host assigned"})
    statuses = (pod.get("status") or {}).get("containerStatuses") or ()
    running = any("running" in (each.get("state") or {}) for each in statuses if each["name"] == container)
    if statuses and not running:
        raise Failure(f'Internal error occurred: unable to upgrade connection: container not found ("{container}")')
    stdin = call.stdin if call.flags.get("stdin") else ""
    meta = pod["metadata"]
    reply = yield Exec(meta["namespace"], meta["name"], container, command, stdin, bool(call.flags.get("tty")))
    if reply.error:
        raise Failure(reply.error)
    call.write(reply.stdout)
    call.err.append(reply.stderr)
    return reply.exit


# -- logs

LOG_FLAGS = flagging.table(
    "all-containers! all-pods! container/c= follow/f! ignore-errors! insecure-skip-tls-verify-backend! limit-bytes%0 "
    "max-log-requests#5 pod-running-timeout~20s prefix! previous/p! selector/l= since~ since-time= tail%-1 timestamps!"
)
_USAGE = "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command"


def logs(call: Call) -> Steps:
    words, selector = call.arguments, call.flag("selector")
    if (not words and not selector) or len(words) > 2:
        raise call.misuse(_USAGE)
    if selector and words:
        raise call.misuse("only a selector (-l) or a POD name is allowed")
    if len(words) == 2 and call.flag("container"):
        raise call.misuse("only one of -c or an inline [CONTAINER] arg is allowed")
    name = call.flag("container") or (words[1] if len(words) == 2 else "")
    if selector:
        pods = call.client.items(_POD, call.namespace, {"labelSelector": selector})
    else:
        try:
            pods = yield from pods_of(call, words[0])
        except Refusal as refusal:
            raise _no_pod(call, words[0], refusal) from None
        if len(pods) > 1 and not call.flag("all-pods"):
            call.warn(f"Found {len(pods)} pods, using pod/{pods[0]['metadata']['name']}")
            pods = pods[:1]
    found = [
        (pod, container)
        for pod in pods
        for container in ([each for each, _ in containers_of(pod)] if call.flag("all-containers") else [container_of(call, pod, name)])
    ]
    if call.session.since:
        yield from _more_log(call, *found[0])
        return
    for pod, container in found:
        _print_log(call, pod, container)
    if call.flag("follow") and len(found) > 1:
        call.warn("(only one container can be followed here: these are the logs so far)")
    elif call.flag("follow"):
        reply = yield Follow(_log_cursor(call, *found[0]))
        if reply.error:
            call.warn(f"({reply.error})")


def _log_cursor(call: Call, pod: Object, container: str) -> str:
    """The container's life, and how many lines of it there are."""
    statuses = (pod.get("status") or {}).get("containerStatuses") or ()
    restarts = next((each.get("restartCount", 0) for each in statuses if each["name"] == container), 0)
    return f"{pod['metadata']['uid']}/{restarts}/{len(_log_lines(call, pod, container))}"


def _more_log(call: Call, pod: Object, container: str) -> Steps:
    """Ends with the container's life."""
    now = _log_cursor(call, pod, container)
    (life, _, told), (present, _, _) = call.session.since.rpartition("/"), now.rpartition("/")
    if life != present or not told.isdecimal():
        return
    lines = _log_lines(call, pod, container)[int(told) :]
    prefix = f"[pod/{pod['metadata']['name']}/{container}] " if call.flag("prefix") else ""
    call.write("".join(prefix + line for line in lines))
    yield Follow(now)


def _log_lines(call: Call, pod: Object, container: str) -> list[str]:
    query = {"container": container, "timestamps": "true" if call.flag("timestamps") else ""}
    meta = pod["metadata"]
    return (call.client.send("GET", _POD.path(meta["namespace"], meta["name"], "log"), query).text or "").splitlines(keepends=True)


def _no_pod(call: Call, word: str, refusal: Refusal) -> Failure:
    if refusal.reason == "NotFound" and "/" not in word:
        return Failure(f"error from server (NotFound): {refusal} in namespace \"{call.namespace}\"") if "namespaces" not in str(refusal) else refusal
    return refusal


def _print_log(call: Call, pod: Object, container: str) -> None:
    query = {"container": container}
    if call.flag("previous"):
        query["previous"] = "true"
    if call.flag("timestamps"):
        query["timestamps"] = "true"
    if call.flag("tail") >= 0:
        query["tailLines"] = str(call.flag("tail"))
    if call.flag("since"):
        query["sinceSeconds"] = str(int(call.flag("since")))
    if call.flag("limit-bytes"):
        query["limitBytes"] = str(call.flag("limit-bytes"))
    meta = pod["metadata"]
    response = call.client.send("GET", _POD.path(meta["namespace"], meta["name"], "log"), query)
    text = response.text or ""
    if call.flag("prefix"):
        text = "".join(f"[pod/{meta['name']}/{container}] {line}" for line in text.splitlines(keepends=True))
    call.write(text)


# -- ports

FORWARD_FLAGS = flagging.table("address,localhost pod-running-timeout~60s")


def port_forward(call: Call) -> Steps:
    if len(call.arguments) < 2:
        raise call.misuse("TYPE/NAME and list of ports are required for port-forward")
    word, texts = call.arguments[0], call.arguments[1:]
    kind, name = _named(word)
    obj = call.client.get(kind, call.namespace, name)
    pods = yield from pods_of(call, word)
    pod = pods[0]
    ports = [_port(text, kind, obj, pod) for text in texts]
    phase = (pod.get("status") or {}).get("phase", "")
    if phase != "Running":
        raise Failure(f"unable to forward port because pod is not running. Current status={phase}")
    meta = pod["metadata"]
    reply = yield PortForward(meta["namespace"], meta["name"], tuple(ports))
    if reply.error:
        raise Failure(reply.error)
    call.write(reply.stdout)


def _port(text: str, kind: Kind, obj: Object, pod: Object) -> tuple[int, int]:
    local, colon, remote = text.partition(":")
    if kind.name == "Service":
        target = _service_port(remote if colon else local, obj, pod)
    else:
        target = _container_port(remote if colon else local, pod)
    if not local:
        return 0, target
    return (int(local) if local.isdigit() else target), target


def _service_port(text: str, service: Object, pod: Object) -> int:
    name = service["metadata"]["name"]
    for port in (service.get("spec") or {}).get("ports") or ():
        if text in (str(port["port"]), port.get("name")):
            if (service["spec"].get("clusterIP")) == "None" and text.isdigit():
                return int(text)
            target = port.get("targetPort") or port["port"]
            return target if isinstance(target, int) else _container_port(target, pod)
    if text.isdigit():
        raise Failure(f"Service {name} does not have a service port {text}")
    raise Failure(f"Service '{name}' does not have a named port '{text}'")


def _container_port(text: str, pod: Object) -> int:
    if text.isdigit():
        return int(text)
    for container in pod["spec"].get("containers") or ():
        for port in container.get("ports") or ():
            if port.get("name") == text:
                return int(port["containerPort"])
    raise Failure(f"Pod '{pod['metadata']['name']}' does not have a named port '{text}'")


def attach(call: Call) -> Steps:
    if not call.arguments:
        raise call.misuse("at least 1 argument is required for attach")
    yield from pods_of(call, call.arguments[0])
    raise Failure("attach is not available here: use kubectl exec -it POD -- sh")


def copy(call: Call) -> None:
    raise Failure("cp is not available here: use kubectl exec POD -- cat FILE")


PODS = (
    Command("logs", "Print the logs for a container in a pod", logs, LOG_FLAGS),
    Command("attach", "Attach to a running container", attach, flagging.table("container/c= stdin/i! tty/t! quiet/q! pod-running-timeout~60s")),
    Command("exec", "Execute a command in a container", execute, EXEC_FLAGS),
    Command("port-forward", "Forward one or more local ports to a pod", port_forward, FORWARD_FLAGS),
)
COPY = (
    Command("cp", "Copy files and directories to and from containers", copy, flagging.table("container/c= no-preserve! retries#0")),
)
