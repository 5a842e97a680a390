"""kubectl for the terminal: each request reaches the API server as the learner's, and what it wrote is noted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from playground.cluster.apiserver.messages import ApiError, Request, Response
from playground.cluster.apiserver.routes import NoSuchPathError, resolve
from playground.cluster.simulation.cluster import Cluster

ObjectKey = tuple[str, str, str]
"""(kind, namespace, name)"""


@dataclass(slots=True)
class Learner:
    """The API server in front of a cluster whose controllers follow every request at once. `writes` counts
    what that wrote, `written` is what the requests themselves did."""

    cluster: Cluster
    written: list[ObjectKey] = field(default_factory=list)
    writes: int = 0

    def handle(self, request: Request) -> Response:
        before = self.cluster.store.revision
        response = self.cluster.request(request)
        self.writes += self.cluster.store.revision - before
        if request.method not in ("GET", "HEAD") and response.ok and "dryRun=All" not in request.query:
            key = _key(request, response)
            if key is not None:
                self.written.append(key)
        return response


def _key(request: Request, response: Response) -> ObjectKey | None:
    """The object that a request wrote. None for what can't be taken back: a controller has made another pod by then."""
    try:
        route = resolve(request.method, request.path)
    except (NoSuchPathError, ApiError):
        return None
    if route.subresource not in ("", "scale") or (request.method == "DELETE" and route.kind.name == "Pod"):
        return None
    name = route.name or str(((response.body or {}).get("metadata") or {}).get("name") or "")
    return (route.kind.name, route.namespace or "", name) if name else None


class Directory(Mapping[str, str]):
    """The files that a command may read, which remembers those that it did: `files` of the working directory, and all of
    them by absolute path."""

    def __init__(self, files: Mapping[str, str], absolute: Mapping[str, str]) -> None:
        self._files, self._absolute = files, absolute
        self.read: list[str] = []

    def __getitem__(self, path: str) -> str:
        text = self._files[path] if path in self._files else self._absolute[path]
        self.read.append(path)
        return text

    def __contains__(self, path: object) -> bool:
        return path in self._files or path in self._absolute

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)
