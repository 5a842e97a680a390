"""One function per verb: options and body in, the pipeline, the answer out.

Models: apiserver/pkg/endpoints/handlers/{create,update,patch,delete,get}.go
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from playground.cluster.apiserver import deleter, errors
from playground.cluster.apiserver.decode import decode_body, limit_body
from playground.cluster.apiserver.media import body_format, patch_format
from playground.cluster.apiserver.messages import Request, Response
from playground.cluster.apiserver.options import WriteOptions, delete_options, list_options, parse_query, write_options
from playground.cluster.apiserver.patcher import Patch
from playground.cluster.apiserver.routes import Route
from playground.cluster.apiserver.strategies import strategy_of
from playground.cluster.apiserver.writer import Writer
from playground.cluster.objects.kinds import Kind, Object

if TYPE_CHECKING:
    from playground.cluster.apiserver.server import ApiServer


class Exchange:
    """A request on its way through one handler."""

    __slots__ = ("api", "query", "request", "route", "warnings")

    def __init__(self, api: ApiServer, request: Request, route: Route) -> None:
        self.api, self.request, self.route = api, request, route
        self.query = parse_query(request.query)
        self.warnings: list[str] = []

    @property
    def kind(self) -> Kind:
        return self.route.kind

    @property
    def namespace(self) -> str:
        return self.route.namespace or ""

    def decode(self, options: WriteOptions, format: str) -> Object:
        obj, warnings = decode_body(self.request.body, format, self.kind, options.validation)
        self.warnings += warnings
        strategy_of(self.kind.name).defaults(obj)
        return obj

    def shown(self, obj: Object) -> Object:
        return strategy_of(self.kind.name).defaults_on_read(obj)


def get(exchange: Exchange) -> Response:
    return Response(200, exchange.api.read(exchange.kind, exchange.namespace, exchange.route.name))


def list_(exchange: Exchange) -> Response:
    options = list_options(exchange.query)
    del options
    items = [exchange.shown(obj) for obj in exchange.api.store.iterate(exchange.kind.name, exchange.route.namespace)]
    bare = [{key: value for key, value in obj.items() if key not in ("kind", "apiVersion")} for obj in items]
    body: Object = {"kind": f"{exchange.kind.name}List", "apiVersion": exchange.kind.api_version}
    body["metadata"] = {"resourceVersion": str(exchange.api.store.revision)}
    return Response(200, {**body, "items": bare})


def create(exchange: Exchange) -> Response:
    format = body_format(exchange.request.content_type)
    options = write_options(exchange.request, exchange.query, "CreateOptions")
    obj = exchange.decode(options, format)
    writer = Writer(exchange.api, exchange.kind, options.dry_run)
    writer.warnings = exchange.warnings
    return Response(201, exchange.shown(writer.create(obj, exchange.namespace)))


def update(exchange: Exchange) -> Response:
    options = write_options(exchange.request, exchange.query, "UpdateOptions")
    obj = exchange.decode(options, body_format(exchange.request.content_type))
    writer = Writer(exchange.api, exchange.kind, options.dry_run)
    writer.warnings = exchange.warnings
    writer.place(obj["metadata"], exchange.namespace)
    check_name(exchange.route.name, obj["metadata"].get("name", ""))
    uid = obj["metadata"].get("uid", "")
    found, created = writer.update(
        exchange.namespace,
        exchange.route.name,
        lambda old: obj,
        subresource=exchange.route.subresource,
        uid=uid,
        create=(lambda: obj) if exchange.kind.create_on_update and not exchange.route.subresource else None,
    )
    return Response(201 if created else 200, exchange.shown(found))


def patch(exchange: Exchange) -> Response:
    format = patch_format(exchange.request.content_type)
    options = write_options(exchange.request, exchange.query, "PatchOptions", format)
    limit_body(exchange.request.body)
    found = Patch(format, exchange.request.body, exchange.kind, options.validation)
    writer = Writer(exchange.api, exchange.kind, options.dry_run)
    writer.warnings = exchange.warnings

    def transform(old: Object) -> Object:
        new = found.apply(old)
        exchange.warnings += found.warnings
        check_name(exchange.route.name, new["metadata"].get("name", ""))
        check_namespace(exchange.namespace, new["metadata"].get("namespace", ""))
        strategy_of(exchange.kind.name).defaults(new)
        return new

    obj, created = writer.update(
        exchange.namespace, exchange.route.name, transform, subresource=exchange.route.subresource
    )
    return Response(201 if created else 200, exchange.shown(obj))


def delete(exchange: Exchange) -> Response:
    options = delete_options(exchange.query, None)
    obj, gone = deleter.delete(exchange.api, exchange.kind, exchange.namespace, exchange.route.name, options)
    return Response(200, exchange.shown(deleter.answer(exchange.kind, obj, gone)))


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


HANDLERS: dict[str, Callable[[Exchange], Response]] = {
    "get": get,
    "list": list_,
    "create": create,
    "update": update,
    "patch": patch,
    "delete": delete,
}
