"""What a new cluster holds before anybody has asked for anything.

Models: controlplane/controller/systemnamespaces, controlplane/controller/kubernetesservice, kubeadm's CoreDNS manifests
"""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from playground.cluster.apiserver.server import ApiServer
from playground.cluster.config import Config
from playground.cluster.controllers.ranges import FINALIZER
from playground.cluster.objects.kinds import Object

NAMESPACES = ("default", "kube-system", "kube-public", "kube-node-lease")
ZONES = ("zone-a", "zone-b", "zone-c")
FIRST_NODE, FIRST_NODE_6 = ip_address("192.168.1.2"), ip_address("fd00:192:168:1::2")
API_SERVER = "192.168.1.1"


def fill(api: ApiServer) -> None:
    """Namespaces and the Service `kubernetes`, whose endpoint is the API server itself."""
    for name in NAMESPACES:
        api.create(
            {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": {"kubernetes.io/metadata.name": name}}}
        )
    api.create(
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {
                "name": "kubernetes",
                "namespace": "default",
                "labels": {"component": "apiserver", "provider": "kubernetes"},
            },
            "spec": {
                "clusterIP": str(ip_network(api.config.service_cidrs[0])[1]),
                "ports": [{"name": "https", "port": 443, "targetPort": 6443}],
            },
        }
    )


def node(number: int, config: Config) -> Object:
    """Node `node-<number>`, counted from 1: 192.168.1.<number + 1>, podCIDR 10.244.<number>.0/24, a zone in turn.

    Where the cluster's range has IPv6 as well, so has the node.
    """
    name = f"node-{number}"
    pods = pod_ranges(config, number)
    own = [str(FIRST_NODE + number - 1), str(FIRST_NODE_6 + number - 1)][: len(pods)]
    capacity = {"cpu": "4", "memory": "8Gi", "pods": "110"}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "name": name,
            "labels": {
                "kubernetes.io/hostname": name,
                "kubernetes.io/os": "linux",
                "kubernetes.io/arch": "amd64",
                "topology.kubernetes.io/zone": ZONES[(number - 1) % len(ZONES)],
            },
        },
        "spec": {"podCIDR": pods[0], "podCIDRs": pods},
        "status": {
            "addresses": [
                *({"type": "InternalIP", "address": address} for address in own),
                {"type": "Hostname", "address": name},
            ],
            "capacity": capacity,
            "allocatable": capacity,
            "conditions": [
                {
                    "type": "Ready",
                    "status": "True",
                    "reason": "KubeletReady",
                    "message": "kubelet is posting ready status",
                }
            ],
            "nodeInfo": {
                "kubeletVersion": "v1.36.2",
                "osImage": "Debian GNU/Linux 12 (bookworm)",
                "containerRuntimeVersion": "containerd://2.1.4",
                "kernelVersion": "6.1.0",
                "operatingSystem": "linux",
                "architecture": "amd64",
            },
        },
    }


def pod_ranges(config: Config, number: int) -> list[str]:
    """The podCIDRs of a node: of each range of the cluster the /24 or /64 of that number."""
    networks = map(ip_network, config.cluster_cidr.split(","))
    sizes = {4: 24, 6: 64}
    return [
        str(ip_network((int(network.network_address) + number * 2 ** (network.max_prefixlen - size), size)))
        for network in networks
        for size in (sizes[network.version],)
    ]


def dns_service(config: Config) -> list[Object]:
    """The Service `kube-dns` and the CoreDNS Deployment behind it."""
    labels = {"k8s-app": "kube-dns"}
    ports = [
        {"name": "dns", "port": 53, "protocol": "UDP", "targetPort": 53},
        {"name": "dns-tcp", "port": 53, "protocol": "TCP", "targetPort": 53},
        {"name": "metrics", "port": 9153, "protocol": "TCP", "targetPort": 9153},
    ]
    service: Object = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {
            "name": "kube-dns",
            "namespace": "kube-system",
            "labels": {**labels, "kubernetes.io/cluster-service": "true", "kubernetes.io/name": "CoreDNS"},
        },
        "spec": {"clusterIP": config.dns_address, "selector": labels, "ports": ports},
    }
    container = {
        "name": "coredns",
        "image": "registry.k8s.io/coredns/coredns:v1.13.1",
        "ports": [
            {"name": "dns", "containerPort": 53, "protocol": "UDP"},
            {"name": "dns-tcp", "containerPort": 53, "protocol": "TCP"},
            {"name": "metrics", "containerPort": 9153, "protocol": "TCP"},
        ],
    }
    deployment: Object = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "coredns", "namespace": "kube-system", "labels": labels},
        "spec": {
            "replicas": 2,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"dnsPolicy": "Default", "containers": [container]}},
        },
    }
    return [service, deployment]


def service_cidr(config: Config, now: str) -> Object:
    """The range of the flags as an object. Models: pkg/controlplane/controller/defaultservicecidr"""
    ready = {"type": "Ready", "status": "True", "message": "Kubernetes default Service CIDR is ready", "reason": "", "lastTransitionTime": now}
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "ServiceCIDR",
        "metadata": {"name": "kubernetes", "finalizers": [FINALIZER]},
        "spec": {"cidrs": list(config.service_cidrs)},
        "status": {"conditions": [ready]},
    }


def storage_class() -> Object:
    """The default StorageClass, as most clusters have one: claims without a class get a volume at once."""
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": "standard", "annotations": {"storageclass.kubernetes.io/is-default-class": "true"}},
        "provisioner": "playground/disk",
        "reclaimPolicy": "Delete",
        "volumeBindingMode": "Immediate",
    }


def api_server() -> list[Object]:
    """Where the Service `kubernetes` leads to, as the API server itself keeps it.

    Models: pkg/controlplane/reconcilers/lease.go ReconcileEndpoints
    """
    ports = [{"name": "https", "port": 6443, "protocol": "TCP"}]
    meta = {"name": "kubernetes", "namespace": "default"}
    skip = {"endpointslice.kubernetes.io/skip-mirror": "true"}
    return [
        {
            "apiVersion": "v1",
            "kind": "Endpoints",
            "metadata": {**meta, "labels": skip},
            "subsets": [{"addresses": [{"ip": API_SERVER}], "ports": ports}],
        },
        {
            "apiVersion": "discovery.k8s.io/v1",
            "kind": "EndpointSlice",
            "metadata": {**meta, "labels": {"kubernetes.io/service-name": "kubernetes"}},
            "addressType": "IPv4",
            "endpoints": [{"addresses": [API_SERVER], "conditions": {"ready": True}}],
            "ports": ports,
        },
    ]
