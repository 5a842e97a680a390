"""Mutated manifests, the same for the same seed. For a long run:

    python -m tests.manifest.fuzz 100000
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

from playground.cluster.manifest import read
from playground.cluster.markers import diagnose_text

BLOCKS = [path.read_text() for path in sorted((Path(__file__).parents[1] / "seeds" / "data").glob("*.yaml"))]

PIECES = (
    "\t", "  ", "- ", "—", "–", ": ", ":", "#", " #", "'", '"', "[", "]", "{", "}", "{{", ",", "&a ", "*a", "<<: *a\n", "!!int ",
    "!!binary ", "!x ", "|\n", ">-\n", "?", "? ", "---\n", "...\n", "%YAML 1.2\n", "\x00", "\x07", "\u00a0", "\u200b", "\u2028",
    "\ufeff", "\ud800", "\U0001f600", "~", "null", ".inf", ".nan", "0x", "1e999", "9" * 400, "yes", "\r", "\r\n", "\x85", "{{ .x }}",
    "=", "[" * 200, "{a: " * 200, "- " * 200, "\n", "\n\n", "kind: Service\n", "spec:\n", "  ports:\n", "metadata: {name: ",
)  # fmt: skip


def mutants(seed: int, count: int) -> Iterator[str]:
    source = random.Random(seed)
    for _ in range(count):
        text = source.choice(BLOCKS)
        for _ in range(source.randint(1, 6)):
            text = _mutate(text, source)
        yield text


def _mutate(text: str, source: random.Random) -> str:
    start = source.randint(0, len(text))
    end = min(len(text), start + source.randint(0, 12))
    lines = text.split("\n")
    line = source.randrange(len(lines))
    match source.randrange(7):
        case 0:
            return text[:start] + source.choice(PIECES) + text[start:]
        case 1:
            return text[:start] + text[end:]
        case 2:
            return text[:start] + text[start:end] * 2 + text[end:]
        case 3:
            lines[line] = " " * source.randint(0, 6) + lines[line].lstrip()
        case 4:
            del lines[line]
        case 5:
            lines.insert(source.randrange(len(lines)), lines[line])
        case _:
            return text[:start] + chr(source.choice((source.randrange(128), source.randrange(0xD7FF)))) + text[end:]
    return "\n".join(lines)


def survive(text: str, advise: bool) -> None:
    """Every problem has a place inside the file, and nothing is raised."""
    manifest = read(text, "fuzz.yaml")
    count = text.count("\n") + text.count("\r") + text.count("\x85") + text.count("\u2028") + text.count("\u2029") + 2
    for document in manifest.documents:
        assert all(1 <= mark.value.line <= count for mark in document.marks.values())
        assert all(1 <= problem.span.line <= count and problem.message for problem in document.problems)
    if advise:
        for marker in diagnose_text(text, "fuzz.yaml"):
            assert 1 <= marker.span.line <= count
            assert marker.message


if __name__ == "__main__":
    for number, mutant in enumerate(mutants(1, int(sys.argv[1]))):
        survive(mutant, advise=number % 10 == 0)
