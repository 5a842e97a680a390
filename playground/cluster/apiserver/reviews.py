"""Questions that are asked by creating an object that nobody keeps: may I do this, and who am I?

Everybody who has a workspace's address may do everything in it; what a lab forbids is refused when it is tried.

Models: pkg/registry/authorization/{selfsubjectaccessreview,selfsubjectrulesreview}/rest.go;
pkg/registry/authentication/selfsubjectreview/rest.go
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.cluster.apiserver.decode import limit_body, read_body
from playground.cluster.apiserver.errors import bad_request, method_not_allowed
from playground.cluster.apiserver.media import body_format
from playground.cluster.apiserver.messages import ApiError, Request, Response
from playground.cluster.objects.kinds import Object

if TYPE_CHECKING:
    from playground.cluster.apiserver.server import ApiServer

USER: Object = {"username": "kubernetes-admin", "groups": ["system:masters", "system:authenticated"]}
_EVERYTHING: Object = {
    "resourceRules": [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}],
    "nonResourceRules": [{"verbs": ["*"], "nonResourceURLs": ["*"]}],
    "incomplete": False,
}


@dataclass(frozen=True, slots=True)
class Review:
    """A row of discovery without anything behind it in the store."""

    name: str
    group: str
    answer: Callable[[], Object]
    version: str = "v1"

    @property
    def plural(self) -> str:
        return f"{self.name.lower()}s"

    @property
    def path(self) -> str:
        return f"/apis/{self.group}/{self.version}/{self.plural}"

    def entry(self) -> Object:
        return {"name": self.plural, "singularName": self.name.lower(), "namespaced": False, "kind": self.name, "verbs": ["create"]}


REVIEWS = (
    Review("SelfSubjectAccessReview", "authorization.k8s.io", lambda: {"allowed": True}),
    Review("SelfSubjectRulesReview", "authorization.k8s.io", lambda: _EVERYTHING),
    Review("SelfSubjectReview", "authentication.k8s.io", lambda: {"userInfo": USER}),
)
_BY_PATH = {row.path: row for row in REVIEWS}


def review(api: ApiServer, request: Request) -> Response | None:
    """The answer to a review; None for a path that is none."""
    found = _BY_PATH.get(request.path.rstrip("/"))
    if found is None:
        return None
    try:
        return _answer(api, request, found)
    except ApiError as error:
        return Response(error.code, error.status())


def _answer(api: ApiServer, request: Request, asked: Review) -> Response:
    """Raises ApiError."""
    if request.method != "POST":
        raise method_not_allowed()
    limit_body(request.body)
    try:
        value = read_body(request.body, body_format(request.content_type))[0]
    except ValueError as error:
        raise bad_request(f"the object provided is unrecognized: {error}") from None
    if not isinstance(value, dict) or value.get("kind", asked.name) != asked.name:
        raise bad_request(f"the object provided is unrecognized: it is no {asked.name}")
    about = {"kind": asked.name, "apiVersion": f"{asked.group}/{asked.version}"}
    meta = {"creationTimestamp": api.clock.stamp()} if asked.name == "SelfSubjectReview" else {}
    return Response(201, {**value, **about, "metadata": meta, "status": asked.answer()})
