"""The real kubectl against a live server."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from playground.workspaces.kubeconfig import kubeconfig
from tests.kubeapi.conftest import Live, Run, minor_version, new_namespace, runner
from tests.kubeapi.manifests import WEB


@contextmanager
def running(path: str, directory: Path, *argv: str) -> Iterator[Iterator[str]]:
    """The lines that a kubectl prints which does not end by itself."""
    with subprocess.Popen([path, "--kubeconfig", str(directory / "kubeconfig"), *argv], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kubectl")


@pytest.fixture(scope="module")
def web(kubectl_path: str, alone: Live, directory: Path) -> Run:
    """One namespace with a Deployment, a Service and a client that are up; what a test changes there is its own."""
    kubectl = runner(kubectl_path, kubeconfig(alone.url, namespace=new_namespace(alone.url)), directory)
    done = kubectl("apply", "-f", "-", stdin=WEB)
    assert done.stdout == "deployment.apps/web created\nservice/web created\npod/client created\n", done.stderr
    waited = kubectl("wait", "--for=condition=Ready", "pod", "--all", "--timeout=20s")
    assert waited.returncode == 0, waited.stderr
    return kubectl


def test_the_server_is_a_kubernetes_1_36(kubectl: Run) -> None:
    assert "Server Version: v1.36" in kubectl("version").stdout


def test_tables_have_the_wide_columns(web: Run) -> None:
    head, *rows = web("get", "pods", "-o", "wide").stdout.splitlines()
    assert head.split() == ["NAME", "READY", "STATUS", "RESTARTS", "AGE", "IP", "NODE", "NOMINATED", "NODE", "READINESS", "GATES"]
    assert len(rows) >= 3
    assert all("Running" in row for row in rows)


def test_apply_again_changes_nothing(web: Run) -> None:
    assert web("apply", "-f", "-", stdin=WEB).stdout == "deployment.apps/web unchanged\nservice/web unchanged\npod/client unchanged\n"
    assert web("diff", "-f", "-", stdin=WEB).returncode == 0


def test_rollout_scale_expose_and_label(kubectl: Run) -> None:
    kubectl("create", "deployment", "shop", "--image=nginx", "--replicas=2")
    assert kubectl("scale", "deploy/shop", "--replicas=3").stdout == "deployment.apps/shop scaled\n"
    assert "successfully rolled out" in kubectl("rollout", "status", "deploy/shop", "--timeout=20s").stdout
    assert kubectl("expose", "deploy/shop", "--port=8080", "--target-port=80").stdout == "service/shop exposed\n"
    assert kubectl("label", "service/shop", "a=b").stdout == "service/shop labeled\n"
    assert kubectl("get", "service", "-l", "a=b", "-o", "name").stdout == "service/shop\n"


def test_exec_prints_the_answer_of_the_service_and_has_the_exit_code_of_the_command(web: Run) -> None:
    answered = web("exec", "client", "--", "curl", "-s", "http://web")
    assert "Welcome to nginx" in answered.stdout
    assert answered.returncode == 0
    refused = web("exec", "client", "--", "curl", "-s", "http://web:81", "--max-time", "2")
    assert refused.returncode in (7, 28)
    assert f"command terminated with exit code {refused.returncode}" in refused.stderr


def test_exec_hands_over_standard_input(web: Run) -> None:
    assert web("exec", "-i", "client", "--", "cat", stdin="one\ntwo\n").stdout == "one\ntwo\n"
    assert web("exec", "-i", "client", "--", "sh", stdin="A=4\necho $((A+1))\nexit 3\n").stdout == "5\n"


def test_exec_into_a_pod_that_is_not_there(kubectl: Run) -> None:
    done = kubectl("exec", "nobody", "--", "true")
    assert done.stderr == 'Error from server (NotFound): pods "nobody" not found\n'


def test_port_forward_carries_http_to_the_pod(web: Run, kubectl_path: str, directory: Path) -> None:
    with running(kubectl_path, directory, "port-forward", "svc/web", ":80") as lines:
        port = next(lines).split()[2].rpartition(":")[2]
        for _ in range(2):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
                assert b"Welcome to nginx" in answer.read()
    assert '"GET / HTTP/1.1" 200' in "".join(web("logs", "-l", "app=web").stdout)


def test_logs_follow_what_a_server_writes(web: Run, kubectl_path: str, directory: Path) -> None:
    pod = web("get", "pods", "-l", "app=web", "-o", "name").stdout.split()[0]
    address = web("get", pod, "-o", "jsonpath={.status.podIP}").stdout
    with running(kubectl_path, directory, "logs", "-f", pod) as lines:
        for path in ("first", "second"):
            web("exec", "client", "--", "curl", "-s", f"http://{address}/{path}")
            assert any(f"GET /{path} " in line for line in lines)


def test_a_watch_prints_a_row_for_each_change(web: Run, kubectl_path: str, directory: Path) -> None:
    with running(kubectl_path, directory, "get", "pods", "-o", "wide", "-w") as lines:
        assert any(line.startswith("client ") for line in lines)
        web("run", "late", "--image=nginx")
        for state in ("Pending", "ContainerCreating", "Running"):
            assert any(line.startswith("late ") and f" {state} " in line for line in lines), state
    web("delete", "pod", "late", "--wait=false")


def test_server_side_apply_names_who_holds_a_field(web: Run) -> None:
    text = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80, targetPort: 8080}]}\n"
    done = web("apply", "--server-side", "--field-manager=other", "-f", "-", stdin=text)
    assert done.returncode == 1
    assert 'conflict with "kubectl-client-side-apply"' in done.stderr
    forced = web("apply", "--server-side", "--field-manager=other", "--force-conflicts", "--dry-run=server", "-f", "-", stdin=text)
    assert forced.stdout == "service/web serverside-applied (server dry run)\n"


def test_edit_by_a_script(kubectl: Run, tmp_path: Path) -> None:
    kubectl("create", "service", "clusterip", "web", "--tcp=80")
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nsed -i 's/port: 80$/port: 8080/' \"$1\"\n")
    editor.chmod(0o755)
    assert kubectl("edit", "service/web", KUBE_EDITOR=str(editor)).stdout == "service/web edited\n"
    assert kubectl("get", "service/web", "-o", "jsonpath={.spec.ports[0].port}").stdout == "8080"


def test_every_kind_is_described(web: Run, kubectl_path: str) -> None:
    kinds = set(web("api-resources", "--verbs=list", "-o", "name").stdout.split())
    assert {"pods", "deployments.apps", "endpointslices.discovery.k8s.io", "events.events.k8s.io", "leases.coordination.k8s.io"} <= kinds
    if minor_version(kubectl_path) < 33:
        kinds -= {"ipaddresses.networking.k8s.io", "servicecidrs.networking.k8s.io"}  # it asks for their v1beta1, which 1.36 serves no more
    done = web("describe", ",".join(sorted(kinds)), "--all-namespaces")
    assert (done.returncode, done.stderr) == (0, "Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\n")
    for words in ("Name:                     web\n", "Node:         node-", "StrategyType:           RollingUpdate", "AddressType:  IPv4"):
        assert words in done.stdout


def test_explain_and_api_resources(kubectl: Run) -> None:
    assert "port\t<integer> -required-" in kubectl("explain", "service.spec.ports").stdout
    resources = kubectl("api-resources", "-o", "name").stdout.split()
    assert {"services", "endpointslices.discovery.k8s.io", "ingresses.networking.k8s.io", "leases.coordination.k8s.io"} <= set(resources)


def test_everybody_may_do_everything(kubectl: Run) -> None:
    assert kubectl("auth", "can-i", "delete", "nodes").stdout == "yes\n"
    assert "kubernetes-admin" in kubectl("auth", "whoami").stdout


def test_top_is_refused_plainly(kubectl: Run) -> None:
    assert kubectl("top", "pods").stderr == "error: Metrics API not available\n"


def test_delete_waits_until_the_object_is_gone(kubectl: Run) -> None:
    kubectl("run", "short", "--image=nginx")
    assert kubectl("delete", "pod/short", "--wait", "--grace-period=1", "--timeout=20s").returncode == 0
    assert kubectl("get", "pod/short").stderr == 'Error from server (NotFound): pods "short" not found\n'


def test_a_misspelt_field_is_named(kubectl: Run) -> None:
    text = "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {port: [{port: 80}]}\n"
    assert 'strict decoding error: unknown field "spec.port"' in kubectl("apply", "-f", "-", stdin=text).stderr


def test_a_command_that_ends_by_itself_prints_on_the_way(web: Run) -> None:
    done = web("run", "once", "--rm", "-i", "--restart=Never", "--image=busybox", "--", "wget", "-qO-", "http://web")
    assert "Welcome to nginx" in done.stdout, done.stderr


def test_copying_is_refused_plainly(web: Run) -> None:
    done = web("cp", "client:/etc/hosts", "hosts")
    assert done.returncode != 0
    assert '"tar": executable file not found' in done.stdout


def test_a_terminal_has_a_prompt_output_as_it_comes_and_an_interrupt(web: Run, kubectl_path: str, directory: Path) -> None:
    screen, keyboard = pty.openpty()
    command = [kubectl_path, "--kubeconfig", str(directory / "kubeconfig"), "exec", "-it", "client", "--", "sh"]
    with subprocess.Popen(command, stdin=keyboard, stdout=keyboard, stderr=keyboard, start_new_session=True) as process:
        os.close(keyboard)

        def until(text: str) -> str:
            seen, end = "", time.monotonic() + 20
            while text not in seen:
                assert select.select([screen], [], [], end - time.monotonic())[0], seen
                seen += os.read(screen, 4096).decode()
            return seen

        try:
            until("$ ")
            os.write(screen, b"echo $((20+3)) and\r")
            assert "\r\n23 and\r\n" in until("23 and\r\n")
            os.write(screen, b"curl -s http://web | head -n 1\r")
            until("<!DOCTYPE html>")
            os.write(screen, b"never typed\x03")
            until("^C\r\n")
            os.write(screen, b"exit 4\r")
            assert process.wait(10) == 4
        finally:
            process.terminate()
            os.close(screen)

def test_events_have_two_groups_that_are_explained_and_written(kubectl: Run) -> None:
    found = kubectl("explain", "events.note", "--api-version=events.k8s.io/v1")
    assert "GROUP:      events.k8s.io" in found.stdout, found.stderr
    text = """apiVersion: events.k8s.io/v1
kind: Event
metadata: {generateName: told-}
type: Normal
reason: Chosen
action: Choosing
note: it was
eventTime: "2026-01-01T00:00:00.000000Z"
reportingController: example.com/chooser
reportingInstance: one
regarding: {kind: Pod, name: web, namespace: %s}
"""
    made = kubectl("create", "-f", "-", stdin=text % kubectl("config", "view", "--minify", "-o", "jsonpath={..namespace}").stdout)
    assert (made.returncode, made.stdout[:24]) == (0, "event.events.k8s.io/told"), made.stderr
    assert "it was" in kubectl("get", "events").stdout
