"""Commands in the containers of a whole cluster: what they reach, what they leave behind, when they can't run."""

from __future__ import annotations

import json
from functools import cache

import pytest

from playground.cluster.apiserver.messages import Request
from playground.cluster.simulation import Cluster
from playground.cluster.simulation.execution import run
from tests.trace.world import put, service, world

BACKENDS = """
apiVersion: v1
kind: Pod
metadata: {name: net-1, labels: {app: net}}
spec: {containers: [{name: c, image: registry.k8s.io/e2e-test-images/agnhost:2.63.0, args: [netexec, --http-port=8083, --udp-port=8081]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: net-2, labels: {app: net}}
spec: {containers: [{name: c, image: registry.k8s.io/e2e-test-images/agnhost:2.63.0, args: [netexec, --http-port=8083, --udp-port=8081]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: small}
spec: {containers: [{name: c, image: hashicorp/http-echo}]}
---
apiVersion: v1
kind: Pod
metadata: {name: two, annotations: {kubectl.kubernetes.io/default-container: b}}
spec:
  volumes: [{name: shared, emptyDir: {}}, {name: conf, configMap: {name: conf}}]
  containers:
  - {name: a, image: busybox, command: [sleep, infinity], volumeMounts: [{name: shared, mountPath: /results}]}
  - name: b
    image: busybox
    command: [sleep, infinity]
    env: [{name: COLOUR, value: blue}]
    volumeMounts: [{name: shared, mountPath: /data}, {name: conf, mountPath: /conf}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: conf}
data: {key: value}
"""
NET = service("{port: 80, targetPort: 8083}", "{app: net}", "net")


@cache
def _base() -> Cluster:
    return world(BACKENDS, service(), NET)


@pytest.fixture
def cluster() -> Cluster:
    return _base().fork()


def out(cluster: Cluster, script: str, pod: str = "client", container: str = "") -> str:
    done = run(cluster, "default", pod, container, ["sh", "-c", script])
    assert (done.stderr, done.exit, done.error) == ("", 0, "")
    return done.stdout


# -- what is reached


def test_a_service_is_reached_by_name_and_spreads(cluster: Cluster) -> None:
    script = "for i in $(seq 1 40); do curl -s http://net/hostname; echo; done | sort | uniq -c | awk '{print $2}'"
    assert out(cluster, script) == "net-1\nnet-2\n"


def test_affinity_holds_for_commands(cluster: Cluster) -> None:
    put(cluster, service("{port: 80, targetPort: 8083}", "{app: net}", "net", sessionAffinity="ClientIP"))
    cluster.advance(1)
    address = cluster.store.get("Service", "default", "net")["spec"]["clusterIP"]  # type: ignore[index]
    script = f"for i in $(seq 0 15); do echo; curl -q -s --connect-timeout 2 --max-time 60 http://{address}:80/hostname ; done"
    hosts = out(cluster, script).split()
    assert len(hosts) == 16
    assert len(set(hosts)) == 1


def test_the_pods_own_address_is_what_the_backend_sees(cluster: Cluster) -> None:
    own = out(cluster, "hostname -i").strip()
    assert out(cluster, "curl -q -s --connect-timeout 30 net/clientip").rpartition(":")[0] == own


def test_nc_sends_a_line_and_prints_what_comes_back(cluster: Cluster) -> None:
    address = out(cluster, "getent hosts net | cut -d' ' -f1").strip()
    done = run(cluster, "default", "client", "", ["/bin/sh", "-x", "-c", "echo hostName | nc -v -t -w 2 net 80"])
    assert done.exit == 0
    assert done.stdout.startswith("HTTP/1.1 400 Bad Request")
    assert done.stderr == f"+ echo hostName\n+ nc -v -t -w 2 net 80\nConnection to net ({address}) 80 port [tcp/http] succeeded!\n"


def test_a_datagram_is_answered(cluster: Cluster) -> None:
    pod = cluster.store.get("Pod", "default", "net-1")
    assert pod is not None
    address = pod["status"]["podIP"]
    assert out(cluster, f"echo hostName | nc -w 1 -u {address} 8081 | grep -v '^\\s*$'") == "net-1\n"[:-1] + "\n"


def test_a_service_without_endpoints_refuses(cluster: Cluster) -> None:
    put(cluster, service(selector="{app: none}", name="empty"))
    done = run(cluster, "default", "client", "", ["curl", "-sS", "http://empty"])
    assert (done.exit, done.stderr) == (7, "curl: (7) Failed to connect to empty port 80 after 0 ms: Could not connect to server\n")
    refused = run(cluster, "default", "net-1", "", ["/agnhost", "connect", "--timeout=3s", "empty:80"])
    assert (refused.exit, refused.stderr) == (1, "REFUSED\n")


def test_a_service_port_that_is_none_times_out_and_takes_its_time(cluster: Cluster) -> None:
    before = cluster.clock.now
    done = run(cluster, "default", "client", "", ["curl", "-s", "-m", "3", "http://web:81"])
    assert (done.exit, cluster.clock.now - before) == (28, 3)


def test_names_are_looked_up_as_dns_answers_them(cluster: Cluster) -> None:
    address = out(cluster, "dig +short web.default.svc.cluster.local").strip()
    assert out(cluster, "dig +search +noall +answer web | awk '{print $5}'").strip() == address
    assert out(cluster, "nslookup web | tail -2 | head -1") == f"Address: {address}\n"
    assert out(cluster, f"dig -x {address} +short") == "web.default.svc.cluster.local.\n"
    assert run(cluster, "default", "client", "", ["nslookup", "nope"]).exit == 1
    assert out(cluster, "nslookup db.example.net | tail -2 | head -1") == "Address: 203.0.113.77\n"


def test_no_dns_server_is_silence(cluster: Cluster) -> None:
    cluster.scale("Deployment", "kube-system", "coredns", 0)
    cluster.advance(60)
    done = run(cluster, "default", "client", "", ["dig", "+short", "web.default.svc.cluster.local"])
    assert (done.exit, done.stdout.splitlines()[-1]) == (9, ";; no servers could be reached")


def test_netexec_dials_on_behalf_of_its_caller(cluster: Cluster) -> None:
    pods = {name: cluster.store.get("Pod", "default", name)["status"]["podIP"] for name in ("net-1", "net-2")}  # type: ignore[index]
    for protocol, port in (("http", 8083), ("udp", 8081)):
        url = f"http://{pods['net-1']}:8083/dial?request=hostname&protocol={protocol}&host={pods['net-2']}&port={port}&tries=1"
        assert json.loads(out(cluster, f"curl -g -q -s '{url}'")) == {"responses": ["net-2"]}
    refused = out(cluster, f"curl -g -q -s 'http://{pods['net-1']}:8083/dial?request=hostname&host={pods['net-2']}&port=9'")
    assert "connection refused" in json.loads(refused)["errors"][0]


def test_netexec_runs_a_command(cluster: Cluster) -> None:
    answer = out(cluster, "curl -s 'http://net/shell?cmd=echo+hi'")
    assert json.loads(answer) == {"output": "hi\n"}


def test_the_api_server_answers_its_version_and_gives_no_rights(cluster: Cluster) -> None:
    assert json.loads(out(cluster, "curl -sk https://kubernetes.default/version"))["major"] == "1"
    assert out(cluster, "curl -sk -o /dev/null -w '%{http_code}' https://kubernetes.default/api/v1/pods") == "403"


# -- what a command leaves behind


def test_files_stay_until_the_container_is_gone(cluster: Cluster) -> None:
    out(cluster, "mkdir -p /tmp/a && echo 1 > /tmp/a/b")
    assert out(cluster, "cat /tmp/a/b") == "1\n"
    assert out(cluster.fork(), "cat /tmp/a/b") == "1\n"
    cluster.forget_traffic()
    assert out(cluster, "ls /tmp/a") == "b\n"


def test_an_empty_directory_is_shared_in_the_pod(cluster: Cluster) -> None:
    out(cluster, "echo OK > /results/x", "two", "a")
    assert out(cluster, "cat /data/x; echo $COLOUR; cat /conf/key; echo; hostname", "two") == "OK\nblue\nvalue\ntwo\n"
    done = run(cluster, "default", "two", "b", ["sh", "-c", "echo x > /conf/key"])
    assert (done.exit, done.stderr) == (1, "sh: can't create /conf/key: Read-only file system\n")


def test_nginx_serves_what_is_written_below_its_root(cluster: Cluster) -> None:
    pod = next(one["metadata"]["name"] for one in cluster.store.list("Pod") if one["metadata"]["name"].startswith("web-"))
    out(cluster, "hostname > /usr/share/nginx/html/index.html", pod)
    address = cluster.store.get("Pod", "default", pod)["status"]["podIP"]  # type: ignore[index]
    assert out(cluster, f"curl -s {address}") == f"{pod}\n"
    assert cluster.trace("pod/client", f"http://{address}/").body == f"{pod}\n"


def test_requests_are_in_the_servers_log(cluster: Cluster) -> None:
    pod = next(one for one in cluster.store.list("Pod") if one["metadata"]["name"].startswith("web-"))
    name, address = pod["metadata"]["name"], pod["status"]["podIP"]
    own = out(cluster, "hostname -i").strip()
    before = cluster.logs("default", name)
    out(cluster, f"curl -s -o /dev/null {address}/x")
    line = cluster.logs("default", name).removeprefix(before)
    assert line == f'{own} - - [01/Jan/2026:00:01:10 +0000] "GET /x HTTP/1.1" 200 170 "-" "curl/8.14.1" "-"\n'
    assert cluster.fork().logs("default", name) == before + line
    response = cluster.api.handle(Request("GET", f"/api/v1/namespaces/default/pods/{name}/log", "tailLines=1"))
    assert response.text == line
    cluster.forget_traffic()
    assert cluster.logs("default", name) == before


def test_traces_are_in_the_log_too(cluster: Cluster) -> None:
    cluster.trace("pod/client", "http://net/hostname")
    assert sum("GET /hostname" in cluster.logs("default", name) for name in ("net-1", "net-2")) == 1


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "a container name must be specified for pod two, choose one of: [a b]"),
        ("container=x", "container x is not valid for pod two"),
        ("container=a&previous=true", 'previous terminated container "a" in pod "two" not found'),
    ],
)
def test_the_log_of_no_container_is_refused(cluster: Cluster, query: str, message: str) -> None:
    response = cluster.api.handle(Request("GET", "/api/v1/namespaces/default/pods/two/log", query))
    assert (response.code, response.body and response.body["message"]) == (400, message)


def test_time_passes_for_the_cluster_while_a_command_sleeps(cluster: Cluster) -> None:
    script = "while ! curl -s -o /dev/null late; do sleep 1; done; echo up"
    put(cluster, service(name="late", selector="{app: late}"))
    put(cluster, "apiVersion: v1\nkind: Pod\nmetadata: {name: late, labels: {app: late}}\nspec: {containers: [{name: c, image: nginx}]}")
    assert out(cluster, script) == "up\n"


def test_a_command_ends_with_its_pod(cluster: Cluster) -> None:
    cluster.api.delete("Pod", "default", "client")
    assert run(cluster, "default", "client", "", ["sleep", "100"]).exit == 137


# -- when nothing can run


@pytest.mark.parametrize(
    ("pod", "container", "argv", "code", "said"),
    [
        ("small", "", ["sh"], 126, 'exec: "sh": executable file not found in $PATH: unknown'),
        ("client", "", ["nope"], 126, 'exec: "nope": executable file not found in $PATH: unknown'),
        ("client", "", ["/bin/nope"], 127, 'exec: "/bin/nope": stat /bin/nope: no such file or directory: unknown'),
    ],
)
def test_a_program_that_is_not_there(cluster: Cluster, pod: str, container: str, argv: list[str], code: int, said: str) -> None:
    done = run(cluster, "default", pod, container, argv)
    start = "OCI runtime exec failed: exec failed: unable to start container process: "
    assert (done.exit, done.stderr) == (code, f"{start}{said}\n")


@pytest.mark.parametrize(
    ("pod", "container", "error"),
    [
        ("none", "", 'pods "none" not found'),
        ("two", "c", "container c is not valid for pod two"),
        ("new", "", 'unable to upgrade connection: container not found ("c")'),
    ],
)
def test_a_container_that_is_not_there(cluster: Cluster, pod: str, container: str, error: str) -> None:
    put(cluster, "apiVersion: v1\nkind: Pod\nmetadata: {name: new}\nspec: {containers: [{name: c, image: does-not-exist}]}")
    assert run(cluster, "default", pod, container, ["true"]).error == error


def test_a_terminal_gets_errors_among_the_output(cluster: Cluster) -> None:
    done = run(cluster, "default", "client", "", ["sh", "-c", "echo a; nope; echo b"], tty=True)
    assert (done.stdout, done.stderr) == ("a\nsh: nope: not found\nb\n", "")


def test_endless_commands_are_stopped_and_say_so(cluster: Cluster) -> None:
    done = run(cluster, "default", "client", "", ["sh", "-c", "while true; do curl -s web > /dev/null; done"])
    assert (done.exit, done.stderr) == (137, "playground: stopped after 20000 commands\n")


def test_the_same_command_on_two_forks_prints_the_same(cluster: Cluster) -> None:
    script = "for i in 1 2 3 4 5; do curl -s net/hostname; echo; done; date"
    assert out(cluster.fork(), script) == out(cluster.fork(), script)
