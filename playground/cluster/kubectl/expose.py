"""kubectl expose: a Service in front of something that has pods.

Models: kubectl/pkg/cmd/expose/expose.go; kubectl/pkg/polymorphichelpers/{canbeexposed,mapbasedselectorforobject,
portsforobject,multiprotocolsforobject}.go
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from playground.cluster.kubectl import files, resources
from playground.cluster.kubectl import flags as flagging
from playground.cluster.kubectl.command import Call, Command
from playground.cluster.kubectl.failures import Failure, raise_all
from playground.cluster.kubectl.flags import parse_int
from playground.cluster.kubectl.output import printers
from playground.cluster.kubectl.resources import Info
from playground.cluster.objects.kinds import BY_NAME, Object

FLAGS = flagging.join(
    files.FLAGS, printers.FLAGS, printers.DRY_RUN,
    flagging.table(
        "protocol= port= type= load-balancer-ip= selector= labels/l= target-port= external-ip= name= session-affinity= "
        "cluster-ip= overrides= override-type=merge field-manager=kubectl-expose save-config!"
    ),
)  # fmt: skip
_EXPOSABLE = ("ReplicationController", "Service", "Pod", "Deployment", "ReplicaSet")
_LONGEST_NAME = 63


def run(call: Call) -> None:
    dry = printers.dry_run(call)
    if call.flag("filename"):
        found, failures = files.split(list(files.visit(call)))
        infos = [Info(each.kind, each.namespace, each.name, call.client.get(each.kind, each.namespace, each.name)) for each in found]
    else:
        selection = resources.select(call, call.arguments)
        infos, failures = files.split(list(resources.find(call, selection)))
    for info in infos:
        try:
            _expose(call, info, dry)
        except Failure as failure:
            failures.append(failure)
    raise_all(failures)


def _expose(call: Call, info: Info, dry: str) -> None:
    assert info.value is not None
    if info.kind.name not in _EXPOSABLE:
        raise Failure(f"cannot expose a {info.kind.name}")
    given = {name: call.flag(name) for name in _NAMES}
    obj = service_for(info.value, {**given, "name": given["name"] or info.name[:_LONGEST_NAME]})
    kind = BY_NAME["Service"]
    if dry == "client":
        if call.given("namespace") or info.namespace != call.session.namespace:
            obj = {**obj, "metadata": {**obj["metadata"], "namespace": info.namespace}}
        printers.done(call, kind, printers.complete(obj), "exposed", dry, typed=True)
        return
    obj = {**obj, "metadata": {**obj["metadata"], "namespace": info.namespace}}
    made = call.client.create(kind, info.namespace, obj, {"dryRun": "All" if dry == "server" else ""})
    printers.done(call, kind, made, "exposed", dry)


_NAMES = (
    "protocol", "port", "type", "load-balancer-ip", "selector", "labels", "target-port", "external-ip", "name",
    "session-affinity", "cluster-ip",
)  # fmt: skip


def service_for(obj: Object, flags: Mapping[str, str]) -> Object:
    """The Service that flags (by name, '' where not given; the name always is) and object ask for. Raises Failure."""
    found = dict(flags)
    if not found.get("selector"):
        try:
            selector = selector_of(obj)
        except Failure as failure:
            raise Failure(f"couldn't retrieve selectors via --selector flag or introspection: {failure}") from None
        found["selector"] = ",".join(f"{key}={value}" for key, value in sorted(selector.items()))
    headless = found.get("cluster-ip") == "None"
    if not found.get("port"):
        ports = ports_of(obj)
        if not ports and not headless:
            raise Failure("couldn't find port via --port flag or introspection")
        found["port"] = ",".join(dict.fromkeys(str(port["number"]) for port in ports))
    protocols = {str(port["number"]): port["protocols"] for port in ports_of(obj)} if not found.get("protocol") else {}
    if not found.get("labels"):
        labels = obj["metadata"].get("labels") or {}
        found["labels"] = ",".join(f"{key}={value}" for key, value in sorted(labels.items()))
    return generate(found, protocols)


def selector_of(obj: Object) -> dict[str, str]:
    """Models: MapBasedSelectorForObject"""
    spec = obj.get("spec") or {}
    match obj.get("kind"):
        case "Pod":
            labels = obj["metadata"].get("labels") or {}
            if not labels:
                raise Failure("the pod has no labels and cannot be exposed")
            return dict(labels)
        case "Service":
            if not spec.get("selector"):
                raise Failure("the service has no pod selector set")
            return dict(spec["selector"])
        case "ReplicationController":
            return dict(spec.get("selector") or {})
    selector = spec.get("selector") or {}
    if selector.get("matchExpressions"):
        raise Failure("couldn't convert expressions - \"" + str(selector["matchExpressions"]) + '" to map-based selector format')
    if not selector.get("matchLabels"):
        raise Failure("invalid deployment - no selectors, therefore cannot be exposed")
    return dict(selector["matchLabels"])


def ports_of(obj: Object) -> list[dict[str, Any]]:
    """{"number", "protocols"} of each port. Models: PortsForObject, MultiProtocolsForObject"""
    spec = obj.get("spec") or {}
    if obj.get("kind") == "Service":
        pairs = [(port["port"], port.get("protocol", "TCP")) for port in spec.get("ports") or ()]
    else:
        pod = spec if obj.get("kind") == "Pod" else (spec.get("template") or {}).get("spec") or {}
        containers = pod.get("containers") or ()
        pairs = [(port["containerPort"], port.get("protocol", "TCP")) for each in containers for port in each.get("ports") or ()]
    found: dict[int, list[str]] = {}
    for number, protocol in pairs:
        found.setdefault(number, []).append(protocol)
    return [{"number": number, "protocols": protocols} for number, protocols in found.items()]


def generate(flags: Mapping[str, str], protocols: Mapping[str, Sequence[str]]) -> Object:
    """Models: expose.go ExposeServiceOptions.createService"""
    name, selector = flags.get("name", ""), flags.get("selector", "")
    if not selector:
        raise Failure("selector must be specified")
    if not name:
        raise Failure("name must be specified")
    spec: Object = {"selector": pairs(selector)}
    ports = _ports(flags, protocols)
    if ports:
        spec["ports"] = ports
    if flags.get("external-ip"):
        spec["externalIPs"] = [flags["external-ip"]]
    if flags.get("type"):
        spec["type"] = flags["type"]
    if flags.get("type") == "LoadBalancer" and flags.get("load-balancer-ip"):
        spec["loadBalancerIP"] = flags["load-balancer-ip"]
    if flags.get("session-affinity"):
        if flags["session-affinity"] not in ("None", "ClientIP"):
            raise Failure(f"unknown session affinity: {flags['session-affinity']}")
        spec["sessionAffinity"] = flags["session-affinity"]
    if flags.get("cluster-ip"):
        spec["clusterIP"] = flags["cluster-ip"]
    meta: Object = {"name": name}
    if flags.get("labels"):
        meta["labels"] = pairs(flags["labels"])
    return {"apiVersion": "v1", "kind": "Service", "metadata": meta, "spec": spec}


def pairs(text: str) -> dict[str, str]:
    """`a=b,c=d`. Models: generate.ParseLabels"""
    found = {}
    for part in text.split(","):
        key, equals, value = part.partition("=")
        if not equals or not key:
            raise Failure(f"unexpected label spec: {part}")
        found[key] = value
    return found


def _ports(flags: Mapping[str, str], protocols: Mapping[str, Sequence[str]]) -> list[Object]:
    numbers = flags["port"].split(",") if flags.get("port") else []
    found: list[Object] = []
    for index, text in enumerate(numbers):
        try:
            number = parse_int(text, 63, "Atoi")
        except ValueError as error:
            raise Failure(str(error)) from None
        name = f"port-{index + 1}" if len(numbers) > 1 else ""
        if flags.get("protocol"):
            chosen: Sequence[str] = (flags["protocol"],)
        else:
            chosen = protocols.get(text) or ("TCP",)
        for protocol in chosen:
            own = f"port-{index + 1}-{protocol.lower()}" if len(chosen) > 1 else name
            found.append({**({"name": own} if own else {}), "protocol": protocol, "port": number})
    target = flags.get("target-port", "")
    for port in found:
        port["targetPort"] = (int(target) if target.isdigit() else target) if target else port["port"]
    return found


def expose_pod(call: Call, name: str, port: str, labels: Mapping[str, str]) -> Object:
    """The Service that `kubectl run --expose` makes."""
    selector = ",".join(f"{key}={value}" for key, value in labels.items())
    return generate({"name": name, "port": port, "selector": selector}, {})


COMMANDS = (Command("expose", "Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service", run, FLAGS),)
