"""The tools that ask others: exact outputs, messages, exit codes and how long they wait."""

from __future__ import annotations

import pytest

from tests.containers.shell.world import sh

METER_HEAD = (
    "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n"
    "                                 Dload  Upload   Total   Spent    Left  Speed\n"
)

CURL = [
    # command, output, standard error, exit code, seconds
    ("curl -s web", "hello\n", "", 0, 0),
    ("curl -s http://web.shop.svc.cluster.local:80/x", "hello\n", "", 0, 0),
    ("curl -s 10.96.0.5", "hello\n", "", 0, 0),
    ("curl -q -s --connect-timeout 2 --max-time 60 http://10.96.0.5:80/", "hello\n", "", 0, 0),
    ("curl -s web web", "hello\nhello\n", "", 0, 0),
    ("curl -s -o /dev/null -w '%{http_code}\\n' web", "200\n", "", 0, 0),
    ("curl -s -o /dev/null -w \"%{http_code}\" --max-time 5 web:503", "503", "", 0, 0),
    ("curl -s -o /dev/null -w '%{http_code} %{exitcode}' closed", "000 7", "", 7, 0),
    ("curl -s -w '%{remote_ip}:%{remote_port} %{size_download}' -o /tmp/x web; cat /tmp/x", "10.96.0.5:80 6hello\n", "", 0, 0),
    ("curl -sS nope", "", "curl: (6) Could not resolve host: nope\n", 6, 0),
    ("curl -sS closed", "", "curl: (7) Failed to connect to closed port 80 after 0 ms: Could not connect to server\n", 7, 0),
    ("curl -s closed", "", "", 7, 0),
    ("curl -sS --connect-timeout 2 slow", "", "curl: (28) Connection timed out after 2000 milliseconds\n", 28, 2),
    ("curl -sS -m 1.5 slow", "", "curl: (28) Connection timed out after 1500 milliseconds\n", 28, 1.5),
    ("curl -sS slow", "", "curl: (28) Failed to connect to slow port 80 after 134000 ms: Could not connect to server\n", 28, 134),
    ("curl -sSf web:404", "", "curl: (22) The requested URL returned error: 404\n", 22, 0),
    ("curl -s web:404", "no such page\n", "", 0, 0),
    ("curl -sS db:3306", "", "curl: (1) Received HTTP/0.9 when not allowed\n", 1, 0),
    ("curl -sS db:5432", "", "curl: (52) Empty reply from server\n", 52, 0),
    ("curl -s telnet://db:3306", "8.4.6\n", "", 0, 0),
    ("curl -sL web:302", "hello\n", "", 0, 0),
    ("curl -s -o /dev/null -w '%{http_code} %{redirect_url}' web:302", "302 http://web/", "", 0, 0),
    ("curl -sS ftp://web", "", 'curl: (1) Protocol "ftp" not supported\n', 1, 0),
    ("curl -s --resolve shop.example:80:10.96.0.5 http://shop.example/", "hello\n", "", 0, 0),
    ("curl -sS --retry 2 slow -m 1", "", None, 28, 6),
    ("curl", "", "curl: (2) no URL specified\n", 2, 0),
    ("curl web", "hello\n", METER_HEAD + "\r100     6  100     6    0     0      6      0 --:--:-- --:--:-- --:--:--     6\n", 0, 0),
    ("curl -s 'http://web/[1-3]'", "hello\n" * 3, "", 0, 0),
    ("curl -g -s --connect-timeout 2 http://web && echo service-down-failed", "hello\nservice-down-failed\n", "", 0, 0),
]  # fmt: skip


@pytest.mark.parametrize(("script", "out", "err", "code", "seconds"), CURL, ids=[row[0] for row in CURL])
def test_curl(script: str, out: str, err: str | None, code: int, seconds: float) -> None:
    ran = sh(script)
    assert (ran.out, ran.code, ran.seconds) == (out, code, seconds)
    assert err is None or ran.err == err


def test_curl_shows_the_head_of_an_answer() -> None:
    head = (
        "HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\n"
    )
    assert sh("curl -sI web").out == head
    assert sh("curl -si web").out == head + "hello\n"
    assert sh("curl -g -i -s --connect-timeout 2 http://web:503/healthz | head -1").out == "HTTP/1.1 503 Service Unavailable\r\n"


def test_curl_tells_its_steps() -> None:
    ran = sh("curl -sv web")
    assert ran.out == "hello\n"
    assert ran.err.splitlines()[:9] == [
        "* Host web:80 was resolved.", "* IPv6: (none)", "* IPv4: 10.96.0.5", "*   Trying 10.96.0.5:80...",
        "* Connected to web (10.96.0.5) port 80", "> GET / HTTP/1.1", "> Host: web", "> User-Agent: curl/8.14.1", "> Accept: */*",
    ]  # fmt: skip


OTHERS = [
    # image, command, output, standard error, exit code, seconds
    ("busybox", "wget -q -O - -T 1 http://web:80", "hello\n", "", 0, 0),
    ("busybox", "wget -T 5 -qO- web", "hello\n", "", 0, 0),
    ("busybox", "wget -qO- nope", "", "wget: bad address 'nope'\n", 1, 0),
    ("busybox", "wget -qO- closed", "", "wget: can't connect to remote host (10.96.0.7): Connection refused\n", 1, 0),
    ("busybox", "wget -q -T 1 -O- slow", "", "wget: download timed out\n", 1, 1),
    ("busybox", "wget -qO- web:404", "", "wget: server returned error: HTTP/1.1 404 Not Found\n", 1, 0),
    ("busybox", "wget --spider web", "", "Connecting to web (10.96.0.5:80)\nremote file exists\n", 0, 0),
    ("busybox", "for i in $(seq 1 2); do wget -q -O - -T 1 http://web:80 2>&1 || true; echo; done", "hello\n\nhello\n\n", "", 0, 0),
    ("python", "wget -qO- web", "hello\n", "", 0, 0),
    ("python", "wget -q closed", "", "", 4, 0),
    ("python", "wget -qO- web:404", "", "", 8, 0),
    ("agnhost", "nc -vz -w 2 web 80", "", "Connection to web (10.96.0.5) 80 port [tcp/http] succeeded!\n", 0, 0),
    ("agnhost", "echo hostName | nc -v -t -w 2 web 80", "HTTP/1.1 400 Bad Request\r\n", "Connection to web (10.96.0.5) 80 port [tcp/http] succeeded!\n", 0, 0),
    ("agnhost", "nc -vz -w 2 closed 80", "", "nc: connect to closed (10.96.0.7) port 80 (tcp) failed: Connection refused\n", 1, 0),
    ("agnhost", "nc -z -w 2 slow 80", "", "", 1, 2),
    ("agnhost", "nc -vz -w 2 slow 80", "", "nc: connect to slow (10.96.0.6) port 80 (tcp) timed out: Operation now in progress\n", 1, 2),
    ("agnhost", "nc -z web tcp://10.96.0.5:80", "", "nc: port number invalid: tcp://10.96.0.5:80\n", 1, 0),
    ("agnhost", "nc -vz web http", "", "Connection to web (10.96.0.5) 80 port [tcp/http] succeeded!\n", 0, 0),
    ("busybox", "nc -z web x", "", "nc: bad port 'x'\n", 1, 0),
    ("agnhost", "nc -z nope 80", "", 'nc: getaddrinfo for host "nope" port 80: Name does not resolve\n', 1, 0),
    ("agnhost", "echo hostName | nc -w 1 -u 10.96.0.5 53 | grep -v '^\\s*$'", "web-1\n", "", 0, 1),
    ("agnhost", "echo hostname | nc -u -w 5 10.96.0.9 53; echo $?", "0\n", "", 0, 5),
    ("busybox", "nc -zv web 80", "", "web (10.96.0.5:80) open\n", 0, 0),
    ("busybox", "nc -z closed 80", "", "nc: can't connect to remote host (10.96.0.7): Connection refused\n", 1, 0),
    ("agnhost", "/agnhost connect --timeout=3s web:80", "", "", 0, 0),
    ("agnhost", "/agnhost connect --timeout=3s closed:80", "", "REFUSED\n", 1, 0),
    ("agnhost", "/agnhost connect slow:80 --timeout=3s", "", "TIMEOUT\n", 1, 3),
    ("agnhost", "/agnhost connect nope:80", "", "DNS: lookup nope on 10.96.0.10:53: no such host\n", 1, 0),
    ("agnhost", "/agnhost dns-suffix; /agnhost dns-server-list", "shop.svc.cluster.local,svc.cluster.local,cluster.local\n10.96.0.10\n", "", 0, 0),
    ("busybox", "ping -c 1 -W 1 web | tail -2", "1 packets transmitted, 1 packets received, 0% packet loss\nround-trip min/avg/max = 0.100/0.100/0.100 ms\n", "", 0, 0),
    ("busybox", "ping -c 2 -W 1 slow | tail -1", "2 packets transmitted, 0 packets received, 100% packet loss\n", "", 0, 2),
    ("busybox", "ping -c 1 nope", "", "ping: bad address 'nope'\n", 1, 0),
    ("nicolaka/netshoot", "ping -c 1 nope", "", "ping: nope: Name or service not known\n", 2, 0),
    ("redis", "redis-cli -h closed -p 80 ping", "", "Could not connect to Redis at closed:80: Connection refused\n", 1, 0),
    ("postgres", "pg_isready -h db", "db:5432 - accepting connections\n", "", 0, 0),
    ("debian", "bash -c 'echo > /dev/tcp/web/80 && echo open'", "open\n", "", 0, 0),
    ("debian", "bash -c 'timeout 2 echo > /dev/tcp/closed/80'", "", "bash: line 1: /dev/tcp/closed/80: Connection refused\n", 1, 0),
]  # fmt: skip


@pytest.mark.parametrize(("image", "script", "out", "err", "code", "seconds"), OTHERS, ids=[row[1] for row in OTHERS])
def test_clients(image: str, script: str, out: str, err: str, code: int, seconds: float) -> None:
    ran = sh(script, image)
    assert (ran.out.removeprefix("\n"), ran.err, ran.code, ran.seconds) == (out, err, code, seconds)


WEB = "web.shop.svc.cluster.local"
NAMES = [
    ("agnhost", f"dig +short {WEB}", "10.96.0.5\n", 0),
    ("agnhost", f"dig +notcp +noall +answer +search {WEB} A", f"{WEB}. 30\tIN\tA\t10.96.0.5\n", 0),
    ("agnhost", "dig +tcp +noall +answer +search web A", f"{WEB}. 30\tIN\tA\t10.96.0.5\n", 0),
    ("agnhost", "dig +noall +answer web", "", 0),
    ("agnhost", "dig +short +search nope", "", 0),
    ("agnhost", f"dig +short SRV _http._tcp.{WEB}", f"0 100 80 {WEB}.\n", 0),
    ("agnhost", "dig +notcp +noall +answer +search 5.0.96.10.in-addr.arpa. PTR", f"5.0.96.10.in-addr.arpa.\t30\tIN\tPTR\t{WEB}.\n", 0),
    ("agnhost", "dig -x 10.96.0.5 +short", f"{WEB}.\n", 0),
    ("agnhost", "dig +short +time=1 +tries=2 @10.9.9.9 web.", ";; communications error to 10.9.9.9#53: timed out\n" * 2 + ";; no servers could be reached\n", 9),
    ("agnhost", "host web", f"{WEB} has address 10.96.0.5\n", 0),
    ("agnhost", "host nope", "Host nope not found: 3(NXDOMAIN)\n", 1),
    ("agnhost", "host 10.96.0.5", f"5.0.96.10.in-addr.arpa domain name pointer {WEB}.\n", 0),
    ("agnhost", f"host -t SRV _http._tcp.{WEB}", f"_http._tcp.{WEB} has SRV record 0 100 80 {WEB}.\n", 0),
    ("agnhost", "getent hosts web", f"10.96.0.5       {WEB}\n", 0),
    ("agnhost", "getent hosts 10.96.0.5", f"10.96.0.5       {WEB}\n", 0),
    ("agnhost", "getent ahosts web | head -1", f"10.96.0.5       STREAM {WEB}\n", 0),
    ("agnhost", "nslookup web", f"Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\nName:\t{WEB}\nAddress: 10.96.0.5\n\n", 0),
    ("agnhost", "nslookup nope", "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\n** server can't find nope: NXDOMAIN\n\n", 1),
    ("agnhost", "nslookup 10.96.0.5", f"Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\n5.0.96.10.in-addr.arpa\tname = {WEB}.\n\n", 0),
    ("busybox", f"nslookup -type=a {WEB}", f"Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\nName:\t{WEB}\nAddress: 10.96.0.5\n\n", 0),
    ("busybox", "nslookup -type=a web",
     f"Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\nName:\t{WEB}\nAddress: 10.96.0.5\n\n"
     "** server can't find web.svc.cluster.local: NXDOMAIN\n\n** server can't find web.cluster.local: NXDOMAIN\n\n", 1),
]  # fmt: skip


@pytest.mark.parametrize(("image", "script", "out", "code"), NAMES, ids=[row[1] for row in NAMES])
def test_questions_to_dns(image: str, script: str, out: str, code: int) -> None:
    ran = sh(script, image)
    assert (ran.out, ran.err, ran.code) == (out, "", code)


def test_a_server_that_is_silent_costs_its_time() -> None:
    assert sh("dig +time=1 +tries=2 web @10.9.9.9").seconds == 2
    assert sh("nslookup web", dns=False).seconds == 15
    ran = sh("curl -sS web", dns=False)
    assert (ran.code, ran.err) == (6, "curl: (6) Could not resolve host: web\n")


def test_the_probe_loop_of_the_dns_tests_writes_its_results() -> None:
    """As the pod of Kubernetes' DNS tests runs it, for fewer rounds."""
    script = (
        "for i in `seq 1 3`; do "
        f'check="$(dig +notcp +noall +answer +search {WEB} A)" && test -n "$check" && echo OK > /results/agnhost_udp@{WEB};'
        f'check="$(dig +tcp +noall +answer +search nope A)" && test -n "$check" && echo OK > /results/agnhost_tcp@nope;'
        'test -n "$(getent hosts web)" && echo OK > /results/agnhost_hosts@web;'
        "sleep 1; done; ls /results"
    )
    ran = sh(script, "agnhost")
    assert (ran.out, ran.seconds) == (f"agnhost_hosts@web\nagnhost_udp@{WEB}\n", 3)


def test_full_dig_shows_header_question_answer_and_server() -> None:
    ran = sh(f"dig {WEB}", "agnhost")
    assert ran.out.splitlines()[1:4] == [f"; <<>> DiG 9.18.37 <<>> {WEB}", ";; global options: +cmd", ";; Got answer:"]
    for line in (";; flags: qr aa rd; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 1", ";; ANSWER SECTION:", f"{WEB}. 30\tIN\tA\t10.96.0.5", ";; SERVER: 10.96.0.10#53(10.96.0.10) (UDP)"):
        assert line in ran.out.splitlines()


@pytest.mark.parametrize(
    ("image", "has", "lacks"),
    [
        ("busybox:1.36", ["wget", "nc", "nslookup"], ["curl", "dig", "bash", "getent"]),
        ("alpine", ["wget", "getent"], ["curl", "dig", "bash"]),
        ("curlimages/curl:8.9.1", ["curl", "wget"], ["dig", "bash"]),
        ("nginx:1.29", ["curl", "getent", "bash"], ["wget", "nc", "ip", "ping", "ps"]),
        ("nginx:1.29-alpine", ["curl", "wget", "nslookup"], ["dig", "bash"]),
        ("registry.k8s.io/e2e-test-images/agnhost:2.63.0", ["curl", "dig", "ss", "nc", "agnhost", "wget", "bash"], []),
        ("debian", ["bash", "getent"], ["curl", "wget", "ip", "ping", "nc"]),
        ("python:3.13-slim", ["bash"], ["curl", "wget"]),
        ("somewhere.example/unknown:1", ["curl", "wget", "bash"], ["dig"]),
    ],
)
def test_images_have_their_own_tools(image: str, has: list[str], lacks: list[str]) -> None:
    assert sh(f"which {' '.join(has)} >/dev/null", image).code == 0
    for tool in lacks:
        assert sh(f"which {tool}", image).code == 1, tool
