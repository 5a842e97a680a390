"""Admission: one request to the API server after some others, and the answer to the last.

The recorded cluster: one address family, 10.96.0.0/16, no controllers that matter, three nodes, and the namespaces
adm-svc, adm-eps, adm-wl. Answers are normalised as the recording was: what is random or of the moment goes.
"""

from __future__ import annotations

import base64
import re
from typing import Any

from playground.cluster.apiserver.messages import Request, Response
from playground.cluster.apiserver.server import ApiServer
from playground.cluster.config import Clock, Config, Names
from playground.cluster.store import Store
from playground.replay import Record, diff

_NAMESPACES = ("default", "kube-system", "kube-public", "kube-node-lease", "adm-svc", "adm-eps", "adm-wl")
_DROPPED = ("uid", "creationTimestamp", "resourceVersion", "managedFields", "generation")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_GENERATED = re.compile(r"""generateName["']?:\s*["']?([^\s"',}]+)""")
_PLACEHOLDER = re.compile(r"\{\{(rv|uid):(\d+)\}\}")


def replay(record: Record) -> list[str]:
    api = recorded_cluster()
    answers: list[Response] = []
    for request in record["setup"]:
        answers.append(send(api, request, answers))
        if not answers[-1].ok:
            return [f"setup[{len(answers) - 1}] answered {answers[-1].code}: {_message(answers[-1])}"]
    response = send(api, record["request"], answers)
    expected = record["response"]
    requests = [*record["setup"], record["request"]]
    actual = normalised(response, _known(requests))
    found = diff(expected, actual)
    return found + diff(record["warnings"], list(response.warnings), "warnings")


def recorded_cluster() -> ApiServer:
    api = ApiServer(Store(), Clock(), Names(), Config())
    for name in _NAMESPACES:
        api.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
    api.create(
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": "kubernetes", "namespace": "default"},
            "spec": {"clusterIP": "10.96.0.1", "ports": [{"name": "https", "port": 443, "targetPort": 6443}]},
        }
    )
    for number, zone in enumerate("abc", 1):
        labels = {"kubernetes.io/hostname": f"node-{number}", "topology.kubernetes.io/zone": f"zone-{zone}"}
        addresses = [{"type": "InternalIP", "address": f"192.168.1.{number + 1}"}]
        node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": f"node-{number}", "labels": labels}}
        api.create({**node, "status": {"addresses": addresses}})
    return api


def send(api: ApiServer, request: Record, answers: list[Response]) -> Response:
    """One recorded request. `{{rv:N}}` and `{{uid:N}}` stand for what the N-th answer carried."""

    def fill(match: re.Match[str]) -> str:
        body = answers[int(match[2])].body or {}
        return str(body["metadata"]["resourceVersion" if match[1] == "rv" else "uid"])

    body = _body(request)
    if b"{{" in body:
        body = _PLACEHOLDER.sub(fill, body.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    return api.handle(
        Request(
            request["method"],
            request["path"],
            request.get("query", ""),
            request.get("contentType", ""),
            body,
            request.get("accept", "application/json"),
            manager="recorder",
        )
    )


def _body(request: Record) -> bytes:
    if "bodyBase64" in request:
        return base64.b64decode(request["bodyBase64"])
    if "bodyRepeat" in request:
        repeat = request["bodyRepeat"]
        pieces = (repeat["piece"].replace("{i}", str(number)) for number in range(repeat["count"]))
        return f"{repeat['head']}{''.join(pieces)}{repeat['tail']}".encode()
    return str(request.get("body", "")).encode()


# -- normalising an answer


def normalised(response: Response, known: str) -> dict[str, Any]:
    """The answer in the shape of the recording. `known` is the text of all requests."""
    if response.body is None:
        return {"code": response.code, "text": response.text or ""}
    body = _object(response.body, known)
    if body.get("kind") == "Status" and body.get("status") == "Failure":
        status = {
            "reason": body.get("reason", ""),
            "message": _failure_text(body["message"], known),
            "details": _details(body.get("details") or {}, known),
        }
        return {"code": response.code, "status": status}
    return {"code": response.code, "object": body}


def _object(value: Any, known: str, key: str = "", parent: str = "") -> Any:
    if isinstance(value, dict):
        if value.get("kind") == "Table":
            return _table(value, known)
        out = {name: _object(item, known, name, key) for name, item in value.items()}
        if key in ("metadata", "details"):
            for name in _DROPPED if key == "metadata" else ("uid",):
                out.pop(name, None)
            if out.get("continue"):
                out["continue"] = "<CONTINUE>"
            if out.get("name"):
                out["name"] = _without_random_end(out["name"], known)
        return out
    if isinstance(value, list):
        return [_object(item, known, key, parent) for item in value]
    if _is_allocated(value, key, known):
        return "<allocated>"
    return "<TIME>" if isinstance(value, str) and _TIME.fullmatch(value) and value not in known else value


def _is_allocated(value: Any, key: str, known: str) -> bool:
    if key in ("clusterIP", "clusterIPs"):
        return isinstance(value, str) and value not in ("", "None") and value not in known
    if key in ("nodePort", "healthCheckNodePort"):
        return isinstance(value, int) and value != 0 and not re.search(rf"(?<!\d){value}(?!\d)", known)
    return False


def _without_random_end(text: str, known: str) -> str:
    """Names made from a `generateName` of the requests, wherever they stand in a text."""
    for prefix in set(_GENERATED.findall(known)):
        text = re.sub(f"(?<![a-z0-9]){re.escape(prefix[:58])}[bcdfghjklmnpqrstvwxz2456789]{{5}}(?![a-z0-9])", f"{prefix[:58]}<RAND>", text)
    return text


def _table(table: dict[str, Any], known: str) -> dict[str, Any]:
    columns = [{key: column[key] for key in ("name", "type", "format", "priority")} for column in table["columnDefinitions"]]
    ages = [index for index, column in enumerate(columns) if column["name"] == "Age"]
    rows = []
    for row in table["rows"]:
        cells = ["<AGE>" if index in ages else cell for index, cell in enumerate(row["cells"])]
        rows.append({**_object({name: item for name, item in row.items() if name != "cells"}, known), "cells": cells})
    head = _object({name: item for name, item in table.items() if name not in ("columnDefinitions", "rows")} | {"kind": ""}, known)
    return {**head, "kind": "Table", "columnDefinitions": columns, "rows": rows}


def _details(details: dict[str, Any], known: str) -> dict[str, Any]:
    out = {key: value for key, value in details.items() if key != "uid"}
    if "name" in out:
        out["name"] = _without_random_end(out["name"], known)
    if out.get("causes"):
        out["causes"] = [
            {key: _failure_text(value, known) if key == "message" else value for key, value in cause.items()}
            for cause in out["causes"]
        ]
    return out


def _failure_text(text: str, known: str) -> str:
    text = re.sub(r'(patch: Invalid value: |^Invalid value: )"\{(?:[^"\\]|\\.)*\}"', r'\1"<OBJECT>"', text)
    text = _UUID.sub("<UID>", _without_random_end(text, known))
    text = re.sub(r"(ResourceVersion in record \()\d+", r"\1<RV>", text)

    def address(match: re.Match[str]) -> str:
        return match[0] if match[0] in known else "<IP>"

    return re.sub(r"10\.96\.\d+\.\d+", address, text)


def _known(requests: list[Record]) -> str:
    """The text of all requests: what occurs there was asked for, not allocated."""
    parts = (
        (request["path"], request.get("query", ""), request.get("body", ""), *map(str, request.get("bodyRepeat", {}).values()))
        for request in requests
    )
    return "\n".join(" ".join(part) for part in parts)


def _message(response: Response) -> str:
    return str((response.body or {}).get("message", response.text))


