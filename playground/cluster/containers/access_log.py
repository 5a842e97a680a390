"""The line that a server writes into its log for a request, by its image.

Models: nginx's and httpd's default formats; test/images/agnhost/netexec; hashicorp/http-echo handlers.go
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from playground.cluster.containers.images import name_of
from playground.cluster.containers.model import Listener
from playground.cluster.containers.replies import HttpReply, HttpRequest


@dataclass(frozen=True, slots=True)
class Served:
    """One request that a pod answered."""

    listener: Listener
    request: HttpRequest
    reply: HttpReply

    @property
    def client(self) -> str:
        """The address alone."""
        return self.request.source.rpartition(":")[0].strip("[]")

    @property
    def size(self) -> int:
        return 0 if self.request.method == "HEAD" else len(self.reply.body.encode())

    def time(self, form: str) -> str:
        return datetime.fromtimestamp(self.request.at, UTC).strftime(form)

    def header(self, name: str) -> str:
        return next((value for key, value in self.request.headers.items() if key.lower() == name), "-")


def _nginx(served: Served) -> str:
    return f'{_httpd(served)} "{served.header("referer")}" "{served.header("user-agent")}" "{served.header("x-forwarded-for")}"'


def _httpd(served: Served) -> str:
    request = served.request
    when = served.time("%d/%b/%Y:%H:%M:%S +0000")
    return f'{served.client} - - [{when}] "{request.method} {request.path} HTTP/1.1" {served.reply.status} {served.size}'


def _netexec(served: Served) -> str:
    what = f"HTTP request from {served.request.source}" if not served.listener.program else f"{served.request.method} {served.request.path}"
    return f"I{served.time('%m%d %H:%M:%S.%f')}       1 log.go:245] {what}"


def _http_echo(served: Served) -> str:
    request = served.request
    return (
        f"{served.time('%Y/%m/%d %H:%M:%S')} {request.host} {request.source} "
        f'"{request.method} {request.path} HTTP/1.1" {served.reply.status} {served.size} "{served.header("user-agent")}" 10µs'
    )


def _whoami(served: Served) -> str:
    when = served.time("%d/%b/%Y:%H:%M:%S +0000")
    return f'{served.request.source} - - [{when}] "{served.request.method} {served.request.path} HTTP/1.1" - -'


def _python(served: Served) -> str:
    when = served.time("%d/%b/%Y %H:%M:%S")
    return f'{served.client} - - [{when}] "{served.request.method} {served.request.path} HTTP/1.1" {served.reply.status} -'


_LINES: dict[str, Callable[[Served], str]] = {
    "nginx": _nginx,
    "nginxinc/nginx-unprivileged": _nginx,
    "nginxdemos/hello": _nginx,
    "echoserver": _nginx,
    "httpd": _httpd,
    "phpmyadmin": _httpd,
    "wordpress": _httpd,
    "agnhost": _netexec,
    "serve_hostname": _netexec,
    "hashicorp/http-echo": _http_echo,
    "traefik/whoami": _whoami,
    "containous/whoami": _whoami,
    "python": _python,
}


def line(image: str, served: Served) -> str:
    """The line with its newline; '' for servers that write none."""
    form = _LINES.get(name_of(image))
    return f"{form(served)}\n" if form else ""
