"""kubectl label, annotate and taint: keys with values on objects.

Models: kubectl/pkg/cmd/label/label.go, cmd/annotate/annotate.go, cmd/taint/{taint,utils}.go; cmd/util/helpers.go
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from playground.cluster.apiserver.validation.names import label_value, qualified_name
from playground.cluster.fields import go_quote
from playground.cluster.kubectl import flags as flagging
from playground.cluster.kubectl import targets
from playground.cluster.kubectl.client import MERGE
from playground.cluster.kubectl.command import Call, Command
from playground.cluster.kubectl.failures import Failure
from playground.cluster.kubectl.output import printers
from playground.cluster.kubectl.resources import Info
from playground.cluster.objects.kinds import Object

FLAGS = flagging.join(targets.FLAGS, flagging.table("all-namespaces/A! list! local! overwrite! resource-version="))
TAINT_FLAGS = flagging.join(targets.FLAGS, flagging.table("overwrite! validate=strict?strict"))


def split(arguments: Sequence[str], what: str) -> tuple[list[str], dict[str, str], list[str]]:
    """(resources, what to set, keys to remove). Raises Failure.

    Models: cmdutil.GetResourcesAndPairs
    """
    words: list[str] = []
    pairs: list[str] = []
    for word in arguments:
        is_pair = "=" in word[1:] or (word.endswith("-") and len(word) > 1)
        if pairs and not is_pair:
            raise Failure(f"all resources must be specified before {what} changes: {word}")
        (pairs if is_pair else words).append(word)
    new: dict[str, str] = {}
    removed: list[str] = []
    for pair in pairs:
        if "=" in pair[1:]:
            key, _, value = pair.partition("=")
            if not key:
                raise Failure(f"invalid {what} format: {pair}")
            if what == "label" and "=" in value:
                raise Failure(f"invalid label spec: {pair}")
            new[key] = value
        else:
            removed.append(pair[:-1])
    return words, new, removed


# -- labels


def label(call: Call) -> None:
    words, new, removed = split(call.arguments, "label")
    if not new and not removed and not call.flag("list"):
        raise Failure("at least one label update is required")
    _check_labels(new)
    for key in removed:
        if key in new:
            raise Failure("can not both modify and remove a label in the same command")
    dry = printers.dry_run(call)
    many: list[Info] = []

    def change(info: Info) -> None:
        assert info.value is not None
        old = info.value["metadata"].get("labels") or {}
        if call.flag("list") and not new and not removed:
            if many:
                call.print(f"Listing labels for {info.kind.name}.{info.kind.group}/{info.name}:" if info.kind.group else f"Listing labels for {info.kind.name}./{info.name}:")
            for key, value in sorted(old.items()):
                call.print(f"{' ' if many else ''}{key}={value}")
            return
        for key in removed:
            if key not in old:
                call.print(f'label "{key}" not found.')
        if not call.flag("overwrite"):
            taken = [f"'{key}' already has a value ({old[key]}), and --overwrite is false" for key in sorted(new) if key in old and old[key] != new[key]]
            if taken:
                raise Failure("; ".join(taken))
        obj = _patched(call, info, "labels", old, new, removed, dry)
        printers.done(call, info.kind, obj, _changed(old, new, removed), dry)

    found, _ = targets.infos(call, words) if call.flag("list") else ([], [])
    many += found if len(found) > 1 else []
    targets.each(call, words, change)


def _changed(old: Object, new: dict[str, str], removed: Sequence[str]) -> str:
    gone = any(key in old for key in removed)
    set_ = any(old.get(key) != value for key, value in new.items())
    if gone and set_:
        return "modified"
    return "unlabeled" if gone else "labeled" if set_ else "not labeled"


def _check_labels(new: dict[str, str]) -> None:
    for key, value in new.items():
        if found := qualified_name(key):
            raise Failure(f"invalid label key: {go_quote(key)}: {'; '.join(found)}")
        if found := label_value(value):
            raise Failure(f"invalid label value: {go_quote(f'{key}={value}')}: {'; '.join(found)}")


def _patched(call: Call, info: Info, part: str, old: Object, new: dict[str, str], removed: Sequence[str], dry: str) -> Object:
    """The object with its labels or annotations changed; sent only if there is anything to change."""
    assert info.value is not None
    gone = dict.fromkeys(key for key in removed if key in old)
    meta = {part: {**{key: value for key, value in new.items() if old.get(key) != value}, **gone}}
    if call.flags.get("resource-version"):
        meta["resourceVersion"] = call.flags["resource-version"]
    if dry == "client" or call.flags.get("local"):
        kept = {key: value for key, value in {**old, **new}.items() if key not in removed}
        return {**info.value, "metadata": {**info.value["metadata"], part: kept}}
    if not meta[part] and part == "labels":
        return info.value
    return call.client.patch(info.kind, info.namespace, info.name, {"metadata": meta}, MERGE, targets.server_dry_run(dry))


# -- annotations


def annotate(call: Call) -> None:
    words, new, removed = split(call.arguments, "annotation")
    if not new and not removed and not call.flag("list"):
        raise Failure("at least one annotation update is required")
    for key in removed:
        if key in new:
            raise Failure("can not both modify and remove an annotation in the same command")
    dry = printers.dry_run(call)

    def change(info: Info) -> None:
        assert info.value is not None
        old = info.value["metadata"].get("annotations") or {}
        if call.flag("list") and not new and not removed:
            for key, value in sorted(old.items()):
                call.print(f"{key}={value}")
            return
        taken = [f"'{key}' already has a value ({old[key]})" for key in sorted(new) if key in old and old[key] != new[key]]
        if taken and not call.flag("overwrite"):
            raise Failure(f"--overwrite is false but found the following declared annotation(s): {'; '.join(taken)}")
        obj = _patched(call, info, "annotations", old, new, removed, dry)
        printers.done(call, info.kind, obj, "annotated", dry)

    targets.each(call, words, change)


# -- taints

_EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")


def taint(call: Call) -> None:
    words = [word for word in call.arguments if not _is_taint(word)]
    changes = [word for word in call.arguments if _is_taint(word)]
    if not changes:
        raise Failure("at least one taint update is required")
    if words[:1] and words[0].split("/")[0] not in ("node", "nodes", "no"):
        raise Failure(f"invalid resource type {words[0].split('/')[0]}, only node(s) is supported")
    new = [_taint(word) for word in changes if not word.endswith("-")]
    gone = [_taint(word[:-1], removing=True) for word in changes if word.endswith("-")]
    dry = printers.dry_run(call)

    def change(info: Info) -> None:
        assert info.value is not None
        old: list[Object] = (info.value.get("spec") or {}).get("taints") or []
        kept = [each for each in old if not any(_same(each, other) for other in gone)]
        missing = [other for other in gone if not any(_same(each, other) for each in old)]
        if missing:
            key = missing[0]["key"] + (f":{missing[0]['effect']}" if missing[0].get("effect") else "")
            raise Failure(f'taint "{key}" not found')
        taken = [each for each in new if any(_same(other, each) for other in kept)]
        if taken and not call.flag("overwrite"):
            listed = ",".join(f"{each['key']}:{each['effect']}" for each in taken)
            raise Failure(f"node {info.name} already has {listed} taint(s) with same effect(s) and --overwrite is false")
        kept = [each for each in kept if not any(_same(each, other) for other in new)] + new
        obj = info.value
        if dry != "client":
            obj = call.client.patch(info.kind, "", info.name, {"spec": {"taints": kept or None}}, MERGE, targets.server_dry_run(dry))
        printers.done(call, info.kind, obj, "untainted" if gone and not new else "tainted", dry)

    targets.each(call, words, change)


def _is_taint(word: str) -> bool:
    return "=" in word or ":" in word or word.endswith("-")


def _taint(text: str, removing: bool = False) -> Object:
    found = re.fullmatch(r"([^=:]+)(?:=([^:]*))?(?::(\w*))?", text)
    if not found or (not found[3] and not removing):
        raise Failure(f"invalid taint spec: {text}")
    key, value, effect = found.groups()
    if effect and effect not in _EFFECTS:
        raise Failure(f"invalid taint effect: {effect}, unsupported taint effect")
    made: dict[str, Any] = {"key": key, "effect": effect or ""}
    return {**made, "value": value} if value else made


def _same(one: Object, other: Object) -> bool:
    return bool(one["key"] == other["key"]) and (not other.get("effect") or one.get("effect") == other["effect"])




COMMANDS = (
    Command("label", "Update the labels on a resource", label, FLAGS),
    Command("annotate", "Update the annotations on a resource", annotate, FLAGS),
)
TAINT = (Command("taint", "Update the taints on one or more nodes", taint, TAINT_FLAGS),)
