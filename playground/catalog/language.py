"""The reader's language, as a page needs it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation.trans_real import DjangoTranslation
from django.views.i18n import JSONCatalog

from playground.grading.lab import Lab
from playground.grading.translations import sentence_in


def language(request: HttpRequest) -> dict[str, Any]:
    """For every template: the language and its direction, the others to choose from, and the words of the page's scripts
    (None in English, which needs none)."""
    current = get_language() or settings.LANGUAGE_CODE
    return {
        "language": current,
        "direction": "rtl" if get_language_bidi() else "ltr",
        "other_languages": [(code, name) for code, name in settings.LANGUAGES if code != current],
        "words": None if current == settings.LANGUAGE_CODE else words(current),
    }


def in_readers(lab: Lab, text: str) -> str:
    """A sentence of a lab's lab.yaml in the reader's language, as far as the lab has it."""
    return sentence_in(lab, get_language() or settings.LANGUAGE_CODE, text)


@lru_cache(maxsize=8)
def words(language: str) -> dict[str, Any]:
    """The catalogue that static/js/i18n.js reads: English -> translation, or the list of its plural forms."""
    catalogue = JSONCatalog()
    catalogue.translation = DjangoTranslation(language, domain="djangojs", localedirs=[str(path) for path in settings.LOCALE_PATHS])
    return catalogue.get_catalog()
