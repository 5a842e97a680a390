"""The JSON Schema of lab.yaml: for editors, which complete and explain by it, and for the linter."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from playground.grading.descriptions import DESCRIPTIONS
from playground.grading.format import Expectation, LabFile

ONE_OF = ("Param", "Probe", "Trouble")
"""Types of which exactly one field is given."""


@cache
def json_schema() -> dict[str, Any]:
    """Of lab.yaml. Draft 2020-12. Whoever gets it must not change it."""
    return {"title": "labs/v1", "description": "lab.yaml: everything of a lab that is data.", **schema_of(LabFile, Expectation)}


def schema_of(root: type, *others: type) -> dict[str, Any]:
    """Of a type of the format, with the words that explain its fields."""
    (schema, *_), kinds = msgspec.json.schema_components((root, *others), ref_template="#/$defs/{name}")
    for kind in kinds:
        for name, text in DESCRIPTIONS.get(kind, {}).items():
            kinds[kind]["properties"][name]["description"] = text
        if kind in ONE_OF:
            kinds[kind] |= {"minProperties": 1, "maxProperties": 1}
    if "Check" in kinds:
        check = kinds["Check"]["properties"]
        check["object"] |= {"anyOf": [{"type": "object", "additionalProperties": {"type": "string"}, "minProperties": 1, "maxProperties": 1}, {"type": "null"}]}
        check["expect"]["anyOf"] = [{"$ref": "#/$defs/Expectation"}, {"type": "object"}]  # of a probe, or of an object
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "$defs": kinds}
