"""The terminal: a line in, what it prints out, and what the next line begins with."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from playground.cluster.objects.flow import Origin
from playground.cluster.simulation import Cluster
from playground.cluster.simulation.completion import complete
from playground.cluster.simulation.terminal import LIMIT, Output, Terminal

WORLD = """\
apiVersion: v1
kind: Pod
metadata: {name: client, labels: {app: client}}
spec: {containers: [{name: shell, image: nicolaka/netshoot, command: [sleep, infinity]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: nginx, image: nginx, ports: [{containerPort: 80}]}]}
"""

SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
  - port: 80
"""
FILES = {"service.yaml": SERVICE}


@pytest.fixture(scope="module")
def world() -> Cluster:
    cluster = Cluster.new()
    cluster.apply(WORLD, file="world.yaml")
    cluster.advance(30)
    return cluster


@pytest.fixture
def cluster(world: Cluster) -> Cluster:
    return world.fork()


def type_all(cluster: Cluster, *lines: str, files: Mapping[str, str] = FILES, terminal: Terminal | None = None) -> Output:
    """What the last of some lines leads to."""
    output = Output(terminal or Terminal())
    for line in lines:
        output = output.terminal.run(cluster, line, files)
    return output


# -- outside


def test_kubectl_talks_to_the_cluster(cluster: Cluster) -> None:
    output = type_all(cluster, "kubectl get pods")
    assert output.stdout.splitlines()[0].split() == ["NAME", "READY", "STATUS", "RESTARTS", "AGE"]
    assert "client" in output.stdout
    assert (output.exit, output.prompt) == (0, "$ ")


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("kubectl get pods --no-headers | wc -l", "2\n"),
        ("for pod in $(kubectl get pods -o name); do echo $pod; done", "pod/client\npod/web\n"),
        ("kubectl get pod nobody 2>/dev/null || echo none", "none\n"),
        ("ls", "service.yaml\n"),
        ("grep -c app service.yaml", "1\n"),
        ("kubectl get pods -o name > pods.txt && cat pods.txt", "pod/client\npod/web\n"),
        ("kubectl exec client -- curl -s -o /dev/null -w '%{http_code}' http://web", "200"),
        ("echo hello | kubectl exec -i client -- cat", "hello\n"),
    ],
)
def test_lines_are_lines_of_a_shell(cluster: Cluster, line: str, printed: str) -> None:
    type_all(cluster, "kubectl apply -f service.yaml")
    assert type_all(cluster, line).stdout == printed


def test_a_manifest_may_be_typed_in(cluster: Cluster) -> None:
    output = type_all(cluster, f"kubectl apply -f - <<EOF\n{SERVICE}EOF")
    assert output.stdout == "service/web created\n"


def test_what_the_editor_holds_can_be_applied(cluster: Cluster) -> None:
    output = type_all(cluster, "kubectl apply -f service.yaml")
    key = ("Service", "default", "web")
    assert output.stdout == "service/web created\n"
    assert output.written == (key,)
    assert output.applied == {"service.yaml": frozenset({key})}
    where = cluster.locate(Origin(*key, ("spec", "selector", "app")))
    assert where is not None
    assert (where.file, where.line) == ("service.yaml", 7)


def test_a_dry_run_writes_nothing(cluster: Cluster) -> None:
    output = type_all(cluster, "kubectl apply -f service.yaml --dry-run=server")
    assert output.stdout == "service/web created (server dry run)\n"
    assert (output.written, output.applied) == ((), {})


def test_the_client_outside_asks_as_the_client_outside(cluster: Cluster) -> None:
    type_all(cluster, "kubectl expose pod web --name=open --type=NodePort --port=80")
    output = type_all(cluster, "curl -s http://192.168.1.2:$(kubectl get svc open -o jsonpath='{.spec.ports[0].nodePort}')")
    assert "nginx" in output.stdout
    assert type_all(cluster, "nslookup web").exit == 1


def test_errors_are_told_apart_and_keep_their_place(cluster: Cluster) -> None:
    output = type_all(cluster, "echo one; kubectl get dragons; echo two")
    assert [(stream, text) for stream, text in output.printed] == [
        ("out", "one\n"),
        ("err", "error: the server doesn't have a resource type \"dragons\"\n"),
        ("out", "two\n"),
    ]


def test_variables_and_the_namespace_stay(cluster: Cluster) -> None:
    output = type_all(cluster, "x=web", "kubectl get pod $x -o name")
    assert output.stdout == "pod/web\n"
    output = type_all(cluster, "kubectl config set-context --current --namespace=kube-system", "kubectl get pods -o name")
    assert "coredns" in output.stdout


def test_a_command_may_go_on_in_the_next_line(cluster: Cluster) -> None:
    output = type_all(cluster, "for i in 1 2; do")
    assert (output.prompt, output.stdout) == ("> ", "")
    assert type_all(cluster, "echo $i; done", terminal=output.terminal).stdout == "1\n2\n"


def test_what_is_waited_for_takes_logical_time(cluster: Cluster) -> None:
    before = cluster.clock.now
    output = type_all(cluster, "kubectl create deployment shop --image=nginx --replicas=2", "kubectl rollout status deploy/shop")
    assert output.stdout.splitlines()[-1] == 'deployment "shop" successfully rolled out'
    assert cluster.clock.now > before


def test_port_forward_says_what_to_do_instead(cluster: Cluster) -> None:
    output = type_all(cluster, "kubectl port-forward pod/web 8080:80")
    assert "not available here" in output.stderr
    assert output.exit == 1


# -- inside


def test_a_shell_in_a_pod_has_its_prompt_until_exit(cluster: Cluster) -> None:
    output = type_all(cluster, "kubectl exec -it client -- sh")
    assert output.prompt == "/ # "
    inside = type_all(cluster, "cd /etc", "x=1", "hostname; pwd; echo $x", terminal=output.terminal)
    assert inside.stdout == "client\n/etc\n1\n"
    left = type_all(cluster, "exit", terminal=inside.terminal)
    assert (left.prompt, left.stderr) == ("$ ", "")
    assert type_all(cluster, "pwd", terminal=left.terminal).stdout == "/home/learner\n"


def test_the_exit_status_of_the_shell_is_told(cluster: Cluster) -> None:
    output = type_all(cluster, "kubectl exec -it client -- sh", "exit 3")
    assert (output.stderr, output.exit) == ("command terminated with exit code 3\n", 3)


def test_the_shell_ends_with_its_pod(cluster: Cluster) -> None:
    output = type_all(cluster, "kubectl exec -it client -- sh")
    cluster.delete_pod("default", "client")
    cluster.advance(60)
    output = type_all(cluster, "hostname", terminal=output.terminal)
    assert (output.exit, output.prompt) == (137, "$ ")


def test_files_written_in_a_pod_stay_there(cluster: Cluster) -> None:
    type_all(cluster, "kubectl exec -it client -- sh", "echo hi > /tmp/note", "exit")
    assert type_all(cluster, "kubectl exec client -- cat /tmp/note").stdout == "hi\n"


def test_a_pod_for_the_moment_goes_with_its_shell(cluster: Cluster) -> None:
    output = type_all(cluster, "kubectl run tmp --rm -it --image=busybox -- sh", "hostname")
    assert output.stdout == "tmp\n"
    output = type_all(cluster, "exit", terminal=output.terminal)
    assert output.stdout == 'pod "tmp" deleted from default namespace\n'
    assert cluster.store.get("Pod", "default", "tmp") is None


# -- limits and replay


def test_nothing_prints_without_end(cluster: Cluster) -> None:
    output = type_all(cluster, "seq 20000")
    assert len(output.stdout) <= LIMIT
    assert "cut here" in output.stderr
    assert type_all(cluster, "while true; do :; done").exit != 0


@pytest.mark.parametrize("line", ["", " ", "'", '"$(', "((", ")", "|", "<<EOF", "${", "\\", "echo a | awk '/^(a+)+$/'", "kubectl exec -it client --", "\ud800", "é 🐳"])
def test_no_line_raises(cluster: Cluster, line: str) -> None:
    output = type_all(cluster, line)
    output.stdout.encode()
    output.stderr.encode()


@pytest.mark.parametrize(
    ("line", "idle"),
    [
        ("kubectl get pods", True),
        ("kubectl describe pod web", True),
        ("help", True),
        ("ls | sort", True),
        ("x=1", False),
        ("kubectl label pod web a=b", False),
        ("kubectl exec client -- curl -s http://10.96.0.10", False),
        ("sleep 1", False),
    ],
)
def test_a_line_that_changes_nothing_is_idle(cluster: Cluster, line: str, idle: bool) -> None:
    assert type_all(cluster, line).idle is idle


def test_the_same_lines_print_the_same(world: Cluster) -> None:
    lines = (
        "kubectl apply -f service.yaml",
        "kubectl create deployment shop --image=nginx --replicas=3; kubectl rollout status deploy/shop",
        "kubectl exec -it client -- sh",
        "for i in 1 2 3 4 5; do curl -s http://web | grep h1; done",
        "exit",
        "kubectl get all -o wide",
    )
    first, second = world.fork(), world.fork()
    one, other = type_all(first, *lines), type_all(second, *lines)
    assert one == other
    assert first.snapshot() == second.snapshot()


# -- completion


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("kub", ["kubectl"]),
        ("kubectl desc", ["describe"]),
        ("kubectl get endpointsl", ["endpointslices"]),
        ("kubectl get pods ", ["client", "web"]),
        ("kubectl get pods -n kube-system core", None),
        ("kubectl describe svc/kub", ["svc/kubernetes"]),
        ("kubectl get pods --all-n", ["--all-namespaces"]),
        ("kubectl get pods -n kube-s", ["kube-system"]),
        ("kubectl get pods --namespace=kube-s", ["--namespace=kube-system"]),
        ("kubectl get pods -o wi", ["wide"]),
        ("kubectl logs client -c ", ["shell"]),
        ("kubectl apply -f ", ["service.yaml"]),
        ("kubectl rollout st", ["status"]),
        ("kubectl exec cl", ["client"]),
        ("kubectl exec client -- nsl", ["nslookup"]),
        ("kubectl exec client -- cat /etc/res", ["/etc/resolv.conf"]),
        ("kubectl get svc | gr", ["grep"]),
        ("cat serv", ["service.yaml"]),
        ("kubectl nonsense ", None),
        ("'", []),
    ],
)
def test_tab_offers_what_may_follow(cluster: Cluster, text: str, offered: list[str] | None) -> None:
    start, found = complete(cluster, Terminal(), text, FILES)
    assert all(word.startswith(text[start:]) for word in found)
    if offered is not None:
        assert found == offered


def test_tab_in_a_pod_offers_its_tools_paths_and_services(cluster: Cluster) -> None:
    terminal = type_all(cluster, "kubectl apply -f service.yaml", "kubectl exec -it client -- sh").terminal
    assert complete(cluster, terminal, "nsl", ()) == (0, ["nslookup"])
    assert complete(cluster, terminal, "cat /etc/host", ()) == (4, ["/etc/hostname", "/etc/hosts"])
    assert complete(cluster, terminal, "curl http://we", ()) == (5, ["http://web"])
    assert complete(cluster, terminal, "kubec", ()) == (0, [])
