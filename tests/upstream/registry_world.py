"""The worlds of the registry cases: an API server with one or two families, and its answers made comparable."""

from __future__ import annotations

import copy
import json
import re
from functools import cache
from typing import Any

from playground.cluster.apiserver.messages import Request, Response
from playground.cluster.apiserver.server import ApiServer
from playground.cluster.config import Clock, Config, Names
from playground.cluster.objects.kinds import Object
from playground.cluster.store import Store

RANGES = {"IPv4": "10.0.0.0/16", "IPv6": "2000::/108"}
PATH = "/api/v1/namespaces/default/services"
_SYSTEM = ("uid", "creationTimestamp", "resourceVersion", "managedFields")
_POOLS = {"clusterIP": r"10\.0\.\d+\.\d+|2000::[0-9a-f:]+", "nodePort": r"3[0-2]\d\d\d"}


def api_server(families: list[str]) -> ApiServer:
    """A fresh one, with the namespace default and nothing else."""
    base = _base(tuple(families))
    return ApiServer(base.store.fork(), Clock(), base.names.fork(), base.config)


@cache
def _base(families: tuple[str, ...]) -> ApiServer:
    api = ApiServer(Store(), Clock(), Names(), Config(service_cidrs=tuple(RANGES[family] for family in families)))
    api.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}})
    return api


def send(api: ApiServer, method: str, path: str, service: Object, dry_run: bool = False) -> Response:
    body = {**service, "metadata": {**service["metadata"]}}
    body["metadata"].pop("resourceVersion", None)
    query = "dryRun=All" if dry_run else ""
    return api.handle(Request(method, path, query, "application/json", json.dumps(body).encode()))


def differences(response: Response, wanted: dict[str, Any], dry_run: bool = False) -> list[str]:
    """Between an answer and the recorded `error` or `result`; of what was allocated only the pool counts."""
    assert response.body is not None
    if wanted["error"] or not response.ok:
        error = wanted["error"] or {"code": "success", "message": ""}
        got = (response.code, response.body.get("message"))
        return [] if got == (error["code"], error["message"]) else [f"{got} instead of {error}"]
    actual, expected = copy.deepcopy(response.body), copy.deepcopy(wanted["result"])
    for obj in (actual, expected):
        obj["metadata"] = {key: value for key, value in obj["metadata"].items() if key not in _SYSTEM}
    found = []
    for path in wanted["allocated"]:
        value = put(actual, path, "<allocated>")
        recorded = put(expected, path, "<allocated>")
        pool = _POOLS["nodePort" if "Port" in path.rpartition(".")[2] else "clusterIP"]
        if value != recorded and not dry_run and not re.fullmatch(pool, str(value)):
            found.append(f"{path}: {value} is outside its pool")
    return found if actual == expected else [*found, f"{actual} instead of {expected}"]


def get(obj: Any, path: str) -> Any:
    """`spec.ports[0].nodePort`; None where there is nothing."""
    for part in re.findall(r"\w+", path):
        try:
            obj = obj[int(part) if part.isdigit() else part]
        except (KeyError, IndexError):
            return None
    return obj


def put(obj: Any, path: str, value: Any) -> Any:
    """Replace a value that is there; the value that was."""
    *parents, last = re.findall(r"\w+", path)
    holder = get(obj, ".".join(parents)) if parents else obj
    key = int(last) if last.isdigit() else last
    before = get(obj, path)
    if before is not None:
        holder[key] = value
    return before
