"""Commands that go on telling what happens: `kubectl get -w`, `kubectl logs -f`.

Between two looks there is only a cursor: whoever holds the screen asks again, as often as it likes, and nothing of the command
has to be kept, forked or replayed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from playground.cluster.apiserver.messages import Request, Response
from playground.cluster.kubectl import Follow, Session, kubectl
from playground.cluster.simulation.cluster import Cluster

LIMIT = 64 * 1024
"""Characters that one look may print: the latest."""


@dataclass(frozen=True, slots=True)
class Following:
    """A kubectl command (without the word) that has told everything up to a cursor; `namespace` is its context's."""

    argv: tuple[str, ...]
    namespace: str
    cursor: str


@dataclass(frozen=True, slots=True)
class Told:
    """What it printed since; `next` is where to go on, None where it has ended."""

    printed: str
    complaint: str
    exit: int
    next: Following | None


@dataclass(frozen=True, slots=True)
class _Reader:
    """The API server for somebody who only looks."""

    cluster: Cluster

    def handle(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            status = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Forbidden", "code": 403, "message": "nothing is changed by looking"}
            return Response(403, status)
        return self.cluster.api.handle(request)


def follow(cluster: Cluster, following: Following) -> Told:
    """What came after the cursor. The cluster stays as it is, whatever the words are."""
    session = Session(_Reader(cluster), cluster.clock, following.namespace, since=following.cursor)
    result = kubectl(session, list(following.argv))
    wish = result.wish
    later = replace(following, cursor=wish.cursor) if isinstance(wish, Follow) and result.exit == 0 else None
    return Told(result.stdout[-LIMIT:], result.stderr, result.exit, later)

