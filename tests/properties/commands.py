"""Random commands to a cluster: few names, so that they meet. The same seed gives the same commands."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

from playground.cluster.apiserver.messages import Request
from playground.cluster.config import Config
from playground.cluster.objects.kinds import BY_NAME
from playground.cluster.simulation import Cluster

Object = dict[str, Any]
Draw = Random

NAMESPACES = ("default", "shop")
SERVICES = ("web", "db", "api", "queue", "cache", "mail")
PODS = ("web-a", "web-b", "db-a", "db-b", "api-a", "api-b")
WORKLOADS = ("web", "db", "api")
APPS = ("web", "db", "api")
NODES = ("node-1", "node-2", "node-3")
MERGE = "application/merge-patch+json"


def world(seed: int) -> Cluster:
    """Every third world has two address families; each has a second namespace."""
    both = ("10.96.0.0/16", "fd00:10:96::/112")
    config = Config(
        seed=f"world-{seed}",
        service_cidrs=both if seed % 3 == 2 else both[:1],
        cluster_cidr="10.244.0.0/16,fd00:10:244::/56" if seed % 3 == 2 else "10.244.0.0/16",
        proxy_mode="nftables" if seed % 2 else "iptables",
    )
    cluster = Cluster.new(config)
    send(cluster, "POST", "Namespace", "", {"metadata": {"name": "shop"}})
    return cluster


def run(cluster: Cluster, draw: Draw) -> None:
    """One command. Refusals are answers too."""
    names, weights = zip(*COMMANDS.items(), strict=True)
    (command,) = draw.choices(names, weights)
    command(cluster, draw)


def send(cluster: Cluster, method: str, kind: str, namespace: str, obj: Object, query: str = "") -> int:
    """One API request about an object; the answer's code."""
    found, name = BY_NAME[kind], obj["metadata"]["name"]
    body = {"apiVersion": found.api_version, "kind": kind, **obj}
    path = found.path(namespace, "" if method == "POST" else name)
    content_type = {"PATCH": MERGE, "DELETE": ""}.get(method, "application/json")
    text = b"" if method == "DELETE" else json.dumps(obj if method == "PATCH" else body).encode()
    return cluster.request(Request(method, path, query, content_type, text)).code


# -- objects


def service(draw: Draw, name: str) -> Object:
    kind = draw.choices(("ClusterIP", "NodePort", "LoadBalancer", "ExternalName"), (5, 2, 3, 1))[0]
    spec: Object = {"type": kind, "ports": _ports(draw)}
    if kind == "ExternalName":
        spec["externalName"] = draw.choice(("db.example.net", "web.shop.svc.cluster.local"))
    if draw.random() < 0.85:
        spec["selector"] = {"app": draw.choice(APPS)}
    if kind == "ClusterIP" and draw.random() < 0.3:
        spec["clusterIP"] = "None"
    if kind in ("NodePort", "LoadBalancer"):
        spec["externalTrafficPolicy"] = draw.choice(("Cluster", "Local"))
    if draw.random() < 0.2:
        spec["sessionAffinity"] = "ClientIP"
    if draw.random() < 0.2:
        spec["internalTrafficPolicy"] = "Local"
    if draw.random() < 0.2:
        spec["publishNotReadyAddresses"] = True
    if draw.random() < 0.2:
        spec["trafficDistribution"] = draw.choice(("PreferClose", "PreferSameNode"))
    if draw.random() < 0.2:
        spec["externalIPs"] = ["198.51.100.7"]
    if draw.random() < 0.4:
        spec["ipFamilyPolicy"] = draw.choice(("SingleStack", "PreferDualStack"))
    if kind == "LoadBalancer" and draw.random() < 0.3:
        spec["loadBalancerSourceRanges"] = ["192.168.1.0/24"]
    return {"metadata": {"name": name, "labels": {"team": draw.choice("xy")}}, "spec": spec}


def _ports(draw: Draw) -> list[Object]:
    found = []
    for name in draw.sample(("http", "dns", "admin"), draw.choice((1, 1, 2))):
        protocol = "UDP" if name == "dns" else "TCP"
        target = draw.choice((80, 8080, "http", "http"))
        found.append({"name": name, "port": draw.choice((80, 81, 5353)), "protocol": protocol, "targetPort": target})
        if draw.random() < 0.1:
            found[-1]["nodePort"] = draw.choice((30080, 30081))
    return found


def template(draw: Draw, app: str) -> Object:
    container: Object = {
        "name": "main",
        "image": draw.choice(("nginx", "redis", "registry.k8s.io/e2e-test-images/agnhost:2.47")),
        "ports": [{"name": draw.choice(("http", "http", "other")), "containerPort": draw.choice((80, 8080))}],
    }
    if draw.random() < 0.4:
        container["readinessProbe"] = {"httpGet": {"path": "/", "port": draw.choice((80, 8080))}, "periodSeconds": 5}
    spec: Object = {"containers": [container]}
    if draw.random() < 0.15:
        spec |= {"hostname": "first", "subdomain": draw.choice(SERVICES)}
    if draw.random() < 0.1:
        spec["hostNetwork"] = True
    return {"metadata": {"labels": {"app": app}}, "spec": spec}


# -- commands


def _put_service(cluster: Cluster, draw: Draw) -> None:
    namespace, name = draw.choice(NAMESPACES), draw.choice(SERVICES)
    obj = service(draw, name)
    old = cluster.store.get("Service", namespace, name)
    if old is None:
        send(cluster, "POST", "Service", namespace, obj)
    elif draw.random() < 0.5:
        obj["metadata"]["resourceVersion"] = old["metadata"]["resourceVersion"]
        send(cluster, "PUT", "Service", namespace, obj)
    else:
        send(cluster, "PATCH", "Service", namespace, {"metadata": {"name": name}, "spec": obj["spec"]})


def _patch_service(cluster: Cluster, draw: Draw) -> None:
    changes: list[Object] = [
        {"selector": {"app": draw.choice(APPS)}},
        {"selector": None},
        {"ports": _ports(draw)},
        {"internalTrafficPolicy": draw.choice(("Cluster", "Local"))},
        {"sessionAffinity": draw.choice(("None", "ClientIP"))},
        {"publishNotReadyAddresses": draw.random() < 0.5},
        {"type": draw.choice(("ClusterIP", "NodePort", "LoadBalancer"))},
    ]
    patch = {"metadata": {"name": draw.choice(SERVICES)}, "spec": draw.choice(changes)}
    send(cluster, "PATCH", "Service", draw.choice(NAMESPACES), patch)


def _pod(cluster: Cluster, draw: Draw) -> None:
    name = draw.choice(PODS)
    obj = template(draw, draw.choice(APPS))
    obj["metadata"]["name"] = name
    send(cluster, "POST", "Pod", draw.choice(NAMESPACES), obj)


def _workload(cluster: Cluster, draw: Draw) -> None:
    kind, name = draw.choice(("Deployment", "Deployment", "StatefulSet", "DaemonSet")), draw.choice(WORKLOADS)
    spec: Object = {"selector": {"matchLabels": {"app": name}}, "template": template(draw, name)}
    if kind != "DaemonSet":
        spec["replicas"] = draw.randint(0, 4)
    if kind == "StatefulSet":
        spec["serviceName"] = draw.choice(SERVICES)
    obj = {"metadata": {"name": name}, "spec": spec}
    namespace = draw.choice(NAMESPACES)
    if send(cluster, "POST", kind, namespace, obj) == 409:
        send(cluster, "PATCH", kind, namespace, {**obj, "spec": {"template": spec["template"]}})


def _scale(cluster: Cluster, draw: Draw) -> None:
    patch = {"metadata": {"name": draw.choice(WORKLOADS)}, "spec": {"replicas": draw.randint(0, 6)}}
    send(cluster, "PATCH", draw.choice(("Deployment", "StatefulSet")), draw.choice(NAMESPACES), patch)


def _delete(cluster: Cluster, draw: Draw) -> None:
    kind = draw.choice(("Service", "Service", "Pod", "Pod", "Deployment", "StatefulSet", "DaemonSet", "EndpointSlice", "Endpoints"))
    found = [obj for obj in cluster.store.iterate(kind) if obj["metadata"]["namespace"] in NAMESPACES]
    if found:
        meta = draw.choice(found)["metadata"]
        query = draw.choice(("", "", "gracePeriodSeconds=0", "propagationPolicy=Orphan", "propagationPolicy=Foreground"))
        send(cluster, "DELETE", kind, meta["namespace"], {"metadata": {"name": meta["name"]}}, query)


def _endpoints(cluster: Cluster, draw: Draw) -> None:
    """By hand, where no controller would write them: it would not look at them again for a while."""
    namespace, name = draw.choice(NAMESPACES), draw.choice(SERVICES)
    found = cluster.store.get("Service", namespace, name)
    if found is not None and found["spec"].get("selector"):
        return
    addresses = [{"ip": f"192.0.2.{draw.randint(1, 9)}"} for _ in range(draw.randint(1, 3))]
    obj = {"metadata": {"name": name}, "subsets": [{"addresses": addresses, "ports": [{"name": "http", "port": 8080}]}]}
    send(cluster, draw.choice(("POST", "PUT")), "Endpoints", namespace, obj)


def _slice(cluster: Cluster, draw: Draw) -> None:
    name = draw.choice(SERVICES)
    ends = [
        {"addresses": [f"192.0.2.{draw.randint(10, 19)}"], "conditions": {"ready": draw.random() < 0.7}}
        for _ in range(draw.randint(0, 3))
    ]
    obj = {
        "metadata": {"name": f"{name}-mine", "labels": {"kubernetes.io/service-name": name}},
        "addressType": "IPv4",
        "endpoints": ends,
        "ports": [{"name": "http", "port": 8080, "protocol": "TCP"}],
    }
    send(cluster, draw.choice(("POST", "PUT")), "EndpointSlice", draw.choice(NAMESPACES), obj)


def _ingress(cluster: Cluster, draw: Draw) -> None:
    backend = {"service": {"name": draw.choice(SERVICES), "port": {"number": 80}}}
    rule = {"host": "shop.example", "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}}
    method = draw.choice(("POST", "PUT", "DELETE"))
    send(cluster, method, "Ingress", draw.choice(NAMESPACES), {"metadata": {"name": "door"}, "spec": {"rules": [rule]}})


def _relabel(cluster: Cluster, draw: Draw) -> None:
    pods = [pod for pod in cluster.store.iterate("Pod") if pod["metadata"]["namespace"] in NAMESPACES]
    if pods:
        meta = draw.choice(pods)["metadata"]
        cluster.set_labels("Pod", meta["namespace"], meta["name"], {"app": draw.choice((*APPS, None))})


def _ready(cluster: Cluster, draw: Draw) -> None:
    pods = [pod for pod in cluster.store.iterate("Pod") if pod["metadata"]["namespace"] in NAMESPACES]
    if pods:
        meta = draw.choice(pods)["metadata"]
        cluster.set_ready(meta["namespace"], meta["name"], draw.random() < 0.5)


def _node(cluster: Cluster, draw: Draw) -> None:
    """Zones stay: controllers look at a node's new zone only when they see to a Service for another reason."""
    change = draw.choice((cluster.fail_node, cluster.restore_node, cluster.restore_node))
    change(draw.choice(NODES))


def _namespace(cluster: Cluster, draw: Draw) -> None:
    gone = cluster.store.get("Namespace", "", "shop") is None
    send(cluster, "POST" if gone else "DELETE", "Namespace", "", {"metadata": {"name": "shop"}})


def _advance(cluster: Cluster, draw: Draw) -> None:
    (seconds,) = draw.choices((0.5, 1, 3, 10, 60, 400), (6, 6, 6, 6, 4, 1))
    cluster.advance(seconds)


Command = Callable[[Cluster, Draw], None]
COMMANDS: dict[Command, int] = {
    _put_service: 14,
    _patch_service: 10,
    _pod: 10,
    _workload: 8,
    _scale: 8,
    _delete: 12,
    _endpoints: 4,
    _slice: 4,
    _ingress: 3,
    _relabel: 8,
    _ready: 6,
    _node: 3,
    _namespace: 1,
    _advance: 12,
}
"""How often, relative to each other."""
