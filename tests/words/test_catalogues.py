"""Every sentence of the sources is in every catalogue, translated, with the same parameters; what is committed is compiled."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


def _words() -> ModuleType:
    spec = importlib.util.spec_from_file_location("words", ROOT / "scripts/words.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


words = _words()
CATALOGUES = [(language, domain) for language in words.languages() for domain in words.DOMAINS]
PARAMETER = re.compile(r"(?<!\{)\{\w+\}(?!\})|%\(\w+\)s|</?[a-z]+[^>]*>")


def forms(value: str | tuple[str, ...] | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


@pytest.mark.parametrize(("language", "domain"), CATALOGUES)
def test_every_sentence_is_translated_and_none_is_left_over(language: str, domain: str) -> None:
    catalogue = {message.id: message for message in words.read(language, domain) if message.id}
    assert {key if isinstance(key, str) else tuple(key) for key in catalogue} == words.sources(domain), "run `make words`"
    assert [key for key, message in catalogue.items() if not words.translated(message)] == []
    assert [key for key, message in catalogue.items() if message.fuzzy] == []


@pytest.mark.parametrize(("language", "domain"), CATALOGUES)
def test_a_translation_has_the_parameters_of_the_sentence(language: str, domain: str) -> None:
    for message in words.read(language, domain):
        if message.id:
            wanted = {frozenset(PARAMETER.findall(form)) for form in forms(message.id)}
            assert {frozenset(PARAMETER.findall(form)) for form in forms(message.string)} <= wanted, message.id
            marks = [sorted(re.findall(r"[`\n]", form)) for form in (*forms(message.id), *forms(message.string))]
            assert all(found == marks[0] for found in marks), message.id


@pytest.mark.parametrize(("language", "domain"), CATALOGUES)
def test_what_is_compiled_is_what_is_written(language: str, domain: str) -> None:
    assert words.path_of(language, domain, "mo").read_bytes() == words.compiled(words.read(language, domain)), "run `make words`"
