"""The well-known images, as a table: what they start, with which C library, and what nobody can pull.

Images are matched by name, never by tag. The programs that they start are in programs.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from playground.cluster.dns.resolver import GLIBC, MUSL, Library


@dataclass(frozen=True, slots=True)
class Image:
    """One image: entry point, arguments, libc, and whether it has a shell to exec into."""

    entrypoint: tuple[str, ...] = ()
    cmd: tuple[str, ...] = ()
    library: Library = GLIBC
    shell: str = "/bin/sh"  # '' for images without one
    known: bool = True


UNKNOWN = Image(known=False)

_ENTRY = ("docker-entrypoint.sh",)
_DISTROLESS = ""

IMAGES: dict[str, Image] = {
    # web servers
    "nginx": Image(("/docker-entrypoint.sh",), ("nginx", "-g", "daemon off;")),
    "nginxinc/nginx-unprivileged": Image(("/docker-entrypoint.sh",), ("nginx-unprivileged", "-g", "daemon off;")),
    "nginxdemos/hello": Image(("/docker-entrypoint.sh",), ("nginx-hello", "-g", "daemon off;"), MUSL),
    "httpd": Image((), ("httpd-foreground",)),
    "caddy": Image((), ("caddy", "run"), MUSL),
    "traefik": Image(("/entrypoint.sh",), ("traefik",), MUSL),
    "haproxy": Image(_ENTRY, ("haproxy", "-f", "/usr/local/etc/haproxy/haproxy.cfg")),
    "tomcat": Image((), ("catalina.sh", "run"), shell="/bin/bash"),
    # what answers with something about itself
    "traefik/whoami": Image(("/whoami",), (), MUSL, _DISTROLESS),
    "containous/whoami": Image(("/whoami",), (), MUSL, _DISTROLESS),
    "hashicorp/http-echo": Image(("/http-echo",), (), MUSL, _DISTROLESS),
    "mendhak/http-https-echo": Image((), ("http-https-echo",), MUSL),
    "google-samples/hello-app": Image((), ("hello-app",), MUSL, _DISTROLESS),
    "google-samples/node-hello": Image((), ("node-hello",)),
    "paulbouwer/hello-kubernetes": Image((), ("hello-kubernetes",), MUSL),
    "kennethreitz/httpbin": Image((), ("httpbin",)),
    "mccutchen/go-httpbin": Image((), ("go-httpbin",), MUSL, _DISTROLESS),
    "echoserver": Image((), ("echoserver",)),
    "ealen/echo-server": Image((), ("echo-server",), MUSL),
    "jmalloc/echo-server": Image((), ("jmalloc-echo-server",), MUSL, _DISTROLESS),
    "agnhost": Image(("/agnhost",), ("pause",), MUSL),
    "serve_hostname": Image(("/agnhost",), ("serve-hostname",), MUSL),
    "pause": Image(("/pause",), (), GLIBC, _DISTROLESS),
    # databases, caches and queues
    "mariadb": Image(_ENTRY, ("mariadbd",), shell="/bin/bash"),
    "mysql": Image(_ENTRY, ("mysqld",), shell="/bin/bash"),
    "postgres": Image(_ENTRY, ("postgres",), shell="/bin/bash"),
    "mongo": Image(_ENTRY, ("mongod",), shell="/bin/bash"),
    "redis": Image(_ENTRY, ("redis-server",)),
    "valkey/valkey": Image(_ENTRY, ("valkey-server",)),
    "memcached": Image(_ENTRY, ("memcached",)),
    "rabbitmq": Image(_ENTRY, ("rabbitmq-server",), shell="/bin/bash"),
    "nats": Image(("/nats-server",), (), MUSL, _DISTROLESS),
    "elasticsearch": Image(_ENTRY, ("elasticsearch",), shell="/bin/bash"),
    # applications in front of them
    "adminer": Image(("entrypoint.sh",), ("adminer",), MUSL),
    "phpmyadmin": Image(("/docker-entrypoint.sh",), ("phpmyadmin",), shell="/bin/bash"),
    "wordpress": Image(_ENTRY, ("wordpress",), shell="/bin/bash"),
    "ghost": Image(_ENTRY, ("ghost",)),
    "grafana/grafana": Image(("/run.sh",), ("grafana",), MUSL),
    "prom/prometheus": Image(("/bin/prometheus",), ()),
    # the cluster's own
    "coredns": Image(("/coredns",), (), GLIBC, _DISTROLESS),
    # tools and bases: they do nothing unless a command says what
    "busybox": Image((), ("sh",)),
    "alpine": Image((), ("/bin/sh",), MUSL),
    "curlimages/curl": Image(("/entrypoint.sh",), ("curl",), MUSL),
    "nicolaka/netshoot": Image((), ("zsh",), MUSL, "/bin/bash"),
    "debian": Image((), ("bash",), shell="/bin/bash"),
    "ubuntu": Image((), ("/bin/bash",), shell="/bin/bash"),
    "glibc-dns-testing": Image((), ("bash",), shell="/bin/bash"),
    "jessie-dnsutils": Image((), ("sleep", "3600"), shell="/bin/bash"),
    "dnsutils": Image((), ("sleep", "3600"), shell="/bin/bash"),
    "python": Image((), ("python3",), shell="/bin/bash"),
    "node": Image(_ENTRY, ("node",), shell="/bin/bash"),
}

_COPIES = ("library/", "docker/library/", "e2e-test-images/", "kubernetes-e2e-test-images/", "ingress-nginx/")
"""Places that hold the same images under the same last name."""

_RENAMED = {"coredns/coredns": "coredns", "apache/httpd": "httpd"}
_BROKEN = "does-not-exist"
_REFERENCE = re.compile(
    r"^(?:[A-Za-z0-9.-]+(?::[0-9]+)?/)?"
    r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*"
    r"(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$"
)


def image_of(reference: str) -> Image:
    """The row for an image as a pod names it; UNKNOWN if no table has it."""
    return IMAGES.get(name_of(reference), UNKNOWN)


def name_of(reference: str) -> str:
    """`registry.k8s.io/e2e-test-images/agnhost:2.63.0` -> `agnhost`, `docker.io/traefik/whoami` -> `traefik/whoami`."""
    path = reference.partition("@")[0]
    first, slash, rest = path.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost"):
        path = rest
    head, slash, last = path.rpartition("/")
    path = f"{head}{slash}{last.partition(':')[0]}"
    for place in _COPIES:
        path = path.removeprefix(place)
    return _RENAMED.get(path, path)


def pull_error(reference: str) -> tuple[str, str] | None:
    """Why an image can't be had: a waiting reason and its message. `does-not-exist...` is in no registry.

    Models: pkg/kubelet/images/image_manager.go EnsureImageExists
    """
    if not _REFERENCE.match(reference):
        return "InvalidImageName", f'Failed to apply default image tag "{reference}": invalid reference format'
    if name_of(reference).rpartition("/")[2].startswith(_BROKEN):
        return "ErrImagePull", f'failed to pull and unpack image "{reference}": not found'
    return None
