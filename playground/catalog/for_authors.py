"""What the site gives to those who write labs."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from playground.grading.schema import json_schema


@require_safe
@cache_control(public=True, max_age=3600)
@gzip_page
def lab_schema(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of lab.yaml, for editors: any site may read it."""
    response = JsonResponse(json_schema(), json_dumps_params={"indent": 1})
    response["Content-Type"] = "application/schema+json"
    response["Access-Control-Allow-Origin"] = "*"
    return response
