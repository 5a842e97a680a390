"""curl 8: the options of everyday use, its exit codes and messages.

Models: curl 8.14 (src/tool_operate.c, lib/multi.c, lib/cf-socket.c)
"""

from __future__ import annotations

import base64
import itertools
import re
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin

from playground.cluster.containers.replies import HttpReply, HttpRequest
from playground.cluster.containers.shell.call import Call, Options, Usage
from playground.cluster.containers.shell.files import FileProblem
from playground.cluster.containers.shell.tools.http import BadUrl, Url, head, parse_url, status_line
from playground.cluster.containers.shell.tools.reach import KERNEL_CONNECT, addresses, dial
from playground.cluster.containers.shell.wishes import Dialled, Outcome, Sleep, Talk

AGENT = "curl/8.14.1"
_SHORT = "sSvo:w:Im:qgkLX:H:d:fiu:A:e:b:c:OD:46nNGT:x:r:Z#0aU:E:F:K:Y:y:z:t:jJlpRVhM"
_FLAGS = (
    "silent show-error verbose head globoff insecure location fail fail-with-body include remote-name ipv4 ipv6 get "
    "no-buffer compressed http1.0 http1.1 http2 tcp-nodelay no-keepalive retry-connrefused retry-all-errors progress-bar "
    "no-progress-meter disable path-as-is location-trusted post301 post302 raw version help no-sessionid parallel fail-early"
)
_VALUES = (
    "output write-out max-time connect-timeout request header data data-raw data-binary data-ascii data-urlencode json user "
    "user-agent referer cookie cookie-jar dump-header resolve connect-to retry retry-delay retry-max-time interface cacert "
    "cert key max-redirs proxy noproxy dns-servers limit-rate upload-file form url range happy-eyeballs-timeout-ms "
    "keepalive-time local-port stderr ciphers tls-max unix-socket expect100-timeout"
)
_LONG = [*_FLAGS.split(), *(f"{name}=" for name in _VALUES.split())]
_SUPPORTED = ("http", "https", "telnet")
METER = (
    "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n"
    "                                 Dload  Upload   Total   Spent    Left  Speed\n"
)


@dataclass(slots=True)
class _Failure(Exception):
    """curl's exit code and the message behind `curl: (7)`."""

    code: int
    message: str

    def __str__(self) -> str:
        return f"curl: ({self.code}) {self.message}"


@dataclass(slots=True)
class _Transfer:
    """One URL: what was asked and what came of it, for --write-out."""

    url: Url
    started: float
    reply: HttpReply | None = None
    remote: str = ""
    local: str = ""
    redirects: int = 0
    failure: _Failure | None = None
    method: str = "GET"
    written: int = 0
    connects: int = 0
    notes: list[str] = field(default_factory=list)


def curl(call: Call) -> Talk[int]:
    options = call.options(_SHORT, _LONG)
    if options.has("-V", "--version"):
        call.out("curl 8.14.1 (x86_64-pc-linux-musl) libcurl/8.14.1\n")
        return 0
    texts = [*options.values("--url"), *options.words]
    if not texts:
        call.err("curl: (2) no URL specified\n")
        return 2
    code = 0
    outputs = iter(options.values("-o", "--output"))
    for text in texts:
        for url in [text] if options.has("-g", "--globoff") else list(_globbed(text)):
            code = yield from _one(call, options, url, next(outputs, ""))
    return code


def _one(call: Call, options: Options, text: str, output: str) -> Talk[int]:
    now = call.machine.clock
    try:
        transfer = _Transfer(parse_url(text), now.now)
        if transfer.url.scheme not in _SUPPORTED:
            raise _Failure(1, f'Protocol "{transfer.url.scheme}" not supported')
    except BadUrl as problem:
        return _told(call, options, _Failure(3, f"URL rejected: {problem}"))
    except _Failure as problem:
        return _told(call, options, problem)
    tries = int(options.number("--retry")) + 1
    wait = 1.0
    for attempt in range(tries):
        transfer = _Transfer(transfer.url if attempt == 0 else parse_url(text), now.now)
        try:
            yield from _fetch(call, options, transfer)
            transfer.failure = None
        except _Failure as problem:
            transfer.failure = problem
        if attempt == tries - 1 or not _worth_retrying(options, transfer):
            break
        delay = options.number("--retry-delay", default=wait)
        call.err(f"Warning: Problem: {_trouble(transfer)}. Will retry in {delay:.0f} second{'' if delay == 1 else 's'}. {tries - 1 - attempt} retr{'y' if tries - 1 - attempt == 1 else 'ies'} left.\n")
        yield Sleep(delay)
        wait = min(wait * 2, 600)
    return _finish(call, options, transfer, output)


def _worth_retrying(options: Options, transfer: _Transfer) -> bool:
    if transfer.failure is None:
        return transfer.reply is not None and transfer.reply.status in (408, 429, 500, 502, 503, 504)
    if options.has("--retry-all-errors"):
        return True
    return transfer.failure.code in (28, 6) or (transfer.failure.code == 7 and options.has("--retry-connrefused"))


def _trouble(transfer: _Transfer) -> str:
    if transfer.failure is None:
        return f"HTTP error {transfer.reply.status if transfer.reply else 0}"
    return {6: "DNS error", 7: "connection refused", 28: "timeout"}.get(transfer.failure.code, "(retrying all errors)")


def _told(call: Call, options: Options, problem: _Failure) -> int:
    if not options.has("-s", "--silent") or options.has("-S", "--show-error"):
        call.err(f"{problem}\n")
    return problem.code


# -- the transfer


def _fetch(call: Call, options: Options, transfer: _Transfer) -> Talk[None]:
    """Raises _Failure."""
    follow = options.has("-L", "--location")
    most = int(options.number("--max-redirs", default=50))
    method, body = _request_of(call, options)
    while True:
        reply = yield from _request(call, options, transfer, method, body)
        target = next((value for name, value in (reply.headers if reply else {}).items() if name.lower() == "location"), "")
        if reply is None or not follow or not target or reply.status not in (301, 302, 303, 307, 308):
            return
        if transfer.redirects >= most:
            raise _Failure(47, f"Maximum ({most}) redirects followed")
        transfer.redirects += 1
        transfer.notes.append(f"* Issue another request to this URL: '{urljoin(str(transfer.url), target)}'\n")
        transfer.url = parse_url(urljoin(str(transfer.url), target))
        if reply.status == 303 or (reply.status in (301, 302) and method == "POST" and not options.has("-X", "--request")):
            method, body = "GET", ""


def _request_of(call: Call, options: Options) -> tuple[str, str]:
    """The method and body that the options ask for. Raises _Failure."""
    data = []
    for name, value in options.given:
        if name in ("-d", "--data", "--data-ascii", "--data-binary", "--json", "--data-raw", "--data-urlencode"):
            if value.startswith("@") and name != "--data-raw":
                try:
                    value = call.text(value[1:])
                except FileProblem:
                    raise _Failure(26, f"Failed to open {value[1:]}") from None
                value = value if name in ("--data-binary", "--json") else value.replace("\n", "").replace("\r", "")
            if name == "--data-urlencode":
                key, equals, raw = value.partition("=")
                value = f"{key}={quote(raw)}" if equals and key else quote(raw if equals else key)
            data.append(value)
    body = ("" if options.has("--json") else "&").join(data)
    method = "HEAD" if options.has("-I", "--head") else "POST" if data and not options.has("-G", "--get") else "GET"
    if options.has("-T", "--upload-file"):
        method = "PUT"
        body = call.text(options.value("-T", "--upload-file"))
    return options.value("-X", "--request") or method, body


def _request(call: Call, options: Options, transfer: _Transfer, method: str, body: str) -> Talk[HttpReply | None]:
    """One request on a new connection. Raises _Failure."""
    url = transfer.url
    transfer.method = method
    limit = options.number("-m", "--max-time")
    connect_limit = options.number("--connect-timeout")
    left = limit - (call.machine.clock.now - transfer.started) if limit else 0.0
    patience = min(one for one in (connect_limit or KERNEL_CONNECT, left or KERNEL_CONNECT, KERNEL_CONNECT))
    address = yield from _resolve(call, options, transfer, patience)
    path, sent = url.path, body
    if options.has("-G", "--get") and body:
        path, sent = f"{path}{'&' if '?' in path else '?'}{body}", ""
    headers = _headers(call, options, url, method, sent)
    host = headers.pop("Host", "") or url.authority
    request = HttpRequest(path, method, host, headers, body=sent, at=call.machine.clock.now)
    transfer.notes.append(f"*   Trying {f'[{address}]' if ':' in address else address}:{url.port}...\n")
    began = call.machine.clock.now
    tls = url.scheme == "https"
    said = None if url.scheme == "telnet" else request
    found = yield from dial(call, address, url.port, request=said, data=call.io.stdin.read() if said is None else "", tls=tls, patience=patience)
    _check_connection(call, transfer, found, began, patience)
    transfer.remote, transfer.local = address, found.source
    transfer.connects += 1
    transfer.notes.append(f"* Connected to {url.host} ({address}) port {url.port}\n")
    if url.scheme == "telnet":
        transfer.reply = HttpReply(0, found.text)
        return None
    if tls and not found.tls:
        raise _Failure(35, "TLS connect error: error:0A0000C6:SSL routines::packet length too long")
    if tls and not options.has("-k", "--insecure") and not options.has("--cacert"):
        raise _Failure(60, "SSL certificate problem: unable to get local issuer certificate\nMore details here: https://curl.se/docs/sslcerts.html\n\ncurl failed to verify the legitimacy of the server and therefore could not\nestablish a secure connection to it. To learn more about this situation and\nhow to fix it, please visit the webpage mentioned above.")
    transfer.notes += [f"> {method} {path} HTTP/1.1\n", f"> Host: {host}\n", *(f"> {name}: {value}\n" for name, value in headers.items()), "> \n", "* Request completely sent off\n"]
    if found.reply is None:
        if found.text:
            raise _Failure(1, "Received HTTP/0.9 when not allowed")
        raise _Failure(52, "Empty reply from server")
    transfer.reply = found.reply
    transfer.notes += [f"< {status_line(found.reply.status)}\n", *(f"< {name}: {value}\n" for name, value in head(found.reply, call.machine.clock.now)), "< \n"]
    if options.has("-f", "--fail", "--fail-with-body") and found.reply.status >= 400:
        raise _Failure(22, f"The requested URL returned error: {found.reply.status}")
    return found.reply


def _resolve(call: Call, options: Options, transfer: _Transfer, patience: float) -> Talk[str]:
    url = transfer.url
    for entry in options.values("--resolve"):
        host, _, rest = entry.lstrip("+").partition(":")
        port, _, address = rest.partition(":")
        if host.lower() in (url.host.lower(), "*") and port == str(url.port):
            transfer.notes.append(f"* Added {host}:{port}:{address} to DNS cache\n")
            return address.strip("[]").partition(",")[0]
    began = call.machine.clock.now
    family = 4 if options.has("-4", "--ipv4") else 6 if options.has("-6", "--ipv6") else 0
    found = yield from addresses(call, url.host, family)
    waited = call.machine.clock.now - began
    if waited > patience and (options.has("-m", "--max-time", "--connect-timeout")):
        raise _Failure(28, f"Resolving timed out after {patience * 1000:.0f} milliseconds")
    if not found.addresses:
        transfer.notes.append(f"* Could not resolve host: {url.host}\n")
        raise _Failure(6, f"Could not resolve host: {url.host}")
    if found.addresses[0] != url.host:
        four = [one for one in found.addresses if ":" not in one]
        six = [one for one in found.addresses if ":" in one]
        transfer.notes += [f"* Host {url.host}:{url.port} was resolved.\n", f"* IPv6: {', '.join(six) or '(none)'}\n", f"* IPv4: {', '.join(four) or '(none)'}\n"]
        return (four or six)[0] if len(found.addresses) == 1 else _any(call, four or six)
    return found.addresses[0]


def _any(call: Call, choice: tuple[str, ...] | list[str]) -> str:
    """Of several addresses (a headless Service) the server puts another one first each time."""
    return choice[call.shell.budget.steps % len(choice)]


def _headers(call: Call, options: Options, url: Url, method: str, body: str) -> dict[str, str]:
    headers = {"User-Agent": options.value("-A", "--user-agent") or AGENT, "Accept": "*/*"}
    user = options.value("-u", "--user") or url.user
    if user:
        headers = {"Authorization": "Basic " + base64.b64encode(user.encode()).decode(), **headers}
    if options.has("-e", "--referer"):
        headers["Referer"] = options.value("-e", "--referer")
    if options.has("-b", "--cookie"):
        headers["Cookie"] = options.value("-b", "--cookie")
    if body:
        headers["Content-Length"] = str(len(body.encode()))
        headers["Content-Type"] = "application/json" if options.has("--json") else "application/x-www-form-urlencoded"
    for line in options.values("-H", "--header"):
        name, colon, value = line.partition(":")
        for known in [one for one in headers if one.lower() == name.strip().lower()]:
            del headers[known]
        if colon and value.strip():
            headers["Host" if name.strip().lower() == "host" else name.strip()] = value.strip()
    return headers


def _check_connection(call: Call, transfer: _Transfer, found: Dialled, began: float, patience: float) -> None:
    """Raises _Failure."""
    url = transfer.url
    took = round((call.machine.clock.now - began) * 1000)
    if found.outcome is Outcome.ANSWERED:
        return
    if found.outcome is Outcome.SILENT and patience < KERNEL_CONNECT:
        raise _Failure(28, f"Connection timed out after {took} milliseconds")
    code = 28 if found.outcome is Outcome.SILENT else 7
    words = {Outcome.REFUSED: "Connection refused", Outcome.SILENT: "Connection timed out"}
    transfer.notes.append(f"* connect to {transfer.remote or url.host} port {url.port} failed: {words.get(found.outcome, 'Host is unreachable')}\n")
    raise _Failure(code, f"Failed to connect to {url.host} port {url.port} after {took} ms: Could not connect to server")


# -- what is printed


def _finish(call: Call, options: Options, transfer: _Transfer, output: str) -> int:
    silent = options.has("-s", "--silent")
    reply, failure = transfer.reply, transfer.failure
    if options.has("-v", "--verbose"):
        for note in transfer.notes:
            call.err(note)
    shown = _shown(call, options, transfer)
    to_terminal = call.shell.terminal is not None and call.io.out is call.shell.terminal and not output
    if not (silent or to_terminal or options.has("-I", "--head", "--no-progress-meter", "-#", "--progress-bar")):
        call.err(METER + _meter(len(reply.body.encode()) if reply and failure is None else 0))
    code = _written(call, options, shown, output, transfer)
    if failure is not None and (not silent or options.has("-S", "--show-error")):
        call.err(f"{failure}\n")
    if options.has("-v", "--verbose") and failure is None:
        call.err(f"* Connection #0 to host {transfer.url.host} left intact\n")
    if options.has("-w", "--write-out"):
        call.out(_write_out(call, options.value("-w", "--write-out"), transfer))
    return failure.code if failure is not None else code


def _shown(call: Call, options: Options, transfer: _Transfer) -> str:
    reply = transfer.reply
    failed = transfer.failure is not None and not options.has("--fail-with-body")
    if reply is None or failed:
        return ""
    lines = "".join(f"{name}: {value}\r\n" for name, value in head(reply, call.machine.clock.now))
    top = f"{status_line(reply.status)}\r\n{lines}\r\n"
    if options.has("-I", "--head"):
        return top
    transfer.written = len(reply.body.encode())
    return top + reply.body if options.has("-i", "--include") else reply.body


def _written(call: Call, options: Options, text: str, output: str, transfer: _Transfer) -> int:
    if options.has("-O", "--remote-name") and not output:
        output = transfer.url.path.partition("?")[0].rpartition("/")[2] or "curl_response"
    if not output or output == "-":
        call.out(text)
        return 0
    if transfer.failure is not None:
        return 0
    try:
        call.machine.files.write(call.shell.path(output), text)
    except FileProblem as problem:
        call.err(f"curl: (23) client returned ERROR on write, {len(text)} passed, 0 returned\n" if not str(problem) else "curl: (23) Failure writing output to destination\n")
        return 23
    return 0


def _meter(size: int) -> str:
    if not size:
        return "\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0\n"
    return f"\r100 {size:5d}  100 {size:5d}    0     0  {size:5d}      0 --:--:-- --:--:-- --:--:-- {size:5d}\n"


def _write_out(call: Call, text: str, transfer: _Transfer) -> str:
    reply, url, failure = transfer.reply, transfer.url, transfer.failure
    status = f"{reply.status if reply else 0:03d}"
    took = f"{call.machine.clock.now - transfer.started:.6f}"
    values = {
        "http_code": status,
        "response_code": status,
        "time_total": took,
        "time_connect": took if failure is None else "0.000000",
        "time_namelookup": "0.000000",
        "time_starttransfer": took,
        "size_download": str(transfer.written),
        "remote_ip": transfer.remote,
        "remote_port": str(url.port if transfer.remote else 0),
        "local_ip": transfer.local,
        "local_port": "40000" if transfer.local else "0",
        "url_effective": str(url),
        "url": str(url),
        "content_type": reply.content_type if reply else "",
        "exitcode": str(failure.code if failure else 0),
        "errormsg": failure.message if failure else "",
        "num_redirects": str(transfer.redirects),
        "num_connects": str(transfer.connects),
        "method": transfer.method,
        "scheme": url.scheme,
        "http_version": "1.1" if reply else "0",
        "redirect_url": next((value for name, value in (reply.headers if reply else {}).items() if name == "Location"), ""),
    }
    text = text.replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r")
    return re.sub(r"%\{(\w+)\}|%%", lambda found: values.get(found[1], "") if found[1] else "%", text)


_GLOB = re.compile(r"\{([^{}]*)\}|\[(\d+)-(\d+)(?::(\d+))?\]")
_MOST_URLS = 200


def _globbed(text: str) -> list[str]:
    """`http://web-{0,1}/[1-3]` -> its URLs. An IPv6 address in brackets is none. Raises Usage."""
    pieces: list[list[str]] = []
    last = 0
    for found in _GLOB.finditer(text):
        pieces.append([text[last : found.start()]])
        if found[2]:
            low, high, step = int(found[2]), int(found[3]), int(found[4] or 1)
            if high - low > _MOST_URLS * step:
                raise Usage("(3) range overflow", 3)
            pieces.append([str(number).zfill(len(found[2])) for number in range(low, high + 1, step)])
        else:
            pieces.append(found[1].split(","))
        last = found.end()
    pieces.append([text[last:]])
    return ["".join(one) for one in itertools.islice(itertools.product(*pieces), _MOST_URLS)]
