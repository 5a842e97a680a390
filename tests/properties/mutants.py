"""Mutated texts, bytes, values and requests: the same for the same seed."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BLOCKS = [path.read_text() for path in sorted((Path(__file__).parents[1] / "seeds" / "data").glob("*.yaml"))]

PIECES = (
    "\t", "  ", "- ", "—", "–", ": ", ":", "#", " #", "'", '"', "[", "]", "{", "}", "{{", ",", "&a ", "*a", "<<: *a\n", "!!int ",
    "!!binary ", "!x ", "|\n", ">-\n", "?", "? ", "---\n", "...\n", "%YAML 1.2\n", "\x00", "\x07", "\u00a0", "\u200b", "\u2028",
    "\ufeff", "\ud800", "\U0001f600", "~", "null", ".inf", ".nan", "0x", "1e999", "9" * 400, "yes", "\r", "\r\n", "\x85", "{{ .x }}",
    "=", "[" * 200, "{a: " * 200, "- " * 200, "\n", "\n\n", "kind: Service\n", "spec:\n", "  ports:\n", "metadata: {name: ",
)  # fmt: skip


def mutants(seed: int, count: int) -> Iterator[str]:
    source = random.Random(seed)
    """Manifests as people paste them."""
    for _ in range(count):
        yield text_mutant(source.choice(BLOCKS), source)


def text_mutant(text: str, source: random.Random) -> str:
    for _ in range(source.randint(1, 6)):
        text = _mutate(text, source)
    return text


def bytes_mutant(content: bytes, source: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(source.randint(1, 4)):
        place = source.randint(0, len(changed))
        changed[place : place + source.randint(0, 3)] = source.randbytes(source.randint(0, 3))
    return bytes(changed)


def value_mutant(value: Any, source: random.Random) -> Any:
    """Well formed, but with some values, keys or whole branches that do not belong there."""
    changed = copy.deepcopy(value)
    for _ in range(source.randint(1, 3)):
        branch, key = source.choice(list(_places([changed])))
        match source.randrange(5):
            case 0 if isinstance(branch, list):
                branch.insert(key, source.choice(ODD))
            case 0:
                branch[source.choice(KEYS)] = branch[key]
            case 1 if len(branch) > 1:
                del branch[key]
            case 2:
                branch[key] = [branch[key]] * source.randint(0, 3)
            case 3:
                branch[key] = {source.choice(KEYS): branch[key]}
            case _:
                branch[key] = source.choice(ODD)
        changed = json.loads(json.dumps(changed))
    return changed


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    for key in value if isinstance(value, dict) else range(len(value)):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from _places(value[key])


ODD: tuple[Any, ...] = (
    None, True, 0, -1, 1, 80, 70000, 2**31, 2**63, 2**64, -(2**63) - 1, 1.5, 1e300, "", "x", "None", "80", "-", "a/b", "10.96.0.9",
    "10.96.0.0/16", "fd00::1", "999.1.1.1", "1e3Gi", "2026-01-01T00:00:00Z", "\x00", "é", "A" * 300, [], {}, [None], [[]], [{}], {"": ""}, {"a": None},
    {"$patch": "delete"}, {"$patch": "replace"}, {"$patch": "nonsense"}, {"key": "a", "operator": "In", "values": None},
)  # fmt: skip
KEYS = (
    "", "name", "spec", "metadata", "kind", "apiVersion", "ports", "port", "$patch", "$retainKeys", "$setElementOrder/ports", "$deleteFromPrimitiveList/finalizers",
    "labels", "selector", "status", "uid", "resourceVersion", "generateName", "managedFields", "finalizers", "ownerReferences", "op", "path", "value", "from",
)  # fmt: skip


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
