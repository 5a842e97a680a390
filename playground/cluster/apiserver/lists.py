"""Lists: what matches, page by page, as objects, a Table or bare metadata; and where a watch begins.

Models: apiserver/pkg/endpoints/handlers/get.go ListResource; apiserver/pkg/storage/continue.go;
apiserver/pkg/storage/etcd3/store.go GetList
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import TYPE_CHECKING

from playground.cluster.apiserver.errors import bad_request, expired, invalid_kind, plain_error
from playground.cluster.apiserver.gojson import JsonError, parse
from playground.cluster.apiserver.messages import ApiError
from playground.cluster.apiserver.options import ListOptions
from playground.cluster.apiserver.selectors import Matches, parse_fields, parse_labels
from playground.cluster.apiserver.strategies import strategy_of
from playground.cluster.fields import FieldError, Path, go_quote, invalid
from playground.cluster.objects.kinds import Kind, Object
from playground.cluster.store import Compacted, Store

if TYPE_CHECKING:
    from playground.cluster.apiserver.server import ApiServer

_TOO_OLD = (
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without "
    "the continue parameter, or use the continue token in this response to retrieve the remainder of the results. "
    "Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted "
    "between the time the first chunk was returned and now may show up in the list."
)


class Page:
    """The objects of one answer and the ListMeta above them."""

    __slots__ = ("items", "meta")

    def __init__(self, items: list[Object], meta: Object) -> None:
        self.items, self.meta = items, meta


def selection(kind: Kind, options: ListOptions, name: str = "") -> Matches:
    """What label and field selectors (and a name in a watch's path) let through. Raises ApiError."""
    by_field, by_label = parse_fields(options.fields, kind), parse_labels(options.labels)

    def matches(obj: Object) -> bool:
        return by_label(obj) and by_field(obj) and (not name or obj["metadata"]["name"] == name)

    return matches


def read_page(api: ApiServer, kind: Kind, namespace: str | None, options: ListOptions) -> Page:
    """Raises ApiError (400, 410, 504)."""
    matches = selection(kind, options)
    refuse_revision(kind, options.revision)
    store, start = _store_at(api.store, options), ("", "")
    if options.token:
        revision, start = _read_token(options.token, namespace)
        store = _continued(api.store, revision)
    shown = strategy_of(kind.name).defaults_on_read
    found = [obj for obj in store.iterate(kind.name, namespace) if _place(obj) > start and matches(obj)]
    meta: Object = {"resourceVersion": str(store.revision)}
    if 0 < options.limit < len(found):
        left = len(found) - options.limit
        found = found[: options.limit]
        meta["continue"] = _token(store.revision, found[-1], namespace)
        if not options.labels and not options.fields:
            meta["remainingItemCount"] = left
    return Page([shown(obj) for obj in found], meta)


def as_list(kind: Kind, page: Page) -> Object:
    bare = [{key: value for key, value in obj.items() if key not in ("kind", "apiVersion")} for obj in page.items]
    return {"kind": f"{kind.name}List", "apiVersion": kind.api_version, "metadata": page.meta, "items": bare}


def check_revision(text: str, store: Store) -> int:
    """A resourceVersion parameter; 0 where it is absent. Raises ApiError (500 for no number, 504 for the future)."""
    problem = revision_problem(text)
    if problem:
        raise plain_error(str(problem[0]))
    revision = int(text or 0)
    if revision > store.revision:
        message = f"Too large resource version: {revision}, current: {store.revision}"
        cause = {"reason": "ResourceVersionTooLarge", "message": "Too large resource version"}
        raise ApiError(504, "Timeout", f"Timeout: {message}", {"causes": [cause], "retryAfterSeconds": 1})
    return revision


def revision_problem(text: str) -> list[FieldError]:
    if re.fullmatch("[0-9]*", text, re.ASCII):
        return []
    why = f"strconv.ParseUint: parsing {go_quote(text)}: invalid syntax"
    return [invalid(Path.of("resourceVersion"), text, why)]


def refuse_revision(kind: Kind, text: str) -> None:
    """Raises ApiError (422) for a list or watch at what is no revision. Models: InterpretListError, InterpretWatchError"""
    problem = revision_problem(text)
    if problem:
        raise invalid_kind(kind.plural, kind.group, "", problem)


def _store_at(store: Store, options: ListOptions) -> Store:
    revision = check_revision(options.revision, store)
    if options.match != "Exact" or revision == store.revision:
        return store
    try:
        return store.at(revision)
    except Compacted:
        raise expired(f"too old resource version: {revision}") from None


def _place(obj: Object) -> tuple[str, str]:
    """In the order of the store's keys."""
    namespace = obj["metadata"].get("namespace", "")
    return (f"{namespace}/" if namespace else "", obj["metadata"]["name"])


# -- continue tokens


def _token(revision: int, last: Object, namespace: str | None) -> str:
    space, name = _place(last)
    start = f"{space}{name}\0" if namespace is None else f"{name}\0"
    text = json.dumps({"v": "meta.k8s.io/v1", "rv": revision, "start": start}, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_token(token: str, namespace: str | None) -> tuple[int, tuple[str, str]]:
    """(revision, the last place of the former page)."""
    padded = token + "=" * (-len(token) % 4)
    try:
        data = base64.b64decode(padded.encode(), altchars=b"-_", validate=True)
        found = parse(data)
    except (binascii.Error, UnicodeEncodeError):
        raise bad_request("invalid continue token: continue key is not valid: illegal base64 data at input byte 0") from None
    except JsonError as error:
        raise bad_request(f"invalid continue token: continue key is not valid: {error}") from None
    if not isinstance(found, dict) or found.get("v") != "meta.k8s.io/v1" or not isinstance(found.get("start"), str):
        raise bad_request("invalid continue token: continue key is not valid: server does not recognize this encoded version")
    start = found["start"].rstrip("\0")
    space, slash, name = start.rpartition("/")
    revision = found.get("rv")
    place = (f"{space}/", name) if slash else (f"{namespace}/" if namespace else "", start)
    return (revision if isinstance(revision, int) else 0), place


def _continued(store: Store, revision: int) -> Store:
    if revision <= 0 or revision == store.revision:
        return store
    try:
        return store.at(revision)
    except Compacted:
        raise expired(_TOO_OLD) from None
