"""`$((...))`: integers, the operators of C by their precedence, variables by name, assignments.

The expression is read by Python's own parser after a few words are exchanged, and its tree is calculated by hand:
nothing of it is ever evaluated as Python.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, MutableMapping

_BINARY: dict[type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
}
_COMPARE: dict[type[ast.cmpop], Callable[[int, int], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_ASSIGN = re.compile(r"^\s*([A-Za-z_]\w*)\s*(\+|-|\*|/|%|<<|>>|&|\||\^)?=(?!=)(.*)$", re.DOTALL)
_STEP = re.compile(r"^\s*(?:([A-Za-z_]\w*)\s*(\+\+|--)|(\+\+|--)\s*([A-Za-z_]\w*))\s*$")
_TERNARY = re.compile(r"^(.*?)\?(.*):(.*)$", re.DOTALL)
_MOST_CHARACTERS = 500


class BadArithmetic(ValueError):
    """An expression that can't be calculated, with the words for it."""


def calculate(text: str, variables: MutableMapping[str, str]) -> int:
    """The value of an expression. Raises BadArithmetic."""
    if len(text) > _MOST_CHARACTERS:
        raise BadArithmetic("arithmetic syntax error")
    if not text.strip():
        return 0
    if step := _STEP.match(text):
        name, after = step[1] or step[4], bool(step[1])
        before = _value(name, variables)
        changed = before + (1 if (step[2] or step[3]) == "++" else -1)
        variables[name] = str(changed)
        return before if after else changed
    if assign := _ASSIGN.match(text):
        name, sign, rest = assign[1], assign[2], assign[3]
        value = calculate(f"{name}{sign}({rest})" if sign else rest, variables)
        variables[name] = str(value)
        return value
    if ternary := _TERNARY.match(text):
        return calculate(ternary[2] if calculate(ternary[1], variables) else ternary[3], variables)
    words = text.replace("&&", " and ").replace("||", " or ")
    words = re.sub(r"!(?!=)", " not ", words)
    words = re.sub(r"(?<![*])[/](?![/])", "//", words)
    words = re.sub(r"(?<![\w.])0+(?=\d)", "", words)
    try:
        tree = ast.parse(words.strip().replace("\n", " "), mode="eval").body
        return _wrapped(_calculate(tree, variables))
    except (SyntaxError, RecursionError, MemoryError):
        raise BadArithmetic("arithmetic syntax error") from None


def _wrapped(value: int) -> int:
    """As a 64-bit register holds it."""
    return (value + (1 << 63)) % (1 << 64) - (1 << 63)


def _calculate(tree: ast.expr, variables: MutableMapping[str, str]) -> int:
    match tree:
        case ast.Constant(value=int() as value):
            return int(value)
        case ast.Name(id=name):
            return _value(name, variables)
        case ast.UnaryOp(op=sign, operand=operand):
            value = _calculate(operand, variables)
            match sign:
                case ast.USub():
                    return -value
                case ast.Invert():
                    return ~value
                case ast.Not():
                    return int(not value)
            return value
        case ast.BinOp(left=left, op=sign, right=right):
            return _binary(sign, _calculate(left, variables), _calculate(right, variables))
        case ast.Compare(left=left, ops=[sign], comparators=[right]) if type(sign) in _COMPARE:
            return int(_COMPARE[type(sign)](_calculate(left, variables), _calculate(right, variables)))
        case ast.BoolOp(op=ast.And(), values=values):
            return int(all(_calculate(one, variables) for one in values))
        case ast.BoolOp(values=values):
            return int(any(_calculate(one, variables) for one in values))
    raise BadArithmetic("arithmetic syntax error")


def _binary(sign: ast.operator, left: int, right: int) -> int:
    match sign:
        case ast.FloorDiv() | ast.Mod():
            if right == 0:
                raise BadArithmetic("divide by zero")
            quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
            return quotient if isinstance(sign, ast.FloorDiv) else left - quotient * right
        case ast.LShift():
            return _wrapped(left << (right & 63))
        case ast.RShift():
            return left >> (right & 63)
        case ast.Pow() if 0 <= right <= 64:
            return _wrapped(left**right)
    if type(sign) in _BINARY:
        return _wrapped(_BINARY[type(sign)](left, right))
    raise BadArithmetic("arithmetic syntax error")


def _value(name: str, variables: MutableMapping[str, str]) -> int:
    text = variables.get(name, "").strip() or "0"
    try:
        return int(text)
    except ValueError:
        raise BadArithmetic(f"bad number '{text}'") from None
