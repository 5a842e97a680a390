"""An API that answers with what a case says, for commands that upstream runs against a fake server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from playground.cluster.apiserver.discovery import discover
from playground.cluster.apiserver.messages import Request, Response
from playground.cluster.config import Clock
from playground.cluster.kubectl import Session


class Served:
    """`answers` maps a path to the object there, or to a list of items. What is posted comes back, and is kept."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self.answers = dict(answers)
        self.posted: list[dict[str, Any]] = []

    def handle(self, request: Request) -> Response:
        if request.method == "POST":
            self.posted.append(json.loads(request.body))
            return Response(201, self.posted[-1])
        found = self.answers.get(request.path)
        if isinstance(found, list):
            return Response(200, {"kind": "List", "apiVersion": "v1", "metadata": {}, "items": found})
        if found is not None:
            return Response(200, found)
        discovered = discover(request.path)
        if discovered is not None:
            return discovered
        status = {"kind": "Status", "reason": "NotFound", "message": f"{request.path} not found", "code": 404}
        return Response(404, status)


def session(api: Served, namespace: str) -> Session:
    return Session(api, Clock(), namespace)
