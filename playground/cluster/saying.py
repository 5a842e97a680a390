"""Sentences of ours that remember their template, so that whoever shows them can say them in the reader's language.

The model thinks in English and knows no other language. A `Saying` is its English text, and is used as any text; what is
made from its letters (joined, cut) is plain text and stays English. Kubernetes' own messages are never sayings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any


class Saying(str):
    """`Saying("Pod {name} deleted", {"name": "web"})` reads "Pod web deleted". Parameters may be sayings
    themselves; they are kept as text or numbers."""

    __slots__ = ("params", "template")
    params: Mapping[str, Any]
    template: str

    def __new__(cls, template: str, params: Mapping[str, Any]) -> Saying:
        kept = {name: value if isinstance(value, str | int | float) else str(value) for name, value in params.items()}
        made = super().__new__(cls, template.format_map(_Given(kept)))
        made.template, made.params = template, kept
        return made

    def __str__(self) -> str:
        return self

    def told(self, words: Callable[[str], str]) -> str:
        """The sentence after `words` has found its template's translation."""
        params = {name: value.told(words) if isinstance(value, Saying) else value for name, value in self.params.items()}
        return words(self.template).format_map(_Given(params))


class _Given(dict[str, Any]):
    """One parameter that is missing shows its name, which tests look for."""

    def __missing__(self, key: str) -> str:
        return f"<{key}>"


def say(template: str, /, **params: Any) -> Saying:
    """The English template, found by `make words`, with its parameters."""
    return Saying(template, params)


def together(sentences: Iterable[str], between: str = " ") -> Saying:
    """Several as one."""
    params = {f"s{number}": sentence for number, sentence in enumerate(sentences)}
    return Saying(between.join(f"{{{name}}}" for name in params), params)
