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
    """Draft 2020-12. Whoever gets it must not change it."""
    (root, _), kinds = msgspec.json.schema_components((LabFile, Expectation), ref_template="#/$defs/{name}")
    for kind, fields in DESCRIPTIONS.items():
        for name, text in fields.items():
            kinds[kind]["properties"][name]["description"] = text
    for kind in ONE_OF:
        kinds[kind] |= {"minProperties": 1, "maxProperties": 1}
    check = kinds["Check"]["properties"]
    check["object"] |= {"anyOf": [{"type": "object", "additionalProperties": {"type": "string"}, "minProperties": 1, "maxProperties": 1}, {"type": "null"}]}
    check["expect"]["anyOf"] = [{"$ref": "#/$defs/Expectation"}, {"type": "object"}]  # of a probe, or of an object
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "labs/v1",
        "description": "lab.yaml: everything of a lab that is data.",
        **root,
        "$defs": kinds,
    }
