"""The script of a container that is started with `sh -c`: which of its commands go on running, and how it ends.

It reads what start-up scripts are made of: commands in a row, `&&`, `||`, `&`, endless loops, `exit`. It is no shell:
conditions are not evaluated, and of an `if` all commands are taken to run.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from string import Template

from playground.cluster.containers.model import Invocation, Listener, Process
from playground.cluster.controllers.base import Exit

Run = Callable[[Invocation], Process]

_SEPARATORS = ("&&", "||", ";", "&", "|", "\n", ";;")
_WORDS_OF_SYNTAX = ("do", "then", "else", "{", "}", "(", ")", "!", "time")
_ENDS = ("done", "fi", "esac")
_ENDLESS = (("while", "true"), ("while", ":"), ("while", "1"), ("until", "false"), ("while", "sleep"))
_MOST_COMMANDS = 200
_COUNTED = re.compile(r"[`$(]*seq (?:(-?\d+) )?(-?\d+)[`)]*|\{(-?\d+)\.\.(-?\d+)\}")


def run_script(call: Invocation, script: str, run: Run) -> Process:
    """The process that a script comes to, command by command."""
    listeners: list[Listener] = []
    log, elapsed, code = "", 0.0, 0
    endless = assumed = False
    loops: list[tuple[int, float]] = []  # how often, and when each began
    for number, (words, before, after) in enumerate(_commands(script)):
        if number > _MOST_COMMANDS:
            break
        if words[0] == "done":
            times, began = loops.pop() if loops else (1, elapsed)
            elapsed = began + (elapsed - began) * times
            continue
        if words[0] in ("for", "while", "until"):
            loops.append((_times(words) if words[0] == "for" else 1, elapsed))
        if words[0] == "for" or (before == "&&" and code) or (before == "||" and not code):
            continue
        if tuple(words[:2]) in _ENDLESS:
            endless = True
            continue
        words = [_expanded(word, call) for word in words]
        if words[0] == "exit":
            code = int(words[1]) if len(words) > 1 and words[1].isdecimal() else code
            return Process(tuple(listeners), None if endless else Exit(elapsed, code), log, assumed)
        process = run(call.of(*words))
        assumed = assumed or process.assumed
        listeners += process.listeners
        log += process.log
        if after == "&":
            continue
        if process.exit is None and not (process.assumed and _is_followed(script, words)):
            return Process(tuple(listeners), None, log, assumed)
        elapsed += process.exit.after if process.exit else 0
        code = process.exit.code if process.exit else 0
    return Process(tuple(listeners), None if endless else Exit(elapsed, code), log, assumed)


def _is_followed(script: str, words: list[str]) -> bool:
    """An unknown program that isn't the last command is taken to end, the last one to go on."""
    last = [command for command, _, _ in _commands(script)][-1:]
    return bool(last) and last[0] != words


def _commands(script: str) -> Iterator[tuple[list[str], str, str]]:
    """(words, the separator before, the separator after) of every command. Redirections are left out."""
    words: list[str] = []
    before = ""
    for token in [*_tokens(script), ";"]:
        if token not in _SEPARATORS:
            words.append(token)
            continue
        command = _bare(words)
        if command:
            yield command, before, token
            before = token
        words = []


def _times(words: list[str]) -> int:
    """How often `for NAME in ...` goes round: over the words, or what `seq` and `{1..9}` make; once where that is not known."""
    text = " ".join(words[3:])
    counted = _COUNTED.fullmatch(text)
    if counted:
        first, last = (int(number) for number in (counted[1] or counted[3] or "1", counted[2] or counted[4]))
        return max(0, last - first + 1)
    return 1 if set(text) & set("$`*?") else max(1, len(words) - 3)


def _tokens(script: str) -> list[str]:
    lexer = shlex.shlex(script.replace("\\\n", " "), posix=True, punctuation_chars=";&|\n")
    lexer.whitespace = " \t\r"
    lexer.whitespace_split = True
    lexer.commenters = "#"
    try:
        return [part for token in lexer for part in _split(token)]
    except ValueError:
        return script.split()


def _split(token: str) -> list[str]:
    """Punctuation that stands together (`;\\n`) is several separators; only the first counts."""
    if token and set(token) <= set(";&|\n"):
        stripped = token.strip("\n")
        return [stripped if stripped in _SEPARATORS else ";"]
    return [token]


def _bare(words: list[str]) -> list[str]:
    """Without syntax, assignments and redirections."""
    command: list[str] = []
    skip = False
    for position, word in enumerate(words):
        if skip:
            skip = False
        elif word in ("for", "done") and not command:
            return words[position:]
        elif word in ("case", "if", "elif") and not command:
            return []
        elif word in _ENDS or (word in _WORDS_OF_SYNTAX and not command):
            continue
        elif word in (">", ">>", "<", "2>"):
            skip = True
        elif word.startswith((">", "<", "2>", "1>")) or (
            not command and "=" in word and word.split("=")[0].isidentifier()
        ):
            continue
        else:
            command.append(word)
    return command


def _expanded(word: str, call: Invocation) -> str:
    return Template(word).safe_substitute(call.env) if "$" in word else word
