"""A world made by recorded API requests: what the recordings of the data plane have in common.

There were no kubelet, no scheduler and no cloud; phases, conditions and addresses are what the requests say.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode

from playground.cluster.apiserver.messages import Request
from playground.cluster.config import Config
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.labels import matches
from playground.cluster.objects.metadata import is_terminating, labels_of
from playground.cluster.simulation import Cluster
from playground.replay import Record

_PLACEHOLDER = re.compile(r"@\{([^}]*)\}\[(\d+)\]")


def configuration(record: Record, **more: Any) -> Config:
    """The control plane's flags of a recording."""
    recorded = record.get("config") or {}
    cidrs = recorded.get("serviceClusterIPRange", "10.96.0.0/16")
    return Config(
        service_cidrs=tuple(cidrs.split(",")),
        cluster_domain=recorded.get("clusterDomain", "cluster.local"),
        load_balancer=False,
        run_kubelet=False,
        run_scheduler=False,
        **more,
    )


def play(record: Record, config: Config) -> tuple[Cluster, list[str]]:
    """A cluster after the record's requests, and the answers' codes that differ."""
    cluster = Cluster.bare(config)
    differences = []
    for number, request in enumerate(record["requests"]):
        path = filled(request["path"], cluster)
        body = request.get("body")
        response = cluster.request(
            Request(
                request["method"],
                path,
                urlencode(request.get("query") or {}),
                request.get("contentType", ""),
                json.dumps(body).encode() if body is not None else b"",
            )
        )
        if response.code != request["code"]:
            text = (response.body or {}).get("message", response.text)
            differences.append(
                f"request {number} {request['method']} {path}: {response.code}, not {request['code']}: {text}"
            )
    return cluster, differences


def filled(path: str, cluster: Cluster) -> str:
    """`.../pods/@{app=web}[1]` -> the second pod with that label, by name, without those being deleted."""
    found = _PLACEHOLDER.search(path)
    if found is None:
        return path
    selector = dict(pair.split("=", 1) for pair in found[1].split(",") if pair)
    response = cluster.api.handle(Request("GET", path[: found.start()].rstrip("/")))
    items: list[Object] = (response.body or {}).get("items") or []
    names = sorted(
        item["metadata"]["name"] for item in items if matches(selector, labels_of(item)) and not is_terminating(item)
    )
    return filled(path[: found.start()] + names[int(found[2])] + path[found.end() :], cluster)
