"""A container as its shell sees it: files, variables, addresses, tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.cluster.containers.images import image_of, name_of
from playground.cluster.containers.listeners import text
from playground.cluster.containers.shell.files import Content, Files
from playground.cluster.containers.shell.machine import Interface, Machine
from playground.cluster.containers.shell.toolbox import toolbox
from playground.cluster.containers.variables import Missing, invocation
from playground.cluster.containers.volumes import mounts
from playground.cluster.controllers.envvars import ConfigurationError
from playground.cluster.dns.hosts import domain, hostname, hosts_file
from playground.cluster.dns.resolver import resolv_conf
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import pod_ips

if TYPE_CHECKING:
    from playground.cluster.simulation.cluster import Cluster

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
ROOTS = {
    "nginx": "/usr/share/nginx/html",
    "nginxinc/nginx-unprivileged": "/usr/share/nginx/html",
    "httpd": "/usr/local/apache2/htdocs",
    "agnhost": "",
    "python": "",
}
"""Where the web servers of images take their files from."""

_DIRECTORIES = ("/bin/", "/dev/", "/etc/", "/home/", "/mnt/", "/opt/", "/proc/", "/root/", "/run/", "/srv/", "/sys/", "/tmp/",  # noqa: S108
                "/usr/bin/",
                "/usr/share/", "/var/lib/", "/var/log/", "/var/run/")  # fmt: skip
_RELEASES = {
    "alpine": 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.21.3\nPRETTY_NAME="Alpine Linux v3.21"\n',
    "debian": 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\n',
}
_USERS = "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n"


def container_of(pod: Object, name: str = "") -> Object | None:
    """A container by its name; without one the default container."""
    spec = pod["spec"]
    wanted = name or (pod["metadata"].get("annotations") or {}).get("kubectl.kubernetes.io/default-container", "")
    known = [*(spec.get("containers") or ()), *(spec.get("initContainers") or ()), *(spec.get("ephemeralContainers") or ())]
    found = next((one for one in known if one["name"] == wanted), None)
    return found if found is not None or name else next(iter(known), None)


def machine(cluster: Cluster, pod: Object, container: Object, tty: bool = False) -> Machine:
    """The container as it is now."""
    config = cluster.config
    own_name = hostname(pod)
    if pod["spec"].get("setHostnameAsFQDN") and domain(pod, config):
        own_name = f"{own_name}.{domain(pod, config)}"
    listening = cluster.runtime.listeners
    interfaces, gateway = _network(cluster, pod)
    return Machine(
        pod=pod,
        hostname=own_name,
        domain=domain(pod, config),
        environment=_environment(cluster, pod, container, own_name, tty),
        files=files(cluster, pod, container),
        toolbox=toolbox(container.get("image") or ""),
        clock=cluster.clock,
        config=config,
        resolv=resolv_conf(pod, config),
        listeners=lambda: listening(pod),
        interfaces=interfaces,
        gateway=gateway,
        processes=(_command_line(cluster, pod, container),),
    )


def files(cluster: Cluster, pod: Object, container: Object) -> Files:
    found = mounts(pod, container, cluster.store)
    image = container.get("image") or ""
    given: dict[str, Content] = {
        **dict.fromkeys(_DIRECTORIES, ""),
        "/etc/hosts": lambda: hosts_file(pod, cluster.config),
        "/etc/hostname": hostname(pod) + "\n",
        "/etc/resolv.conf": lambda: str(resolv_conf(pod, cluster.config)),
        "/etc/passwd": _USERS,
        "/etc/os-release": _RELEASES.get(toolbox(image).release, _RELEASES["alpine"]),
        "/proc/1/cmdline": lambda: _command_line(cluster, pod, container),
        "/proc/uptime": lambda: f"{cluster.clock.now % 1e6:.2f} 0.00\n",
    }
    root = ROOTS.get(name_of(image))
    if root:
        given[f"{root}/index.html"] = lambda: _page(cluster, pod)
    own = container.get("workingDir")
    if own:
        given[own.rstrip("/") + "/"] = ""
    shared = {path: cluster.activity.disk(name) for path, name in found.shared.items()}
    disk = cluster.activity.container_disk(pod, container["name"])
    return Files({**given, **found.files}, disk, shared, found.fixed)


def _page(cluster: Cluster, pod: Object) -> str:
    return next((text(one, pod) for one in cluster.runtime.listeners(pod) if one.http), "")


def _environment(cluster: Cluster, pod: Object, container: Object, own_name: str, tty: bool) -> dict[str, str]:
    try:
        given = cluster.loop.environment(pod, container["name"])
    except (ConfigurationError, StopIteration):
        given = {}
    user = toolbox(container.get("image") or "").user
    out = {"PATH": PATH, "HOSTNAME": own_name, **({"TERM": "xterm"} if tty else {}), **given}
    out.setdefault("HOME", "/root" if user == "root" else f"/home/{user}")
    if container.get("workingDir"):
        out["PWD"] = container["workingDir"].rstrip("/") or "/"
    return out


def _network(cluster: Cluster, pod: Object) -> tuple[tuple[Interface, ...], str]:
    """The interfaces of the pod (of its node, on the host's network) and the way out."""
    node = pod["spec"].get("nodeName") or ""
    loop = Interface("lo", ("127.0.0.1/8", "::1/128"))
    if not cluster.store.get("Node", "", node):
        return (loop,), ""
    facts = cluster.dataplane.node(node)
    if pod["spec"].get("hostNetwork"):
        return (loop, Interface("eth0", tuple(f"{one}/{64 if ':' in one else 24}" for one in facts.addresses))), "192.168.1.1"
    lengths = {6 if ":" in cidr else 4: cidr.partition("/")[2] for cidr in facts.pod_cidrs}
    own = tuple(f"{one}/{lengths.get(6 if ':' in one else 4, '32')}" for one in pod_ips(pod))
    return (loop, Interface("eth0", own)), facts.gateway(4)


def _command_line(cluster: Cluster, pod: Object, container: Object) -> str:
    call = invocation(pod, container, image_of(container.get("image") or ""), cluster.store, cluster.config)
    return "" if isinstance(call, Missing) else " ".join(call.argv)
