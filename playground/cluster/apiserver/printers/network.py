"""Service, Endpoints, EndpointSlice, Ingress and their neighbours as rows.

Models: pkg/printers/internalversion/printers.go printService, printEndpoints, printEndpointSlice, printIngress,
printIngressClass, printNetworkPolicy, printServiceCIDR, printIPAddress
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from playground.cluster.apiserver.printers.columns import (
    NONE,
    Printer,
    at_most,
    joined,
    labels_text,
    name_of,
    printer,
    row_age,
    selector_text,
    spec_of,
    status_of,
)
from playground.cluster.objects.kinds import Object

_DEFAULT_CLASS = "ingressclass.kubernetes.io/is-default-class"


def _service(obj: Object, now: float) -> list[Any]:
    spec = spec_of(obj)
    address = (spec.get("clusterIPs") or [NONE])[0]
    ports = joined(_service_port(port) for port in spec.get("ports") or ())
    selector = labels_text(spec.get("selector"))
    kind = spec.get("type", "")
    return [name_of(obj), kind, address, external_ip(obj), ports, row_age(obj, now), selector]


def _service_port(port: Object) -> str:
    node = f":{port['nodePort']}" if port.get("nodePort") else ""
    return f"{port['port']}{node}/{port.get('protocol', 'TCP')}"


def external_ip(service: Object) -> str:
    """The External-IP cell. Models: getServiceExternalIP"""
    spec = spec_of(service)
    external = list(spec.get("externalIPs") or ())
    match spec.get("type"):
        case "ClusterIP" | "NodePort":
            return joined(external)
        case "LoadBalancer":
            ingress = (status_of(service).get("loadBalancer") or {}).get("ingress") or ()
            given = sorted({text for each in ingress if (text := each.get("ip") or each.get("hostname"))})
            return joined([*([",".join(given)] if given else []), *external], "<pending>")
        case "ExternalName":
            return str(spec.get("externalName", ""))
        case _:
            return "<unknown>"


def _endpoints(obj: Object, now: float) -> list[Any]:
    subsets = obj.get("subsets") or ()
    pairs = [text for subset in subsets for text in _subset(subset)]
    return [name_of(obj), at_most(pairs, "" if subsets else NONE), row_age(obj, now)]


def _subset(subset: Object) -> Iterator[str]:
    addresses = [each["ip"] for each in subset.get("addresses") or ()]
    ports = subset.get("ports") or ()
    if not ports:
        yield from addresses
    for port in ports:
        yield from (f"[{ip}]:{port['port']}" if ":" in ip else f"{ip}:{port['port']}" for ip in addresses)


def _endpoint_slice(obj: Object, now: float) -> list[Any]:
    ports = at_most([_slice_port(port) for port in obj.get("ports") or ()], "<unset>")
    addresses = [ip for endpoint in obj.get("endpoints") or () for ip in endpoint.get("addresses") or ()]
    return [name_of(obj), obj.get("addressType", ""), ports, at_most(addresses, "<unset>"), row_age(obj, now)]


def _slice_port(port: Object) -> str:
    if port.get("port") is not None:
        return str(port["port"])
    return str(port["name"]) if port.get("name") is not None else "*"


def _ingress(obj: Object, now: float) -> list[Any]:
    spec = spec_of(obj)
    hosts = [rule["host"] for rule in spec.get("rules") or () if rule.get("host")]
    balancers = (status_of(obj).get("loadBalancer") or {}).get("ingress") or ()
    addresses = joined((each.get("ip") or each.get("hostname", "") for each in balancers), "")
    ports = "80, 443" if spec.get("tls") else "80"
    return [name_of(obj), spec.get("ingressClassName", NONE), at_most(hosts, "*"), addresses, ports, row_age(obj, now)]


def _ingress_class(obj: Object, now: float) -> list[Any]:
    spec = spec_of(obj)
    default = (obj["metadata"].get("annotations") or {}).get(_DEFAULT_CLASS) == "true"
    parameters = spec.get("parameters")
    shown = NONE
    if parameters:
        group = f".{parameters['apiGroup']}" if parameters.get("apiGroup") else ""
        shown = f"{parameters['kind']}{group}/{parameters['name']}"
    name = f"{name_of(obj)} (default)" if default else name_of(obj)
    return [name, spec.get("controller", ""), shown, row_age(obj, now)]


def _network_policy(obj: Object, now: float) -> list[Any]:
    return [name_of(obj), selector_text(spec_of(obj).get("podSelector")), row_age(obj, now)]


def _service_cidr(obj: Object, now: float) -> list[Any]:
    return [name_of(obj), ",".join(spec_of(obj).get("cidrs") or ()), row_age(obj, now)]


def _ip_address(obj: Object, now: float) -> list[Any]:
    """Three cells under two columns, as the real server has it."""
    parent = spec_of(obj).get("parentRef")
    shown = NONE
    if parent:
        resource = ".".join(filter(None, (parent.get("resource", ""), parent.get("group", ""))))
        shown = "/".join(filter(None, (resource, parent.get("namespace", ""), parent.get("name", ""))))
    return [name_of(obj), shown, row_age(obj, now)]


PRINTERS: dict[str, Printer] = {
    "Service": printer("Name, Type, Cluster-IP, External-IP, Port(s), Age, Selector+", _service),
    "Endpoints": printer("Name, Endpoints, Age", _endpoints),
    "EndpointSlice": printer("Name, AddressType, Ports, Endpoints, Age", _endpoint_slice),
    "Ingress": printer("Name, Class, Hosts, Address, Ports, Age", _ingress),
    "IngressClass": printer("Name, Controller, Parameters, Age", _ingress_class),
    "NetworkPolicy": printer("Name, Pod-Selector, Age", _network_policy),
    "ServiceCIDR": printer("Name, CIDRs, Age", _service_cidr),
    "IPAddress": printer("Name, ParentRef", _ip_address),
}
