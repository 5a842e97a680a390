"""A pod's own names: its host name, and the /etc/hosts that the kubelet writes. It is read before any server is asked.

Models: pkg/kubelet/kubelet_pods.go GeneratePodHostNameAndDomain, ensureHostsFile
"""

from __future__ import annotations

from collections.abc import Iterator

from playground.cluster.config import Config
from playground.cluster.objects.flow import Origin
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import pod_ips

_LOCAL = (
    ("127.0.0.1", ("localhost",)),
    ("::1", ("localhost", "ip6-localhost", "ip6-loopback")),
    ("fe00::0", ("ip6-localnet",)),
    ("fe00::0", ("ip6-mcastprefix",)),
    ("fe00::1", ("ip6-allnodes",)),
    ("fe00::2", ("ip6-allrouters",)),
)
_MOST_CHARACTERS = 63


def hostname(pod: Object) -> str:
    """What `hostname` prints in the pod: the short name, or the node's on the host network."""
    spec = pod["spec"]
    if spec.get("hostnameOverride"):
        return str(spec["hostnameOverride"])
    if spec.get("hostNetwork") and spec.get("nodeName"):
        return str(spec["nodeName"])
    name: str = spec.get("hostname") or pod["metadata"]["name"]
    return name[:_MOST_CHARACTERS].rstrip("-.")


def domain(pod: Object, config: Config) -> str:
    """The pod's domain, from its subdomain (whether or not a Service of that name exists); else ''."""
    spec = pod["spec"]
    if spec.get("hostnameOverride") or not spec.get("subdomain"):
        return ""
    return f"{spec['subdomain']}.{pod['metadata']['namespace']}.svc.{config.cluster_domain}"


def hosts_file(pod: Object, config: Config) -> str:
    """The text of /etc/hosts in the pod."""
    on_host = bool(pod["spec"].get("hostNetwork"))
    lines = [f"# Kubernetes-managed hosts file{' (host network)' if on_host else ''}."]
    lines += ["\t".join((address, " ".join(names))) for address, names in _LOCAL]
    if on_host:
        lines += [f"{address}\t{hostname(pod)}" for address in pod_ips(pod)]
    else:
        lines += ["\t".join((address, *names)) for address, names in _own(pod, config)]
    aliases = pod["spec"].get("hostAliases") or ()
    if aliases:
        lines += ["", "# Entries added by HostAliases."]
        lines += ["\t".join((alias["ip"], *(alias.get("hostnames") or ()))) for alias in aliases]
    return "".join(line + "\n" for line in lines)


def hosts_entry(pod: Object, name: str, config: Config) -> tuple[tuple[str, ...], Origin] | None:
    """The addresses that the pod's /etc/hosts has for a name, and the field that put the line there."""
    wanted = name.removesuffix(".").lower()
    metadata = pod["metadata"]
    for path, entries in (
        (("metadata", "name"), _LOCAL[:2]),
        (("spec", "subdomain") if domain(pod, config) else ("metadata", "name"), tuple(_own(pod, config))),
        (("spec", "hostAliases"), tuple(_aliases(pod))),
    ):
        addresses = tuple(address for address, names in entries if wanted in (one.lower() for one in names))
        if addresses:
            return addresses, Origin("Pod", metadata.get("namespace", ""), metadata["name"], path)
    return None


def _own(pod: Object, config: Config) -> Iterator[tuple[str, tuple[str, ...]]]:
    short, below = hostname(pod), domain(pod, config)
    for address in pod_ips(pod):
        yield address, ((f"{short}.{below}", short) if below else (short,))


def _aliases(pod: Object) -> Iterator[tuple[str, tuple[str, ...]]]:
    for alias in pod["spec"].get("hostAliases") or ():
        yield alias["ip"], tuple(alias.get("hostnames") or ())
