"""Which tools an image holds, and in whose version: a table of bases and of what images add to them.

An image that no table knows is taken to be a Debian with curl and wget.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from playground.cluster.containers.images import image_of, name_of

_CORE = frozenset(
    ["[", "awk", "base64", "basename", "cat", "chmod", "chown", "clear", "cp", "cut", "date", "dirname", "echo", "egrep", "env", "expr", "false", "fgrep", "find", "grep", "head", "hostname", "id", "kill", "ln", "ls", "md5sum", "mkdir", "mktemp", "more", "mv", "nproc", "od", "paste", "printenv", "printf", "ps", "pwd", "readlink", "realpath", "rev", "rm", "rmdir", "sed", "seq", "sh", "sha256sum", "sleep", "sort", "stat", "tac", "tail", "tee", "test", "timeout", "touch", "tr", "true", "uname", "uniq", "uptime", "watch", "wc", "which", "whoami", "xargs", "yes"]
)
_BUSYBOX = _CORE | frozenset(
    ["arp", "ash", "ifconfig", "ip", "nc", "netstat", "nslookup", "ping", "ping6", "route", "telnet", "top", "traceroute", "vi", "watch", "wget", "busybox", "httpd"]
)
_ALPINE = _BUSYBOX | {"getent", "apk"}
_DEBIAN = (_CORE | {"bash", "dash", "getent", "apt-get"}) - {"ps"}
_ISC = frozenset({"dig", "host", "nslookup"})
_NET = frozenset({"ip", "ping", "ss", "netstat", "ifconfig", "nc", "telnet", "traceroute"})


@dataclass(frozen=True, slots=True)
class Toolbox:
    """`versions`: which of several programs of one name it is; `shell`: ash, dash or bash, as `sh` is called."""

    tools: frozenset[str]
    shell: str = "ash"
    versions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    release: str = "alpine"
    user: str = "root"

    def version(self, tool: str) -> str:
        return self.versions.get(tool, "")


_BUSYBOX_VERSIONS = {"wget": "busybox", "nc": "busybox", "nslookup": "busybox", "ping": "busybox", "grep": "busybox"}
BUSYBOX = Toolbox(_BUSYBOX, "ash", _BUSYBOX_VERSIONS, "busybox")
ALPINE = Toolbox(_ALPINE, "ash", _BUSYBOX_VERSIONS)
DEBIAN = Toolbox(_DEBIAN, "dash", {"wget": "gnu", "nc": "openbsd", "nslookup": "bind", "ping": "iputils"}, "debian")
NOTHING = Toolbox(frozenset(), "")


def _with(base: Toolbox, *tools: str, **versions: str) -> Toolbox:
    return Toolbox(base.tools | frozenset(tools), base.shell, {**base.versions, **versions}, base.release, base.user)


_ALPINE_NET = _with(ALPINE, "curl", "bash", "ss", *_ISC, nc="openbsd", nslookup="bind")
TOOLBOXES: dict[str, Toolbox] = {
    "busybox": BUSYBOX,
    "alpine": ALPINE,
    "curlimages/curl": Toolbox(ALPINE.tools | {"curl"}, "ash", _BUSYBOX_VERSIONS, user="curl_user"),
    "nicolaka/netshoot": _with(_ALPINE_NET, "zsh", "jq", "ncat", ping="iputils"),
    "agnhost": _with(_ALPINE_NET, "agnhost", "agnhost-2"),
    "serve_hostname": _with(_ALPINE_NET, "agnhost", "agnhost-2"),
    "glibc-dns-testing": _with(DEBIAN, *_ISC),
    "jessie-dnsutils": _with(DEBIAN, *_ISC),
    "dnsutils": _with(DEBIAN, *_ISC, *_NET),
    "nginx": _with(DEBIAN, "curl"),
    "nginxinc/nginx-unprivileged": _with(DEBIAN, "curl"),
    "nginxdemos/hello": _with(ALPINE, "curl"),
    "httpd": DEBIAN,
    "caddy": ALPINE,
    "traefik": ALPINE,
    "haproxy": DEBIAN,
    "tomcat": _with(DEBIAN, "curl"),
    "redis": _with(DEBIAN, "redis-cli"),
    "valkey/valkey": _with(DEBIAN, "valkey-cli", "redis-cli"),
    "memcached": DEBIAN,
    "mariadb": _with(DEBIAN, "mariadb", "mariadb-admin"),
    "mysql": _with(DEBIAN, "mysql", "mysqladmin"),
    "postgres": _with(DEBIAN, "psql", "pg_isready"),
    "mongo": DEBIAN,
    "rabbitmq": DEBIAN,
    "debian": DEBIAN,
    "ubuntu": DEBIAN,
    "python": _with(DEBIAN, "curl", "wget"),
    "node": _with(DEBIAN, "curl", "wget"),
    "echoserver": _with(DEBIAN, "curl", "wget", *_NET),
    "wordpress": _with(DEBIAN, "curl"),
    "phpmyadmin": _with(DEBIAN, "curl"),
    "ghost": DEBIAN,
    "kennethreitz/httpbin": _with(DEBIAN, "curl"),
    "google-samples/node-hello": _with(DEBIAN, "curl", "wget"),
    "adminer": _with(ALPINE, "curl"),
    "prom/prometheus": BUSYBOX,
    "grafana/grafana": _with(ALPINE, "curl", "bash"),
}


def toolbox(reference: str) -> Toolbox:
    """The tools of an image as a pod names it."""
    image = image_of(reference)
    if not image.shell:
        return NOTHING
    tag = reference.partition("@")[0].rpartition("/")[2].partition(":")[2]
    found = TOOLBOXES.get(name_of(reference))
    if found is not None:
        if found.release == "debian" and "alpine" in tag:
            return _with(ALPINE, *(found.tools - DEBIAN.tools))
        return _without(found, "curl", "wget") if "slim" in tag else found
    return ALPINE if image.known and "apk" in image.shell else _with(DEBIAN, "curl", "wget")


def _without(box: Toolbox, *tools: str) -> Toolbox:
    return Toolbox(box.tools - frozenset(tools), box.shell, box.versions, box.release, box.user)
