"""The client's side: a pod's resolv.conf, and the names that a resolver asks for in turn.

Models: pkg/kubelet/network/dns/dns.go GetPodDNS
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from playground.cluster.config import Config
from playground.cluster.objects.kinds import Object

MOST_NAMESERVERS = 3
MOST_SEARCH_PATHS = 32
MOST_SEARCH_CHARACTERS = 2048
MOST_NDOTS = 15


@dataclass(frozen=True, slots=True)
class ResolvConf:
    """The content of a resolv.conf. Options are `ndots:5`, `debug`."""

    search: tuple[str, ...] = ()
    nameservers: tuple[str, ...] = ()
    options: tuple[str, ...] = ()

    @property
    def ndots(self) -> int:
        for option in self.options:
            name, _, value = option.partition(":")
            if name == "ndots" and value.isdecimal():
                return min(int(value), MOST_NDOTS)
        return 1

    def __str__(self) -> str:
        """The file as the container runtime writes it."""
        lines = [f"search {' '.join(self.search)}"] if self.search else []
        lines += [f"nameserver {address}" for address in self.nameservers]
        lines += [f"options {' '.join(self.options)}"] if self.options else []
        return "".join(line + "\n" for line in lines)


NODE_RESOLV_CONF = ResolvConf(nameservers=("192.168.1.1",))
"""The nodes' own file: the network's resolver, which knows the names outside and none of the cluster's."""
NO_RESOLV_CONF = ResolvConf(search=(".",), nameservers=("127.0.0.1",))
"""What the kubelet takes if it is told of no file at all (`--resolv-conf ""`)."""


def resolv_conf(pod: Object, config: Config, node: ResolvConf = NODE_RESOLV_CONF) -> ResolvConf:
    """The resolv.conf that the containers of a pod see."""
    return pod_dns(pod, (config.dns_address,), config.cluster_domain, node)[0]


def pod_dns(
    pod: Object, cluster_dns: tuple[str, ...], cluster_domain: str, node: ResolvConf
) -> tuple[ResolvConf, list[str]]:
    """The resolv.conf of a pod, and a `DNSConfigForming` warning for everything that was cut off."""
    spec = pod["spec"]
    match _source(spec, cluster_dns):
        case "cluster":
            namespace = pod["metadata"].get("namespace", "")
            own = (f"{namespace}.svc.{cluster_domain}", f"svc.{cluster_domain}", cluster_domain)
            inherited = (path for path in node.search if path != ".")
            conf = ResolvConf(_unique((*own, *inherited)), cluster_dns, ("ndots:5",))
        case "node":
            conf = node
        case _:
            conf = ResolvConf()
    if spec.get("dnsConfig"):
        conf = _with_dns_config(conf, spec["dnsConfig"])
    return _within_limits(conf)


def _source(spec: Object, cluster_dns: tuple[str, ...]) -> str:
    """Models: pkg/kubelet/network/dns/dns.go getPodDNSType"""
    policy = spec.get("dnsPolicy") or "ClusterFirst"
    if policy == "None":
        return "none"
    if policy == "Default" or (policy == "ClusterFirst" and spec.get("hostNetwork")) or not cluster_dns:
        return "node"
    return "cluster"


def _with_dns_config(conf: ResolvConf, extra: Object) -> ResolvConf:
    """Models: pkg/kubelet/network/dns/dns.go appendDNSConfig, mergeDNSOptions"""
    options = {option.partition(":")[0]: option for option in conf.options}
    for option in extra.get("options") or ():
        value = option.get("value")
        options[option["name"]] = f"{option['name']}:{value}" if value else option["name"]
    return ResolvConf(
        _unique((*conf.search, *(extra.get("searches") or ()))),
        _unique((*conf.nameservers, *(extra.get("nameservers") or ()))),
        tuple(options.values()),
    )


def _within_limits(conf: ResolvConf) -> tuple[ResolvConf, list[str]]:
    """Models: pkg/kubelet/network/dns/dns.go formDNSSearchFitsLimits, formDNSNameserversFitsLimits"""
    warnings = []
    search = conf.search[:MOST_SEARCH_PATHS]
    while len(" ".join(search)) > MOST_SEARCH_CHARACTERS:
        search = search[:-1]
    if search != conf.search:
        warnings.append(
            "Search Line limits were exceeded, some search paths have been omitted, "
            f"the applied search line is: {' '.join(search)}"
        )
    nameservers = conf.nameservers[:MOST_NAMESERVERS]
    if nameservers != conf.nameservers:
        warnings.append(
            "Nameserver limits were exceeded, some nameservers have been omitted, "
            f"the applied nameserver line is: {' '.join(nameservers)}"
        )
    return replace(conf, search=search, nameservers=nameservers), warnings


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


# -- the names asked for


@dataclass(frozen=True, slots=True)
class Library:
    """How a C library searches. Both ask A and AAAA for each name before they go on to the next."""

    name: str
    searches_after_as_is: bool  # a name with enough dots that fails as it is: is the search list tried then?
    stops_at_no_data: bool  # does a name that exists without such a record end the search?


GLIBC = Library("glibc", searches_after_as_is=True, stops_at_no_data=False)
MUSL = Library("musl", searches_after_as_is=False, stops_at_no_data=True)


def candidates(name: str, conf: ResolvConf, library: Library = GLIBC) -> tuple[str, ...]:
    """The absolute names that are asked for, in order, until one has an address.

    Models: glibc resolv/res_query.c __res_context_search; musl src/network/lookup_name.c name_from_dns_search
    """
    if name.endswith("."):
        return (name,)
    searched = tuple(f"{name}.{path}".rstrip(".") + "." for path in conf.search)
    as_is = name + "."
    if name.count(".") < conf.ndots:
        return _unique((*searched, as_is))
    return _unique((as_is, *searched)) if library.searches_after_as_is else (as_is,)
