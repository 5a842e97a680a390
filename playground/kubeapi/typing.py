"""What a terminal's driver does between the keys and a shell: echo, editing of a line, Ctrl+C and Ctrl+D."""

from __future__ import annotations

from dataclasses import dataclass, field

INTERRUPT, END, KILL, WORD, ESCAPE = "\x03", "\x04", "\x15", "\x17", "\x1b"
BACK = ("\x7f", "\b")
LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Typed:
    """What a key came to: `echo` for the screen; a whole `line`; the end of input; an interrupted line."""

    echo: str = ""
    line: str | None = None
    end: bool = False


@dataclass(slots=True)
class Typing:
    """Bytes in, what they come to out. With `echo` off it only cuts lines, as a pipe does."""

    echo: bool = True
    line: str = ""
    lines: list[str] = field(default_factory=list)
    _escape: str = ""
    _older: int = 0
    _rest: bytes = b""

    def feed(self, data: bytes) -> list[Typed]:
        text, self._rest = _whole(self._rest + data)
        return [typed for char in text if (typed := self._key(char)) is not None]

    def _key(self, char: str) -> Typed | None:
        if not self.echo:
            return self._piped(char)
        if self._escape or char == ESCAPE:
            return self._sequence(char)
        match char:
            case "\r" | "\n":
                return Typed("\r\n", self._taken())
            case "\x03":
                self.line = ""
                return Typed("^C\r\n", "")
            case "\x04":
                return None if self.line else Typed(end=True)
            case "\x15" | "\x17":
                return self._replace("" if char == KILL else self.line.rstrip().rpartition(" ")[0])
            case "\x7f" | "\b":
                return self._replace(self.line[:-1]) if self.line else None
        if not char.isprintable() or len(self.line) >= LONGEST:
            return None
        self.line += char
        return Typed(char)

    def _piped(self, char: str) -> Typed | None:
        if char == "\n":
            return Typed(line=self._taken())
        self.line += char
        return None

    def _sequence(self, char: str) -> Typed | None:
        """The arrows up and down bring earlier lines back; other keys do nothing."""
        self._escape += char
        if len(self._escape) < 3 and (char in (ESCAPE, "[", "O") or char.isdigit()):
            return None
        sequence, self._escape = self._escape, ""
        step = {"A": 1, "B": -1}.get(sequence[-1])
        if step is None or not self.lines:
            return None
        self._older = min(len(self.lines), max(0, self._older + step))
        return self._replace(self.lines[-self._older] if self._older else "")

    def _replace(self, line: str) -> Typed:
        back, self.line = len(self.line), line
        return Typed("\b" * back + " " * back + "\b" * back + line)

    def _taken(self) -> str:
        line, self.line, self._older = self.line, "", 0
        if line.strip() and self.lines[-1:] != [line]:
            self.lines.append(line)
        return line


def _whole(data: bytes) -> tuple[str, bytes]:
    """The text, and the beginning of a character whose end has not come yet."""
    for cut in range(min(4, len(data) + 1)):
        head = data[: len(data) - cut]
        try:
            return head.decode(), data[len(data) - cut :]
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace"), b""
