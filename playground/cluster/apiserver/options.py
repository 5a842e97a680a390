"""The query options of a request: decoded from the query string (or a DeleteOptions body), then validated.

Models: apimachinery/pkg/apis/meta/v1/types.go CreateOptions, UpdateOptions, PatchOptions, DeleteOptions, ListOptions;
validation/validation.go; apimachinery/pkg/apis/meta/internalversion/validation/validation.go ValidateListOptions
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs

from playground.cluster.apiserver.errors import bad_request, invalid_kind
from playground.cluster.apiserver.messages import Request
from playground.cluster.fields import FieldError, Path, forbidden, go_quote, invalid, not_supported, required, too_long
from playground.cluster.objects.kinds import Object

Query = dict[str, list[str]]

_VALIDATIONS = ("", "Ignore", "Strict", "Warn")
_PROPAGATIONS = ("Foreground", "Background", "Orphan")
_MANAGER_LIMIT = 128


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """Of a create, update or patch. `validation` is Ignore, Warn or Strict."""

    dry_run: bool = False
    validation: str = "Warn"
    manager: str = ""
    force: bool = False


@dataclass(frozen=True, slots=True)
class DeleteOptions:
    dry_run: bool = False
    grace: int | None = None
    propagation: str = ""
    uid: str | None = None
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class ListOptions:
    """`revision` and `match` are the texts that came; `limit` 0 is none."""

    labels: str = ""
    fields: str = ""
    limit: int = 0
    token: str = ""
    revision: str = ""
    match: str = ""
    watch: bool = False
    bookmarks: bool = False
    initial_events: bool = False
    timeout: int | None = None
    include_object: str = "Metadata"


def parse_query(text: str) -> Query:
    return parse_qs(text, keep_blank_values=True) if text else {}


def write_options(request: Request, query: Query, kind: str, patch: str = "") -> WriteOptions:
    """`kind` is CreateOptions, UpdateOptions or PatchOptions; `patch` the format of a patch. Raises ApiError."""
    manager, validation = _first(query, "fieldManager"), _first(query, "fieldValidation")
    force = _boolean(query, "force")
    dry_run = [value for value in query.get("dryRun", ()) if value]
    errors: list[FieldError] = []
    if patch == "apply":
        if not manager:
            errors.append(required(Path.of("fieldManager"), "is required for apply patch"))
    elif patch and force is not None:
        errors.append(forbidden(Path.of("force"), "may not be specified for non-apply patch"))
    errors += _check_manager(manager) + _check_dry_run(dry_run)
    if validation not in _VALIDATIONS:
        errors.append(not_supported(Path.of("fieldValidation"), validation, list(_VALIDATIONS)))
    _refuse(kind, errors)
    return WriteOptions(bool(dry_run), validation or "Warn", manager or user_agent_manager(request.manager), bool(force))


def user_agent_manager(agent: str) -> str:
    """Models: apiserver/pkg/endpoints/handlers/create.go managerOrUserAgent"""
    return "".join(char for char in agent.partition("/")[0] if char.isprintable())[:_MANAGER_LIMIT]


def delete_options(query: Query, body: Object | None) -> DeleteOptions:
    """From the body if there is one, else from the query. Raises ApiError."""
    conditions: Object = {}
    if body is None:
        grace = _integer(query, "gracePeriodSeconds")
        policy, orphan = _first(query, "propagationPolicy"), _boolean(query, "orphanDependents")
        dry_run = [value for value in query.get("dryRun", ()) if value]
    else:
        grace, policy = body.get("gracePeriodSeconds"), body.get("propagationPolicy") or ""
        orphan, dry_run = body.get("orphanDependents"), body.get("dryRun") or []
        conditions = body.get("preconditions") or {}
    errors: list[FieldError] = []
    if policy and policy not in _PROPAGATIONS:
        errors.append(not_supported(Path.of("propagationPolicy"), policy, [*_PROPAGATIONS, "nil"]))
    if policy and orphan is not None:
        text = "orphanDependents and deletionPropagation cannot be both set"
        errors.insert(0, invalid(Path.of("propagationPolicy"), policy, text))
    _refuse("DeleteOptions", errors + _check_dry_run(dry_run))
    if orphan is not None and not policy:
        policy = "Orphan" if orphan else "Background"
    return DeleteOptions(bool(dry_run), grace, policy, conditions.get("uid"), conditions.get("resourceVersion"))


def list_options(query: Query, watch: bool = False) -> ListOptions:
    """Raises ApiError (400 for what does not parse, 422 for what does not go together)."""
    found = ListOptions(
        _first(query, "labelSelector"),
        _first(query, "fieldSelector"),
        _integer(query, "limit") or 0,
        _first(query, "continue"),
        _first(query, "resourceVersion"),
        _first(query, "resourceVersionMatch"),
        watch or bool(_boolean(query, "watch")),
        bool(_boolean(query, "allowWatchBookmarks")),
        bool(_boolean(query, "sendInitialEvents")),
        _integer(query, "timeoutSeconds"),
        _first(query, "includeObject") or "Metadata",
    )
    _refuse("ListOptions", _check_list(found, "sendInitialEvents" in query))
    return found


def _check_list(options: ListOptions, initial_given: bool) -> list[FieldError]:
    match, initial = Path.of("resourceVersionMatch"), Path.of("sendInitialEvents")
    if options.watch:
        if options.match and not initial_given:
            return [forbidden(match, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided")]
        if initial_given and options.match != "NotOlderThan":
            return [forbidden(match, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")]
        return []
    errors = [forbidden(initial, "sendInitialEvents is forbidden for list")] if initial_given else []
    if not options.match:
        return errors
    if not options.revision:
        errors.append(forbidden(match, "resourceVersionMatch is forbidden unless resourceVersion is provided"))
    if options.token:
        errors.append(forbidden(match, "resourceVersionMatch is forbidden when continue is provided"))
    if options.match not in ("Exact", "NotOlderThan"):
        errors.append(not_supported(match, options.match, ["Exact", "NotOlderThan", ""]))
    if options.match == "Exact" and options.revision == "0":
        text = 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'
        errors.append(forbidden(match, text))
    return errors


def _check_manager(manager: str) -> list[FieldError]:
    path = Path.of("fieldManager")
    errors = [too_long(path, _MANAGER_LIMIT)] if len(manager.encode()) > _MANAGER_LIMIT else []
    if not manager.isprintable():
        errors.append(invalid(path, manager, "should only contain printable characters"))
    return errors


def _check_dry_run(values: list[str]) -> list[FieldError]:
    if all(value == "All" for value in values):
        return []
    path = Path.of("dryRun")
    return [FieldError("FieldValueNotSupported", path, values, 'supported values: "All"')]


def _refuse(kind: str, errors: list[FieldError]) -> None:
    if errors:
        raise invalid_kind(kind, "meta.k8s.io", "", errors)


def _first(query: Query, name: str) -> str:
    return query.get(name, ("",))[0]


def _integer(query: Query, name: str) -> int | None:
    text = _first(query, name)
    if not text:
        return None
    if not re.fullmatch("[+-]?[0-9]+", text, re.ASCII):
        raise bad_request(f"strconv.ParseInt: parsing {go_quote(text)}: invalid syntax")
    if not -(2**63) <= int(text) < 2**63:
        raise bad_request(f"strconv.ParseInt: parsing {go_quote(text)}: value out of range")
    return int(text)


def _boolean(query: Query, name: str) -> bool | None:
    """Models: apimachinery/pkg/runtime/converter.go Convert_Slice_string_To_bool"""
    return _first(query, name).lower() not in ("false", "0") if name in query else None
