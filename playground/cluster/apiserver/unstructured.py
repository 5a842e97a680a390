"""A patched map -> an object: the conversion that strategic merge patches take instead of decoding JSON.

It refuses in other words than the JSON decoder.

Models: apimachinery/pkg/runtime/converter.go fromUnstructured
"""

from __future__ import annotations

from typing import Any

from playground.cluster.apiserver.typed import Reading, number_shown, shape_of
from playground.cluster.objects.schema import Type

_KINDS = {"integer": "int64", "string": "string", "boolean": "bool", "number": "float64"}
_VALUES = {"string": "string", "bool": "bool", "object": "map", "array": "slice"}


class Converting(Reading):
    """Reads by the same schema; only the words differ."""

    __slots__ = ()

    def read_integer(self, wanted: Type, value: Any) -> Any:
        """A float without a fraction is an integer here."""
        whole = isinstance(value, float) and value.is_integer()
        return super().read_integer(wanted, int(value) if whole else value)

    def misfit(self, wanted: Type, value: Any) -> None:
        given = _VALUES.get(shape_of(value)) or ("float64" if isinstance(value, float) else "int64")
        match wanted.shape:
            case "struct":
                self.fail(f"cannot restore struct from: {given}")
            case "map":
                self.fail(f"cannot restore map from {given}")
            case "list":
                self.fail(f"cannot restore slice from {given}")
            case "int-or-string":
                self.fail(f"json: cannot unmarshal {number_shown(value)} into Go value of type int32")
            case "time":
                self.fail(f"json: cannot unmarshal {shape_of(value)} into Go value of type string")
            case shape:
                self.fail(f"unrecognized type: {f'int{wanted.bits}' if wanted.bits else _KINDS.get(shape, shape)}")
