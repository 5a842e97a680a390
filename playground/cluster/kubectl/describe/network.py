"""Service, Endpoints, EndpointSlice, Ingress, IngressClass, NetworkPolicy, ServiceCIDR, IPAddress.

Models: kubectl/pkg/describe/describe.go describeService, describeEndpoints, describeEndpointSliceV1, describeIngressV1,
describeIngressClassV1, describeNetworkPolicy, describeServiceCIDRV1, describeIPAddressV1
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playground.cluster.apiserver.printers.columns import at_most, selector_text
from playground.cluster.kubectl.describe.text import NONE, UNSET, Page, commas, rfc1123
from playground.cluster.kubectl.failures import Refusal
from playground.cluster.objects.kinds import BY_NAME, Object

SERVICE_NAME = "kubernetes.io/service-name"


def service(page: Page, obj: Object) -> None:
    spec, name = obj.get("spec") or {}, obj["metadata"]["name"]
    selector = {"labelSelector": f"{SERVICE_NAME}={name}"}
    slices = page.client.items(BY_NAME["EndpointSlice"], obj["metadata"].get("namespace", ""), selector)
    page.head(obj)
    page.marks(obj)
    page.line(0, "Selector:", commas(f"{key}={value}" for key, value in sorted((spec.get("selector") or {}).items())))
    page.line(0, "Type:", spec.get("type", ""))
    if spec.get("ipFamilyPolicy"):
        page.line(0, "IP Family Policy:", spec["ipFamilyPolicy"])
    page.line(0, "IP Families:", commas(spec.get("ipFamilies") or ()))
    page.line(0, "IP:", spec.get("clusterIP", ""))
    page.line(0, "IPs:", commas(spec.get("clusterIPs") or ()))
    _optional(page, spec, ("External IPs", "externalIPs"), ("Desired LoadBalancer IP", "loadBalancerIP"), ("External Name", "externalName"))
    ingress = ((obj.get("status") or {}).get("loadBalancer") or {}).get("ingress") or ()
    if ingress:
        page.line(0, "LoadBalancer Ingress:", ", ".join(_ingress(each) for each in ingress))
    for port in spec.get("ports") or ():
        _service_port(page, port, slices)
    page.line(0, "Session Affinity:", spec.get("sessionAffinity", ""))
    _optional(
        page, spec, ("External Traffic Policy", "externalTrafficPolicy"), ("Internal Traffic Policy", "internalTrafficPolicy"),
        ("HealthCheck NodePort", "healthCheckNodePort"), ("LoadBalancer Source Ranges", "loadBalancerSourceRanges"),
        ("Traffic Distribution", "trafficDistribution"),
    )  # fmt: skip
    page.events(obj)


def _optional(page: Page, spec: Object, *lines: tuple[str, str]) -> None:
    for title, name in lines:
        value = spec.get(name)
        if value:
            page.line(0, f"{title}:", commas(value) if isinstance(value, list) else value)


def _ingress(each: Object) -> str:
    if not each.get("ip"):
        return str(each.get("hostname", ""))
    return f"{each['ip']} ({each['ipMode']})" if each.get("ipMode") else str(each["ip"])


def _service_port(page: Page, port: Object, slices: Sequence[Object]) -> None:
    name, protocol = port.get("name") or UNSET, port.get("protocol", "TCP")
    page.line(0, "Port:", name, f"{port['port']}/{protocol}")
    page.line(0, "TargetPort:", f"{port.get('targetPort', 0)}/{protocol}")
    if port.get("appProtocol"):
        page.line(0, "AppProtocol:", port["appProtocol"])
    if port.get("nodePort"):
        page.line(0, "NodePort:", name, f"{port['nodePort']}/{protocol}")
    page.line(0, "Endpoints:", endpoints_of(slices, port.get("name") or ""))


def endpoints_of(slices: Sequence[Object], port: str) -> str:
    """The ready endpoints behind a port. Models: describe.go formatEndpointSlices"""
    found = []
    for each in slices:
        ready = [
            endpoint["addresses"][0]
            for endpoint in each.get("endpoints") or ()
            if (endpoint.get("conditions") or {}).get("ready") is not False and endpoint.get("addresses")
        ]
        if not each.get("ports"):
            found += ready
        for slice_port in each.get("ports") or ():
            if not port or (slice_port.get("name") or "") == port:
                found += [_address(ip, slice_port.get("port")) for ip in ready]
    return at_most(found, "") if slices else NONE


def _address(ip: str, port: Any) -> str:
    if port is None:
        return ip
    return f"[{ip}]:{port}" if ":" in ip else f"{ip}:{port}"


def endpoints(page: Page, obj: Object) -> None:
    page.head(obj)
    page.marks(obj)
    page.line(0, "Subsets:")
    for subset in obj.get("subsets") or ():
        page.line(1, "Addresses:", commas(each["ip"] for each in subset.get("addresses") or ()))
        page.line(1, "NotReadyAddresses:", commas(each["ip"] for each in subset.get("notReadyAddresses") or ()))
        if subset.get("ports"):
            page.line(1, "Ports:")
            page.table(2, "Name", "Port", "Protocol")
            for port in subset["ports"]:
                page.line(2, port.get("name") or UNSET, port["port"], port.get("protocol", "TCP"))
        page.line(0, "")
    page.events(obj)


def endpoint_slice(page: Page, obj: Object) -> None:
    page.head(obj)
    page.marks(obj)
    page.line(0, "AddressType:", obj.get("addressType", ""))
    ports = obj.get("ports") or ()
    page.line(0, "Ports:" if ports else f"Ports: {UNSET}")
    if ports:
        page.table(1, "Name", "Port", "Protocol")
    for port in ports:
        number = UNSET if port.get("port") is None else port["port"]
        page.line(1, port.get("name") or UNSET, number, port.get("protocol", "TCP"))
    page.line(0, "Endpoints:" if obj.get("endpoints") else f"Endpoints: {NONE}")
    for endpoint in obj.get("endpoints") or ():
        _endpoint(page, endpoint)
    page.events(obj)


def _endpoint(page: Page, endpoint: Object) -> None:
    page.line(1, "- Addresses:", ", ".join(endpoint.get("addresses") or ()))
    ready = (endpoint.get("conditions") or {}).get("ready")
    page.line(2, "Conditions:")
    page.line(3, "Ready:", UNSET if ready is None else str(ready).lower())
    page.line(2, "Hostname:", endpoint.get("hostname") or UNSET)
    target = endpoint.get("targetRef")
    if target:
        page.line(2, "TargetRef:", f"{target.get('kind', '')}/{target.get('name', '')}")
    page.line(2, "NodeName:", endpoint.get("nodeName") or UNSET)
    page.line(2, "Zone:", endpoint.get("zone") or UNSET)


# -- Ingress


def ingress(page: Page, obj: Object) -> None:
    spec, meta = obj.get("spec") or {}, obj["metadata"]
    page.line(0, "Name:", meta["name"])
    page.labels(meta.get("labels"))
    page.line(0, "Namespace:", meta.get("namespace", ""))
    balancers = ((obj.get("status") or {}).get("loadBalancer") or {}).get("ingress") or ()
    page.line(0, "Address:", ",".join(each.get("ip") or each.get("hostname", "") for each in balancers))
    page.line(0, "Ingress Class:", spec.get("ingressClassName") or NONE)
    default = spec.get("defaultBackend")
    default_text = _backend(page, meta.get("namespace", ""), default) if default else "<default>"
    page.line(0, "Default backend:", default_text)
    if spec.get("tls"):
        page.line(0, "TLS:")
        for each in spec["tls"]:
            hosts, secret = ",".join(each.get("hosts") or ()), each.get("secretName")
            page.line(1, f"{secret} terminates {hosts}" if secret else f"SNI routes {hosts}")
    page.line(0, "Rules:")
    page.line(1, "Host", "Path", "Backends")
    page.line(1, "----", "----", "--------")
    count = 0
    for rule in spec.get("rules") or ():
        if not rule.get("http"):
            continue
        count += 1
        page.line(1, rule.get("host") or "*", "")
        for path in rule["http"].get("paths") or ():
            page.line(1, "", f"{path.get('path', '')} ", _backend(page, meta.get("namespace", ""), path["backend"]))
    if not count:
        page.line(1, "*", "*", default_text)
    page.annotations(meta.get("annotations"))
    page.events(obj)


def _backend(page: Page, namespace: str, backend: Object) -> str:
    """Models: describe.go backendStringer, describeBackendV1"""
    if backend.get("resource"):
        resource = backend["resource"]
        return f"APIGroup: {resource.get('apiGroup', '<none>')}, Kind: {resource['kind']}, Name: {resource['name']}"
    named = backend.get("service") or {}
    port = named.get("port") or {}
    shown = f"{named.get('name', '')}:{port.get('number') or port.get('name', '')}"
    try:
        found = page.client.body("GET", BY_NAME["Service"].path(namespace, named.get("name", "")))
    except Refusal as refusal:
        return f"{shown} (<error: {refusal}>)"
    name = next(
        (each.get("name", "") for each in (found.get("spec") or {}).get("ports") or ()
         if each["port"] == port.get("number") or (port.get("name") and each.get("name") == port["name"])), None,
    )  # fmt: skip
    selector = {"labelSelector": f"{SERVICE_NAME}={named.get('name', '')}"}
    slices = page.client.items(BY_NAME["EndpointSlice"], namespace, selector)
    return f"{shown} ({endpoints_of(slices, name or '') if name is not None else ''})"


def ingress_class(page: Page, obj: Object) -> None:
    spec = obj.get("spec") or {}
    page.line(0, "Name:", obj["metadata"]["name"])
    page.marks(obj)
    page.line(0, "Controller:", spec.get("controller", ""))
    parameters = spec.get("parameters")
    if parameters:
        page.line(0, "Parameters:")
        if parameters.get("apiGroup"):
            page.line(1, "APIGroup:", parameters["apiGroup"])
        page.line(1, "Kind:", parameters["kind"])
        page.line(1, "Name:", parameters["name"])
    page.events(obj)


def network_policy(page: Page, obj: Object) -> None:
    spec, meta = obj.get("spec") or {}, obj["metadata"]
    page.head(obj)
    page.line(0, "Created on:", rfc1123(meta.get("creationTimestamp")).rpartition(" ")[0] + " +0000 UTC")
    page.marks(obj)
    page.line(0, "Spec:")
    chosen = selector_text(spec.get("podSelector"))
    everything = " (Allowing the specific traffic to all pods in this namespace)" if chosen == NONE else ""
    page.line(1, f"PodSelector:     {chosen}{everything}")
    types = spec.get("policyTypes") or ()
    for direction, peers, word in (("Ingress", "from", "From"), ("Egress", "to", "To")):
        if direction not in types:
            page.line(1, f"Not affecting {direction.lower()} traffic")
            continue
        page.line(1, f"Allowing {direction.lower()} traffic:")
        _policy_rules(page, spec.get(direction.lower()) or (), peers, word, direction.lower())
    page.line(1, f"Policy Types: {', '.join(types)}")


def _policy_rules(page: Page, rules: Sequence[Object], peers: str, word: str, direction: str) -> None:
    if not rules:
        affected = f"Selected pods are isolated for {direction} connectivity"
        page.line(2, f"<none> ({affected})")
    for index, rule in enumerate(rules):
        ports: Sequence[Object] = rule.get("ports") or [{}]
        for port in ports:
            shown = f"{port.get('port', '<any>')}/{port.get('protocol', 'TCP')}" if port else "<any> (traffic allowed to all ports)"
            page.line(2, f"To Port: {shown}")
        others: Sequence[Object] = rule.get(peers) or [{}]
        for peer in others:
            if not peer:
                page.line(2, f"{word}: <any> (traffic not restricted by {'source' if peers == 'from' else 'destination'})")
                continue
            page.line(2, f"{word}:")
            for name, title in (("namespaceSelector", "NamespaceSelector"), ("podSelector", "PodSelector")):
                if name in peer:
                    page.line(3, f"{title}: {selector_text(peer[name])}")
            if "ipBlock" in peer:
                page.line(3, "IPBlock:")
                page.line(4, f"CIDR: {peer['ipBlock']['cidr']}")
                page.line(4, f"Except: {', '.join(peer['ipBlock'].get('except') or ())}")
        if index < len(rules) - 1:
            page.line(2, "----------")


def service_cidr(page: Page, obj: Object) -> None:
    page.line(0, "Name:", obj["metadata"]["name"])
    page.marks(obj)
    page.line(0, "CIDRs:", ", ".join((obj.get("spec") or {}).get("cidrs") or ()))
    conditions = (obj.get("status") or {}).get("conditions") or ()
    if conditions:
        page.line(0, "Status:")
        page.line(0, "Conditions:")
        page.table(1, "Type", "Status", "LastTransitionTime", "Reason", "Message")
        for each in conditions:
            when = rfc1123(each.get("lastTransitionTime"))
            page.line(1, each["type"], each["status"], when, each.get("reason", ""), each.get("message", ""))
    page.events(obj)


def ip_address(page: Page, obj: Object) -> None:
    page.line(0, "Name:", obj["metadata"]["name"])
    page.marks(obj)
    parent = (obj.get("spec") or {}).get("parentRef") or {}
    page.line(0, "Parent Reference:")
    for title in ("Group", "Resource", "Namespace", "Name"):
        page.line(1, f"{title}:", parent.get(title.lower(), ""))
    page.events(obj)
