"""What a Service must satisfy, in the order in which the API server complains.

The rules of a change are in service_update.py.

Models: pkg/apis/core/validation/validation.go ValidateServiceCreate
"""

from __future__ import annotations

from collections.abc import Callable

from playground.cluster.apiserver.validation.addresses import (
    is_ipv6,
    parse_ip,
    validate_cidr,
    validate_endpoint_ip,
    validate_ip,
)
from playground.cluster.apiserver.validation.metadata import validate_labels
from playground.cluster.apiserver.validation.names import (
    check,
    check_port,
    check_port_number,
    dns_label,
    dns_subdomain,
    qualified_name,
)
from playground.cluster.fields import (
    FieldError,
    Path,
    duplicate,
    forbidden,
    invalid,
    not_supported,
    required,
)
from playground.cluster.objects.kinds import Object

CLUSTER_IP, NODE_PORT, LOAD_BALANCER, EXTERNAL_NAME = "ClusterIP", "NodePort", "LoadBalancer", "ExternalName"
SPEC = Path.of("spec")

PROTOCOLS = ["SCTP", "TCP", "UDP"]
_TYPES = [CLUSTER_IP, EXTERNAL_NAME, LOAD_BALANCER, NODE_PORT]
_FAMILIES = ["IPv4", "IPv6"]
_FAMILY_POLICIES = ["PreferDualStack", "RequireDualStack", "SingleStack"]
_AFFINITIES = ["ClientIP", "None"]
_TRAFFIC_POLICIES = ["Cluster", "Local"]
_TRAFFIC_DISTRIBUTIONS = ["PreferClose", "PreferSameZone", "PreferSameNode"]
_LONGEST_AFFINITY = 86400

TOPOLOGY_MODE = "service.kubernetes.io/topology-mode"
TOPOLOGY_HINTS = "service.kubernetes.io/topology-aware-hints"
_SOURCE_RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges"
_ONLY_LOAD_BALANCER = "may only be used when `type` is 'LoadBalancer'"


# -- what a Service is


def is_headless(spec: Object) -> bool:
    """As validation sees it: the list says exactly "None"."""
    return spec.get("clusterIPs") == ["None"]


def externally_accessible(spec: Object) -> bool:
    """Models: pkg/api/service/util.go ExternallyAccessible"""
    kind = spec.get("type")
    return kind in (NODE_PORT, LOAD_BALANCER) or (kind == CLUSTER_IP and bool(spec.get("externalIPs")))


def needs_health_check(spec: Object) -> bool:
    """Models: pkg/api/service/util.go NeedsHealthCheck"""
    return spec.get("type") == LOAD_BALANCER and spec.get("externalTrafficPolicy") == "Local"


# -- the rules of creation


def validate_service(service: Object, old: Object | None = None) -> list[FieldError]:
    """All but the metadata. `old` excuses addresses that it has already."""
    spec = service.get("spec") or {}
    old_spec = (old or {}).get("spec") or {}
    errors = _topology_annotations(service)
    if not spec.get("ports") and not is_headless(spec) and spec.get("type") != EXTERNAL_NAME:
        errors.append(required(SPEC.child("ports")))
    for rule in _RULES_BEFORE_RANGES:
        errors += rule(spec, old_spec)
    errors += _source_ranges(service, old)
    for rule in _RULES_AFTER_RANGES:
        errors += rule(spec, old_spec)
    return errors


def _topology_annotations(service: Object) -> list[FieldError]:
    annotations = (service.get("metadata") or {}).get("annotations") or {}
    hints, mode = annotations.get(TOPOLOGY_HINTS), annotations.get(TOPOLOGY_MODE)
    if hints is None or mode is None or hints == mode:
        return []
    path = Path.of("metadata", "annotations").key(TOPOLOGY_MODE)
    return [invalid(path, mode, f"must match annotations[{TOPOLOGY_HINTS}] when both are specified")]


def _by_type(spec: Object, _: Object) -> list[FieldError]:
    match spec.get("type"):
        case "LoadBalancer" | "NodePort" as kind if is_headless(spec):
            detail = f"may not be set to 'None' for {kind} services"
            return [invalid(SPEC.child("clusterIPs").index(0), "None", detail)]
        case "ExternalName":
            return _external_name(spec)
    return []


def _external_name(spec: Object) -> list[FieldError]:
    errors = [
        forbidden(SPEC.child(name), "may not be set for ExternalName services")
        for name in ("clusterIPs", "ipFamilies", "ipFamilyPolicy")
        if spec.get(name)
    ]
    name = (spec.get("externalName") or "").removesuffix(".")
    path = SPEC.child("externalName")
    return errors + (check(path, name, dns_subdomain) if name else [required(path)])


def _ports(spec: Object, _: Object) -> list[FieldError]:
    ports = spec.get("ports") or []
    errors: list[FieldError] = []
    seen: set[str] = set()
    for position, port in enumerate(ports):
        errors += _port(port, SPEC.child("ports").index(position), len(ports) > 1, seen)
    return errors


def _port(port: Object, path: Path, name_required: bool, seen: set[str]) -> list[FieldError]:
    errors: list[FieldError] = []
    name = port.get("name") or ""
    if name:
        errors += check(path.child("name"), name, dns_label)
        if name in seen:
            errors.append(duplicate(path.child("name"), name))
        seen.add(name)
    elif name_required:
        errors.append(required(path.child("name")))
    errors += check_port_number(path.child("port"), port.get("port") or 0)
    errors += one_of(path.child("protocol"), port.get("protocol"), PROTOCOLS)
    errors += check_port(path.child("targetPort"), port.get("targetPort", 0))
    if port.get("appProtocol") is not None:
        errors += check(path.child("appProtocol"), port["appProtocol"], qualified_name)
    return errors


def one_of(path: Path, value: str | None, supported: list[str]) -> list[FieldError]:
    """A field that must be given and be one of a list."""
    if not value:
        return [required(path)]
    return [] if value in supported else [not_supported(path, value, supported)]


def _selector(spec: Object, _: Object) -> list[FieldError]:
    return validate_labels(spec.get("selector"), SPEC.child("selector"))


def _affinity(spec: Object, _: Object) -> list[FieldError]:
    affinity, config = spec.get("sessionAffinity"), spec.get("sessionAffinityConfig")
    errors = one_of(SPEC.child("sessionAffinity"), affinity, _AFFINITIES)
    path = SPEC.child("sessionAffinityConfig")
    if affinity == "None" and config is not None:
        errors.append(forbidden(path, "must not be set when session affinity is None"))
    if affinity == "ClientIP":
        errors += _client_ip(path, config)
    return errors


def _client_ip(path: Path, config: Object | None) -> list[FieldError]:
    why = "when session affinity type is ClientIP"
    if config is None:
        return [required(path, why)]
    client = config.get("clientIP")
    if client is None:
        return [required(path.child("clientIP"), why)]
    timeout = client.get("timeoutSeconds")
    path = path.child("clientIP", "timeoutSeconds")
    if timeout is None:
        return [required(path, why)]
    if 0 < timeout <= _LONGEST_AFFINITY:
        return []
    return [invalid(path, timeout, f"must be greater than 0 and less than {_LONGEST_AFFINITY}")]


def validate_cluster_ips(spec: Object, old_spec: Object) -> list[FieldError]:
    """clusterIP, clusterIPs, ipFamilies and ipFamilyPolicy, alone and among themselves.

    Models: ValidateServiceClusterIPsRelatedFields
    """
    if spec.get("type") == EXTERNAL_NAME:
        return []
    path, ips = SPEC.child("clusterIPs"), spec.get("clusterIPs") or []
    errors = _primary_ip(path, spec.get("clusterIP") or "", ips) + _families(spec)
    bad = _each_cluster_ip(path, ips, old_spec.get("clusterIPs") or [])
    errors += bad
    if len(ips) > 2:
        errors.append(invalid(path, ips, "may only hold up to 2 values"))
    if bad:
        return errors
    if len(ips) > 1 and len({is_ipv6(ip) for ip in ips}) != 2:
        errors.append(invalid(path, ips, "may specify no more than one IP for each IP family"))
    if not is_headless(spec):
        errors += _ips_match_families(path, ips, spec.get("ipFamilies") or [])
    return errors


def _primary_ip(path: Path, ip: str, ips: list[str]) -> list[FieldError]:
    if ip and not ips:
        return [required(path)]
    if ip and ip != ips[0]:
        return [invalid(path, ips, "first value must match `clusterIP`")]
    if not ip and ips:
        return [invalid(path, ips, "must be empty when `clusterIP` is not specified")]
    return []


def _families(spec: Object) -> list[FieldError]:
    errors: list[FieldError] = []
    families = spec.get("ipFamilies") or []
    for position, family in enumerate(families):
        path = SPEC.child("ipFamilies").index(position)
        if family not in _FAMILIES:
            errors.append(not_supported(path, family, _FAMILIES))
        if family in families[:position]:
            errors.append(duplicate(path, family))
    policy = spec.get("ipFamilyPolicy")
    if policy is not None and policy not in _FAMILY_POLICIES:
        errors.append(not_supported(SPEC.child("ipFamilyPolicy"), policy, _FAMILY_POLICIES))
    return errors


def _each_cluster_ip(path: Path, ips: list[str], old_ips: list[str]) -> list[FieldError]:
    errors: list[FieldError] = []
    for position, ip in enumerate(ips):
        if position == 0 and ip == "None":
            if len(ips) > 1:
                errors.append(invalid(path, ips, "'None' must be the first and only value"))
            continue
        errors += validate_ip(path.index(position), ip, old_ips)
    return errors


def _ips_match_families(path: Path, ips: list[str], families: list[str]) -> list[FieldError]:
    errors: list[FieldError] = []
    for position, (ip, family) in enumerate(zip(ips, families, strict=False)):
        if family in _FAMILIES and is_ipv6(ip) != (family == "IPv6"):
            detail = f"expected an {family} value as indicated by `ipFamilies[{position}]`"
            errors.append(invalid(path.index(position), ip, detail))
    return errors


def _external_ips(spec: Object, old_spec: Object) -> list[FieldError]:
    errors: list[FieldError] = []
    for position, ip in enumerate(spec.get("externalIPs") or []):
        path = SPEC.child("externalIPs").index(position)
        errors += validate_ip(path, ip, old_spec.get("externalIPs") or []) or validate_endpoint_ip(path, ip)
    return errors


def _type(spec: Object, _: Object) -> list[FieldError]:
    errors = one_of(SPEC.child("type"), spec.get("type"), _TYPES)
    if spec.get("type") == CLUSTER_IP:
        errors += [
            forbidden(
                SPEC.child("ports").index(position).child("nodePort"), "may not be used when `type` is 'ClusterIP'"
            )
            for position, port in enumerate(spec.get("ports") or [])
            if port.get("nodePort")
        ]
    return errors


def _unique_ports(spec: Object, _: Object) -> list[FieldError]:
    errors: list[FieldError] = []
    ports = spec.get("ports") or []
    for position, number in _repeated(ports, "nodePort"):
        if number:
            errors.append(duplicate(SPEC.child("ports").index(position).child("nodePort"), number))
    for position, number in _repeated(ports, "port"):
        protocol = ports[position].get("protocol") or ""
        shown = {"Name": "", "Protocol": protocol, "AppProtocol": None, "Port": number, "TargetPort": 0, "NodePort": 0}
        errors.append(duplicate(SPEC.child("ports").index(position), shown))
    return errors


def _repeated(ports: list[Object], field: str) -> list[tuple[int, int]]:
    seen: set[tuple[str, int]] = set()
    found = []
    for position, port in enumerate(ports):
        key = (port.get("protocol") or "", port.get(field) or 0)
        if key in seen:
            found.append((position, key[1]))
        seen.add(key)
    return found


def _source_ranges(service: Object, old: Object | None) -> list[FieldError]:
    spec, annotations = service.get("spec") or {}, (service.get("metadata") or {}).get("annotations") or {}
    ranges, annotation = spec.get("loadBalancerSourceRanges") or [], annotations.get(_SOURCE_RANGES, "")
    errors: list[FieldError] = []
    if not ranges and _SOURCE_RANGES not in annotations:
        return errors
    path = SPEC.child("LoadBalancerSourceRanges") if ranges else Path.of("metadata", "annotations").key(_SOURCE_RANGES)
    if spec.get("type") != LOAD_BALANCER:
        errors.append(forbidden(path, _ONLY_LOAD_BALANCER))
    if ranges:
        known = ((old or {}).get("spec") or {}).get("loadBalancerSourceRanges") or []
        for position, text in enumerate(ranges):
            errors += validate_cidr(path.index(position), text.strip(), known)
        return errors
    old_annotations = ((old or {}).get("metadata") or {}).get("annotations") or {}
    if annotation.strip() and annotation != old_annotations.get(_SOURCE_RANGES):
        for text in annotation.split(","):
            errors += validate_cidr(path, text.strip())
    return errors


def _allocate_node_ports(spec: Object, _: Object) -> list[FieldError]:
    allocate, balanced = spec.get("allocateLoadBalancerNodePorts"), spec.get("type") == LOAD_BALANCER
    if allocate is not None and not balanced:
        return [forbidden(SPEC.child("allocateLoadBalancerNodePorts"), _ONLY_LOAD_BALANCER)]
    return [required(Path.of("allocateLoadBalancerNodePorts"))] if allocate is None and balanced else []


def load_balancer_class(spec: Object, _: Object) -> list[FieldError]:
    name, path = spec.get("loadBalancerClass"), SPEC.child("loadBalancerClass")
    if name is None:
        return []
    if spec.get("type") != LOAD_BALANCER:
        return [forbidden(path, _ONLY_LOAD_BALANCER)]
    return check(path, name, qualified_name)


def validate_external_traffic(spec: Object, _: Object) -> list[FieldError]:
    """externalTrafficPolicy and healthCheckNodePort. Models: validateServiceExternalTrafficPolicy"""
    errors: list[FieldError] = []
    policy, path = spec.get("externalTrafficPolicy"), SPEC.child("externalTrafficPolicy")
    if externally_accessible(spec):
        errors += one_of(path, policy, _TRAFFIC_POLICIES)
    elif policy:
        errors.append(invalid(path, policy, "may only be set for externally-accessible services"))
    port, path = spec.get("healthCheckNodePort") or 0, SPEC.child("healthCheckNodePort")
    if needs_health_check(spec):
        errors += check_port_number(path, port) if port else [required(path)]
    elif port:
        detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"
        errors.append(invalid(path, port, detail))
    return errors


def _internal_traffic(spec: Object, _: Object) -> list[FieldError]:
    policy, path = spec.get("internalTrafficPolicy"), SPEC.child("internalTrafficPolicy")
    if policy is None:
        return [required(path)] if spec.get("type") in (NODE_PORT, LOAD_BALANCER, CLUSTER_IP) else []
    return [] if policy in _TRAFFIC_POLICIES else [not_supported(path, policy, _TRAFFIC_POLICIES)]


def _traffic_distribution(spec: Object, _: Object) -> list[FieldError]:
    value = spec.get("trafficDistribution")
    if value is None or value in _TRAFFIC_DISTRIBUTIONS:
        return []
    return [not_supported(SPEC.child("trafficDistribution"), value, _TRAFFIC_DISTRIBUTIONS)]


_Rule = Callable[[Object, Object], list[FieldError]]
_RULES_BEFORE_RANGES: tuple[_Rule, ...] = (
    _by_type,
    _ports,
    _selector,
    _affinity,
    validate_cluster_ips,
    _external_ips,
    _type,
    _unique_ports,
)
_RULES_AFTER_RANGES: tuple[_Rule, ...] = (
    _allocate_node_ports,
    load_balancer_class,
    validate_external_traffic,
    _internal_traffic,
    _traffic_distribution,
)


# -- the status


def validate_load_balancer_status(status: Object, old_status: Object, path: Path, spec: Object) -> list[FieldError]:
    """`status.loadBalancer`, at `path`.

    Models: ValidateLoadBalancerStatus
    """
    path, entries = path.child("ingress"), status.get("ingress") or []
    known = [entry["ip"] for entry in old_status.get("ingress") or [] if entry.get("ip")]
    if entries and spec.get("type") != LOAD_BALANCER:
        return [forbidden(path, "may only be used when `spec.type` is 'LoadBalancer'")]
    errors: list[FieldError] = []
    for position, entry in enumerate(entries):
        errors += _load_balancer_ingress(entry, known, path.index(position))
    return errors


def _load_balancer_ingress(entry: Object, known: list[str], path: Path) -> list[FieldError]:
    ip, mode, hostname = entry.get("ip") or "", entry.get("ipMode"), entry.get("hostname") or ""
    errors = validate_ip(path.child("ip"), ip, known) if ip else []
    if mode is not None and not ip:
        errors.append(forbidden(path.child("ipMode"), "may not be specified when `ip` is not set"))
    elif mode is None and ip:
        errors.append(required(path.child("ipMode"), "must be specified when `ip` is set"))
    elif mode is not None and mode not in ("Proxy", "VIP"):
        errors.append(not_supported(path.child("ipMode"), mode, ["Proxy", "VIP"]))
    if hostname:
        errors += check(path.child("hostname"), hostname, dns_subdomain)
        if parse_ip(hostname) is not None:
            errors.append(invalid(path.child("hostname"), hostname, "must be a DNS name, not an IP address"))
    return errors
