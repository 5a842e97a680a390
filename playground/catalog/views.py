"""What the catalogue gives to scripts."""

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from playground.catalog.editor_schema import editor_docs, editor_schema
from playground.catalog.new_documents import new_documents


@require_safe
@cache_control(public=True, max_age=86400)
def schema(request: HttpRequest) -> HttpResponse:
    """The fields of every kind, for the editor's completion."""
    return HttpResponse(editor_schema(), content_type="application/json")


@require_safe
@cache_control(public=True, max_age=86400)
def docs(request: HttpRequest) -> HttpResponse:
    """What Kubernetes says of every field."""
    return HttpResponse(editor_docs(), content_type="application/json")


@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """Documents to start from."""
    return HttpResponse(msgspec.json.encode(new_documents()), content_type="application/json")
