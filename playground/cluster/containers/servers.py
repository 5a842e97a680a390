"""Programs that listen, as a table: on which ports, which flags and variables change that, and what they answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from playground.cluster.containers.model import Invocation, Listener, Process, ended, flags


@dataclass(frozen=True, slots=True)
class Server:
    """A program that listens. The flags and variables move its first listener."""

    listeners: tuple[Listener, ...]
    port_flags: tuple[str, ...] = ()
    port_variable: str = ""
    bind_flags: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()  # the image's entry point wants one of these variables to be set
    complaint: str = ""
    options: Mapping[str, str] = field(default_factory=dict)  # flag or variable -> option that replies.py reads

    def start(self, call: Invocation, *, by_entrypoint: bool = True) -> Process:
        if by_entrypoint and self.needs and not any(_is_set(call.env, name) for name in self.needs):
            return ended(1, self.complaint)
        given = flags(call.args)
        first, *others = self.listeners
        port, bind = first.port, first.bind
        for name in (*self.port_flags, *self.bind_flags):
            if name in given:
                bind, port = _address(given[name], bind, port, is_port=name in self.port_flags)
        if self.port_variable and call.env.get(self.port_variable, "").isdecimal() and port == first.port:
            port = int(call.env[self.port_variable])
        options = {
            option: given.get(source, call.env.get(source, ""))
            for source, option in self.options.items()
            if source in given or source in call.env
        }
        return Process((replace(first, port=port, bind=bind, options={**first.options, **options}), *others))


def _is_set(env: Mapping[str, str], name: str) -> bool:
    return bool(env.get(name) or env.get(name + "_FILE"))


def _address(value: str, bind: str, port: int, *, is_port: bool) -> tuple[str, int]:
    """`5678`, `:5678`, `127.0.0.1:5678`, `127.0.0.1`, `::1`, `[::1]:5678`."""
    if value.isdecimal() and is_port:
        return bind, int(value)
    if value.count(":") > 1 and not value.startswith("["):
        return _plain(value), port
    host, colon, number = value.rpartition(":")
    if colon and number.isdecimal():
        return _plain(host.strip("[]")), int(number)
    return (bind if is_port else _plain(value)), port


def _plain(host: str) -> str:
    return "" if host in ("", "0.0.0.0", "::", "*") else host  # noqa: S104  (what a user's flag says)


def tcp(port: int, reply: str = "", **more: object) -> Listener:
    return Listener("TCP", port, reply=reply, **more)  # type: ignore[arg-type]


def web(port: int, reply: str = "", program: str = "", status: int = 200) -> Listener:
    return Listener("TCP", port, http=True, reply=reply, program=program, status=status)


def udp(port: int, program: str = "") -> Listener:
    return Listener("UDP", port, program=program)


def _page(title: str, text: str) -> str:
    return f"<!DOCTYPE html>\n<html><head><title>{title}</title></head>\n<body><h1>{title}</h1><p>{text}</p></body></html>\n"


NGINX_PAGE = _page("Welcome to nginx!", "The web server runs in pod {pod}.")

MARIADB_NEEDS = (
    "MARIADB_ROOT_PASSWORD",
    "MARIADB_ROOT_PASSWORD_HASH",
    "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD",
    "MARIADB_RANDOM_ROOT_PASSWORD",
    "MYSQL_ROOT_PASSWORD",
    "MYSQL_ALLOW_EMPTY_PASSWORD",
    "MYSQL_RANDOM_ROOT_PASSWORD",
)
MYSQL_NEEDS = ("MYSQL_ROOT_PASSWORD", "MYSQL_ALLOW_EMPTY_PASSWORD", "MYSQL_RANDOM_ROOT_PASSWORD")
_UNINITIALIZED = "[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n"

SERVERS: dict[str, Server] = {
    "httpd-foreground": Server((web(80, "<html><body><h1>It works!</h1></body></html>\n"),)),
    "caddy": Server((web(80, _page("Caddy works!", "Served by pod {pod}.")), tcp(2019, bind="127.0.0.1"))),
    "traefik": Server((web(80, "404 page not found\n", status=404),)),
    "nginx-hello": Server(
        (web(80, "Server address: {ip}:{port}\nServer name: {pod}\nURI: {path}\n"),),
    ),
    "catalina.sh": Server((web(8080, _page("Apache Tomcat", "No application is deployed."), status=404),)),
    "whoami": Server(
        (web(80, program="whoami"),), ("port",), "WHOAMI_PORT_NUMBER", options={"name": "name", "WHOAMI_NAME": "name"}
    ),
    "http-https-echo": Server((web(8080, program="request"), tcp(8443, http=True, tls=True, program="request")), (), "HTTP_PORT"),
    "hello-app": Server((web(8080, "Hello, world!\nVersion: 1.0.0\nHostname: {hostname}\n"),), (), "PORT"),
    "node-hello": Server((web(8080, "Hello Kubernetes!"),)),
    "hello-kubernetes": Server((web(8080, _page("Hello world!", "pod {pod} on node {node}")),), (), "PORT"),
    "httpbin": Server((web(80, program="request"),)),
    "go-httpbin": Server((web(8080, program="request"),), ("port",), "PORT"),
    "echoserver": Server((web(8080, program="request"),)),
    "echo-server": Server((web(80, program="request"),), (), "PORT"),
    "jmalloc-echo-server": Server((web(8080, program="request"),), (), "PORT"),
    "mariadbd": Server(
        (tcp(3306, "11.8.3-MariaDB\n"),), ("port", "P"), "", ("bind-address",), MARIADB_NEEDS,
        _UNINITIALIZED + f"\tYou need to specify one of {', '.join(MARIADB_NEEDS[:3])} and {MARIADB_NEEDS[3]}\n",
    ),
    "mysqld": Server(
        (tcp(3306, "8.4.6\n"), tcp(33060)), ("port", "P"), "", ("bind-address",), MYSQL_NEEDS,
        _UNINITIALIZED + "    You need to specify one of the following as an environment variable:\n"
        + "".join(f"    - {name}\n" for name in MYSQL_NEEDS),
    ),
    "postgres": Server(
        (tcp(5432),), ("p", "port"), "PGPORT", ("h",), ("POSTGRES_PASSWORD", "POSTGRES_HOST_AUTH_METHOD"),
        "Error: Database is uninitialized and superuser password is not specified.\n"
        "       You must specify POSTGRES_PASSWORD to a non-empty value for the superuser.\n",
    ),
    "mongod": Server((tcp(27017),), ("port",), "", ("bind_ip",)),
    "redis-server": Server((tcp(6379, program="redis"),), ("port",), "", ("bind",)),
    "valkey-server": Server((tcp(6379, program="redis"),), ("port",), "", ("bind",)),
    "memcached": Server((tcp(11211),), ("p", "port"), "", ("l", "listen")),
    "rabbitmq-server": Server((tcp(5672), tcp(15672, http=True), tcp(25672), tcp(4369))),
    "nats-server": Server((tcp(4222, "INFO {{}}\n"), web(8222, "nats\n"), tcp(6222)), ("p", "port"), "", ("a", "addr")),
    "elasticsearch": Server((web(9200, '{{"name":"{pod}"}}\n'), tcp(9300))),
    "adminer": Server((web(8080, _page("Adminer", "Log in to a database.")),)),
    "phpmyadmin": Server((web(80, _page("phpMyAdmin", "Log in to a database.")),)),
    "wordpress": Server((web(80, _page("WordPress", "The site is not set up yet.")),)),
    "ghost": Server((web(2368, _page("Ghost", "Thoughts, stories and ideas.")),)),
    "grafana": Server((web(3000, _page("Grafana", "Log in.")),), (), "GF_SERVER_HTTP_PORT"),
    "prometheus": Server((web(9090, _page("Prometheus", "Time series.")),), ("web.listen-address",)),
    "coredns": Server((udp(53, "dns"), tcp(53, program="dns"), web(9153, "# metrics\n"), web(8080, "OK"), web(8181, "OK"))),
    "http-server": Server((web(8080, _page("Index of /", "Served by pod {pod}.")),), ("p", "port"), "", ("a",)),
    "flask": Server((web(5000, "Hello from {pod}\n"),), ("p", "port"), "FLASK_RUN_PORT", ("h", "host")),
    "gunicorn": Server((web(8000, "Hello from {pod}\n"),), (), "", ("b", "bind")),
    "uvicorn": Server((web(8000, "Hello from {pod}\n"),), ("port",), "", ("host",)),
}  # fmt: skip
for _local in ("flask", "gunicorn", "uvicorn"):
    SERVERS[_local] = replace(
        SERVERS[_local], listeners=tuple(replace(one, bind="127.0.0.1") for one in SERVERS[_local].listeners)
    )

_LISTEN = re.compile(r"^\s*listen\s+(?:\[?([0-9a-fA-F.:]*)\]?:)?(\d+)", re.MULTILINE)
_RETURN = re.compile(r"""return\s+(\d{3})\s*(?:"([^"]*)"|'([^']*)')?""")


def nginx(call: Invocation, port: int = 80) -> Process:
    """nginx listens where the mounted configuration says; a mounted index.html is its page."""
    mounted = [text for path, text in call.files.items() if path.startswith("/etc/nginx/") and path.endswith(".conf")]
    page = next((text for path, text in call.files.items() if path.endswith("/html/index.html")), NGINX_PAGE)
    page = page if page == NGINX_PAGE else page.replace("{", "{{").replace("}", "}}")
    status = 200
    addresses = [("", port)]
    for text in mounted:
        addresses = [(_plain(host or ""), int(number)) for host, number in _LISTEN.findall(text)] or addresses
        if fixed := _RETURN.search(text):
            status = int(fixed[1])
            page = (fixed[2] or fixed[3] or "").replace("\\n", "\n").replace("{", "{{").replace("}", "}}")
    return Process(
        tuple(
            Listener("TCP", number, http=True, reply=page, status=status, bind=host)
            for host, number in dict.fromkeys(addresses)
        )
    )
