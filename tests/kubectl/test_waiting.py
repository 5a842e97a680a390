"""Commands that wish: for time to pass, for something to run in a container."""

from __future__ import annotations

from playground.cluster.kubectl import Advance, Reply, kubectl
from tests.kubectl.lab import FILES, Lab


def test_a_command_stops_at_its_wish_and_goes_on_afterwards() -> None:
    lab = Lab()
    lab.says("apply -f web.yaml")
    first = kubectl(lab.session, ["rollout", "status", "deploy/web"])
    assert first.wish == Advance(1.0)
    assert first.stdout.startswith('Waiting for deployment "web" rollout to finish: 0 of 2')
    lab.cluster.advance(60)
    assert first.resume is not None
    last = first.resume(Reply())
    assert (last.wish, last.stdout) == (None, 'deployment "web" successfully rolled out\n')


def test_wait_ends_when_the_condition_holds_or_time_is_up() -> None:
    lab = Lab()
    lab.says("apply -f web.yaml")
    assert lab.says("wait --for=condition=Available deploy/web --timeout=60s") == "deployment.apps/web condition met\n"
    began = lab.cluster.clock.now
    assert lab.refuses("wait --for=delete svc/web --timeout=5s") == "error: timed out waiting for the condition on services/web"
    assert lab.cluster.clock.now - began == 5


def test_delete_waits_until_the_pod_is_gone() -> None:
    lab = Lab()
    lab.says("run box --image=nginx")
    lab.says("wait --for=condition=Ready pod/box")
    lab.says("delete pod box")
    assert lab.cluster.store.get("Pod", "default", "box") is None


def test_draining_a_node_moves_its_pods() -> None:
    lab = Lab().up()
    name = lab.says("get pods -l app=web -o jsonpath='{.items[0].spec.nodeName}'")
    assert lab.says(f"drain {name}").splitlines()[-1] == f"node/{name} drained"
    assert name not in lab.says("get pods -l app=web -o jsonpath='{.items[*].spec.nodeName}'").split()


def test_exec_asks_for_the_command_to_be_run_and_ends_as_it_did() -> None:
    lab = Lab().up()
    assert lab.says("exec deploy/web -- cat /etc/resolv.conf") == "cat /etc/resolv.conf\n"
    assert (lab.executed[-1].container, lab.executed[-1].command) == ("web", ("cat", "/etc/resolv.conf"))
    result = lab.ask("exec deploy/web -- false")
    assert (result.exit, result.stderr) == (3, "command terminated with exit code 3\n")


def test_exec_wants_two_hyphens() -> None:
    lab = Lab().up()
    assert lab.refuses("exec web ls").startswith("error: exec [POD] [COMMAND] is not supported anymore.")


def test_run_attached_leaves_nothing_behind() -> None:
    lab = Lab().up()
    assert lab.says("run probe --rm -it --image=busybox -- nslookup web").startswith("nslookup web\n")
    assert lab.executed[-1].tty
    assert lab.cluster.store.get("Pod", "default", "probe") is None


def test_forwarding_is_refused_in_the_words_of_who_fulfils() -> None:
    lab = Lab().up()
    assert lab.refuses("port-forward svc/web 8080:80") == "error: port-forward is not available here"
    assert lab.refuses("port-forward svc/web 8080:81") == "error: Service web does not have a service port 81"


def test_the_namespace_of_the_context_stays() -> None:
    lab = Lab()
    lab.says("config set-context --current --namespace=kube-system")
    assert "coredns" in lab.says("get pods")


def test_no_words_are_help() -> None:
    result = kubectl(Lab().session, [], FILES)
    assert (result.exit, result.stderr) == (0, "")
    assert "Usage:\n  kubectl [command] [options]\n" in result.stdout
