"""kubectl set: one thing of a pod template, or a Service's selector.

Models: kubectl/pkg/cmd/set/{set_image,set_env,set_selector,set_resources,set_serviceaccount}.go
"""

from __future__ import annotations

import re
from typing import Any

from playground.cluster.apiserver.selectors import SelectorError, requirements
from playground.cluster.kubectl import flags as flagging
from playground.cluster.kubectl import targets
from playground.cluster.kubectl.client import MERGE, STRATEGIC
from playground.cluster.kubectl.command import Call, Command, only_subcommands
from playground.cluster.kubectl.failures import Failure, raise_all
from playground.cluster.kubectl.output import printers
from playground.cluster.kubectl.resources import Info
from playground.cluster.objects.kinds import BY_NAME, Object

SET_FLAGS = flagging.join(targets.FLAGS, flagging.table("local! resource-version= containers/c=*"))
ENV_FLAGS = flagging.join(SET_FLAGS, flagging.table("env/e* from= keys, list! overwrite!true prefix= resolve!"))
RESOURCES_FLAGS = flagging.join(SET_FLAGS, flagging.table("limits= requests="))


def _pod_spec(info: Info) -> tuple[Object, list[str]]:
    """The pod spec inside an object, and the way to it. Raises Failure."""
    assert info.value is not None
    spec = info.value.get("spec") or {}
    if info.kind.name == "Pod":
        return spec, ["spec"]
    if info.kind.name == "CronJob":
        return spec["jobTemplate"]["spec"]["template"]["spec"], ["spec", "jobTemplate", "spec", "template", "spec"]
    if "template" not in spec:
        raise Failure(f"the object is not a pod or does not have a pod template: *v1.{info.kind.name}")
    return spec["template"].get("spec") or {}, ["spec", "template", "spec"]


def _patch_spec(call: Call, info: Info, way: list[str], change: Object, dry: str, word: str) -> None:
    body: Any = change
    for part in reversed(way):
        body = {part: body}
    assert info.value is not None
    obj = info.value
    if dry != "client" and not call.flags.get("local"):
        obj = call.client.patch(info.kind, info.namespace, info.name, body, STRATEGIC, targets.server_dry_run(dry))
    printers.done(call, info.kind, obj, word, dry)


def set_image(call: Call) -> None:
    words = [word for word in call.arguments if "=" not in word]
    pairs = dict(word.partition("=")[::2] for word in call.arguments if "=" in word)
    if not pairs:
        raise Failure("at least one image update is required")
    dry = printers.dry_run(call)

    def change(info: Info) -> None:
        spec, way = _pod_spec(info)
        found: Object = {}
        for part in ("initContainers", "containers"):
            chosen = [each for each in spec.get(part) or () if each["name"] in pairs or "*" in pairs]
            new = [{"name": each["name"], "image": pairs.get(each["name"], pairs.get("*", ""))} for each in chosen]
            changed = [each for each, old in zip(new, chosen, strict=True) if each["image"] != old.get("image")]
            found |= {part: changed} if changed else {}
        known = {each["name"] for part in ("initContainers", "containers") for each in spec.get(part) or ()}
        missing = [Failure(f'unable to find container named "{name}"') for name in pairs if name != "*" and name not in known]
        raise_all(missing)
        if found:
            _patch_spec(call, info, way, found, dry, "image updated")

    targets.each(call, words, change)


def set_env(call: Call) -> None:
    words = [word for word in call.arguments if "=" not in word and not word.endswith("-")]
    changes = [*[word for word in call.arguments if "=" in word or word.endswith("-")], *call.flag("env")]
    if not changes and not call.flag("list") and not call.flag("from"):
        raise Failure("at least one environment variable must be provided")
    sources = _variables_from(call) if call.flag("from") else []
    dry, wanted = printers.dry_run(call), call.flag("containers")

    def change(info: Info) -> None:
        spec, way = _pod_spec(info)
        chosen = [each for each in spec.get("containers") or () if wanted in ("*", each["name"])]
        if call.flag("list"):
            _list_env(call, info, chosen)
            return
        new = [{"name": each["name"], "env": [*_env_changes(changes, each), *sources]} for each in chosen]
        _patch_spec(call, info, way, {"containers": new}, dry, "env updated")

    targets.each(call, words, change)


def _env_changes(changes: list[str], container: Object) -> list[Object]:
    found: list[Object] = []
    have = {each["name"] for each in container.get("env") or ()}
    for word in changes:
        name, equals, value = word.partition("=")
        if equals:
            found.append({"name": name, "value": value, "valueFrom": None})
        elif name[:-1] in have:
            found.append({"name": name[:-1], "$patch": "delete"})
    return found


def _variables_from(call: Call) -> list[Object]:
    word, _, name = call.flag("from").partition("/")
    kind = {"configmap": "ConfigMap", "cm": "ConfigMap", "configmaps": "ConfigMap", "secret": "Secret", "secrets": "Secret"}.get(word)
    if kind is None:
        raise Failure(f"unsupported resource specified in --from: {word}")
    source = call.client.get(BY_NAME[kind], call.namespace, name)
    ref = "configMapKeyRef" if kind == "ConfigMap" else "secretKeyRef"
    keys = [key for key in sorted(source.get("data") or {}) if not call.flag("keys") or key in call.flag("keys")]
    return [
        {"name": call.flag("prefix") + re.sub(r"[^A-Z0-9_]", "_", key.upper()), "valueFrom": {ref: {"name": name, "key": key}}, "value": None}
        for key in keys
    ]


def _list_env(call: Call, info: Info, containers: list[Object]) -> None:
    for each in containers:
        call.print(f"# {info.kind.plural}/{info.name}, container {each['name']}")
        for variable in each.get("env") or ():
            if "valueFrom" in variable:
                ref = next(iter(variable["valueFrom"].values()))
                call.print(f"# {variable['name']} from {', '.join(f'{key} {value}' for key, value in ref.items())}")
            else:
                call.print(f"{variable['name']}={variable.get('value', '')}")


def set_selector(call: Call) -> None:
    words, text = call.arguments[:-1], (call.arguments or [""])[-1]
    if not call.arguments or ("=" not in text and len(call.arguments) < 3):
        raise Failure("one selector is required")
    dry = printers.dry_run(call)

    def change(info: Info) -> None:
        selector = _equalities(text)
        if info.kind.name != "Service":
            raise Failure("setting a selector is only supported for Services")
        old = ((info.value or {}).get("spec") or {}).get("selector") or {}
        body = {"spec": {"selector": {**{key: None for key in old if key not in selector}, **selector}}}
        obj = info.value or {}
        if dry != "client":
            obj = call.client.patch(info.kind, info.namespace, info.name, body, MERGE, targets.server_dry_run(dry))
        printers.done(call, info.kind, obj, "selector updated", dry)

    targets.each(call, words, change)


def _equalities(text: str) -> dict[str, str]:
    """Models: metav1.ParseToLabelSelector"""
    try:
        found = requirements(text)
    except SelectorError as error:
        raise Failure(f'couldn\'t parse the selector string "{text}": {error}') from None
    if any(each.operator != "in" or len(each.values) != 1 for each in found):
        raise Failure("setting a selector is only supported for equality-based selectors")
    return {each.key: each.values[0] for each in found}


def set_resources(call: Call) -> None:
    limits, requests = (_amounts(call.flag(name)) for name in ("limits", "requests"))
    if not limits and not requests:
        raise Failure("you must specify an update to requests or limits (in the form of --requests/--limits)")
    dry, wanted = printers.dry_run(call), call.flag("containers")

    def change(info: Info) -> None:
        spec, way = _pod_spec(info)
        both = {**({"limits": limits} if limits else {}), **({"requests": requests} if requests else {})}
        new = [{"name": each["name"], "resources": both} for each in spec.get("containers") or () if wanted in ("*", each["name"])]
        _patch_spec(call, info, way, {"containers": new}, dry, "resource requirements updated")

    targets.each(call, call.arguments, change)


def _amounts(text: str) -> dict[str, str]:
    return dict(part.partition("=")[::2] for part in text.split(",") if part)


def set_service_account(call: Call) -> None:
    if len(call.arguments) < 2:
        raise Failure("serviceaccount is required")
    *words, account = call.arguments
    dry = printers.dry_run(call)

    def change(info: Info) -> None:
        _, way = _pod_spec(info)
        _patch_spec(call, info, way, {"serviceAccountName": account}, dry, "serviceaccount updated")

    targets.each(call, words, change)


COMMANDS = (
    Command(
        "set",
        "Set specific features on objects",
        only_subcommands,
        commands=(
            Command("env", "Update environment variables on a pod template", set_env, ENV_FLAGS),
            Command("image", "Update the image of a pod template", set_image, SET_FLAGS),
            Command("resources", "Update resource requests/limits on objects with pod templates", set_resources, RESOURCES_FLAGS),
            Command("selector", "Set the selector on a resource", set_selector, SET_FLAGS),
            Command("serviceaccount", "Update the service account of a resource", set_service_account, SET_FLAGS, aliases=("sa",)),
        ),
    ),
)
