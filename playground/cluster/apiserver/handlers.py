"""One function per verb: options and body in, the pipeline, the answer out.

Models: apiserver/pkg/endpoints/handlers/{create,update,patch,delete,get}.go
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from playground.cluster.apiserver import deleter, errors
from playground.cluster.apiserver.decode import decode_body, decode_options, limit_body
from playground.cluster.apiserver.fieldmanager.apply import Apply
from playground.cluster.apiserver.fieldmanager.tracking import track
from playground.cluster.apiserver.lists import as_list, check_revision, read_page, refuse_revision
from playground.cluster.apiserver.media import PLAIN, Wanted, body_format, negotiate, patch_format
from playground.cluster.apiserver.messages import ApiError, Request, Response
from playground.cluster.apiserver.options import (
    DeleteOptions,
    ListOptions,
    WriteOptions,
    delete_options,
    list_options,
    parse_query,
    write_options,
)
from playground.cluster.apiserver.patcher import Patch
from playground.cluster.apiserver.pod import topology_labels
from playground.cluster.apiserver.routes import Route
from playground.cluster.apiserver.strategies import strategy_of
from playground.cluster.apiserver.subresources import (
    BINDING,
    EVICTION,
    SCALE,
    bound,
    scale_of,
    scaled,
    validate_binding,
    validate_scale,
)
from playground.cluster.apiserver.tables import partial, partial_list, table, table_meta
from playground.cluster.apiserver.watch import Watch
from playground.cluster.apiserver.writer import Track, Writer
from playground.cluster.objects.kinds import Kind, Object

if TYPE_CHECKING:
    from playground.cluster.apiserver.server import ApiServer

_OBJECT = ("Table", "PartialObjectMetadata")
_LIST = ("Table", "PartialObjectMetadataList")


class Exchange:
    """A request on its way through one handler. `warnings` is kept even if the request fails."""

    __slots__ = ("api", "query", "request", "route", "wanted", "warnings")

    def __init__(self, api: ApiServer, request: Request, route: Route) -> None:
        self.api, self.request, self.route = api, request, route
        self.query = parse_query(request.query)
        self.warnings: list[str] = []
        self.wanted: Wanted = PLAIN

    @property
    def kind(self) -> Kind:
        return self.route.kind

    @property
    def namespace(self) -> str:
        return self.route.namespace or ""

    def negotiate(self, shapes: tuple[str, ...] = _OBJECT) -> None:
        if self.request.accept != "application/json":
            self.wanted = negotiate(self.request.accept, shapes)

    def writer(self, dry_run: bool) -> Writer:
        writer = Writer(self.api, self.kind, dry_run)
        writer.warnings = self.warnings
        return writer

    def decode(self, options: WriteOptions, format: str, kind: Kind | None = None) -> Object:
        obj, warnings = decode_body(self.request.body, format, kind or self.kind, options.validation)
        self.warnings += warnings
        if kind is None:
            strategy_of(self.kind.name).defaults(obj)
        return obj

    def answer(self, obj: Object, code: int = 200) -> Response:
        """The object in the shape that the client wants."""
        shown = strategy_of(self.kind.name).defaults_on_read(obj)
        if self.wanted.as_ == "Table":
            include = self.query.get("includeObject", ["Metadata"])[0]
            shown = table(self.kind, [shown], table_meta(shown), self.api.clock.now, self.wanted.version, include)
        elif self.wanted.as_:
            shown = partial(shown, self.wanted.version)
        return Response(code, shown)


# -- reading


def get(exchange: Exchange) -> Response:
    exchange.negotiate()
    check_revision(exchange.query.get("resourceVersion", [""])[0], exchange.api.store)
    obj = exchange.api.read(exchange.kind, exchange.namespace, exchange.route.name)
    return Response(200, scale_of(obj)) if exchange.route.subresource == "scale" else exchange.answer(obj)


def list_(exchange: Exchange) -> Response:
    exchange.negotiate(_LIST)
    options = list_options(exchange.query, watch=exchange.route.verb == "watch")
    if options.watch:
        return Response(200, watch=watch_of(exchange, options))
    page = read_page(exchange.api, exchange.kind, exchange.route.namespace, options)
    if exchange.wanted.as_ == "Table":
        now, version = exchange.api.clock.now, exchange.wanted.version
        return Response(200, table(exchange.kind, page.items, page.meta, now, version, options.include_object))
    if exchange.wanted.as_:
        return Response(200, partial_list(page.items, page.meta, exchange.wanted.version))
    return Response(200, as_list(exchange.kind, page))


def watch_of(exchange: Exchange, options: ListOptions) -> Watch:
    refuse_revision(exchange.kind, options.revision)
    check_revision(options.revision, exchange.api.store)
    route = exchange.route
    return Watch(exchange.api, route.kind, route.namespace, route.name, options, exchange.wanted)


# -- writing


def tracker(exchange: Exchange, options: WriteOptions) -> Track:
    def write(new: Object, old: Object | None) -> None:
        now = exchange.api.clock.stamp()
        track(exchange.kind, new, old, options.manager, exchange.route.subresource, now)

    return write


def create(exchange: Exchange) -> Response:
    exchange.negotiate()
    format = body_format(exchange.request.content_type)
    options = write_options(exchange.request, exchange.query, "CreateOptions")
    if exchange.route.subresource:
        return _CREATED[exchange.route.subresource](exchange, options, format)
    obj = exchange.decode(options, format)
    return exchange.answer(exchange.writer(options.dry_run).create(obj, exchange.namespace, tracker(exchange, options)), 201)


def update(exchange: Exchange) -> Response:
    exchange.negotiate()
    options = write_options(exchange.request, exchange.query, "UpdateOptions")
    format = body_format(exchange.request.content_type)
    if exchange.route.subresource == "scale":
        scale = exchange.decode(options, format, SCALE)
        check_name(exchange.route.name, scale["metadata"].get("name", ""))
        return _store_scale(exchange, options, lambda old: scale)
    obj = exchange.decode(options, format)
    if exchange.route.subresource == "finalize":
        return _finalize(exchange, options, obj)
    writer = exchange.writer(options.dry_run)
    writer.place(obj["metadata"], exchange.namespace)
    check_name(exchange.route.name, obj["metadata"].get("name", ""))
    found, created = writer.update(
        exchange.namespace,
        exchange.route.name,
        lambda old: obj,
        subresource=exchange.route.subresource,
        uid=obj["metadata"].get("uid", ""),
        create=(lambda: obj) if exchange.kind.create_on_update and not exchange.route.subresource else None,
        track=tracker(exchange, options),
    )
    return exchange.answer(found, 201 if created else 200)


def patch(exchange: Exchange) -> Response:
    format = patch_format(exchange.request.content_type)
    exchange.negotiate()
    limit_body(exchange.request.body)
    options = write_options(exchange.request, exchange.query, "PatchOptions", format)
    if exchange.route.subresource == "scale":
        found = Patch(format, exchange.request.body, SCALE, options.validation)
        return _store_scale(exchange, options, lambda old: found.apply(scale_of(old)))
    if format == "apply":
        return apply(exchange, options)
    found = Patch(format, exchange.request.body, exchange.kind, options.validation)

    def transform(old: Object) -> Object:
        new = found.apply(old)
        exchange.warnings += found.warnings
        check_name(exchange.route.name, new["metadata"].get("name", ""))
        check_namespace(exchange.namespace, new["metadata"].get("namespace", ""))
        strategy_of(exchange.kind.name).defaults(new)
        return new

    writer = exchange.writer(options.dry_run)
    name, subresource = exchange.route.name, exchange.route.subresource
    taken = tracker(exchange, options)
    obj, _ = writer.update(exchange.namespace, name, transform, subresource=subresource, track=taken)
    return exchange.answer(obj)


def apply(exchange: Exchange, options: WriteOptions) -> Response:
    """Server-side apply: the one patch that also creates."""
    route = exchange.route
    found = Apply(
        exchange.request.body, exchange.kind, options.manager, route.subresource, options.force, options.validation
    )
    exchange.warnings += found.warnings

    def transform(old: Object | None) -> Object:
        new = found.apply(old, exchange.api.clock.stamp())
        check_name(route.name, new["metadata"].get("name", ""))
        check_namespace(exchange.namespace, new["metadata"].get("namespace", ""))
        strategy_of(exchange.kind.name).defaults(new)
        return new

    writer = exchange.writer(options.dry_run)
    creates = (lambda: transform(None)) if not route.subresource else None
    obj, created = writer.update(
        exchange.namespace, route.name, transform, subresource=route.subresource, create=creates
    )
    return exchange.answer(obj, 201 if created else 200)


def check_name(asked: str, given: str) -> None:
    """Models: handlers/rest.go checkName"""
    if not given:
        text = f"the name of the object ({asked} based on URL) was undeterminable: name must be provided"
        raise errors.bad_request(text)
    if given != asked:
        raise errors.bad_request(f"the name of the object ({given}) does not match the name on the URL ({asked})")


def check_namespace(asked: str, given: str) -> None:
    if asked and given and given != asked:
        text = f"the namespace of the object ({given}) does not match the namespace on the request ({asked})"
        raise errors.bad_request(text)


# -- subresources of another kind


def _store_scale(exchange: Exchange, options: WriteOptions, scale_from: Callable[[Object], Object]) -> Response:
    def transform(old: Object) -> Object:
        scale = scale_from(old)
        found = validate_scale(scale)
        if found:
            raise errors.invalid_kind("Scale", "autoscaling", exchange.route.name, found)
        return scaled(old, scale)

    obj, _ = exchange.writer(options.dry_run).update(exchange.namespace, exchange.route.name, transform)
    return Response(200, scale_of(obj))


def _finalize(exchange: Exchange, options: WriteOptions, asked: Object) -> Response:
    """A namespace with other finalizers; with the last one off, a namespace that is being deleted goes.

    Models: pkg/registry/core/namespace/storage/storage.go FinalizeREST.Update, ShouldDeleteNamespaceDuringUpdate
    """
    api, kind, name = exchange.api, exchange.kind, exchange.route.name
    check_name(name, asked["metadata"].get("name", ""))
    old = api.read(kind, "", name)
    spec = {key: value for key, value in (old.get("spec") or {}).items() if key != "finalizers"}
    finalizers = (asked.get("spec") or {}).get("finalizers") or []
    new = {**old, "spec": spec | ({"finalizers": finalizers} if finalizers else {})}
    if options.dry_run:
        return exchange.answer(new)
    if finalizers or old["metadata"].get("finalizers") or not old["metadata"].get("deletionTimestamp"):
        return exchange.answer(api.put(kind, "", name, new))
    return exchange.answer(api.remove(kind, "", name, new))


def _bind(exchange: Exchange, options: WriteOptions, format: str) -> Response:
    binding = exchange.decode(options, format, BINDING)
    found = validate_binding(binding)
    name = exchange.route.name
    if found:
        raise errors.invalid_kind("Binding", "", binding["metadata"].get("name", ""), found)
    pod = exchange.api.read(exchange.kind, exchange.namespace, name)
    if pod["metadata"].get("deletionTimestamp"):
        raise errors.conflict(exchange.kind, name, f"pod {name} is being deleted, cannot be assigned to a host")
    if pod["spec"].get("nodeName"):
        text = f'pod {name} is already assigned to node "{pod["spec"]["nodeName"]}"'
        raise errors.conflict(Kind("Binding", "pods/binding"), name, text)
    if not options.dry_run:
        node = binding["target"]["name"]
        placed = bound(pod, node, topology_labels(exchange.api.store, node), exchange.api.clock.stamp())
        exchange.api.put(exchange.kind, exchange.namespace, name, placed)
    return Response(201, _success())


def _evict(exchange: Exchange, options: WriteOptions, format: str) -> Response:
    eviction = exchange.decode(options, format, EVICTION)
    given = delete_options({}, eviction.get("deleteOptions") or {})
    asked = DeleteOptions(given.dry_run or options.dry_run, given.grace, given.propagation, given.uid, given.revision)
    deleter.delete(exchange.api, exchange.kind, exchange.namespace, exchange.route.name, asked)
    return Response(201, _success())


def _success() -> Object:
    return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201}


_CREATED: dict[str, Callable[[Exchange, WriteOptions, str], Response]] = {"binding": _bind, "eviction": _evict}


# -- deleting


def delete(exchange: Exchange) -> Response:
    exchange.negotiate()
    options = _deletion(exchange)
    obj, gone = deleter.delete(exchange.api, exchange.kind, exchange.namespace, exchange.route.name, options)
    shown = deleter.answer(exchange.kind, obj, gone)
    return Response(200, shown) if shown["kind"] == "Status" else exchange.answer(shown)


def delete_collection(exchange: Exchange) -> Response:
    exchange.negotiate(_LIST)
    chosen = list_options(exchange.query)
    options = _deletion(exchange)
    page = read_page(exchange.api, exchange.kind, exchange.namespace, chosen)
    for obj in page.items:
        deleter.delete(exchange.api, exchange.kind, exchange.namespace, obj["metadata"]["name"], options)
    return Response(200, as_list(exchange.kind, page))


def _deletion(exchange: Exchange) -> DeleteOptions:
    body = decode_options(exchange.request.body, exchange.request.content_type)
    return delete_options(exchange.query, body)


def connect(exchange: Exchange) -> Response:
    """Log, exec, proxy and the like: what higher layers have registered with the server."""
    handler = exchange.api.connect.get((exchange.kind.name, exchange.route.subresource))
    if handler is None:
        raise ApiError(501, "NotImplemented", f"{exchange.kind.plural}/{exchange.route.subresource} is not modelled", {})
    return handler(exchange.request, exchange.route)


HANDLERS: dict[str, Callable[[Exchange], Response]] = {
    "get": get,
    "list": list_,
    "watch": list_,
    "create": create,
    "update": update,
    "patch": patch,
    "delete": delete,
    "deletecollection": delete_collection,
    "connect": connect,
}
