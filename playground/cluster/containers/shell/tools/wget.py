"""wget: BusyBox's and GNU's.

Models: busybox networking/wget.c; GNU Wget 1.25
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from playground.cluster.config import stamp
from playground.cluster.containers.replies import HttpReply, HttpRequest
from playground.cluster.containers.shell.call import Call, Options
from playground.cluster.containers.shell.files import FileProblem
from playground.cluster.containers.shell.tools.http import BadUrl, Url, head, parse_url, reason, status_line
from playground.cluster.containers.shell.tools.reach import KERNEL_CONNECT, addresses, dial, literal
from playground.cluster.containers.shell.wishes import Outcome, Sleep, Talk

_SHORT = "qO:T:St:cY:U:nvP:i:o:a:dkF46"
_LONG = [
    "quiet", "output-document=", "timeout=", "server-response", "spider", "tries=", "header=", "post-data=", "no-check-certificate",
    "user-agent=", "connect-timeout=", "read-timeout=", "dns-timeout=", "no-verbose", "retry-connrefused", "waitretry=", "method=",
    "body-data=", "max-redirect=", "no-proxy", "proxy=", "content-on-error", "inet4-only", "inet6-only",
]  # fmt: skip
_MOST_REDIRECTS = 20


@dataclass(slots=True)
class _Failed(Exception):
    message: str
    code: int = 1


def wget(call: Call) -> Talk[int]:
    args = call.args
    if call.version != "busybox":
        call = Call(call.name, [{"-nv": "--no-verbose"}.get(word, word) for word in args], call.shell, call.io)
    options = call.options(_SHORT, _LONG)
    if not options.words:
        if call.version == "busybox":
            call.err("BusyBox v1.37.0 multi-call binary.\n\nUsage: wget [-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR]\n")
        else:
            call.err("wget: missing URL\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n")
        return 1
    code = 0
    for text in options.words:
        try:
            yield from (_busybox if call.version == "busybox" else _gnu)(call, options, parse_url(text))
        except BadUrl as problem:
            code = call.fail(f"bad address '{text}'" if call.version == "busybox" else f"{text}: {problem}.")
        except _Failed as problem:
            if problem.message:
                call.err(problem.message)
            code = problem.code
    return code


def _request(call: Call, options: Options, url: Url) -> HttpRequest:
    version = "Wget" if call.version == "busybox" else "Wget/1.25.0"
    headers = {"User-Agent": options.value("-U", "--user-agent") or version}
    if call.version == "busybox":
        headers["Connection"] = "close"
    else:
        headers |= {"Accept": "*/*", "Accept-Encoding": "identity", "Connection": "Keep-Alive"}
    for line in options.values("--header"):
        name, _, value = line.partition(":")
        headers[name.strip()] = value.strip()
    body = options.value("--post-data", "--body-data")
    method = options.value("--method") or ("POST" if "--post-data" in options else "GET")
    host = headers.pop("Host", "") or url.authority
    return HttpRequest(url.path, method, host, headers, body=body, at=call.machine.clock.now)


def _save(call: Call, options: Options, url: Url, body: str) -> str:
    """Where the body went: a file's name, or `-`. Raises _Failed."""
    name = options.value("-O", "--output-document") or url.path.partition("?")[0].rpartition("/")[2] or "index.html"
    if name == "-":
        call.out(body)
        return name
    try:
        call.machine.files.write(call.shell.path(name), body)
    except FileProblem as problem:
        said = f"wget: can't open '{name}': {problem}\n" if call.version == "busybox" else f"{name}: {problem}\n"
        raise _Failed(said) from None
    return name


# -- BusyBox


def _busybox(call: Call, options: Options, url: Url) -> Talk[None]:
    """Raises _Failed."""
    quiet = options.has("-q", "--quiet")
    patience = options.number("-T", "--timeout")
    for _ in range(_MOST_REDIRECTS):
        found = yield from addresses(call, url.host)
        if not found.addresses:
            raise _Failed(f"wget: bad address '{url.host}{f':{url.port}' if url.port != 80 else ''}'\n")
        address = found.addresses[0]
        where = f"{literal(address)}:{url.port}"
        if not quiet:
            call.err(f"Connecting to {url.authority} ({where})\n")
        dialled = yield from dial(
            call, address, url.port, request=_request(call, options, url), tls=url.scheme == "https", patience=patience or KERNEL_CONNECT
        )
        if dialled.outcome is Outcome.SILENT:
            raise _Failed("wget: download timed out\n" if patience else f"wget: can't connect to remote host ({address}): Operation timed out\n")
        if dialled.outcome is not Outcome.ANSWERED:
            words = "Connection refused" if dialled.outcome is Outcome.REFUSED else "Host is unreachable"
            raise _Failed(f"wget: can't connect to remote host ({address}): {words}\n")
        reply = dialled.reply
        if reply is None:
            raise _Failed("wget: error getting response\n" if not dialled.text else f"wget: server returned error: {dialled.text.splitlines()[0]}\n")
        _show_response(call, options, reply)
        target = reply.headers.get("Location", "")
        if target and reply.status in (301, 302, 303, 307, 308):
            url = parse_url(urljoin(str(url), target))
            continue
        if not 200 <= reply.status < 300:
            raise _Failed(f"wget: server returned error: {status_line(reply.status)}\n")
        if options.has("--spider"):
            if not quiet:
                call.err("remote file exists\n")
            return
        name = _save(call, options, url, reply.body)
        if not quiet:
            size = len(reply.body.encode())
            if name != "-":
                call.err(f"saving to '{name}'\n")
            else:
                call.err("writing to stdout\n")
            call.err(f"{name[:20]:<20} 100% |{'*' * 32}| {size:5d}  0:00:00 ETA\n")
            call.err("written to stdout\n" if name == "-" else f"'{name}' saved\n")
        return
    raise _Failed("wget: too many redirections\n")


def _show_response(call: Call, options: Options, reply: HttpReply) -> None:
    if options.has("-S", "--server-response"):
        call.err(f"  {status_line(reply.status)}\n")
        for name, value in head(reply, call.machine.clock.now):
            call.err(f"  {name}: {value}\n")
        call.err("  \n" if call.version == "busybox" else "")


# -- GNU


def _gnu(call: Call, options: Options, url: Url) -> Talk[None]:
    """Raises _Failed."""
    say = (lambda text: None) if options.has("-q", "--quiet") else call.err
    brief = options.has("--no-verbose")
    talk = (lambda text: None) if brief else say
    patience = options.number("-T", "--timeout") or options.number("--connect-timeout")
    tries = int(options.number("-t", "--tries", default=20)) or 20
    for _ in range(_MOST_REDIRECTS):
        when = re.sub(r"[TZ]", " ", stamp(call.machine.clock.now)).strip()
        talk(f"--{when}--  {url}\n")
        found = yield from addresses(call, url.host)
        if not found.addresses:
            say(f"Resolving {url.host} ({url.host})... failed: Name or service not known.\nwget: unable to resolve host address ‘{url.host}’\n")
            raise _Failed("", 4)
        address = found.addresses[0]
        named = address != url.host
        if named:
            talk(f"Resolving {url.host} ({url.host})... {', '.join(found.addresses)}\n")
        place = f"{url.host} ({url.host})|{literal(address)}|:{url.port}" if named else f"{literal(address)}:{url.port}"
        reply = yield from _attempts(call, options, url, address, place, patience, tries, talk, say)
        talk(f"HTTP request sent, awaiting response... {reply.status} {reason(reply.status)}\n")
        _show_response(call, options, reply)
        target = reply.headers.get("Location", "")
        if target and reply.status in (301, 302, 303, 307, 308):
            talk(f"Location: {target} [following]\n")
            url = parse_url(urljoin(str(url), target))
            continue
        if not 200 <= reply.status < 300:
            say(f"{when} ERROR {reply.status}: {reason(reply.status)}.\n")
            raise _Failed("", 8)
        size = len(reply.body.encode())
        talk(f"Length: {size} [{reply.content_type.partition(';')[0]}]\n")
        if options.has("--spider"):
            talk("Remote file exists.\n\n")
            return
        name = _save(call, options, url, reply.body)
        saved = "‘-’" if name == "-" else f"‘{name}’"
        talk(f"Saving to: {'‘STDOUT’' if name == '-' else saved}\n\n     0K {'.' * min(size // 1024 + 1, 50):<50} 100%  100M=0s\n\n")
        talk(f"{when} (100 MB/s) - {'written to stdout' if name == '-' else saved + ' saved'} [{size}/{size}]\n\n")
        return
    raise _Failed(f"{_MOST_REDIRECTS} redirections exceeded.\n", 8)


def _attempts(
    call: Call, options: Options, url: Url, address: str, place: str, patience: float, tries: int, talk: object, say: object
) -> Talk[HttpReply]:
    """Raises _Failed."""
    assert callable(talk)
    assert callable(say)
    for attempt in range(1, tries + 1):
        dialled = yield from dial(
            call, address, url.port, request=_request(call, options, url), tls=url.scheme == "https", patience=patience or KERNEL_CONNECT
        )
        if dialled.outcome is Outcome.ANSWERED:
            talk(f"Connecting to {place}... connected.\n")
            if dialled.reply is not None:
                return dialled.reply
            talk("HTTP request sent, awaiting response... No data received.\n")
        else:
            words = {Outcome.REFUSED: "Connection refused", Outcome.SILENT: "Connection timed out"}
            talk(f"Connecting to {place}... failed: {words.get(dialled.outcome, 'No route to host')}.\n")
            if dialled.outcome is not Outcome.SILENT and not options.has("--retry-connrefused"):
                raise _Failed("", 4)
        if attempt < tries:
            talk("Retrying.\n\n")
            yield Sleep(min(attempt, 10))
    say("Giving up.\n\n")
    raise _Failed("", 4)
