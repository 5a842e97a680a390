"""kubectl: some requests, then one command, and what it printed.

The recorded cluster had controllers and three nodes, but no kubelet for pods with the annotation `fake/hold`. What is
random or of the moment is written over in the order in which the recording did it.
"""

from __future__ import annotations

import difflib
import re
import shlex
from typing import Any

from playground.cluster.apiserver.messages import Request
from playground.cluster.config import Config
from playground.cluster.kubectl import Advance, Reply, Session, Wish, run
from playground.cluster.objects.kinds import Object
from playground.cluster.simulation import Cluster
from playground.replay import Record, diff

NAMESPACE = "adm-shop"
REST = 30.0
"""Logical seconds in which the controllers come to rest."""


def replay(record: Record) -> list[str]:
    try:
        cluster = prepared(record)
    except ValueError as problem:
        return [str(problem)]

    def fulfil(wish: Wish) -> Reply:
        if isinstance(wish, Advance):
            rest(cluster, wish.seconds)
        return Reply()

    session = Session(cluster.api, cluster.clock, NAMESPACE, "lab")
    words = shlex.split(record["command"])
    result = run(session, words[1:], record.get("files") or {}, record.get("stdin", ""), fulfil=fulfil)
    known = known_in(record)
    found = diff(record["exit"], result.exit, "exit")
    for key in ("stdout", "stderr"):
        found += _lines(key, record[key], normalised(getattr(result, key), record["command"], known))
    return found


def _lines(name: str, expected: str, actual: str) -> list[str]:
    """Only the lines that differ, as `diff` marks them."""
    if expected == actual:
        return []
    lines = difflib.ndiff(expected.split("\n"), actual.split("\n"))
    return [f"{name}: {line}" for line in lines if line[:1] in "+-"]


def prepared(record: Record) -> Cluster:
    """The recording's cluster, before its command. Raises ValueError where the setup does not succeed."""
    cluster = recorded_cluster()
    for number, request in enumerate(record["setup"]):
        response = cluster.request(
            Request(
                request["method"], request["path"], request.get("query", ""), request.get("contentType", ""),
                request.get("body", "").encode(), request.get("accept", "application/json"), manager="python-requests",
            )
        )  # fmt: skip
        if not response.ok:
            raise ValueError(f"setup[{number}] answered {response.code}: {(response.body or {}).get('message', response.text)}")
    rest(cluster, REST)
    return cluster


def recorded_cluster() -> Cluster:
    cluster = Cluster.bare(Config(load_balancer=False, run_kubelet=False))
    cluster.api.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}})
    for number, zone in enumerate("abc", 1):
        node = cluster.api.create(_node(number, zone))
        cluster.api.update({**node, "spec": {**node["spec"], "taints": []}})  # nobody else would find the node ready
    cluster.settle()
    return cluster


def _node(number: int, zone: str) -> Object:
    labels = {"kubernetes.io/hostname": f"node-{number}", "topology.kubernetes.io/zone": f"zone-{zone}"}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": f"node-{number}", "labels": labels},
        "spec": {"podCIDR": f"10.244.{number}.0/24", "podCIDRs": [f"10.244.{number}.0/24"]},
        "status": {
            "addresses": [{"type": "InternalIP", "address": f"192.168.1.{number + 1}"}],
            "conditions": [{"type": "Ready", "status": "True"}],
        },
    }


def rest(cluster: Cluster, seconds: float) -> None:
    """Let time pass, with what stood in for kubelets: pods start at once, or go at once, unless they are held."""
    cluster.advance(1)
    for number, pod in enumerate(list(cluster.store.iterate("Pod", None)), 1):
        meta = pod["metadata"]
        if HOLD in (meta.get("annotations") or {}) or not pod["spec"].get("nodeName"):
            continue
        if meta.get("deletionTimestamp"):
            cluster.api.delete("Pod", meta["namespace"], meta["name"], grace=0)
        elif (pod.get("status") or {}).get("phase") != "Running":
            cluster.api.update_status({**pod, "status": _running(pod, number, cluster.clock.stamp())})
    cluster.advance(seconds)


HOLD = "fake/hold"


def _running(pod: Object, number: int, now: str) -> Object:
    ip, names = f"10.244.0.{number}", ("PodScheduled", "Initialized", "ContainersReady", "Ready")
    conditions = [{"type": name, "status": "True", "lastTransitionTime": now} for name in names]
    state = {"ready": True, "started": True, "restartCount": 0, "imageID": "", "state": {"running": {"startedAt": now}}}
    containers = [{**state, "name": each["name"], "image": each["image"]} for each in pod["spec"]["containers"]]
    addresses = {"podIP": ip, "podIPs": [{"ip": ip}], "startTime": now}
    return {**(pod.get("status") or {}), "phase": "Running", "conditions": conditions, "containerStatuses": containers, **addresses}


def known_in(record: Record) -> str:
    """Everything that the case itself says."""
    requests = [f"{each['path']} {each.get('query', '')} {each.get('body', '')}" for each in record["setup"]]
    files: dict[str, Any] = record.get("files") or {}
    return "\n".join([*requests, *files, *files.values(), record["command"], record.get("stdin", "")])


# -- normalising what was printed, step by step as the recording did

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TIMES = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)|[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}")
_REVISION = re.compile(r'("?resourceVersion"?:\s*)"\d+"')
_LOG = re.compile(r"([IWEF])\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ ([\w.]+):\d+\]")
_R = "[bcdfghjklmnpqrstvwxz2456789]"
_AGE = r"(?:\d+[smhdy]){1,2}"


def normalised(text: str, command: str, known: str) -> str:
    text = _UUID.sub("<UID>", text)
    text = _TIMES.sub(lambda match: match[0] if match[0] in known else "<TIME>", text)
    text = _REVISION.sub(r'\1"<RV>"', text)
    text = _LOG.sub(r"\1<LOG> \2:<LINE>]", text)
    plain = text
    text = _generated(text, known)
    text = _addresses(text, known)
    words = command.split()[1:2]
    if words in (["get"], ["api-resources"]):
        text = _table(text, command, text != plain)
    else:
        text = _events(text)
    return re.sub(r'("?(?:generation|observedGeneration)"?: )\d+', r"\1<N>", text)


def _generated(text: str, known: str) -> str:
    text = re.sub(rf"-{_R}{{8,10}}-{_R}{{5}}\b", "-<POD-HASH>-<RAND>", text)
    text = re.sub(rf"-({_R}{{8,10}})\b", lambda match: match[0] if match[1] in known else "-<POD-HASH>", text)
    text = re.sub(rf"(pod-template-hash(?:=|: )){_R}+", r"\1<POD-HASH>", text)
    return re.sub(rf"(?<=[a-z0-9])-({_R}{{5}})\b(?![-.])", lambda match: match[0] if match[1] in known else "-<RAND>", text)


def _addresses(text: str, known: str) -> str:
    for pattern, word in ((r"\b10\.244\.\d+\.\d+\b", "<POD-IP>"), (r"\b10\.96\.\d+\.\d+\b", "<CLUSTER-IP>")):
        text = re.sub(pattern, lambda match, word=word: match[0] if match[0] in known else word, text)  # type: ignore[misc]
    return re.sub(r"(?<![\d.])3\d{4}(?![\d.])", lambda match: match[0] if match[0] in known or not 30001 <= int(match[0]) <= 32766 else "<NODE-PORT>", text)


def _table(text: str, command: str, collapsed: bool) -> str:
    if re.search(r"(?:^| )-o ?\S*(?:yaml|json|name|columns|template)", command) or "--raw" in command:
        return text
    if "--no-headers" in command:
        text = re.sub(rf"(?<= ){_AGE}$", "<AGE>", text, flags=re.M)
    else:
        text = re.sub(rf"(?<= ){_AGE}(?= |$)( *)", lambda match: "<AGE>" + ("   " if match[1] else ""), text, flags=re.M)
        text = re.sub(r"(?<= )AGE +(?=\S)", "AGE   ", text)
    return re.sub(r" {3,}", "   ", text) if collapsed else text


def _events(text: str) -> str:
    start = re.search(r"^Events:$", text, re.M)
    if start is None:
        return text
    head, rest = text[: start.start()], text[start.start() :]
    rest = re.sub(rf"\(x\d+ over {_AGE}\)", "(x<N> over <AGE>)", rest)
    rest = re.sub(rf"(?<= ){_AGE}(?= )", "<AGE>", rest)
    return head + re.sub(r"(?<=\S) {2,}", "  ", rest)
