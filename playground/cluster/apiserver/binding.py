"""POST pods/<name>/binding: the scheduler's verdict, written into the pod.

Models: pkg/registry/core/pod/storage/storage.go BindingREST.Create, setPodNodeAndMetadata
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from playground.cluster.apiserver import errors
from playground.cluster.apiserver.messages import ApiError, Response
from playground.cluster.objects.kinds import Object

if TYPE_CHECKING:
    from playground.cluster.apiserver.handlers import Exchange


def bind(exchange: Exchange) -> Response:
    """Binds the pod of the URL to `target.name`; 409 if it is bound or going away already."""
    name = exchange.route.name
    try:
        binding = json.loads(exchange.request.body)
        node = binding["target"]["name"]
    except (ValueError, KeyError, TypeError):
        raise errors.bad_request("target.name: Required value") from None
    if not isinstance(node, str) or not node:
        raise errors.bad_request("target.name: Required value")

    old = exchange.api.store.get("Pod", exchange.namespace, name)
    if old is None:
        raise errors.not_found(exchange.kind, name)
    if old["metadata"].get("deletionTimestamp"):
        raise _conflict(name, f"pod {name} is being deleted, cannot be assigned to a host")
    if old["spec"].get("nodeName"):
        raise _conflict(name, f'pod {name} is already assigned to node "{old["spec"]["nodeName"]}"')
    now = exchange.api.clock
    conditions = [item for item in old["status"].get("conditions") or [] if item["type"] != "PodScheduled"]
    scheduled = {"type": "PodScheduled", "status": "True", "lastTransitionTime": now.stamp()}
    status = {**old["status"], "conditions": [*conditions, scheduled]}
    bound = {**old, "spec": {**old["spec"], "nodeName": node}, "status": status}
    exchange.api.store.write("Pod", exchange.namespace, name, bound, now.now)
    return Response(201, {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201})


def _conflict(name: str, why: str) -> ApiError:
    details: Object = {"name": name, "kind": "pods/binding"}
    return ApiError(409, "Conflict", f'Operation cannot be fulfilled on pods/binding "{name}": {why}', details)
