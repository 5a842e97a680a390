"""Texts of a lab in all of its languages: states and the log hold the original, the reader's is chosen at the socket."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from playground.grading.lab import Lab, Params, fill
from playground.grading.translations import languages, page_in, sentence_in
from playground.workspaces.wire.prose import html


class Translated(str):
    """The original; `by` has the text in other languages."""

    __slots__ = ("by",)
    by: Mapping[str, str]

    def __str__(self) -> str:
        return self[:]

    def told(self, language: str) -> str:
        """In this language; the original where there is none."""
        return self.by.get(language) or self[:]


def sentence(lab: Lab, text: str, params: Params, render: Callable[[str], str] = str) -> str:
    """A text of lab.yaml, filled in."""
    return _in_all(lab, render(fill(text, params)), lambda language: render(fill(sentence_in(lab, language, text), params)))


def page(lab: Lab, path: str, params: Params) -> str:
    """A Markdown file of the lab as HTML, filled in."""
    return _in_all(lab, html(fill(lab.files.get(path, ""), params)), lambda language: html(fill(page_in(lab, language, path), params)))


def _in_all(lab: Lab, original: str, told: Callable[[str], str]) -> str:
    found = Translated(original)
    found.by = {language: told(language) for language in languages(lab)}
    return found if found.by else original
