"""What the API server says about a document, put at the field that it speaks of.

A Status names fields by path (`spec.ports[0].nodePort`); the manifest knows where each path is written.
"""

from __future__ import annotations

import re

from playground.cluster.apiserver.messages import Response
from playground.cluster.manifest import ManifestDocument, PathKey, Span
from playground.cluster.manifest.rewrite import document_value
from playground.cluster.markers.model import Marker, Severity, Source
from playground.cluster.markers.page import Page
from playground.cluster.markers.refusals import REFUSALS, Cause, advise
from playground.cluster.saying import say


def admission_markers(response: Response, page: Page) -> list[Marker]:
    """One marker for each cause of a refusal and for each warning of an acceptance."""
    if response.ok:
        return [_warning(text, page) for text in response.warnings]
    body = response.body or {}
    causes = (body.get("details") or {}).get("causes") or []
    if causes:
        return [_marker(_cause(item.get("field", ""), item.get("message", ""), page)) for item in causes]
    return [_refusal(str(body.get("message") or response.text or f"HTTP {response.code}"), page)]


def parse_field(text: str) -> PathKey:
    """`spec.ports[0].port` -> ("spec", "ports", 0, "port"); what stands in brackets may be a map's key."""
    text = text.replace("spec.LoadBalancerSourceRanges", "spec.loadBalancerSourceRanges")  # upstream writes it so
    parts: list[str | int] = []
    for name, key in re.findall(r"([^.\[\]]+)|\[([^\]]*)\]", text):
        parts.append(int(key) if key.isdigit() else key or name)
    return tuple(parts)


def _cause(field: str, message: str, page: Page) -> Cause:
    return Cause(field, message, _written_path(parse_field(field), page.document), page)


_WRITTEN_AS = {("spec", "clusterIPs"): ("spec", "clusterIP"), ("data",): ("stringData",)}


def _written_path(path: PathKey, document: ManifestDocument) -> PathKey:
    """The server complains about clusterIPs where the learner wrote clusterIP, about data for stringData."""
    if path in document.marks:
        return path
    for stored, written in _WRITTEN_AS.items():
        if path[: len(stored)] == stored and written in document.marks:
            rest = path[len(stored) :]
            return (*written, *(part for part in rest if isinstance(part, str)))
    return path


def _marker(cause: Cause) -> Marker:
    advice = advise(cause)
    message = f"{cause.field}: {cause.message}" if cause.field else cause.message
    document = cause.page.document
    return Marker(
        document.file,
        place(document, cause.path),
        message,
        Source.ADMISSION,
        advice=advice.text if advice else "",
        fix=advice.fix if advice else None,
    )


def place(document: ManifestDocument, path: PathKey) -> Span:
    """The value of a field; of one that is missing, the name of the object that lacks it."""
    path = path or ("kind",)
    if (mark := document.marks.get(path)) is not None:
        small = mark.value.line == mark.value.end_line
        return mark.whole if small or mark.key is None else mark.key
    around = document.mark(path[:-1])
    if around is None:
        return Span(document.line, 1, document.line, 1)
    return around.key or Span(around.value.line, around.value.column, around.value.line, around.value.column + 1)


def _warning(text: str, page: Page) -> Marker:
    field = re.match(r"(spec|metadata|subsets|endpoints|data)[\w.\[\]\-/]*", text)
    path = _written_path(parse_field(field[0]), page.document) if field else ()
    return Marker(page.document.file, place(page.document, path or ("kind",)), text, Source.ADMISSION, Severity.WARNING)


def _refusal(message: str, page: Page) -> Marker:
    """A refusal without causes: of the kind, of a type, of the whole object."""
    for pattern, path, advice in REFUSALS:
        if match := re.search(pattern, message):
            where = place(page.document, path or _path_in(message, page.document))
            return Marker(page.document.file, where, message, Source.ADMISSION, advice=say(advice, **dict(zip(("first", "second"), match.groups(), strict=False))))
    return Marker(page.document.file, place(page.document, _path_in(message, page.document)), message, Source.ADMISSION)


def _path_in(message: str, document: ManifestDocument) -> PathKey:
    """The first field of the document that a JSON error may mean: it names fields without the positions in lists."""
    match = re.search(r"(?:number (\S+) into )?Go struct field \w+\.([\w.]+) of type", message)
    if not match:
        return ("kind",)
    meant = [path for path in document.marks if ".".join(part for part in path if isinstance(part, str)) == match[2]]
    exact = [path for path in meant if str(document_value(document, path)) == match[1]]
    return next(iter(exact or meant), ("kind",))
