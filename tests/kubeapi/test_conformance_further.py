"""What Kubernetes' own tests ask of names, mirrored slices, classes, ranges, zones and flows that are no conformance tests.

docs/kubectl.md says which are meant.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.kubeapi.suite import AGNHOST, AT_ONCE, DELETE_OPTIONS, MERGE, STRATEGIC, Json, Space, Suite
from tests.kubeapi.test_conformance_dns import HTTP, _resolves

SPACE = ("further", "privileged")

CLASSES = "/apis/networking.k8s.io/v1/ingressclasses"
LABELS = {"testid": "jig-uuid"}


# -- names


def test_parts_of_the_clusters_own_names_are_enough(space: Space) -> None:
    _resolves(space, ["kubernetes.default", "kubernetes.default.svc"], [f"dns-querier-1.dns-test-service.{space.name}.svc.cluster.local", "dns-querier-1"])


def test_many_long_search_paths(space: Space) -> None:
    searches = [f"{letter * 60}.svc.{space.name}.cluster.local" for letter in "abcdef"]
    space.synced("searching", dnsPolicy="ClusterFirst", dnsConfig={"searches": searches, "options": [{"name": "ndots", "value": "5"}]})
    found = space.sh("searching", "cat /etc/resolv.conf")
    assert all(one in found for one in searches)
    assert "ndots:5" in found
    assert space.sh("searching", "dig +short +search kubernetes.default A")


def test_search_paths_of_a_dot_and_an_underscore(space: Space) -> None:
    space.synced("dotted", dnsConfig={"searches": [".", "_sip._tcp.abc_d.example.com"]})
    assert space.run("dotted", "nslookup", "kubernetes.default").code == 0


def test_the_name_of_a_service_may_begin_with_a_digit(space: Space) -> None:
    space.service("1kubernetes", ports=HTTP, selector={"a": "b"})
    space.synced("asking")
    assert space.sh("asking", f"dig +short 1kubernetes.{space.name}.svc.cluster.local")


def test_a_pod_on_its_nodes_network_uses_the_clusters_names(space: Space) -> None:
    _resolves(space, ["kubernetes.default"], [])
    space.synced("hosted", hostNetwork=True, dnsPolicy="ClusterFirstWithHostNet", hostname="named")
    assert space.sh("hosted", "dig +short +search kubernetes.default A") == "10.96.0.1"
    assert space.sh("hosted", "hostname") != "named"
    space.synced("named", hostname="named")
    assert space.sh("named", "hostname") == "named"


# -- mirrored slices


def test_two_subsets_with_one_address_are_mirrored(suite: Suite, space: Space) -> None:
    containers = [{"name": f"container{port}", "image": AGNHOST, "args": ["netexec", "--http-port", str(port), "--udp-port", "-1"], "resources": {}} for port in (8090, 9090)]
    address = space.synced("pod1", containers=containers)["status"]["podIP"]
    service = space.service("example-custom-endpoints", ports=[{"name": f"port{port}", "port": port, "protocol": "TCP"} for port in (80, 81)])["spec"]["clusterIP"]
    subsets = [{"addresses": [{"ip": address}], "ports": [{"name": name, "port": port}]} for name, port in (("port80", 8090), ("port81", 9090))]
    suite("POST", f"{space.core}/endpoints", {"kind": "Endpoints", "apiVersion": "v1", "metadata": {"name": "example-custom-endpoints"}, "subsets": subsets})
    space.synced("pause-pod-0")
    for port, expected in ((80, "8090"), (81, "9090")):
        assert suite.wait(lambda port=port: space.sh("pause-pod-0", f"curl -q -s --max-time 30 {service}:{port}/serverport"), 12) == expected
    suite("DELETE", f"{space.core}/endpoints/example-custom-endpoints", DELETE_OPTIONS)
    suite.wait(lambda: not space.of_service("example-custom-endpoints"), 12)


# -- classes


@pytest.fixture
def classes(suite: Suite) -> Iterator[None]:
    """Takes away what a test makes."""
    yield
    suite("DELETE", CLASSES, DELETE_OPTIONS, labelSelector="made-by=test")


def _class(suite: Suite, name: str, default: bool = False, **spec: object) -> Json:
    meta = {"name": name, "labels": {"made-by": "test"}, "annotations": {"ingressclass.kubernetes.io/is-default-class": str(default).lower()}}
    return suite("POST", CLASSES, {"kind": "IngressClass", "apiVersion": "networking.k8s.io/v1", "metadata": meta, "spec": {"controller": "example.com/controller", **spec}})


def _class_of_new(suite: Suite, space: Space, name: str = "ingress1") -> str | None:
    backend = {"service": {"name": "defaultbackend", "port": {"number": 80}}}
    path = f"/apis/networking.k8s.io/v1/namespaces/{space.name}/ingresses"
    made = suite("POST", path, {"kind": "Ingress", "apiVersion": "networking.k8s.io/v1", "metadata": {"name": name}, "spec": {"defaultBackend": backend}})
    found = made["spec"].get("ingressClassName")
    return str(found) if found else None


def test_an_ingress_gets_the_default_class(suite: Suite, space: Space, classes: None) -> None:
    _class(suite, "ingressclass1", default=True)
    assert _class_of_new(suite, space) == "ingressclass1"


def test_an_ingress_gets_no_class_without_a_default(suite: Suite, space: Space, classes: None) -> None:
    _class(suite, "ingressclass1")
    assert _class_of_new(suite, space) is None


def test_of_two_default_classes_the_later_one_then_the_first_name(suite: Suite, space: Space, classes: None) -> None:
    _class(suite, "ingressclass2", default=True)
    suite.clock.skipped += 2
    _class(suite, "ingressclass1", default=True)
    assert _class_of_new(suite, space) == "ingressclass1"
    suite.clock.skipped += 2
    _class(suite, "ingressclass3", default=True)
    assert _class_of_new(suite, space, "ingress2") == "ingressclass3"


def test_the_parameters_of_a_class_may_be_in_a_namespace(suite: Suite, classes: None) -> None:
    parameters = {"scope": "Namespace", "namespace": "foo-ns", "kind": "fakekind", "name": "fakename", "apiGroup": "fake.example.com"}
    assert _class(suite, "ingressclass1", parameters=parameters)["spec"]["parameters"] == parameters


# -- ranges


def test_services_get_addresses_of_another_range(suite: Suite, space: Space) -> None:
    cidrs = "/apis/networking.k8s.io/v1/servicecidrs"
    suite("POST", cidrs, {"kind": "ServiceCIDR", "apiVersion": "networking.k8s.io/v1", "metadata": {"name": "test-svc-cidr"}, "spec": {"cidrs": ["203.0.113.0/24"]}})
    suite.wait(lambda: ("Ready", "True") in {(one["type"], one["status"]) for one in suite("GET", f"{cidrs}/test-svc-cidr").get("status", {}).get("conditions", ())})
    space.service("cidr", LABELS, type="NodePort", selector=LABELS, clusterIP="203.0.113.23", ports=[{"port": 80, "protocol": "TCP", "targetPort": 9376}])
    space.deployment("cidr", 2, LABELS, ["/agnhost", "serve-hostname", "--http=false", "--tcp", "--udp"])
    space.serves(space.exec_pod(), "cidr")
    space.delete("services/cidr")
    suite("DELETE", f"{cidrs}/test-svc-cidr", DELETE_OPTIONS)
    suite.wait(lambda: suite.session.get(f"{suite.url}{cidrs}/test-svc-cidr", timeout=10).status_code == 404)


# -- readiness by a gate


def test_traffic_follows_a_readiness_gate(suite: Suite, space: Space) -> None:
    gate = "k8s.io/blue-green"
    service = space.service("blue-green", LABELS, selector=LABELS, ports=[{"port": 80, "protocol": "TCP", "targetPort": 80}])["spec"]["clusterIP"]
    for name in ("blue", "green"):
        space.pod(name, "netexec", "--http-port=80", labels=LABELS, readinessGates=[{"conditionType": gate}])
        space.running(name)
    space.synced("client")

    def ready(name: str, status: str) -> None:
        suite("PATCH", f"{space.core}/pods/{name}/status", {"status": {"conditions": [{"type": gate, "status": status}]}}, kind=STRATEGIC)

    def serving() -> set[str]:
        return set(space.sh("client", f"for i in $(seq 0 9); do echo; curl -q -s --connect-timeout 2 http://{service}/hostname; done").split())

    assert {one["conditions"]["ready"] for one in suite.wait(lambda: space.endpoints("blue-green"))} == {False}
    ready("blue", "True")
    suite.wait(lambda: serving() == {"blue"})
    ready("green", "True")
    suite.wait(lambda: serving() == {"blue", "green"})
    ready("blue", "False")
    suite.wait(lambda: serving() == {"green"})


# -- flows of UDP with one source port


@pytest.mark.parametrize("way", ["NodePort", "Local"])
def test_a_flow_goes_on_with_the_next_backend(suite: Suite, space: Space, way: str) -> None:
    first, second = (node["metadata"]["name"] for node in suite.nodes()[:2])
    policy = {"internalTrafficPolicy": "Local"} if way == "Local" else {}
    spec = space.service("svc-udp", LABELS, type="NodePort" if way == "NodePort" else "ClusterIP", selector=LABELS, ports=[{"name": "udp", "protocol": "UDP", "port": 80, "targetPort": 80}], **policy)["spec"]
    target = f"{suite.node_addresses()[1]} {spec['ports'][0]['nodePort']}" if way == "NodePort" else f"{spec['clusterIP']} 80"
    script = f"date; for i in $(seq 1 3000); do echo \"$(date) Try: ${{i}}\"; echo hostname | nc -u -w 5 -p 12345 {target}; echo; done"
    _client(space, first, script)
    node = first if way == "Local" else second

    space.synced("pod-server-1", "netexec", "--udp-port", "80", labels=LABELS, nodeName=node)
    suite.wait(lambda: _logged(space, "pod-server-1"), 60)
    space.synced("pod-server-2", "netexec", "--udp-port", "80", labels=LABELS, nodeName=node)
    space.delete("pods/pod-server-1", AT_ONCE)
    suite.wait(lambda: _logged(space, "pod-server-2"), 60)


def _client(space: Space, node: str, script: str) -> None:
    container = {"name": "pod-client", "image": AGNHOST, "command": ["/bin/sh", "-c", script], "resources": {}}
    space.pod("pod-client", containers=[container], nodeName=node)
    space.running("pod-client")


def _logged(space: Space, text: str) -> bool:
    return text in space.suite.session.get(f"{space.suite.url}{space.core}/pods/pod-client/log?container=pod-client&previous=false", timeout=20).text


def test_a_flow_begins_where_nobody_is_ready(suite: Suite, space: Space) -> None:
    """What was refused at first is not held against those who come."""
    first, second = (node["metadata"]["name"] for node in suite.nodes()[:2])
    address = space.service("svc-udp", LABELS, selector=LABELS, ports=[{"name": "udp", "protocol": "UDP", "port": 80, "targetPort": 80}])["spec"]["clusterIP"]
    space.pod("pod-server-1", "netexec", "--udp-port", "80", labels=LABELS, nodeName=second, container={"readinessProbe": {"httpGet": {"path": "/healthz", "port": 8080}, "initialDelaySeconds": 30, "periodSeconds": 5}})
    _client(space, first, f"date; for i in $(seq 1 3000); do echo \"$(date) Try: ${{i}}\"; echo hostname | nc -u -w 5 -p 12345 {address} 80; echo; done")
    space.running("pod-server-1")
    assert not _logged(space, "pod-server-1")
    space.running("pod-server-1", ready=True)
    suite.wait(lambda: _logged(space, "pod-server-1"), 60)


def test_a_flow_follows_the_target_port(suite: Suite, space: Space) -> None:
    first, second = (node["metadata"]["name"] for node in suite.nodes()[:2])
    port = space.service("svc-udp", LABELS, type="NodePort", selector=LABELS, ports=[{"name": "udp", "protocol": "UDP", "port": 80, "targetPort": 8080}])["spec"]["ports"][0]["nodePort"]
    containers = [{"name": f"c{port}", "image": AGNHOST, "args": ["netexec", f"--http-port={port}", f"--udp-port={port}"], "resources": {}} for port in (8080, 9090)]
    space.synced("pod-server-1", labels=LABELS, containers=containers, nodeName=second)
    node = suite.node_addresses()[1]
    _client(space, first, f"date; for i in $(seq 1 3000); do echo \"$(date) Try: ${{i}}\"; echo serverport | nc -u -w 5 -p 12345 {node} {port}; echo; done")
    suite.wait(lambda: _logged(space, "\n8080\n"), 60)
    space.update("svc-udp", lambda spec: spec["ports"][0].update(targetPort=9090))
    suite.wait(lambda: _logged(space, "\n9090\n"), 60)


# -- zones


def _zones(suite: Suite) -> list[tuple[str, str]]:
    return [(node["metadata"]["name"], node["metadata"]["labels"].get("topology.kubernetes.io/zone", "")) for node in suite.nodes()]


def test_traffic_stays_in_its_zone_where_that_is_wanted(suite: Suite, space: Space) -> None:
    nodes = _zones(suite)
    for number, (node, _) in enumerate(nodes):
        suite("PATCH", f"/api/v1/nodes/{node}", {"metadata": {"labels": {"topology.kubernetes.io/zone": f"zone-{number}"}}}, kind=MERGE)
    try:
        for distribution in ("PreferClose", "PreferSameZone", "PreferSameNode"):
            name = distribution.lower()
            labels = {"testid": name}
            address = space.service(name, labels, selector=labels, trafficDistribution=distribution, ports=[{"port": 80, "targetPort": 9376, "protocol": "TCP"}])["spec"]["clusterIP"]
            for number, (node, _) in enumerate(nodes[:2]):
                space.synced(f"{name}-{number}", "serve-hostname", labels=labels, nodeName=node)
            suite.wait(lambda name=name: len(space.addresses(name)) == 2)
            for number, (node, _) in enumerate(nodes):
                client = space.synced(f"{name}-client-{number}", nodeName=node)["metadata"]["name"]
                seen = set(space.sh(client, f"for i in $(seq 0 20); do echo; curl -q -s --connect-timeout 2 http://{address}:80/; done").split())
                assert seen == ({f"{name}-{number}"} if number < 2 else {f"{name}-0", f"{name}-1"}), (distribution, node)
    finally:
        for node, zone in nodes:
            suite("PATCH", f"/api/v1/nodes/{node}", {"metadata": {"labels": {"topology.kubernetes.io/zone": zone or None}}}, kind=MERGE)


def test_topology_hints_spread_endpoints_over_equal_zones(suite: Suite, space: Space) -> None:
    nodes = _zones(suite)
    for number, (node, _) in enumerate(nodes):
        suite("PATCH", f"/api/v1/nodes/{node}", {"metadata": {"labels": {"topology.kubernetes.io/zone": f"zone-{number}"}}}, kind=MERGE)
    try:
        template = {"metadata": {"labels": LABELS}, "spec": {"containers": [{"name": "c", "image": AGNHOST, "args": ["serve-hostname"], "resources": {}}]}}
        daemons = {"kind": "DaemonSet", "apiVersion": "apps/v1", "metadata": {"name": "topology-serve-hostname"}, "spec": {"selector": {"matchLabels": LABELS}, "template": template}}
        suite("POST", f"{space.apps}/daemonsets", daemons)
        body = {"kind": "Service", "apiVersion": "v1", "metadata": {"name": "topology-hints", "annotations": {"service.kubernetes.io/topology-mode": "Auto"}}, "spec": {"selector": LABELS, "ports": [{"port": 80, "targetPort": 9376}]}}
        suite("POST", f"{space.core}/services", body)

        def hinted() -> bool:
            found = space.endpoints("topology-hints")
            return len(found) == len(nodes) and all([hint["name"] for hint in one.get("hints", {}).get("forZones", ())] == [one["zone"]] for one in found)

        suite.wait(hinted)
        servers = {pod["spec"]["nodeName"]: pod["metadata"]["name"] for pod in suite.items(f"{space.core}/pods", labelSelector="testid=jig-uuid")}
        for node, _ in nodes:
            client = space.synced(f"curl-from-{node}", nodeName=node)["metadata"]["name"]
            assert {space.sh(client, "curl -q -s http://topology-hints:80/") for _ in range(5)} == {servers[node]}
    finally:
        for node, zone in nodes:
            suite("PATCH", f"/api/v1/nodes/{node}", {"metadata": {"labels": {"topology.kubernetes.io/zone": zone or None}}}, kind=MERGE)


def test_a_policy_keeps_the_end_of_its_range(suite: Suite, space: Space) -> None:
    path = f"/apis/networking.k8s.io/v1/namespaces/{space.name}/networkpolicies"
    ports = [{"protocol": "TCP", "port": 32000, "endPort": 32768}]
    spec = {"podSelector": {}, "policyTypes": ["Egress"], "egress": [{"ports": ports}]}
    made = suite("POST", path, {"kind": "NetworkPolicy", "apiVersion": "networking.k8s.io/v1", "metadata": {"generateName": "e2e-example-netpol"}, "spec": spec})
    assert suite("GET", f"{path}/{made['metadata']['name']}")["spec"]["egress"][0]["ports"] == ports
    suite("DELETE", path, DELETE_OPTIONS)
    assert suite.items(path) == []
