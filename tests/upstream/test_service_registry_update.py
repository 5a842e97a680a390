"""Services that are created and then changed: what is carried over, allocated anew, released, refused."""

from __future__ import annotations

import copy
from typing import Any

from playground.cluster.apiserver.messages import ApiError
from playground.cluster.apiserver.server import ApiServer
from playground.cluster.apiserver.validation.service_cidr import ip_address_of
from playground.cluster.objects.kinds import Object
from tests.upstream.cases import cases, report
from tests.upstream.registry_world import api_server, create, differences, get, put, update

FILE = "service_registry_update.json"


def test_a_service_is_changed_as_upstream_changes_it() -> None:
    failures = {case["index"]: found for case in cases(FILE) if (found := _differences(case))}
    report(failures, len(cases(FILE)), {})


def _differences(case: dict[str, Any]) -> list[str]:
    api = api_server(case["cluster_ip_families"])
    first, change = case["create"], case.get("update")
    created = create(api, first["service"])
    found = differences(created, {"allocated": [], **first})
    if found or isinstance(created, ApiError) or change is None:
        return found
    new = _with_values_of(created, first, change["service"])
    if case["has_before_update_hook"]:
        _take_second_address(api, new)
    return differences(update(api, new), {"allocated": [], **change})


def _with_values_of(created: Object, first: dict[str, Any], service: Object) -> Object:
    """Upstream copies what was allocated from the created object: here that is another value."""
    new: Object = copy.deepcopy(service)
    for path in first["allocated"]:
        if get(new, path) == get(first["result"], path):
            put(new, path, get(created, path))
    return new


def _take_second_address(api: ApiServer, service: Object) -> None:
    for ip in service["spec"].get("clusterIPs", [])[1:]:
        api.create(ip_address_of(ip, {"metadata": {"name": "other", "namespace": "default"}}))
