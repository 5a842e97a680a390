"""EndpointSlices and Endpoints: a list of requests, and what the controllers had written when they came to rest.

The recorded cluster had no kubelet, no scheduler and no cloud provider, and nobody who watched over its nodes.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote, urlencode

from playground.cluster.apiserver.messages import Request
from playground.cluster.apiserver.server import ApiServer
from playground.cluster.config import Clock, Config, Names
from playground.cluster.controllers.base import Steady
from playground.cluster.controllers.loop import Loop
from playground.cluster.simulation import bootstrap
from playground.cluster.store import Store
from playground.replay import Record, diff

REST = 60.0
"""Logical seconds in which the controllers come to rest, retries included."""

_PLACEHOLDER = re.compile(r"([^@]*)/@\{(.*?)\}\[(\d+)\](.*)")
_DROPPED = ("uid", "resourceVersion", "creationTimestamp", "generation", "managedFields")
_TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time"
_MANAGED_BY = "endpointslice.kubernetes.io/managed-by"
_CONTROLLERS = ("endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io")
_REASONS = (
    "FailedToUpdateEndpointSlices", "TopologyAwareHintsEnabled", "TopologyAwareHintsDisabled", "TooManyAddressesToMirror",
)  # fmt: skip


def replay(record: Record) -> list[str]:
    api, loop = recorded_cluster(record["config"])
    found = []
    for number, request in enumerate(record["requests"]):
        response = send(api, request)
        if response.code != request["code"]:
            text = (response.body or {}).get("message", response.text)
            found.append(f"requests[{number}]: expected {request['code']}, got {response.code}: {text}")
        if request.get("settle"):
            loop.advance(REST)
    loop.advance(REST)
    return found + diff(record["observe"], observe(api.store, record))


def recorded_cluster(config: Record) -> tuple[ApiServer, Loop]:
    ranges = tuple(config.get("serviceClusterIPRange", "10.96.0.0/16").split(","))
    flags = Config(service_cidrs=ranges, run_kubelet=False, run_scheduler=False, load_balancer=False)
    api = ApiServer(Store(), Clock(), Names(flags.seed), flags)
    bootstrap.fill(api)
    return api, Loop(api, Steady())


def send(api: ApiServer, request: Record) -> Any:
    body = json.dumps(request["body"]).encode() if "body" in request else b""
    query = urlencode(request.get("query") or {})
    path = fill(api, request["path"])
    return api.handle(Request(request["method"], path, query, request.get("contentType", ""), body, manager="recorder"))


def fill(api: ApiServer, path: str) -> str:
    """`.../pods/@{app=web}[0]/status`: the name of the first live pod with that label."""
    found = _PLACEHOLDER.fullmatch(path)
    if found is None:
        return path
    collection, selector, index, rest = found.groups()
    listed = api.handle(Request("GET", collection, f"labelSelector={quote(selector)}")).body or {}
    live = [item["metadata"] for item in listed["items"] if not item["metadata"].get("deletionTimestamp")]
    return f"{collection}/{sorted(meta['name'] for meta in live)[int(index)]}{rest}"


# -- what is observed


def observe(store: Store, record: Record) -> dict[str, Any]:
    """The state of the scenario's namespaces in the shape of the recording."""
    expected = record["observe"]
    created = (
        request["body"]["metadata"]["name"] for request in record["requests"] if request["path"] == "/api/v1/namespaces"
    )
    namespaces = sorted(created)
    slices = [_slice(store, part) for space in namespaces for part in store.iterate("EndpointSlice", space)]
    out: dict[str, Any] = {}
    if "endpointsOfAllSlices" in expected:
        out["endpointsOfAllSlices"] = _sorted([endpoint for part in slices for endpoint in part["endpoints"] or ()])
        counted = any("endpointCount" in part for part in expected["endpointslices"])
        for part in slices:
            endpoints = part.pop("endpoints")
            if counted:
                part["endpointCount"] = len(endpoints or ())
    out["endpointslices"] = _sorted(slices)
    out["endpoints"] = _sorted(
        [_endpoints(store, obj) for space in namespaces for obj in store.iterate("Endpoints", space)]
    )
    if "events" in expected:
        events = [_event(event) for space in namespaces for event in store.iterate("Event", space)]
        out["events"] = _sorted([event for event in events if event["reason"] in _REASONS])
    return {key: out[key] for key in expected}


def _slice(store: Store, part: Any) -> dict[str, Any]:
    meta = _meta(part["metadata"])
    if meta.get("labels", {}).get(_MANAGED_BY) in _CONTROLLERS:
        meta["name"] = f"{meta['name'][:-5]}*"
    endpoints = [_named(store, endpoint) for endpoint in part["endpoints"] or ()]
    ports = _sorted(part["ports"] or [])
    return {
        "metadata": meta,
        "addressType": part["addressType"],
        "endpoints": _sorted(endpoints) or None,
        "ports": ports or None,
    }


def _endpoints(store: Store, obj: Any) -> dict[str, Any]:
    out: dict[str, Any] = {"metadata": _meta(obj["metadata"])}
    if obj.get("subsets"):
        out["subsets"] = _sorted([_subset(store, subset) for subset in obj["subsets"]])
    return out


def _subset(store: Store, subset: Any) -> dict[str, Any]:
    out = {
        key: [_named(store, address) for address in subset[key]]
        for key in ("addresses", "notReadyAddresses")
        if key in subset
    }
    if "ports" in subset:
        out["ports"] = subset["ports"]
    return {key: _sorted(values) for key, values in out.items()}


def _named(store: Store, entry: Any) -> dict[str, Any]:
    """An endpoint or address without UIDs, and without the names that the server made up for a ReplicaSet's pods."""
    target = entry.get("targetRef")
    if target is None:
        return dict(entry)
    target = {key: value for key, value in target.items() if key not in _DROPPED}
    pod = store.get("Pod", target.get("namespace", ""), target["name"]) if target["kind"] == "Pod" else None
    owners = pod["metadata"].get("ownerReferences") or () if pod else ()
    if any(owner["kind"] == "ReplicaSet" for owner in owners):
        target["name"] = "<generated pod name>"
    return {**entry, "targetRef": target}


def _meta(meta: Any) -> dict[str, Any]:
    out = {key: value for key, value in meta.items() if key not in _DROPPED}
    annotations = {key: value for key, value in meta.get("annotations", {}).items() if key != _TRIGGER_TIME}
    out.pop("annotations", None)
    if annotations:
        out["annotations"] = annotations
    if "ownerReferences" in out:
        out["ownerReferences"] = [{k: v for k, v in owner.items() if k != "uid"} for owner in out["ownerReferences"]]
    return out


def _event(event: Any) -> dict[str, Any]:
    about = event["involvedObject"]
    fields = {key: event[key] for key in ("message", "reason", "type")}
    return {**fields, "object": f"{about['kind']}/{about['name']}"}


def _sorted(values: list[Any]) -> list[Any]:
    return sorted(values, key=lambda value: json.dumps(value, sort_keys=True))
