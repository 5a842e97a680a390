"""Requests and responses of the sans-I/O API server, and the error that carries a Status."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playground.cluster.objects.kinds import Object


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request without the transport. `query` is the raw query string; an empty
    `content_type` means that the header was not sent. `manager` names the field manager when the
    query does not (it stands for the User-Agent's first word)."""

    method: str
    path: str
    query: str = ""
    content_type: str = ""
    body: bytes = b""
    accept: str = "application/json"
    manager: str = "unknown"
    user: str = "learner"


@dataclass(frozen=True, slots=True)
class Response:
    """`body` is JSON (an object, a list, a Table, a Status) unless `text` says that it was plain text, or `data` holds bytes.
    A watch answers with `watch` set: the revision from which changes are to be streamed, and what filters them.
    `headers` are those that are not the same for every answer; a Content-Type among them goes before the usual one."""

    code: int
    body: Object | None = None
    text: str | None = None
    warnings: tuple[str, ...] = ()
    watch: Any = None
    headers: tuple[tuple[str, str], ...] = ()
    data: bytes = b""

    @property
    def ok(self) -> bool:
        return self.code < 400


class ApiError(Exception):
    """A refusal, as the metav1.Status that a client is sent."""

    def __init__(self, code: int, reason: str, message: str, details: Object | None = None) -> None:
        super().__init__(message)
        self.code, self.reason, self.message, self.details = code, reason, message, details

    def status(self) -> Object:
        body: Object = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure"}
        body["message"] = self.message
        if self.reason:
            body["reason"] = self.reason
        if self.details is not None:
            body["details"] = self.details
        body["code"] = self.code
        return body
