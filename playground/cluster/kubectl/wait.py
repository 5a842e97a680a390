"""kubectl wait.

Models: kubectl/pkg/cmd/wait/{wait,condition,delete,create,json}.go
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator

from playground.cluster.kubectl import files, resources
from playground.cluster.kubectl import flags as flagging
from playground.cluster.kubectl.command import Call, Command
from playground.cluster.kubectl.failures import Failure, Refusal, raise_all
from playground.cluster.kubectl.model import Advance, Reply, Steps, Wish
from playground.cluster.kubectl.output import jsonpath, printers
from playground.cluster.kubectl.resources import Info
from playground.cluster.objects.kinds import Object

FLAGS = flagging.join(
    files.FLAGS, printers.FLAGS, flagging.table("for* all! all-namespaces/A! field-selector= local! selector/l= timeout~30s")
)
_STEP, _WEEK = 1.0, 7 * 24 * 3600.0
Met = Callable[[Object], bool]


def run(call: Call) -> Steps:
    wanted = call.flag("for")
    if not wanted:
        raise Failure('unrecognized condition: ""')
    limit = _WEEK if call.flag("timeout") < 0 else call.flag("timeout")
    failures: list[Failure] = []
    for text in wanted:
        met = None if text.lower() in ("delete", "create") else _condition(text)
        infos = yield from _objects(call, text.lower() == "create", limit)
        if not infos and text.lower() != "delete":
            raise Failure("no matching resources found")
        for info in infos:
            try:
                yield from _until(call, info, met, text.lower(), limit)
            except Failure as failure:
                failures.append(failure)
    raise_all(failures)


def _objects(call: Call, patient: bool, limit: float) -> Generator[Wish, Reply, list[Info]]:
    waited = 0.0
    while True:
        if call.flag("filename"):
            found, failures = files.split(list(files.visit(call)))
            return found
        labels, fields = call.flag("selector"), call.flag("field-selector")
        selection = resources.select(call, call.arguments, bool(labels or fields or call.flag("all")))
        found, failures = files.split(list(resources.find(call, selection, labels, fields)))
        missing = [each for each in failures if isinstance(each, Refusal) and each.reason == "NotFound"]
        if not (patient and (missing or not found)):
            break
        if waited >= limit:
            break
        yield Advance(_STEP)
        waited += _STEP
    if [text.lower() for text in call.flag("for")] == ["delete"]:
        failures = [each for each in failures if each not in missing]
    raise_all(failures)
    return found


def _until(call: Call, info: Info, met: Met | None, text: str, limit: float) -> Steps:
    waited = 0.0
    uid = ((info.value or {}).get("metadata") or {}).get("uid")
    while True:
        live = call.client.find(info.kind, info.namespace, info.name)
        if text == "delete":
            done = live is None or live["metadata"].get("uid") != uid
        else:
            done = live is not None and (met is None or met(live))
        if done:
            printers.done(call, info.kind, live or {"metadata": {"name": info.name}}, "condition met")
            return
        if waited >= limit:
            raise Failure(f"timed out waiting for the condition on {info.kind.plural}/{info.name}")
        yield Advance(min(_STEP, limit - waited))
        waited += _STEP


def _condition(text: str) -> Met:
    """Raises Failure."""
    if text.startswith("condition="):
        name, _, value = text.removeprefix("condition=").partition("=")
        return lambda obj: _holds(obj, name, value or "true")
    found = re.fullmatch(r"jsonpath=['\"]?(\{.*?\})['\"]?(?:=['\"]?(.*?)['\"]?)?", text, re.S)
    if not found:
        raise Failure(f'unrecognized condition: "{text}"')
    try:
        nodes = [node for node in jsonpath.parse(found[1]) if isinstance(node, tuple)]
    except jsonpath.PathSyntaxError as error:
        raise Failure(f"error parsing jsonpath {found[1]}, {error}") from None
    value = found[2]

    def met(obj: Object) -> bool:
        try:
            values = [each for node in nodes for each in jsonpath.values(node, obj)]
        except jsonpath.PathError:
            return False
        if value is None:
            return bool(values)
        return len(values) == 1 and jsonpath.text_of(values[0]).lower() == value.lower()

    return met


def _holds(obj: Object, name: str, value: str) -> bool:
    status = obj.get("status") or {}
    observed = status.get("observedGeneration")
    for each in status.get("conditions") or ():
        if each["type"].lower() == name.lower():
            if observed is not None and observed < obj["metadata"].get("generation", 0):
                return False
            return bool(each["status"].lower() == value.lower())
    return False


COMMANDS = (Command("wait", "Wait for a specific condition on one or many resources", run, FLAGS),)
