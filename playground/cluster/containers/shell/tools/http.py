"""HTTP as text: URLs, status lines, the head of an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

from playground.cluster.containers.replies import HttpReply


@dataclass(frozen=True, slots=True)
class Url:
    scheme: str
    host: str
    port: int
    path: str
    user: str = ""

    @property
    def authority(self) -> str:
        """What the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS.get(self.scheme) else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"


PORTS = {"http": 80, "https": 443, "telnet": 23}


class BadUrl(ValueError):
    """A text that is no URL: what is wrong with it."""


def parse_url(text: str) -> Url:
    """Raises BadUrl."""
    scheme, separator, rest = text.partition("://")
    if not separator:
        scheme, rest = "http", text
    authority, path = _cut(rest)
    user, at, host = authority.rpartition("@")
    if host.startswith("["):
        name, _, after = host[1:].partition("]")
        number = after.removeprefix(":")
    else:
        name, _, number = host.partition(":")
    if number and not (number.isdecimal() and int(number) < 65536):
        raise BadUrl("Port number was not a decimal number between 0 and 65535")
    if not name:
        raise BadUrl("No host part in the URL")
    if any(char.isspace() for char in rest):
        raise BadUrl("Malformed input to a URL function")
    return Url(scheme.lower(), name, int(number or PORTS.get(scheme.lower(), 80)), path, user if at else "")


def _cut(rest: str) -> tuple[str, str]:
    end = min((rest.find(sign) for sign in "/?#" if sign in rest), default=len(rest))
    path = rest[end:].partition("#")[0]
    return rest[:end], path if path.startswith("/") else "/" + path


def reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def head(reply: HttpReply, now: float) -> list[tuple[str, str]]:
    """The headers of an answer, in the order of most servers."""
    date = datetime.fromtimestamp(now, UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    headers = dict(reply.headers)
    out = [("Server", headers.pop("Server"))] if "Server" in headers else []
    out.append(("Date", date))
    if reply.body:
        out.append(("Content-Type", reply.content_type))
    out.append(("Content-Length", str(len(reply.body.encode()))))
    return [*out, *headers.items()]


def status_line(status: int) -> str:
    return f"HTTP/1.1 {status} {reason(status)}".rstrip()
