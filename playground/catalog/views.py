"""What the catalogue gives to scripts."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from playground.catalog.editor_schema import editor_schema


@require_safe
@cache_control(public=True, max_age=86400)
@gzip_page
def schema(request: HttpRequest) -> HttpResponse:
    """The fields of every kind, for the editor's completion."""
    return HttpResponse(editor_schema(), content_type="application/json")
