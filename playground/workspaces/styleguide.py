"""Every part of the page in every state, drawn from the tests' fixtures. For whoever changes the look: only with DEBUG."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

_FIXTURES = settings.BASE_DIR / "tests" / "js" / "fixtures"


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    if not settings.DEBUG:
        raise Http404("only with DEBUG")
    fixtures = {path.stem: json.loads(path.read_text()) for path in sorted(_FIXTURES.glob("*.json"))}
    return render(request, "styleguide.html", {"fixtures": fixtures})
