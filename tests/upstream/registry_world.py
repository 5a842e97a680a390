"""The worlds of the registry cases: an API server with one or two families, and its answers made comparable.

The cases enter below the decoder: what they leave out is not defaulted.
"""

from __future__ import annotations

import copy
import re
from functools import cache
from typing import Any

from playground.cluster.apiserver.messages import ApiError
from playground.cluster.apiserver.server import ApiServer
from playground.cluster.apiserver.strategies import strategy_of
from playground.cluster.apiserver.writer import Writer
from playground.cluster.config import Clock, Config, Names
from playground.cluster.objects.kinds import Object
from playground.cluster.store import Store

RANGES = {"IPv4": "10.0.0.0/16", "IPv6": "2000::/108"}
NAMESPACE = "default"
_SERVICE = strategy_of("Service")
_SYSTEM = ("uid", "creationTimestamp", "resourceVersion", "managedFields")
_POOLS = {"clusterIP": r"10\.0\.\d+\.\d+|2000::[0-9a-f:]+", "nodePort": r"3[0-2]\d\d\d"}


def api_server(families: list[str]) -> ApiServer:
    """A fresh one, with the namespace default and nothing else."""
    base = _base(tuple(families))
    return ApiServer(base.store.fork(), Clock(), base.names.fork(), base.config)


@cache
def _base(families: tuple[str, ...]) -> ApiServer:
    api = ApiServer(Store(), Clock(), Names(), Config(service_cidrs=tuple(RANGES[family] for family in families)))
    api.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}})
    return api


def create(api: ApiServer, service: Object, dry_run: bool = False) -> Object | ApiError:
    try:
        return _SERVICE.defaults_on_read(Writer(api, _SERVICE.kind, dry_run).create(_own(service), NAMESPACE))
    except ApiError as error:
        return error


def update(api: ApiServer, service: Object) -> Object | ApiError:
    new = _own(service)
    try:
        changed = Writer(api, _SERVICE.kind).update(NAMESPACE, new["metadata"]["name"], lambda _: new)[0]
        return _SERVICE.defaults_on_read(changed)
    except ApiError as error:
        return error


def _own(service: Object) -> Object:
    new: Object = copy.deepcopy(service)
    new["metadata"].pop("resourceVersion", None)
    return new


def differences(answer: Object | ApiError, wanted: dict[str, Any], dry_run: bool = False) -> list[str]:
    """Between an answer and the recorded `error` or `result`; of what was allocated only the pool counts."""
    error = wanted["error"] or {"code": None, "message": None}
    got = (answer.code, answer.message) if isinstance(answer, ApiError) else (None, None)
    if got != (error["code"], error["message"]):
        return [f"{got} instead of {error}"]
    if isinstance(answer, ApiError):
        return []
    actual, expected = copy.deepcopy(answer), copy.deepcopy(wanted["result"])
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
