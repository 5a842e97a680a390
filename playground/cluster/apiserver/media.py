"""Media types: what a body is written in, and what a client wants to be answered.

Models: apiserver/pkg/endpoints/handlers/negotiation/negotiate.go, errors.go
"""

from __future__ import annotations

from dataclasses import dataclass

from playground.cluster.apiserver.messages import ApiError

_ACCEPTED = "application/json, application/yaml, application/vnd.kubernetes.protobuf"
_BODIES = {
    "": "json",
    "application/json": "json",
    "application/yaml": "yaml",
    "application/vnd.kubernetes.protobuf": "protobuf",
}
_META_VERSIONS = ("v1", "v1beta1")
PATCHES = {
    "application/json-patch+json": "json",
    "application/merge-patch+json": "merge",
    "application/strategic-merge-patch+json": "strategic",
    "application/apply-patch+yaml": "apply",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The shape of an answer: the object itself (`as_` empty), a Table, or PartialObjectMetadata(List)."""

    as_: str = ""
    version: str = ""
    yaml: bool = False


PLAIN = Wanted()


def body_format(content_type: str) -> str:
    """`json`, `yaml` or `protobuf`. No header counts as JSON. Raises ApiError (415)."""
    found = _BODIES.get(content_type.partition(";")[0].strip().lower())
    if found is not None:
        return found
    text = f"the body of the request was in an unknown format - accepted media types include: {_ACCEPTED}"
    raise ApiError(415, "UnsupportedMediaType", text)


def patch_format(content_type: str) -> str:
    """`json`, `merge`, `strategic` or `apply`. Raises ApiError (415)."""
    found = PATCHES.get(content_type.partition(";")[0].strip().lower())
    if found is None:
        raise ApiError(415, "UnsupportedMediaType", "415: Unsupported Media Type", {})
    return found


def negotiate(accept: str, shapes: tuple[str, ...]) -> Wanted:
    """The first entry of an Accept header that can be served. Raises ApiError (406)."""
    for clause in accept.split(",") if accept.strip() else ["*/*"]:
        media, *parameters = (part.strip() for part in clause.split(";"))
        if media not in ("application/json", "application/yaml", "*/*", "application/*"):
            continue
        options = dict(part.partition("=")[::2] for part in parameters)
        yaml = media == "application/yaml"
        if "as" not in options:
            return Wanted(yaml=True) if yaml else PLAIN
        known = options.get("g") == "meta.k8s.io" and options.get("v") in _META_VERSIONS
        if options["as"] in shapes and known:
            return Wanted(options["as"], options["v"], yaml)
    text = f"406: Not Acceptable\n\nAvailable representations: {_ACCEPTED}"
    raise ApiError(406, "NotAcceptable", text, {})
