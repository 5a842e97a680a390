"""What is wrong, by stable code: one mistake each, one question, one diagnosis, and the field to look at."""

from __future__ import annotations

import pytest

from playground.cluster.simulation import Cluster
from playground.cluster.trace.explain import explain
from playground.cluster.trace.model import Diagnosis
from tests.trace.world import put, service, world

WEB = "http://web:80/"


def ask(cluster: Cluster, source: str = "pod/client", target: str = WEB) -> tuple[str, str]:
    """(disposition, code), and the words must be complete."""
    trace = cluster.trace(source, target)
    found = trace.diagnosis
    if found is None:
        return str(trace.disposition), ""
    for words in explain(found):
        assert "<" not in words, words
    return str(trace.disposition), found.code


def look_at(found: Diagnosis | None) -> list[str]:
    assert found is not None
    return [f"{origin.kind}/{origin.name} {'.'.join(map(str, origin.path))}" for origin in found.origins]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (service(), ("DELIVERED", "")),
        (service(selector="{app: wbe}"), ("REJECTED", "SVC-SELECTOR-NO-MATCH")),
        (service(selector="{app: web, tier: Front}"), ("REJECTED", "SVC-SELECTOR-NO-MATCH")),
        (service("{port: 80, targetPort: 8080}"), ("REFUSED", "SVC-TARGETPORT-CLOSED")),
        (service("{port: 80, targetPort: web}"), ("REJECTED", "SVC-TARGETPORT-NAME-UNKNOWN")),
        (service("{port: 80, targetPort: http}"), ("DELIVERED", "")),
        (service("{port: 8080, targetPort: 80}"), ("TIMEOUT", "SVC-PORT-NOT-EXPOSED")),
        (service("{port: 80, protocol: UDP}"), ("TIMEOUT", "SVC-PROTOCOL-MISMATCH")),
        (service(name="other/web"), ("NXDOMAIN", "DNS-OTHER-NAMESPACE")),
        (service(name="wep"), ("NXDOMAIN", "SVC-NOT-FOUND")),
        (service(clusterIP="None", selector="{app: nosuch}"), ("NXDOMAIN", "SVC-SELECTOR-NO-MATCH")),
        (service("{port: 81, targetPort: 80}", clusterIP="None"), ("DELIVERED", "")),
        (service(selector="{app: web}", type="ExternalName", externalName="nosuch.example.net"), ("NODATA", "DNS-EXTERNALNAME-UNRESOLVED")),
        (service(selector="{app: web}", type="ExternalName", externalName="203.0.113.77"), ("NXDOMAIN", "EXTERNALNAME-NOT-A-NAME")),
        (service(selector="{app: web}", type="ExternalName", externalName="db.example.net"), ("REFUSED", "HOST-PORT-CLOSED")),
        (service(selector="{}"), ("REJECTED", "SVC-NO-SELECTOR")),
    ],
)  # fmt: skip
def test_one_mistake_in_the_service(text: str, expected: tuple[str, str]) -> None:
    assert ask(world(text)) == expected


def test_swapped_ports_are_told_from_a_missing_port() -> None:
    cluster = world(service("{port: 8080, targetPort: 80}"), web_port=8080)
    assert ask(cluster) == ("TIMEOUT", "SVC-PORT-SWAPPED")


def test_nftables_refuses_a_port_that_is_not_offered() -> None:
    assert ask(world(service("{port: 81, targetPort: 80}"), proxy_mode="nftables")) == (
        "REFUSED",
        "SVC-PORT-NOT-EXPOSED",
    )


def test_the_nearest_labels_are_told() -> None:
    found = world(service(selector="{app: wbe}")).trace("pod/client", WEB).diagnosis
    assert found is not None
    assert "app=web, tier=front" in explain(found).why
    assert look_at(found)[0] == "Service/web spec.selector.app"


def test_the_headless_services_port_means_nothing() -> None:
    cluster = world(service("{port: 8000, targetPort: 80}", clusterIP="None"))
    assert ask(cluster, target="http://web:8000/") == ("REFUSED", "SVC-HEADLESS-PORT")


def test_pods_of_another_namespace_are_not_reached() -> None:
    cluster = world(service(name="other/web"))
    assert ask(cluster, target="http://web.other/") == ("REJECTED", "SVC-SELECTOR-OTHER-NAMESPACE")


def test_a_namespace_that_is_not_there() -> None:
    assert ask(world(service()), target="http://web.othr/") == ("NXDOMAIN", "DNS-NO-SUCH-NAMESPACE")


def test_pods_that_are_not_ready() -> None:
    cluster = world(service())
    for pod in cluster.store.list("Pod", "default"):
        if pod["metadata"]["name"].startswith("web"):
            cluster.set_ready("default", pod["metadata"]["name"], False)
    assert ask(cluster) == ("REJECTED", "SVC-NO-READY-ENDPOINTS")


def test_pods_that_never_start() -> None:
    broken = """
apiVersion: v1
kind: Pod
metadata: {name: broken, labels: {app: broken}}
spec: {containers: [{name: c, image: IMAGE}]}
"""
    chosen = service(selector="{app: broken}")
    assert ask(world(chosen, broken.replace("IMAGE", "does-not-exist:1"))) == ("REJECTED", "POD-IMAGE")
    assert ask(world(chosen, broken.replace("IMAGE", "mariadb:11"), wait=100)) == ("REJECTED", "POD-CRASHING")


def test_a_container_that_listens_to_itself_alone() -> None:
    local = """
apiVersion: v1
kind: Pod
metadata: {name: cache, labels: {app: cache}}
spec: {containers: [{name: c, image: redis, args: [--bind, 127.0.0.1]}]}
"""
    cluster = world(local, service("{port: 6379}", "{app: cache}"))
    assert ask(cluster, target="tcp://web:6379") == ("REFUSED", "CONTAINER-LISTENS-ON-LOOPBACK")


def test_a_selector_that_takes_too_many() -> None:
    broad = """
apiVersion: v1
kind: Pod
metadata: {name: cache, labels: {tier: front}}
spec: {containers: [{name: c, image: redis}]}
"""
    cluster = world(broad, service(selector="{tier: front}"))
    assert ask(cluster)[1] == "SVC-SELECTOR-TOO-BROAD"


def test_from_outside() -> None:
    cluster = world(service("{port: 80, nodePort: 30080}", type="NodePort"))
    address = cluster.store.get("Service", "default", "web")["spec"]["clusterIP"]  # type: ignore[index]
    assert ask(cluster, "outside", "http://192.168.1.2:30080/") == ("DELIVERED", "")
    assert ask(cluster, "outside", "http://192.168.1.2:30081/") == ("REFUSED", "SVC-NODEPORT-CLOSED")
    assert ask(cluster, "outside", "http://192.168.1.2:80/") == ("REFUSED", "SVC-NODEPORT-CLOSED")
    assert ask(cluster, "outside", f"http://{address}/") == ("TIMEOUT", "SVC-CLUSTERIP-FROM-OUTSIDE")
    assert ask(cluster, "outside", "http://web/") == ("NXDOMAIN", "DNS-CLUSTER-NAME-OUTSIDE")
    assert ask(cluster, "node/node-1", "http://web/") == ("NXDOMAIN", "DNS-CLUSTER-NAME-OUTSIDE")
    assert ask(cluster, "outside", "http://web.example.com/") == ("NXDOMAIN", "DNS-NO-SUCH-NAME")


def test_ping_is_no_sign_of_trouble() -> None:
    assert ask(world(service()), target="ping://web") == ("TIMEOUT", "SVC-PING")


def test_an_address_that_no_service_has() -> None:
    assert ask(world(), target="http://10.96.200.200/") == ("TIMEOUT", "SVC-ADDRESS-UNUSED")


def test_load_balancers() -> None:
    cluster = world(service(type="LoadBalancer"), wait=0)
    assert ask(cluster, "outside", "http://lb/web/") == ("PENDING", "SVC-LB-PENDING")
    assert ask(world(service()), "outside", "http://lb/web/") == ("PENDING", "SVC-LB-WRONG-TYPE")
    assert ask(world(), "outside", "http://lb/web/") == ("PENDING", "SVC-NOT-FOUND")
    ranges = world(service(type="LoadBalancer", loadBalancerSourceRanges="[198.51.100.0/24]"))
    assert ask(ranges, "outside", "http://lb/web/") == ("DROPPED", "SVC-LB-SOURCE-RANGE")


def test_local_policies() -> None:
    one = """
apiVersion: v1
kind: Pod
metadata: {name: one, labels: {app: one}}
spec: {nodeName: node-2, containers: [{name: c, image: nginx}]}
"""
    external = service("{port: 80, nodePort: 30080}", "{app: one}", type="NodePort", externalTrafficPolicy="Local")
    cluster = world(one, external)
    assert ask(cluster, "outside", "http://192.168.1.3:30080/") == ("DELIVERED", "")
    assert ask(cluster, "outside", "http://192.168.1.2:30080/") == ("DROPPED", "SVC-POLICY-LOCAL-NO-ENDPOINT")
    internal = world(one, service(selector="{app: one}", internalTrafficPolicy="Local"))
    assert ask(internal, "node/node-2", f"http://{address(internal)}/")[0] == "DELIVERED"
    assert ask(internal, "node/node-1", f"http://{address(internal)}/") == ("DROPPED", "SVC-POLICY-LOCAL-NO-ENDPOINT")


def address(cluster: Cluster) -> str:
    found = cluster.store.get("Service", "default", "web")
    assert found is not None
    return str(found["spec"]["clusterIP"])


BY_HAND = """
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, labels: {kubernetes.io/service-name: LABEL}}
addressType: IPv4
ports: [{name: NAME, port: 5432}]
endpoints: [{addresses: [ADDRESS]}]
"""


@pytest.mark.parametrize(
    ("label", "name", "to", "expected"),
    [
        ("web", '""', "203.0.113.77", ("DELIVERED", "")),
        ("wbe", '""', "203.0.113.77", ("REJECTED", "SLICE-WRONG-LABEL")),
        ("web", "sql", "203.0.113.77", ("REJECTED", "SLICE-PORT-NAME-MISMATCH")),
        ("web", '""', "203.0.113.200", ("TIMEOUT", "SLICE-ADDRESS-UNUSED")),
    ],
)
def test_endpoints_by_hand(label: str, name: str, to: str, expected: tuple[str, str]) -> None:
    by_hand = BY_HAND.replace("LABEL", label).replace("NAME", name).replace("ADDRESS", to)
    alone = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80, targetPort: 5432}]}\n"
    assert ask(world(alone, by_hand)) == expected


def test_endpoints_by_hand_beside_those_of_a_selector() -> None:
    by_hand = BY_HAND.replace("LABEL", "web").replace("NAME", '""').replace("ADDRESS", "203.0.113.77")
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: one, labels: {app: one}}\nspec: {containers: [{name: c, image: nginx}]}\n"
    assert ask(world(pod, by_hand, service(selector="{app: one}"))) == ("DELIVERED", "SLICE-BESIDE-SELECTOR")
    assert ask(world(pod, service(selector="{app: one}"))) == ("DELIVERED", "")


@pytest.mark.parametrize(
    ("port", "ready", "expected"),
    [
        ("{port: 5432, protocol: UDP}", "true", "SLICE-PORT-NAME-MISMATCH"),
        ("{port: 5432}", "false", "SLICE-NOT-READY"),
    ],
)
def test_endpoints_by_hand_that_nobody_is_sent_to(port: str, ready: str, expected: str) -> None:
    by_hand = f"""
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {{name: web-1, labels: {{kubernetes.io/service-name: web}}}}
addressType: IPv4
ports: [{port}]
endpoints: [{{addresses: [203.0.113.77], conditions: {{ready: {ready}}}}}]
"""
    alone = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n"
    assert ask(world(alone, by_hand)) == ("REJECTED", expected)


def test_endpoints_of_another_name() -> None:
    alone = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n"
    by_hand = """
apiVersion: v1
kind: Endpoints
metadata: {name: web-db}
subsets: [{addresses: [{ip: 203.0.113.77}], ports: [{port: 5432}]}]
"""
    assert ask(world(alone, by_hand)) == ("REJECTED", "ENDPOINTS-NAME-MISMATCH")


def test_names_of_pods_and_ports() -> None:
    cluster = world(service("{name: http, port: 80}"))
    pod = next(p["metadata"]["name"] for p in cluster.store.list("Pod", "default") if p["metadata"]["name"] != "client")
    assert ask(cluster, target=f"http://{pod}/") == ("NXDOMAIN", "DNS-POD-NAME")
    assert ask(cluster, target="dns:_sql._tcp.web?type=SRV") == ("NXDOMAIN", "DNS-NO-SUCH-PORT-NAME")
    assert ask(cluster, target="dns:web?type=AAAA") == ("NODATA", "DNS-NODATA")
    assert ask(cluster, target="http://www.nosuch.example/") == ("NXDOMAIN", "DNS-NO-SUCH-NAME")


ALPINE = """
apiVersion: v1
kind: Pod
metadata: {name: report}
spec: {dnsConfig: {options: [{name: ndots, value: "1"}]}, containers: [{name: c, image: IMAGE, command: [sleep, infinity]}]}
"""


@pytest.mark.parametrize(
    ("image", "target", "expected"),
    [
        ("alpine", "http://web.default/", ("NXDOMAIN", "DNS-NOT-SEARCHED")),
        ("alpine", "http://web/", ("DELIVERED", "")),
        ("alpine", "http://web.default.svc.cluster.local/", ("DELIVERED", "")),
        ("alpine", "http://wbe.default/", ("NXDOMAIN", "SVC-NOT-FOUND")),
        ("debian", "http://web.default/", ("DELIVERED", "")),
    ],
)
def test_names_that_are_not_looked_up_along_the_search_list(image: str, target: str, expected: tuple[str, str]) -> None:
    cluster = world(service(), ALPINE.replace("IMAGE", image))
    assert ask(cluster, "pod/report", target) == expected
    if expected[1] == "DNS-NOT-SEARCHED":
        assert look_at(cluster.trace("pod/report", target).diagnosis) == ["Pod/report spec.dnsConfig"]


def test_the_dns_itself_is_down() -> None:
    cluster = world(service())
    cluster.scale("Deployment", "kube-system", "coredns", 0)
    cluster.advance(60)
    assert ask(cluster) == ("TIMEOUT", "DNS-SERVER-DOWN")


def test_a_node_that_has_just_failed() -> None:
    one = """
apiVersion: v1
kind: Pod
metadata: {name: one, labels: {app: one}}
spec: {nodeName: node-3, containers: [{name: c, image: nginx}]}
"""
    cluster = world(one, service(selector="{app: one}"))
    cluster.fail_node("node-3")
    assert ask(cluster, "node/node-1", f"http://{address(cluster)}/") == ("TIMEOUT", "NODE-DOWN")


def test_http_by_an_alias_keeps_the_typed_host() -> None:
    text = service(selector="{app: web}", type="ExternalName", externalName="db.example.net")
    assert ask(world(text), target="http://web:5432/") == ("DELIVERED", "EXTERNALNAME-HTTP-HOST")


def test_ingress() -> None:
    ingress = """
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  rules:
  - host: shop.example.com
    http: {paths: [{path: /cart, pathType: Prefix, backend: {service: {name: web, port: {number: PORT}}}}]}
"""
    cluster = world(service(), ingress.replace("PORT", "80"))
    assert ask(cluster, "outside", "http://shop.example.com/cart")[1] == ""
    assert ask(cluster, "outside", "http://shop.example.com/")[1] == "INGRESS-NO-RULE"
    put(cluster, ingress.replace("PORT", "81"))
    assert ask(cluster, "outside", "http://shop.example.com/cart")[1] == "INGRESS-BACKEND"
