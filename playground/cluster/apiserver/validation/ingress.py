"""Ingress and IngressClass.

Models: pkg/apis/networking/validation/validation.go ValidateIngressCreate, ValidateIngressClass
"""

from __future__ import annotations

from playground.cluster.apiserver.validation.addresses import parse_ip, validate_ip
from playground.cluster.apiserver.validation.names import (
    check,
    check_port_number,
    dns_label,
    dns_subdomain,
    path_segment,
    port_name,
    wildcard_subdomain,
)
from playground.cluster.fields import FieldError, Path, forbidden, invalid, not_supported, required
from playground.cluster.objects.kinds import Object

SPEC = Path.of("spec")
CLASS_ANNOTATION = "kubernetes.io/ingress.class"
_PATH_TYPES = ["Exact", "ImplementationSpecific", "Prefix"]
_FORBIDDEN_PARTS = ("//", "/./", "/../", "%2f", "%2F")
_FORBIDDEN_ENDS = ("/..", "/.")
_LONGEST_CONTROLLER = 250


def validate_ingress(obj: Object) -> list[FieldError]:
    """What creation alone asks, then the rest."""
    annotation = (obj["metadata"].get("annotations") or {}).get(CLASS_ANNOTATION)
    name = (obj.get("spec") or {}).get("ingressClassName")
    errors = validate_ingress_spec(obj.get("spec") or {})
    if annotation is not None and name is not None and annotation != name:
        path = Path.of("annotations", CLASS_ANNOTATION)
        errors.append(invalid(path, annotation, "must match `ingressClassName` when both are specified"))
    return errors


def validate_ingress_spec(spec: Object) -> list[FieldError]:
    errors: list[FieldError] = []
    rules, backend = spec.get("rules") or [], spec.get("defaultBackend")
    if not rules and backend is None:
        errors.append(invalid(SPEC, None, "either `defaultBackend` or `rules` must be specified"))
    if backend is not None:
        errors += _backend(backend, SPEC.child("defaultBackend"))
    for position, rule in enumerate(rules):
        errors += _rule(rule, SPEC.child("rules").index(position))
    for position, entry in enumerate(spec.get("tls") or []):
        errors += _tls(entry, SPEC.child("tls").index(position))
    if spec.get("ingressClassName") is not None:
        errors += check(SPEC.child("ingressClassName"), spec["ingressClassName"], dns_subdomain)
    return errors


def _rule(rule: Object, path: Path) -> list[FieldError]:
    errors: list[FieldError] = []
    host = rule.get("host") or ""
    if host:
        if parse_ip(host) is not None:
            errors.append(invalid(path.child("host"), host, "must be a DNS name, not an IP address"))
        errors += check(path.child("host"), host, wildcard_subdomain if "*" in host else dns_subdomain)
    http = rule.get("http")
    if http is None:
        return errors
    paths, place = http.get("paths") or [], path.child("http", "paths")
    if not paths:
        errors.append(required(place))
    for position, entry in enumerate(paths):
        errors += _path(entry, place.index(position))
    return errors


def _path(entry: Object, path: Path) -> list[FieldError]:
    """Models: validateHTTPIngressPath"""
    kind, text = entry.get("pathType"), entry.get("path") or ""
    if kind is None:
        return [required(path.child("pathType"), "pathType must be specified")]
    errors: list[FieldError] = []
    place = path.child("path")
    match kind:
        case "Exact" | "Prefix":
            if not text.startswith("/"):
                errors.append(invalid(place, text, "must be an absolute path"))
            if text:
                errors += [
                    invalid(place, text, f"must not contain '{part}'") for part in _FORBIDDEN_PARTS if part in text
                ]
                errors += [
                    invalid(place, text, f"cannot end with '{end}'") for end in _FORBIDDEN_ENDS if text.endswith(end)
                ]
        case "ImplementationSpecific":
            if text and not text.startswith("/"):
                errors.append(invalid(place, text, "must be an absolute path"))
        case _:
            errors.append(not_supported(path.child("pathType"), kind, _PATH_TYPES))
    return errors + _backend(entry.get("backend") or {}, path.child("backend"))


def _backend(backend: Object, path: Path) -> list[FieldError]:
    """Models: validateIngressBackend"""
    service, resource = backend.get("service"), backend.get("resource")
    if service is not None and resource is not None:
        return [invalid(path, "", "cannot set both resource and service backends")]
    if resource is not None:
        return _resource(resource, path.child("resource"))
    if service is None:
        return [invalid(path, "", "resource or service backend is required")]
    name, place = service.get("name") or "", path.child("service", "name")
    errors = check(place, name, dns_label) if name else [required(place)]
    return errors + _service_port(service.get("port") or {}, path)


def _service_port(port: Object, path: Path) -> list[FieldError]:
    name, number, place = port.get("name") or "", port.get("number") or 0, path.child("service", "port")
    if name and number:
        return [invalid(path, "", "cannot set both port name & port number")]
    if name:
        return check(place.child("name"), name, port_name)
    if not number:
        return [required(path, "port name or number is required")]
    return check_port_number(place.child("number"), number)


def _resource(resource: Object, path: Path) -> list[FieldError]:
    errors: list[FieldError] = []
    if resource.get("apiGroup") is not None:
        errors += check(path.child("apiGroup"), resource["apiGroup"], dns_subdomain)
    for name in ("kind", "name"):
        place = path.child(name)
        errors += check(place, resource[name], path_segment) if resource.get(name) else [required(place)]
    return errors


def _tls(entry: Object, path: Path) -> list[FieldError]:
    errors: list[FieldError] = []
    for position, host in enumerate(entry.get("hosts") or []):
        place = path.child("hosts").index(position)
        errors += check(place, host, wildcard_subdomain if "*" in host else dns_subdomain)
    if entry.get("secretName"):
        errors += check(path.child("secretName"), entry["secretName"], dns_subdomain)
    return errors


def validate_ingress_status(new: Object, old: Object) -> list[FieldError]:
    """Models: ValidateIngressLoadBalancerStatus"""
    errors: list[FieldError] = []
    entries = ((new.get("status") or {}).get("loadBalancer") or {}).get("ingress") or []
    known = [entry.get("ip") for entry in ((old.get("status") or {}).get("loadBalancer") or {}).get("ingress") or []]
    for position, entry in enumerate(entries):
        path, hostname = Path.of("status", "loadBalancer", "ingress", position), entry.get("hostname") or ""
        if entry.get("ip"):
            errors += validate_ip(path.child("ip"), entry["ip"], [ip for ip in known if ip])
        if hostname:
            errors += check(path.child("hostname"), hostname, dns_subdomain)
            if parse_ip(hostname) is not None:
                errors.append(invalid(path.child("hostname"), hostname, "must be a DNS name, not an IP address"))
    return errors


# -- IngressClass


def validate_ingress_class(obj: Object) -> list[FieldError]:
    spec = obj.get("spec") or {}
    controller, path = spec.get("controller") or "", SPEC.child("controller")
    errors: list[FieldError] = []
    if len(controller) > _LONGEST_CONTROLLER:
        errors.append(FieldError("FieldValueTooLong", path, None, f"may not be more than {_LONGEST_CONTROLLER} bytes"))
    errors += _domain_path(controller, path)
    parameters = spec.get("parameters")
    if parameters is None:
        return errors
    place = SPEC.child("parameters")
    errors += _resource(parameters, place)
    return errors + _scope(parameters.get("scope"), parameters.get("namespace"), place)


def _scope(scope: str | None, namespace: str | None, path: Path) -> list[FieldError]:
    place = path.child("namespace")
    match scope:
        case None:
            return [required(path.child("scope"))]
        case "Namespace" if namespace is None:
            return [required(place, "`parameters.scope` is set to 'Namespace'")]
        case "Namespace":
            return check(place, namespace or "", dns_label)
        case "Cluster":
            return [forbidden(place, "`parameters.scope` is set to 'Cluster'")] if namespace is not None else []
        case _:
            return [not_supported(path.child("scope"), scope, ["Cluster", "Namespace"])]


def _domain_path(text: str, path: Path) -> list[FieldError]:
    """Models: apimachinery/pkg/util/validation IsDomainPrefixedPath"""
    if not text:
        return [required(path)]
    domain, _, rest = text.partition("/")
    if not domain or not rest:
        return [invalid(path, text, 'must be a domain-prefixed path (such as "acme.io/foo")')]
    return [invalid(path, domain, complaint) for complaint in dns_subdomain(domain)]


def validate_ingress_class_update(new: Object, old: Object) -> list[FieldError]:
    controller, old_controller = ((each.get("spec") or {}).get("controller") for each in (new, old))
    errors = (
        [] if controller == old_controller else [invalid(SPEC.child("controller"), controller, "field is immutable")]
    )
    return errors + validate_ingress_class(new)
