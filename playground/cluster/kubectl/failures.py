"""Why a command fails, and the words in which kubectl says so.

Models: kubectl/pkg/cmd/util/helpers.go checkErr, StandardErrorMessage, AddSourceToErr, MultilineError
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Failure(Exception):
    """A complaint of kubectl itself: printed behind `error: `."""

    exit = 1

    def text(self) -> str:
        message = str(self)
        return message if message.startswith("error: ") else f"error: {message}"


class Bare(Failure):
    """Printed as it stands. An empty one only sets the exit status."""

    def __init__(self, message: str = "", exit: int = 1) -> None:
        super().__init__(message)
        self.exit = exit

    def text(self) -> str:
        return str(self)


class Misuse(Failure):
    """Wrong arguments, with a pointer to the command's help."""

    def __init__(self, command: str, message: str) -> None:
        super().__init__(f"{message}\nSee '{command} -h' for help and examples")


class FlagFailure(Failure):
    """Flags that cannot be parsed."""

    def __init__(self, command: str, message: str) -> None:
        super().__init__(f"{message}\nSee '{command} --help' for usage.")


class Refusal(Failure):
    """A Status of the API server."""

    def __init__(self, status: dict[str, Any]) -> None:
        super().__init__(str(status.get("message", "")))
        self.status = status

    @property
    def reason(self) -> str:
        return str(self.status.get("reason", ""))

    def sourced(self, doing: str, source: str) -> Refusal:
        """With what was being done to which file in front of the message."""
        return Refusal({**self.status, "message": f'error when {doing} "{source}": {self.status.get("message", "")}'})

    def text(self) -> str:
        if self.reason == "Invalid":
            return _invalid(self.status)
        message = self.status.get("message", "")
        if self.reason == "Unauthorized":
            return f"error: You must be logged in to the server ({message})"
        return f"Error from server ({self.reason}): {message}" if self.reason else f"Error from server: {message}"


def _invalid(status: dict[str, Any]) -> str:
    details = status.get("details") or {}
    causes = details.get("causes") or ()
    head = "The request is invalid"
    if details.get("kind") or details.get("name"):
        head = f'The {details.get("kind", "")} "{details.get("name", "")}" is invalid'
    elif status.get("message") and not causes:
        head += f": {status['message']}"
    if not causes:
        return head
    return bulleted(f"{head}: ", [f"{cause.get('field', '')}: {cause.get('message', '')}" for cause in causes])


def bulleted(head: str, lines: Sequence[str]) -> str:
    """One line behind the head, several as a list below it; each text once."""
    unique = list(dict.fromkeys(lines))
    return head + unique[0] if len(unique) == 1 else "\n".join([head, *(f"* {line}" for line in unique)])


class Failures(Failure):
    """Several, each on its own line."""

    def __init__(self, failures: Sequence[Failure]) -> None:
        super().__init__()
        self.failures = tuple(failures)

    def text(self) -> str:
        return "\n".join(each.text() for each in self.failures)


def raise_all(failures: Sequence[Failure]) -> None:
    """Nothing for none of them."""
    if len(failures) == 1:
        raise failures[0]
    if failures:
        raise Failures(failures)


def sourced(failure: Failure, doing: str, source: str) -> Failure:
    """The failure with the file that it is about, if there is one."""
    if not source:
        return failure
    if isinstance(failure, Refusal):
        return failure.sourced(doing, source)
    return Failure(f'error when {doing} "{source}": {failure}')
