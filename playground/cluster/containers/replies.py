"""What listeners answer: to an HTTP request, to a datagram, to a line of text.

A few answers need what a pod can't have by itself (dial somewhere, run a command): those come back as a
`wish`, which the simulation fulfils.

Models: test/images/agnhost/netexec/netexec.go
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from playground.cluster.config import stamp
from playground.cluster.containers.listeners import text
from playground.cluster.containers.model import Listener
from playground.cluster.dns.hosts import hostname
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import pod_ips


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One request as the server sees it; `source` is `ip:port` after any masquerade."""

    path: str = "/"
    method: str = "GET"
    host: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    body: str = ""
    at: float = 0.0  # logical seconds


@dataclass(frozen=True, slots=True)
class HttpReply:
    status: int = 200
    body: str = ""
    content_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    wish: tuple[str, Mapping[str, str]] | None = None  # ("dial" | "shell" | "exit", its parameters)


def reply(listener: Listener, pod: Object, request: HttpRequest) -> HttpReply:
    """The answer to an HTTP request. A listener that speaks no HTTP answers with what it says on connecting."""
    program = _HTTP_PROGRAMS.get(listener.program)
    if program is not None:
        return program(listener, pod, request)
    body = text(listener, pod, request.path)
    kind = "text/html" if body.startswith("<") else "text/plain; charset=utf-8"
    return HttpReply(listener.status, body, kind)


def say(listener: Listener, pod: Object, data: str = "", source: str = "") -> str:
    """The answer of a raw TCP or SCTP connection or of one datagram; '' for none."""
    program = _RAW_PROGRAMS.get(listener.program)
    if program is not None:
        return program(listener, pod, data, source)
    if listener.http and listener.protocol == "TCP":
        is_request = data.startswith(("GET ", "HEAD ", "POST "))
        return text(listener, pod) if is_request else "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"
    return text(listener, pod)


# -- programs that answer by path or command


def _netexec(listener: Listener, pod: Object, request: HttpRequest) -> HttpReply:
    path, _, words = (listener.options.get("override") or request.path).partition("?")
    query = {name: values[0] for name, values in parse_qs(words, keep_blank_values=True).items()}
    if not query.get("code", "200").isdecimal():
        return HttpReply(400, "Invalid code")
    ready = bool(listener.options.get("ready"))
    match path.rstrip("/").lower():
        case "/hostname":
            return HttpReply(body=hostname(pod))
        case "/clientip":
            return HttpReply(body=request.source)
        case "/serverport":
            return HttpReply(body=listener.options.get("http-port", str(listener.port)))
        case "/echo":
            return HttpReply(int(query.get("code", 200)), query.get("msg", ""))
        case "/header":
            return HttpReply(body=_header(request, query.get("key", "")))
        case "/healthz":
            return HttpReply(200 if ready else 412)
        case "/readyz":
            if pod["metadata"].get("deletionTimestamp"):
                return HttpReply(503, "shutting down")
            return HttpReply(200, "ok") if ready else HttpReply(412)
        case "/redirect":
            return HttpReply(int(query.get("code", 302)), headers={"Location": query.get("location", "")})
        case "/upload":
            return HttpReply(201, json.dumps({"output": "/uploads/upload"}))
        case "/dial" | "/shell" | "/exit" | "/shutdown" as wish:
            return HttpReply(wish=(wish[1:], query))
        case _:
            return HttpReply(body=f"NOW: {stamp(request.at).replace('T', ' ').replace('Z', '')} +0000 UTC")


def _header(request: HttpRequest, key: str) -> str:
    if key:
        return next((value for name, value in request.headers.items() if name.lower() == key.lower()), "")
    return json.dumps(dict(request.headers))


def _netexec_raw(listener: Listener, pod: Object, data: str, source: str) -> str:
    if listener.protocol == "TCP":
        return "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request"
    command, _, rest = data.strip().lower().partition(" ")
    match command:
        case "hostname":
            return hostname(pod)
        case "echo":
            return rest
        case "clientip":
            return source
        case "serverport":
            return listener.options.get("http-port", str(listener.port))
        case _:
            return ""


def _porter(listener: Listener, pod: Object, request: HttpRequest) -> HttpReply:
    """The same for every path. Models: test/images/agnhost/porter/porter.go"""
    value = listener.options.get("value", "")
    if listener.options.get("json"):
        return HttpReply(body=json.dumps({"Method": request.method, "Body": value}, separators=(",", ":")), content_type="application/json")
    sniffed = "text/html; charset=utf-8" if value.lstrip().lower().startswith(_HTML) else "text/plain; charset=utf-8"
    return HttpReply(body=value, content_type=sniffed)


def _porter_raw(listener: Listener, pod: Object, data: str, source: str) -> str:
    return listener.options.get("value", "")


def _whoami(listener: Listener, pod: Object, request: HttpRequest) -> HttpReply:
    name = listener.options.get("name", "")
    lines = [f"Name: {name}"] if name else []
    lines += [f"Hostname: {hostname(pod)}", "IP: 127.0.0.1", "IP: ::1"]
    lines += [f"IP: {address}" for address in pod_ips(pod)]
    lines += [f"RemoteAddr: {request.source}", *_request_lines(request)]
    return HttpReply(body="\n".join(lines) + "\n\n")


def _request(listener: Listener, pod: Object, request: HttpRequest) -> HttpReply:
    """Servers that show the request to its sender."""
    lines = [f"Hostname: {hostname(pod)}", f"Client: {request.source}", *_request_lines(request)]
    return HttpReply(body="\n".join(lines) + "\n")


def _request_lines(request: HttpRequest) -> list[str]:
    headers = {"Host": request.host, **request.headers}
    return [f"{request.method} {request.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]


def _redis(listener: Listener, pod: Object, data: str, source: str) -> str:
    words = data.split()
    if not words:
        return ""
    return "+PONG\r\n" if words[0].upper() == "PING" else f"-ERR unknown command '{words[0]}'\r\n"


_HTML = ("<!doctype html", "<html", "<head", "<script", "<iframe", "<h1", "<div", "<font", "<table", "<a", "<style", "<title", "<b", "<body", "<br", "<p")
"""What Go takes for HTML, from its first bytes. Models: net/http/sniff.go"""

_HTTP_PROGRAMS: dict[str, Callable[[Listener, Object, HttpRequest], HttpReply]] = {
    "netexec": _netexec,
    "porter": _porter,
    "whoami": _whoami,
    "request": _request,
}

_RAW_PROGRAMS: dict[str, Callable[[Listener, Object, str, str], str]] = {
    "netexec": _netexec_raw,
    "porter": _porter_raw,
    "redis": _redis,
}
