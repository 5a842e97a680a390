"""A lab in other languages: `i18n/<lang>/` mirrors its texts, and `i18n/<lang>/lab.yaml` has the sentences of lab.yaml, each by its
original. What is missing there is told as it was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from playground.cluster import manifest
from playground.grading.findings import Finding
from playground.grading.lab import LAB_FILE, PLACEHOLDER, Lab

FOLDER = "i18n"


def languages(lab: Lab) -> list[str]:
    return sorted({path.partition("/")[0] for path in lab.folder(FOLDER)})


def sentence_in(lab: Lab, language: str, text: str) -> str:
    """A title, question, hint or message of lab.yaml, with its placeholders."""
    return _sentences(lab.files.get(f"{FOLDER}/{language}/{LAB_FILE}", "")).get(text, text)


def page_in(lab: Lab, language: str, path: str) -> str:
    """A Markdown file of the lab; '' where there is none."""
    return lab.files.get(f"{FOLDER}/{language}/{path}", lab.files.get(path, ""))


@lru_cache(maxsize=512)
def _sentences(text: str) -> Mapping[str, str]:
    documents = manifest.read(text, LAB_FILE).documents
    value = documents[0].value if documents else None
    return {key: item for key, item in value.items() if isinstance(key, str) and isinstance(item, str)} if isinstance(value, dict) else {}


def wrong_translations(lab: Lab) -> Iterator[Finding]:
    """Sentences that lab.yaml does not have (any more), and parameters that got lost."""
    known = set(_texts(msgspec.to_builtins(lab.spec)))
    for language in languages(lab):
        path = f"{FOLDER}/{language}/{LAB_FILE}"
        yield from _unreadable(lab, path)
        for original, told in _sentences(lab.files.get(path, "")).items():
            line = next((number for number, text in enumerate(lab.files[path].splitlines(), 1) if original[:20] in text), 1)
            if original not in known:
                yield Finding(path, line, "E223", f"a translation of {original!r}, which is not in {LAB_FILE}")
            elif set(PLACEHOLDER.findall(original)) != set(PLACEHOLDER.findall(told)):
                yield Finding(path, line, "E204", f"the translation of {original!r} has other parameters")


def _unreadable(lab: Lab, path: str) -> Iterator[Finding]:
    """Nothing of such a file is told to readers."""
    for document in manifest.read(lab.files.get(path, ""), path).documents:
        for problem in document.problems:
            yield Finding(path, problem.span.line, "E101", problem.message, "", problem.span.column)
        if not document.problems and not isinstance(document.value, dict):
            yield Finding(path, 1, "E102", "it must be a mapping of sentences to their translations")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)
