"""The API server, without input and output: a Request goes in, a Response comes out.

    api = ApiServer(store, clock, names, config)
    api.handle(Request("GET", "/api/v1/namespaces/default/services/web"))

Controllers use the in-process client below (`create`, `update`, `update_status`, `delete`): the same pipeline
without decoding and without managedFields.

Models: apiserver/pkg/endpoints/handlers
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from playground.cluster.apiserver import deleter, errors, events_v1
from playground.cluster.apiserver.discovery import discover
from playground.cluster.apiserver.handlers import HANDLERS, Exchange
from playground.cluster.apiserver.messages import ApiError, Request, Response
from playground.cluster.apiserver.metrics import METRICS, metrics
from playground.cluster.apiserver.options import DeleteOptions
from playground.cluster.apiserver.registry import Strategy
from playground.cluster.apiserver.reviews import review
from playground.cluster.apiserver.routes import NoSuchPathError, Route, resolve
from playground.cluster.apiserver.strategies import strategy_of
from playground.cluster.apiserver.writer import Writer
from playground.cluster.config import Clock, Config, Names
from playground.cluster.objects.kinds import BY_NAME, Kind, Object
from playground.cluster.objects.metadata import thaw
from playground.cluster.store import Store

Connect = Callable[[Request, Route], Response]
Guard = Callable[[Request, Route], None]

LEARNER = "learner"
"""The user of a Request unless it says otherwise: the only one that a guard stops."""

TRUSTED = frozenset({"EndpointSlice", "Event", "Lease"})
"""Kinds that controllers write in bulk, always well formed: the in-process client does not validate them."""

_MOST_WARNING_RUNES, _LONGEST_WARNING = 4096, 256
_ENDPOINTS_DEPRECATED = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"


def fitted_warnings(warnings: list[str]) -> tuple[str, ...]:
    """Each text once; where all together are too long, each is cut, and what still does not fit is left out.

    Models: apiserver/pkg/endpoints/filters/warning.go recorder.AddWarning
    """
    unique = tuple(dict.fromkeys(warnings))
    if sum(map(len, unique)) <= _MOST_WARNING_RUNES:
        return unique
    return tuple(text[:_LONGEST_WARNING] for text in unique)[: _MOST_WARNING_RUNES // _LONGEST_WARNING]


class ApiServer:
    """`connect` holds what higher layers answer: (kind, subresource) -> handler, for log, exec, proxy and the like.
    `guard` is admission on top of Kubernetes' own: it raises ApiError for what a learner may not do."""

    def __init__(self, store: Store, clock: Clock, names: Names, config: Config) -> None:
        self.store, self.clock, self.names, self.config = store, clock, names, config
        self.connect: dict[tuple[str, str], Connect] = {}
        self.guard: Guard | None = None
        self.acting = ""
        """The controller at work, '' while nobody but a client is: what is written carries its name."""

    def handle(self, request: Request) -> Response:
        """The answer to any request. Never raises for what a client can send."""
        try:
            core = events_v1.asked_in_core(request)
        except ApiError as error:
            return Response(error.code, error.status())
        if core is not None:
            return events_v1.said_here(self.handle(core))
        try:
            route = resolve(request.method, request.path)
        except (NoSuchPathError, ApiError) as error:
            if request.path == METRICS and request.method == "GET":
                return metrics(self.store)
            found = discover(request.path, request.accept) if request.method in ("GET", "HEAD") else review(self, request)
            if found is not None:
                return found
            if isinstance(error, ApiError):
                return Response(error.code, error.status())
            return Response(404, text="404 page not found\n")
        exchange = Exchange(self, request, route)
        if route.kind.name == "Endpoints":
            exchange.warnings.append(_ENDPOINTS_DEPRECATED)
        try:
            if self.guard is not None and request.user == LEARNER:
                self.guard(request, route)
            response = HANDLERS[route.verb](exchange)
        except ApiError as error:
            response = Response(error.code, error.status())
        warnings = fitted_warnings(exchange.warnings)
        return replace(response, warnings=warnings) if warnings else response

    # -- the in-process client

    def create(self, obj: Object, manager: str = "controller") -> Object:
        """Full dicts with apiVersion and kind in and out. Raises ApiError."""
        kind = BY_NAME[obj["kind"]]
        new = self._own(kind, obj)
        writer = Writer(self, kind, trusted=kind.name in TRUSTED)
        return writer.create(new, new["metadata"].get("namespace", "") if kind.namespaced else "")

    def update(self, obj: Object, manager: str = "controller") -> Object:
        """With optimistic concurrency if resourceVersion is set. An unchanged object is not written. Raises ApiError."""
        return self._update(obj, "")

    def update_status(self, obj: Object, manager: str = "controller") -> Object:
        """Takes over `status` and metadata, as the status subresource does. Raises ApiError."""
        return self._update(obj, "status")

    def delete(
        self,
        kind: str,
        namespace: str,
        name: str,
        *,
        grace: int | None = None,
        propagation: str | None = None,
        uid: str | None = None,
    ) -> Object | None:
        """The object as deleted or as marked for deletion; None if there was none. Raises ApiError."""
        if self.store.get(kind, namespace, name) is None:
            return None
        options = DeleteOptions(grace=grace, propagation=propagation or "", uid=uid)
        return deleter.delete(self, BY_NAME[kind], namespace, name, options)[0]

    def _update(self, obj: Object, subresource: str) -> Object:
        kind = BY_NAME[obj["kind"]]
        new = self._own(kind, obj)
        meta = new["metadata"]
        writer = Writer(self, kind, trusted=bool(subresource) or kind.name in TRUSTED)
        namespace = meta.get("namespace", "") if kind.namespaced else ""
        return writer.update(namespace, meta["name"], lambda old: new, subresource=subresource)[0]

    @staticmethod
    def _own(kind: Kind, obj: Object) -> Object:
        new: Object = thaw(obj)
        new.setdefault("apiVersion", kind.api_version)
        new.setdefault("metadata", {})
        strategy_of(kind.name).defaults(new)
        return new

    # -- the store, as the stages of the pipeline use it

    def put(self, kind: Kind, namespace: str, name: str, obj: Object) -> Object:
        """Write at the next revision; the object as stored."""
        found = self.store.write(kind.name, namespace, name, obj, self.clock.now, self.acting).new
        assert found is not None
        return found

    def remove(self, kind: Kind, namespace: str, name: str, last: Object | None = None) -> Object:
        """Delete at the next revision; the object in its last state (`last` if it changed with the deletion)."""
        gone = self.store.write(kind.name, namespace, name, None, self.clock.now, self.acting).object
        if last is None:
            return gone
        return {**last, "metadata": {**last["metadata"], "resourceVersion": gone["metadata"]["resourceVersion"]}}

    def read(self, kind: Kind, namespace: str, name: str) -> Object:
        """The object as it is answered. Raises ApiError (404)."""
        found = self.store.get(kind.name, namespace, name)
        if found is None:
            raise errors.not_found(kind, name)
        return self.strategy(kind).defaults_on_read(found)

    @staticmethod
    def strategy(kind: Kind) -> Strategy:
        return strategy_of(kind.name)
