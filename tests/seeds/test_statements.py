"""What introductions to Services say truly, played in the cluster; and what they get wrong, shown to be otherwise."""

from __future__ import annotations

from fractions import Fraction

import pytest

from playground.cluster.config import Config, ExternalHost
from playground.cluster.simulation import Cluster
from playground.cluster.simulation.bootstrap import node
from playground.cluster.trace.model import Disposition
from tests.seeds.blocks import block, click_through

NODES = ("192.168.1.2", "192.168.1.3", "192.168.1.4")
POD = """\
apiVersion: v1
kind: Pod
metadata: {{name: {name}, labels: {labels}}}
spec:
  nodeName: {node}
  containers: [{{name: web, image: {image}}}]
"""


def pod(name, labels="{app: myapp, type: front-end}", node="node-1", image="nginx"):
    return POD.format(name=name, labels=labels, node=node, image=image)


def apply(cluster, *texts):
    for text in texts:
        outcomes = cluster.apply(text, "service.yaml")
        assert outcomes
        assert not [outcome.message for outcome in outcomes if outcome.error]
    cluster.advance(30)


def one_network():
    """Three nodes whose first has the pod network 10.244.0.0/24, as in the story of the web page."""
    cluster = Cluster.bare(Config())
    for number in (1, 2, 3):
        obj = node(number, cluster.config)
        cidr = f"10.244.{number - 1}.0/24"
        cluster.api.create({**obj, "spec": {**obj["spec"], "podCIDR": cidr, "podCIDRs": [cidr]}})
    cluster.advance(10)
    return cluster


@pytest.fixture
def cluster():
    cluster = Cluster.new()
    apply(cluster, pod("client", "{run: client}", "node-2"))
    return cluster


class TestNodePortStory:
    """A page on a pod 10.244.0.2, asked for at the node 192.168.1.2."""

    def story(self, spread=False):
        cluster = one_network()
        nodes = ("node-1", "node-2", "node-3") if spread else ("node-1",) * 3
        apply(cluster, *(pod(f"page-{number}", node=name) for number, name in enumerate(nodes)))
        return cluster

    def with_service(self, spread=False):
        cluster = self.story(spread)
        text, left = click_through(cluster, block("tab-and-misplaced-selector"))
        assert left == []
        apply(cluster, text)
        return cluster

    def test_pods_have_the_addresses_of_the_story(self):
        addresses = [obj["status"]["podIP"] for obj in self.story().store.list("Pod", "default")]
        assert addresses == ["10.244.0.2", "10.244.0.3", "10.244.0.4"]

    def test_from_the_node_the_pod_is_reached_directly(self):
        assert self.story().trace("node/node-1", "http://10.244.0.2").delivers()

    def test_without_a_service_nobody_answers_on_the_node(self):
        assert self.story().trace("outside", "http://192.168.1.2:30008").disposition is Disposition.REFUSED

    @pytest.mark.parametrize("address", NODES)
    @pytest.mark.parametrize("spread", [False, True])
    def test_any_node_answers_and_spreads_over_all_three_pods(self, address, spread):
        trace = self.with_service(spread).trace("outside", f"http://{address}:30008")
        assert trace.delivers()
        assert trace.shares() == {f"pod:default/page-{number}": Fraction(1, 3) for number in range(3)}

    def test_pods_that_come_and_go_are_followed_without_a_change(self):
        cluster = self.with_service()
        cluster.delete_pod("default", "page-0")
        apply(cluster, pod("page-9", node="node-3"))
        backends = cluster.trace("outside", "http://192.168.1.4:30008").shares()
        assert set(backends) == {f"pod:default/page-{number}" for number in (1, 2, 9)}

    def test_a_pod_with_one_of_two_labels_is_not_selected(self):
        cluster = self.with_service()
        apply(cluster, pod("half", labels="{app: myapp}"))
        assert "pod:default/half" not in cluster.trace("outside", "http://192.168.1.2:30008").shares()

    def test_port_300008_is_no_port(self):
        with pytest.raises(ValueError, match="ports are numbers from 1 to 65535"):
            self.with_service().trace("outside", "http://192.168.1.2:300008")


class TestTypes:
    def service(self, cluster, name):
        return cluster.store.get("Service", "default", name)["spec"]

    def test_cluster_ip_is_there_as_soon_as_the_service_is(self, cluster):
        apply(cluster, block("cluster-ip"))
        assert self.service(cluster, "backend-service")["clusterIP"].startswith("10.96.")

    def test_cluster_ip_is_not_reached_from_outside(self, cluster):
        apply(cluster, block("cluster-ip"), pod("web", "{app: MyApp}"))
        address = self.service(cluster, "backend-service")["clusterIP"]
        assert cluster.trace("pod/client", f"http://{address}").delivers()
        assert not cluster.trace("outside", f"http://{address}").delivers()

    def test_node_port_has_a_cluster_ip_too(self, cluster):
        apply(cluster, block("node-port"), pod("web", "{app: MyApp}"))
        assert cluster.trace("pod/client", "http://my-service").delivers()
        assert cluster.trace("outside", "http://192.168.1.3:30008").delivers()

    def test_node_port_is_chosen_and_target_port_is_the_port_if_left_out(self, cluster):
        apply(cluster, "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: NodePort, ports: [{port: 80}]}\n")
        [port] = self.service(cluster, "web")["ports"]
        assert port["targetPort"] == 80
        assert 30000 <= port["nodePort"] <= 32767

    def test_load_balancer_waits_for_its_address_and_may_not_choose_any(self, cluster):
        text, _ = click_through(cluster, block("load-balancer-with-long-dash"))
        apply(cluster, text, pod("web", "{app: nginx}"))
        assert cluster.trace("outside", "http://lb/my-loadbalancer-service").disposition is Disposition.PENDING
        cluster.apply(text.replace("  loadBalancerIP: 168.196.90.10\n", "").replace("targetPort: 8080", "targetPort: 80"), "service.yaml")
        cluster.advance(5)
        assert cluster.trace("outside", "http://lb/my-loadbalancer-service").delivers()

    def test_affinity_is_none_unless_asked_for(self, cluster):
        apply(cluster, block("cluster-ip"))
        assert self.service(cluster, "backend-service")["sessionAffinity"] == "None"

    def test_external_name_is_an_alias_in_dns(self, cluster):
        apply(cluster, block("external-name"))
        lookup = cluster.trace("pod/client", "dns:my-externalname-service").lookup
        assert lookup.canonical.rstrip(".") == "my.database.domain.com"
        assert "clusterIP" not in self.service(cluster, "my-externalname-service")


def slices(cluster):
    """Those of the namespace default, apart from the API server's own."""
    return [obj for obj in cluster.store.list("EndpointSlice", "default") if obj["metadata"]["name"] != "kubernetes"]


class TestWithoutSelector:
    def test_nothing_is_written_for_it(self, cluster):
        apply(cluster, block("service-without-selector"))
        assert slices(cluster) == []

    def test_endpoints_by_hand_are_mirrored_and_lead_outside(self):
        config = Config(hosts=(ExternalHost("db", ("192.0.2.42",), tcp=(9376,)),))
        cluster = Cluster.new(config)
        apply(cluster, pod("client", "{run: client}"), block("service-without-selector"), block("endpoints-by-hand"))
        [mirrored] = slices(cluster)
        assert mirrored["metadata"]["labels"]["endpointslice.kubernetes.io/managed-by"] == "endpointslicemirroring-controller.k8s.io"
        assert cluster.trace("pod/client", "tcp://my-service:80").delivers()

    def test_slice_by_hand_is_used_under_its_label(self, cluster):
        text, left = click_through(cluster, block("flat-service-and-slice"))
        assert left == []
        apply(cluster, text)
        trace = cluster.trace("pod/client", "tcp://my-service:80")
        assert [branch.probability for branch in trace.branches] == [Fraction(1, 2), Fraction(1, 2)]


class TestNames:
    WEB = "apiVersion: v1\nkind: Service\nmetadata: {name: demo}\nspec: {selector: {app: MyApp}, ports: [{port: 80}]}\n"

    def test_service_has_a_name_of_its_namespace(self, cluster):
        apply(cluster, self.WEB)
        address = cluster.store.get("Service", "default", "demo")["spec"]["clusterIP"]
        assert cluster.trace("pod/client", "dns:demo.default.svc.cluster.local").lookup.addresses == (address,)

    def test_short_name_is_that_of_ones_own_namespace_but_the_long_one_works_everywhere(self, cluster):
        apply(cluster, "apiVersion: v1\nkind: Namespace\nmetadata: {name: other}\n", self.WEB)
        cluster.apply(pod("client", "{run: client}"), "pod.yaml", namespace="other")
        cluster.advance(30)
        assert cluster.trace("pod/client@other", "dns:demo").disposition is Disposition.NXDOMAIN
        assert cluster.trace("pod/client@other", "dns:demo.default").lookup.addresses

    def test_headless_name_answers_with_every_pod(self, cluster):
        text, _ = click_through(cluster, block("parents-lost-headless"))
        apply(cluster, text, pod("one"), pod("two", node="node-3"))
        addresses = cluster.trace("pod/client", "dns:headless-svc").lookup.addresses
        assert set(addresses) == {obj["status"]["podIP"] for obj in cluster.store.list("Pod", "default") if obj["metadata"]["name"] != "client"}

    def test_pod_has_a_name_below_it_only_with_hostname_and_subdomain(self, cluster):
        text, _ = click_through(cluster, block("parents-lost-headless"))
        named = pod("two").replace("spec:\n", "spec:\n  hostname: two\n  subdomain: headless-svc\n")
        apply(cluster, text, pod("one"), named)
        assert cluster.trace("pod/client", "dns:one.headless-svc").disposition is Disposition.NXDOMAIN
        assert len(cluster.trace("pod/client", "dns:two.headless-svc").lookup.addresses) == 1

    def test_variables_are_not_updated(self, cluster):
        apply(cluster, self.WEB, pod("late"))
        assert "DEMO_SERVICE_HOST" not in cluster.environment("default", "client")
        assert "DEMO_SERVICE_HOST" in cluster.environment("default", "late")


def test_a_node_port_has_one_owner_who_may_use_it_for_two_protocols(cluster):
    entry = "{{name: {0}, port: 53, protocol: {0}, nodePort: 30053}}"
    both = ", ".join(entry.format(protocol) for protocol in ("TCP", "UDP")).replace("name: TCP", "name: t").replace("name: UDP", "name: u")
    text = "apiVersion: v1\nkind: Service\nmetadata: {{name: {}}}\nspec: {{type: NodePort, ports: [{}]}}\n"
    apply(cluster, text.format("dns", both))
    [outcome] = cluster.apply(text.format("other", "{port: 53, protocol: UDP, nodePort: 30053}"), "other.yaml")
    assert "already allocated" in outcome.message


def test_pod_that_is_not_ready_gets_no_traffic(cluster):
    apply(cluster, block("cluster-ip"), pod("good", "{app: MyApp}"), pod("bad", "{app: MyApp}"))
    cluster.set_ready("default", "bad", False)
    assert cluster.trace("pod/client", "http://backend-service").shares() == {"pod:default/good": Fraction(1)}


def test_mariadb_is_reached_by_its_cluster_ip_and_on_every_node(cluster):
    apply(cluster, pod("mariadb", "{app: mariadb}", image="mariadb:latest").replace("image: mariadb:latest", "image: mariadb:latest, env: [{name: MARIADB_ROOT_PASSWORD, value: x}]"))
    for name in ("parents-lost-cluster-ip", "parents-lost-node-port"):
        text, left = click_through(cluster, block(name))
        assert left == []
        apply(cluster, text)
    assert cluster.trace("pod/client", "tcp://mariadb-service:3306").delivers()
    for address in NODES:
        assert cluster.trace("outside", f"tcp://{address}:31111").delivers()
