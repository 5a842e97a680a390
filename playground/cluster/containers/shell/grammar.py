"""The shell's grammar, after POSIX.1-2024 XCU 2.10, for lark's LALR parser; and `parse(text) -> Script`.

Blanks matter in a shell, so they are tokens: operators take the blanks around them with them, `_WS` is what stands
between two words. Which token may come next decides how a text is read (lark's contextual lexer): `if` begins a
command and is a plain word after one. Rules that differ only in where they stand (in a word, between double quotes,
in a brace) are written once for each, because what may follow them differs.

Decision and what was left aside: docs/decisions/0008-shell.md
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken, VisitError

from playground.cluster.containers.shell import syntax as sh
from playground.cluster.containers.shell.heredoc import take_out

LONGEST_SCRIPT = 65536
DEEPEST = 40

_TAIL = r"[ \t]*(?:#[^\n]*)?(?:\n(?:[ \t\n]|#[^\n]*(?=\n))*)?"
_END = r"(?=[\s;&|()<>]|$)"


def _keyword(word: str, tail: str = _TAIL) -> str:
    return f"/{word}{_END}{tail}/"


GRAMMAR = rf"""
start: NEWLINE? statements?

statements: and_or (_sep and_or)* _sep?
_sep: SEMI | AMP | NEWLINE
and_or: pipeline ((AND | OR) pipeline)*
pipeline: BANG? command (PIPE command)*
?command: simple | compound | redirected | function
redirected: compound _redirects
_redirects: _WS? redirect | _redirects _WS? redirect

simple: _assigns | _assigns _WS _items | _items
_assigns: assign | _assigns _WS assign
assign: ASSIGN word?
_items: _item | _items _WS _item | _items tight
_item: word | redirect
redirect: IO_NUMBER? REDIRECT word
tight: REDIRECT word -> redirect

?compound: group | subshell | if_ | loop | for_ | case_ | calculation | condition
group: LBRACE statements RBRACE
subshell: LPAR statements RPAR
if_: IF statements THEN statements elif_* else_? FI
elif_: ELIF statements THEN statements
else_: ELSE statements
loop: (WHILE | UNTIL) statements DO statements DONE
for_: FOR NAME (in_? _sep)? _WS? DO statements DONE
in_: IN (word (_WS word)*)?
case_: CASE word _WS CASE_IN case_item* last_item? ESAC
case_item: LPAR? pattern (PIPE pattern)* RPAR _case_lead? statements? DSEMI
last_item: LPAR? pattern (PIPE pattern)* RPAR _case_lead? statements? -> case_item
_case_lead: _WS | NEWLINE
pattern: word
function: FUNCTION (compound | redirected)
calculation: DPAREN
condition: DBOPEN test ((AND | OR) test)* DBCLOSE
test: BANG? word (_WS word)*

word: _part+
_part: BARE | ESCAPE | SINGLE | ANSI | double | VARIABLE | braced | command_in | ARITHMETIC | BACKTICK | DOLLAR
braced: BRACE (OPERATOR bword)? BRACE_CLOSE
command_in: COMMAND_OPEN statements? RPAR

double: DOUBLE_OPEN _double_part* DOUBLE_CLOSE
_double_part: DOUBLE_TEXT | DOUBLE_ESCAPE | VARIABLE | double_braced | double_command | ARITHMETIC | BACKTICK | DOLLAR
double_braced: BRACE (OPERATOR bword)? BRACE_CLOSE -> braced
double_command: COMMAND_OPEN statements? RPAR -> command_in

bword: _brace_part*
_brace_part: BRACE_TEXT | ESCAPE | SINGLE | brace_double | VARIABLE | brace_braced | brace_command | ARITHMETIC | BACKTICK | DOLLAR
brace_double: DOUBLE_OPEN _double_part* DOUBLE_CLOSE -> double
brace_braced: BRACE (OPERATOR bword)? BRACE_CLOSE -> braced
brace_command: COMMAND_OPEN statements? RPAR -> command_in

NEWLINE.5: /[ \t]*(?:#[^\n]*)?\n(?:[ \t\n]|#[^\n]*(?=\n))*/
SEMI.5: /[ \t]*;(?!;){_TAIL}/
AMP.5: /[ \t]*&(?![&>]){_TAIL}/
AND.6: /[ \t]*&&{_TAIL}/
OR.6: /[ \t]*\|\|{_TAIL}/
PIPE.5: /[ \t]*\|(?!\|)&?{_TAIL}/
DSEMI.6: /[ \t\n]*;;{_TAIL}/
LPAR.4: /\({_TAIL}/
RPAR.6: /[ \t\n]*\)/
DPAREN.6: /\(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\)/
REDIRECT.4: /(?:&>>|&>|<<<|<<-|<<|>>|>&|<&|<>|>\||>|<)[ \t]*/
IO_NUMBER.5: /\d+(?=[<>])/
_WS.2: /[ \t]+/

BANG.4: /!(?=\s)[ \t]+/
LBRACE.4: {_keyword("[{]")}
RBRACE.4: {_keyword("[}]", "")}
IF.4: {_keyword("if")}
THEN.4: {_keyword("then")}
ELIF.4: {_keyword("elif")}
ELSE.4: {_keyword("else")}
FI.4: {_keyword("fi", "")}
WHILE.4: {_keyword("while")}
UNTIL.4: {_keyword("until")}
DO.4: {_keyword("do")}
DONE.4: {_keyword("done", "")}
FOR.4: /for[ \t]+/
NAME: /[A-Za-z_][A-Za-z0-9_]*/
IN.6: /[ \t\n]+in{_END}[ \t]*/
CASE.4: /case[ \t]+/
CASE_IN.4: {_keyword("in")}
ESAC.4: {_keyword("esac", "")}
FUNCTION.5: /(?:function[ \t]+[A-Za-z_][\w-]*[ \t]*(?:\([ \t]*\))?|[A-Za-z_][\w-]*[ \t]*\([ \t]*\)){_TAIL}/
DBOPEN.5: /\[\[[ \t]+/
DBCLOSE.7: /[ \t]+\]\]/
ASSIGN.4: /[A-Za-z_][A-Za-z0-9_]*\+?=/

BARE.1: /[^\s;&|()<>"'$`\\]+/
ESCAPE.1: /\\[\s\S]/
SINGLE.1: /'[^']*'/
ANSI.2: /\$'(?:\\[\s\S]|[^'\\])*'/
DOUBLE_OPEN.1: "\""
DOUBLE_CLOSE.1: "\""
DOUBLE_TEXT.9: /[^"$`\\]+/
DOUBLE_ESCAPE.1: /\\[\s\S]/
BRACE_TEXT.9: /[^}}"'$`\\]+/
VARIABLE.2: /\$(?:[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-])/
BRACE.2: /\$\{{(?:#(?=[A-Za-z_0-9@*]))?(?:[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-])/
OPERATOR.8: /:?[-=+?]|%%|%|##|#|\/\/|\/|:/
BRACE_CLOSE.9: "}}"
COMMAND_OPEN.2: /\$\({_TAIL}/
ARITHMETIC.3: /\$\(\((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*\)\)/
BACKTICK.1: /`(?:\\[\s\S]|[^`\\])*`/
DOLLAR: "$"
"""


class BadSyntax(ValueError):
    """A text that is no script. `token` is what stands where it can't, '' at the end of the text."""

    def __init__(self, token: str, expected: str = "", unterminated: bool = False) -> None:
        super().__init__(token)
        self.token, self.expected, self.unterminated = token, expected, unterminated

    @property
    def incomplete(self) -> bool:
        """More lines might make it a script: a terminal asks for them."""
        return not self.token or self.unterminated


@lru_cache(512)
def parse(text: str) -> sh.Script:
    """The script that a text is. Raises BadSyntax."""
    if len(text) > LONGEST_SCRIPT:
        raise BadSyntax("a script of more than 64 KiB")
    lines, bodies = take_out(text.replace("\r\n", "\n").replace("\\\n", ""))
    if _depth(lines) > DEEPEST:
        raise BadSyntax("(")
    return _parsed(lines, bodies)


def _parsed(text: str, bodies: tuple[sh.Word, ...] = ()) -> sh.Script:
    try:
        tree = _parser().parse("\n" + text + "\n")
        result = _Reader(bodies).transform(tree)
    except UnexpectedInput as error:
        raise _bad(error, text) from None
    except VisitError as error:
        if isinstance(error.orig_exc, BadSyntax):
            raise error.orig_exc from None
        raise
    if not isinstance(result, sh.Script):
        raise TypeError(result)
    return result


@cache
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", lexer="contextual", maybe_placeholders=False)


def _depth(text: str) -> int:
    return max(text.count("$("), text.count("${")) + text.count("`") // 2 if len(text) > 4096 else 0


_CLOSERS = {
    "FI": "fi", "DONE": "done", "ESAC": "esac", "THEN": "then", "DO": "do", "RBRACE": "}", "RPAR": ")",
    "DOUBLE_CLOSE": '"', "BRACE_CLOSE": "}",
}  # fmt: skip


def _bad(error: UnexpectedInput, text: str) -> BadSyntax:
    if isinstance(error, UnexpectedCharacters):
        rest = ("\n" + text + "\n")[error.pos_in_stream or 0 :].lstrip(" \t")
        expected = set(error.allowed or ())
        if rest[:1] in ("'", "`", '"'):
            return BadSyntax(rest[:1], unterminated=True)
    elif isinstance(error, UnexpectedToken):
        rest, expected = str(error.token).strip(" \t"), set(error.expected)
        if error.token.type == "$END" or "DOUBLE_CLOSE" in expected:
            rest = ""
    else:
        rest, expected = "", set(error.expected if isinstance(error, UnexpectedEOF) else ())
    if rest[:1] in ("'", "`"):
        return BadSyntax(rest[:1], unterminated=True)
    closer = next((word for name, word in _CLOSERS.items() if name in expected), "")
    if closer == '"':
        return BadSyntax('"', unterminated=True)
    found = re.match(r"\n|;;|&&|\|\||[;&|()<>]|[^\s;&|()<>]+", rest)
    if found and found[0] != "\n":
        return BadSyntax(found[0], closer)
    at_end = not found or (not rest.strip() and _at_end(error, text))
    return BadSyntax("" if at_end else "newline", closer)


def _at_end(error: UnexpectedInput, text: str) -> bool:
    position = error.pos_in_stream or 0
    return not text[max(position - 1, 0) :].strip()


_CLOSING = frozenset({"then", "else", "elif", "fi", "do", "done", "esac", "}"})
"""Words that no command begins with."""

_ANSI = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", '"': '"', "a": "\a", "0": "\0", "e": "\x1b"}


def text_parts(text: str) -> sh.Word:
    """A text as if it stood between double quotes, where a `"` is itself: here-documents and arithmetic."""
    script = _parsed(": " + '"' + text.replace('"', '\\"') + '"') if re.search(r"[$`\\]", text) else None
    if script is None:
        return (sh.Text(text, True),)
    command = script.items[0].parts[0][1].commands[0]
    if not isinstance(command, sh.Simple) or len(command.words) != 2:
        raise BadSyntax(text[:1])
    return command.words[1]


class _Reader(Transformer[Token, Any]):
    """lark's tree -> syntax.py, from the leaves up."""

    def __init__(self, bodies: tuple[sh.Word, ...]) -> None:
        super().__init__()
        self.bodies = bodies

    # -- lists

    def start(self, found: list[Any]) -> sh.Script:
        return next((one for one in found if isinstance(one, sh.Script)), sh.Script())

    def statements(self, found: list[Any]) -> sh.Script:
        items: list[sh.AndOr] = []
        for one in found:
            if isinstance(one, sh.AndOr):
                items.append(one)
            elif one.type == "AMP":
                items[-1] = sh.AndOr(items[-1].parts, True)
        return sh.Script(tuple(items))

    def and_or(self, found: list[Any]) -> sh.AndOr:
        operators = ["", *("&&" if one.type == "AND" else "||" for one in found if isinstance(one, Token))]
        pipelines = [one for one in found if isinstance(one, sh.Pipeline)]
        return sh.AndOr(tuple(zip(operators, pipelines, strict=True)))

    def pipeline(self, found: list[Any]) -> sh.Pipeline:
        negated = isinstance(found[0], Token) and found[0].type == "BANG"
        return sh.Pipeline(tuple(one for one in found if not isinstance(one, Token)), negated)

    # -- commands

    def simple(self, found: list[Any]) -> sh.Simple:
        first = next((one for one in found if isinstance(one, tuple)), ())
        if len(first) == 1 and isinstance(first[0], sh.Text) and not first[0].quoted and first[0].text in _CLOSING:
            raise BadSyntax(first[0].text)
        return sh.Simple(
            tuple(one for one in found if isinstance(one, sh.Assignment)),
            tuple(one for one in found if isinstance(one, tuple)),
            tuple(one for one in found if isinstance(one, sh.Redirect)),
        )

    def assign(self, found: list[Any]) -> sh.Assignment:
        name = str(found[0]).rstrip("=")
        return sh.Assignment(name.rstrip("+"), found[1] if len(found) > 1 else (), name.endswith("+"))

    def redirect(self, found: list[Any]) -> sh.Redirect:
        *numbers, operator, target = found
        sign = str(operator).strip()
        if sign in ("<<", "<<-"):
            number = "".join(part.text for part in target if isinstance(part, sh.Text))
            if not number.isdecimal() or int(number) >= len(self.bodies):
                raise BadSyntax("<<")
            sign, target = "<<", self.bodies[int(number)]
        return sh.Redirect(sign, target, int(numbers[0]) if numbers else None)

    def redirected(self, found: list[Any]) -> sh.Redirected:
        return sh.Redirected(found[0], tuple(found[1:]))

    def group(self, found: list[Any]) -> sh.Group:
        return sh.Group(_script(found))

    def subshell(self, found: list[Any]) -> sh.Group:
        return sh.Group(_script(found), True)

    def if_(self, found: list[Any]) -> sh.If:
        parts = [one for one in found if not isinstance(one, Token)]
        first, then, *rest = parts
        branches = [(first, then), *(one for one in rest if isinstance(one, tuple))]
        return sh.If(tuple(branches), next((one for one in rest if isinstance(one, sh.Script)), None))

    def elif_(self, found: list[Any]) -> tuple[sh.Script, sh.Script]:
        condition, body = (one for one in found if isinstance(one, sh.Script))
        return condition, body

    def else_(self, found: list[Any]) -> sh.Script:
        return _script(found)

    def loop(self, found: list[Any]) -> sh.Loop:
        condition, body = (one for one in found if isinstance(one, sh.Script))
        return sh.Loop(condition, body, found[0].type == "UNTIL")

    def for_(self, found: list[Any]) -> sh.For:
        words = next((tuple(one) for one in found if isinstance(one, list)), None)
        return sh.For(str(found[1]), words, _script(found))

    def in_(self, found: list[Any]) -> Any:
        return found[1:]

    def case_(self, found: list[Any]) -> sh.Case:
        return sh.Case(found[1], tuple(one for one in found[2:] if isinstance(one, tuple)))

    def case_item(self, found: list[Any]) -> tuple[tuple[sh.Word, ...], sh.Script]:
        patterns = tuple(one for one in found if isinstance(one, tuple))
        return patterns, next((one for one in found if isinstance(one, sh.Script)), sh.Script())

    def pattern(self, found: list[Any]) -> Any:
        return found[0]

    def function(self, found: list[Any]) -> sh.Function:
        name = re.sub(r"^function[ \t]+", "", str(found[0])).partition("(")[0].strip()
        return sh.Function(name, found[1])

    def calculation(self, found: list[Any]) -> sh.Calculation:
        return sh.Calculation(text_parts(str(found[0])[2:-2]))

    def condition(self, found: list[Any]) -> sh.Condition:
        tests = [one for one in found if not isinstance(one, Token)]
        signs = ["", *("&&" if one.type == "AND" else "||" for one in found if getattr(one, "type", "") in ("AND", "OR"))]
        return sh.Condition(tuple(zip(signs, tests, strict=True)))

    def test(self, found: list[Any]) -> Any:
        return tuple((sh.Text("!"),) if isinstance(one, Token) else one for one in found)

    # -- words

    def word(self, found: list[Any]) -> sh.Word:
        parts: list[sh.Part] = []
        for one in found:
            parts += one if isinstance(one, tuple) else [_leaf(one) if isinstance(one, Token) else one]
        return tuple(parts)

    def bword(self, found: list[Any]) -> sh.Word:
        return self.word(found)

    def double(self, found: list[Any]) -> sh.Word:
        inside = found[1:-1]
        if not inside:
            return (sh.Text("", True),)
        return tuple(_quoted(_leaf(one, True) if isinstance(one, Token) else one) for one in inside)

    def braced(self, found: list[Any]) -> sh.Variable:
        name = str(found[0])[2:]
        length = len(name) > 1 and name[0] == "#"
        if len(found) == 2:
            return sh.Variable(name[1:] if length else name, length=length)
        return sh.Variable(name[1:] if length else name, operator=str(found[1]), operand=found[2], length=length)

    def command_in(self, found: list[Any]) -> sh.Substitution:
        return sh.Substitution(next((one for one in found if isinstance(one, sh.Script)), sh.Script()))



def _script(found: list[Any]) -> sh.Script:
    return next(one for one in found if isinstance(one, sh.Script))


def _quoted(part: sh.Part) -> sh.Part:
    if isinstance(part, sh.Variable):
        return sh.Variable(part.name, True, part.operator, part.operand, part.length)
    if isinstance(part, sh.Substitution):
        return sh.Substitution(part.script, True)
    if isinstance(part, sh.Arithmetic):
        return sh.Arithmetic(part.expression, True)
    return sh.Text(part.text, True)


def _leaf(token: Token, quoted: bool = False) -> sh.Part:
    text = str(token)
    match token.type:
        case "BARE" | "BRACE_TEXT" | "DOUBLE_TEXT" | "DOLLAR":
            return sh.Text(text, quoted)
        case "ESCAPE":
            return sh.Text(text[1:], True)
        case "DOUBLE_ESCAPE":
            return sh.Text(text[1:] if text[1:] in ("$", "`", '"', "\\") else text, True)
        case "SINGLE":
            return sh.Text(text[1:-1], True)
        case "ANSI":
            return sh.Text(re.sub(r"\\(.)", lambda found: _ANSI.get(found[1], found[0]), text[2:-1]), True)
        case "VARIABLE":
            return sh.Variable(text[1:], quoted)
        case "ARITHMETIC":
            return sh.Arithmetic(text_parts(text[3:-2]), quoted)
        case "BACKTICK":
            inside = re.sub(r'\\([$`\\"])' if quoted else r"\\([$`\\])", r"\1", text[1:-1])
            return sh.Substitution(_parsed(inside), quoted)
    raise BadSyntax(text)
