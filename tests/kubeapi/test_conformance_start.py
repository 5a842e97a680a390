"""What Kubernetes' own suite needs before, around and after every test, whichever it is. docs/kubectl.md says what is meant."""

from __future__ import annotations

import pytest
import requests

from playground.workspaces.kubeconfig import kubeconfig
from tests.kubeapi.conftest import Live, Run, runner
from tests.kubeapi.suite import AGENT, AT_ONCE, DELETE_OPTIONS, Json, Space, Suite

SPACE = ("framework",)

AGGREGATED = ",".join(f"application/json;g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList" for version in ("v2", "v2beta1")) + ",application/json"


def test_the_suite_finds_what_it_starts_with(suite: Suite) -> None:
    suite.session.headers["Accept"] = "application/vnd.kubernetes.protobuf,application/json"
    nodes = suite.nodes()
    assert len(nodes) == 3
    for node in nodes:
        assert {one["type"] for one in node["status"]["addresses"]} >= {"InternalIP", "Hostname"}
        assert node["metadata"]["labels"]["kubernetes.io/hostname"]
    assert len(suite.items("/api/v1/nodes", fieldSelector="spec.unschedulable=false")) == 3
    core, apps = "/api/v1/namespaces/kube-system", "/apis/apps/v1/namespaces/kube-system"
    sets = [one for path in (f"{core}/replicationcontrollers", f"{apps}/replicasets") for one in suite.items(path)]
    assert sum(one["spec"]["replicas"] for one in sets) == sum(one["status"].get("readyReplicas", 0) for one in sets)
    for pod in suite.items(f"{core}/pods"):
        assert pod["status"]["phase"] == "Running"
        assert ("Ready", "True") in {(one["type"], one["status"]) for one in pod["status"]["conditions"]}
    for daemons in suite.items(f"{apps}/daemonsets"):
        assert daemons["status"]["desiredNumberScheduled"] <= daemons["status"]["numberReady"]
    assert suite("GET", "/version")["gitVersion"].startswith("v1.36.")
    assert suite("GET", "/api/v1/namespaces/default/services/kubernetes")["spec"]["clusterIP"]


@pytest.mark.parametrize("accept", [AGGREGATED, "application/json"], ids=["aggregated", "plain"])
def test_discovery_tells_every_kind_that_the_suite_uses(suite: Suite, accept: str) -> None:
    suite.session.headers["Accept"] = accept
    found: dict[str, set[str]] = {}
    for path in ("/api", "/apis"):
        told = suite("GET", path)
        if accept is AGGREGATED:
            for group in told["items"]:
                for version in group["versions"]:
                    found[f"{group.get('metadata', {}).get('name', '')}/{version['version']}"] = {one["resource"] for one in version["resources"]}
        else:
            versions = [f"/api/{one}" for one in told.get("versions", ())] + [f"/apis/{each['groupVersion']}" for one in told.get("groups", ()) for each in one["versions"]]
            for version in versions:
                found[version.removeprefix("/apis/").removeprefix("/api")] = {one["name"] for one in suite("GET", version)["resources"]}
    assert found["/v1"] >= {"pods", "services", "endpoints", "namespaces", "nodes", "configmaps", "serviceaccounts", "replicationcontrollers", "events"}
    assert found["apps/v1"] >= {"deployments", "replicasets", "daemonsets", "statefulsets"}
    assert found["discovery.k8s.io/v1"] >= {"endpointslices"}
    assert found["networking.k8s.io/v1"] >= {"ingresses", "ingressclasses", "networkpolicies", "servicecidrs", "ipaddresses"}


def test_an_informer_may_also_list_first(suite: Suite, space: Space) -> None:
    listed = suite("GET", f"{space.core}/pods", limit="500", resourceVersion="0")
    assert listed["items"] == []
    revision = listed["metadata"]["resourceVersion"]
    assert int(revision) >= 1
    space.pod("late")
    query = f"allowWatchBookmarks=true&resourceVersion={revision}&timeout=6m43s&timeoutSeconds=403&watch=true"
    event = next(suite.watch(f"{space.core}/pods", query))
    assert (event["type"], event["object"]["metadata"]["name"]) == ("ADDED", "late")


def test_a_streamed_list_goes_on_as_a_watch(suite: Suite, space: Space) -> None:
    informer = suite.informer(f"{space.core}/configmaps")
    assert next(informer)["object"]["metadata"]["name"] == "kube-root-ca.crt"
    suite("POST", f"{space.core}/configmaps", {"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"name": "late", "creationTimestamp": None}})
    assert next(informer)["object"]["metadata"]["name"] == "late"
    suite("DELETE", f"{space.core}/configmaps/late", DELETE_OPTIONS)
    assert next(informer)["type"] == "DELETED"


def test_errors_are_known_by_their_reason(suite: Suite, space: Space) -> None:
    path = f"{space.core}/services"
    body = {"kind": "Service", "apiVersion": "v1", "metadata": {"name": "one"}, "spec": {"ports": [{"port": 80}]}}
    made = suite("POST", path, body)
    assert suite("POST", path, body, code=409)["reason"] == "AlreadyExists"
    assert suite("GET", f"{path}/two", code=404)["reason"] == "NotFound"
    suite("PUT", f"{path}/one", {**made, "metadata": {**made["metadata"], "labels": {"a": "b"}}})
    assert suite("PUT", f"{path}/one", made, code=409)["reason"] == "Conflict"
    wrong = {**body, "metadata": {"name": "two"}, "spec": {"ports": [{"port": 0}]}}
    assert suite("POST", path, wrong, code=422)["reason"] == "Invalid"
    taken = {**body, "metadata": {"name": "two"}, "spec": {"type": "NodePort", "ports": [{"port": 80, "nodePort": 1}]}}
    assert "The range of valid ports is 30000-32767" in suite("POST", path, taken, code=422)["message"]


def test_pods_are_placed_as_the_suite_places_them(suite: Suite, space: Space) -> None:
    names = [node["metadata"]["name"] for node in suite.nodes()]
    for number, name in enumerate(names):
        fields = [{"key": "metadata.name", "operator": "In", "values": [name]}]
        affinity = {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [{"matchFields": fields}]}}}
        assert space.synced(f"in-{number}", affinity=affinity)["spec"]["nodeName"] == name
        fields[0]["operator"] = "NotIn"
        assert space.synced(f"not-in-{number}", affinity=affinity)["spec"]["nodeName"] != name
        assert space.synced(f"selected-{number}", nodeSelector={"kubernetes.io/hostname": name})["spec"]["nodeName"] == name
        assert space.synced(f"named-{number}", nodeName=name)["spec"]["nodeName"] == name
    apart = {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [{"labelSelector": {"matchLabels": {"a": "b"}}, "topologyKey": "kubernetes.io/hostname"}]}}
    assert {space.synced(f"apart-{number}", labels={"a": "b"}, affinity=apart)["spec"]["nodeName"] for number in range(3)} == set(names)


def test_a_pods_commands_arguments_and_variables(space: Space) -> None:
    env = [{"name": "FOO", "value": " "}, {"name": "BAR", "value": "bar"}, *({"name": name, "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": f"status.{field}"}}} for name, field in (("IP", "podIP"), ("IPS", "podIPs"), ("HOST", "hostIP")))]
    space.synced("pod", "netexec", "--http-port=$(PORT)", "--udp-port", "-1", container={"env": [{"name": "PORT", "value": "8099"}, *env]})
    found = space.read("pod")["status"]
    assert space.sh("pod", 'echo "[$FOO]" $BAR $IP $IPS $HOST') == f"[ ] bar {found['podIP']} {found['podIP']} {found['hostIP']}"
    assert space.sh("pod", f"curl -q -s {found['podIP']}:8099/serverport") == "8099"
    assert "\t".join((found["podIP"], "pod")) in space.sh("pod", "cat /etc/hosts")
    assert space.sh("pod", "cat /etc/resolv.conf").splitlines() == [f"search {space.name}.svc.cluster.local svc.cluster.local cluster.local", "nameserver 10.96.0.10", "options ndots:5"]
    log = requests.get(f"{space.suite.url}{space.core}/pods/pod/log?container=agnhost-container&previous=false", timeout=20)
    assert (log.status_code, log.headers["Content-Type"].partition(";")[0]) == (200, "text/plain")


# -- commands in pods


def test_a_command_tells_its_output_its_noise_and_its_code(space: Space) -> None:
    pod = space.exec_pod()
    assert space.kubectl(pod, "echo hostName; exit 7").code == 7
    traced = space.kubectl(pod, "echo hostName | cat")
    assert (traced.out, traced.code) == ("hostName\n", 0)
    assert "+ echo hostName\n" in traced.err
    untraced = space.run(pod, "/bin/sh", "-c", "echo one; echo two >&2")
    assert (untraced.out, untraced.err, untraced.code) == ("one\n", "two\n", 0)
    assert space.run(pod, "/bin/sh", "-c", "echo ' ' | grep -v '^\\s*$'").code == 1
    refused = space.run(pod, "/agnhost", "connect", "--timeout=3s", "10.96.0.1:81")
    assert (refused.out, refused.code) == ("", 1)


def test_a_long_command_keeps_its_socket(space: Space) -> None:
    pod = space.exec_pod()
    done = space.kubectl(pod, "for i in $(seq 1 150); do wget -q -O - -T 1 http://10.96.0.99:80 2>&1 || true; echo; done")
    assert done.code == 0
    assert done.out.count("\n") >= 150


def test_kubectl_runs_a_command_as_the_suite_has_it_run(alone: Live, space: Space, kubectl_path: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    kubectl: Run = runner(kubectl_path, kubeconfig(alone.url, namespace="default"), tmp_path_factory.mktemp("home"))
    pod = space.exec_pod()
    ways = (f"--server={alone.url}", f"--namespace={space.name}", "exec", pod, "--", "/bin/sh", "-x", "-c")
    done = kubectl(*ways, "echo hostName")
    assert (done.stdout, done.stderr, done.returncode) == ("hostName\n", "+ echo hostName\n", 0)
    failed = kubectl(*ways, "curl -q -s --connect-timeout 2 10.96.0.1:81")
    assert failed.stderr.endswith("command terminated with exit code 7\n") or failed.stderr.endswith("command terminated with exit code 28\n")
    assert failed.returncode in (7, 28)


# -- the end


def test_what_is_deleted_at_once_is_gone_at_once(suite: Suite, space: Space) -> None:
    space.pod("slow", terminationGracePeriodSeconds=30)
    space.running("slow")
    suite("DELETE", f"{space.core}/pods/slow", AT_ONCE)
    assert suite("GET", f"{space.core}/pods/slow", code=404)["reason"] == "NotFound"


def test_a_namespace_goes_with_everything_that_is_in_it(suite: Suite) -> None:
    space = Space(suite, "full")
    space.pod("slow", terminationGracePeriodSeconds=30)
    space.serve_hostname("web", 2, type="NodePort", sessionAffinity="ClientIP")
    space.service("balanced", type="LoadBalancer", ports=[{"port": 80}], selector={"name": "web"})
    suite("POST", space.slices, {"kind": "EndpointSlice", "apiVersion": "discovery.k8s.io/v1", "metadata": {"generateName": "own-"}, "addressType": "IPv4", "endpoints": [], "ports": []})
    suite("POST", f"{space.core}/endpoints", {"kind": "Endpoints", "apiVersion": "v1", "metadata": {"name": "own"}})
    space.close()
    path = f"/api/v1/namespaces/{space.name}"
    assert suite("GET", path)["status"]["phase"] == "Terminating"
    refused: Json = suite("POST", f"{path}/configmaps", {"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"name": "late"}}, code=403)
    assert "because it is being terminated" in refused["message"]
    suite.wait(lambda: suite.session.get(suite.url + path, headers={"User-Agent": AGENT}, timeout=10).status_code == 404, 60)
    assert suite.items(f"{path}/pods") == []
    assert suite.items(f"{path}/services") == []
