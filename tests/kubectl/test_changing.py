"""Commands that change objects, and what they say about it."""

from __future__ import annotations

import json

import pytest

from tests.kubectl.lab import WEB, Lab


def test_applying_again_changes_nothing() -> None:
    lab = Lab().up()
    assert lab.says("apply -f web.yaml") == "deployment.apps/web unchanged\nservice/web unchanged\n"


def test_apply_takes_away_what_it_set_before_and_leaves_the_rest() -> None:
    lab = Lab().up()
    lab.says("label svc web team=x")
    for labels in ("{tier: front, app: web}", "{app: web}"):
        lab.ask("apply -f -", stdin=WEB.split("---\n")[1].replace("  name: web\n", f"  name: web\n  labels: {labels}\n"))
    assert json.loads(lab.says("get svc web -o jsonpath={.metadata.labels}")) == {"app": "web", "team": "x"}


def test_files_in_a_folder_are_applied_together() -> None:
    deployment, service = WEB.split("---\n")
    result = Lab().ask("apply -f k8s/", {"k8s/b.yaml": service, "k8s/a.yml": deployment, "k8s/notes.txt": "x", "other.yaml": "x"})
    assert result.stdout == "deployment.apps/web created\nservice/web created\n"


def test_server_side_conflicts_name_the_manager() -> None:
    lab = Lab().up()
    lab.says("patch svc web -p 'spec: {sessionAffinity: ClientIP}'")
    changed = WEB.split("---\n")[1] + "  sessionAffinity: None\n"
    result = lab.ask("apply --server-side -f -", stdin=changed)
    assert result.exit == 1
    assert result.stderr.startswith('error: Apply failed with 1 conflict: conflict with "kubectl-patch" using v1: .spec.sessionAffinity\n')
    assert lab.ask("apply --server-side --force-conflicts -f -", stdin=changed).stdout == "service/web serverside-applied\n"


def test_a_difference_is_shown_and_is_the_exit_status() -> None:
    lab = Lab().up()
    assert lab.says("diff -f web.yaml") == ""
    lab.says("scale deploy web --replicas=3")
    result = lab.ask("diff -f web.yaml")
    assert result.exit == 1
    assert "-  replicas: 3\n+  replicas: 2\n" in result.stdout


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("scale deploy web --replicas=3 --current-replicas=2", "deployment.apps/web scaled"),
        ("label svc web a=b", "service/web labeled"),
        ("annotate svc web a=b", "service/web annotated"),
        ("set env deploy/web A=b", "deployment.apps/web env updated"),
        ("set image deploy/web '*=nginx:1.28'", "deployment.apps/web image updated"),
        ("set resources deploy/web --limits=cpu=1", "deployment.apps/web resource requirements updated"),
        ("patch svc web -p 'spec: {type: NodePort}'", "service/web patched"),
        ("patch svc web -p '{}'", "service/web patched (no change)"),
        ("expose deploy web --port=80 --name=again", "service/again exposed"),
        ("rollout pause deploy/web", "deployment.apps/web paused"),
        ("rollout restart deploy/web", "deployment.apps/web restarted"),
        ("cordon node-1", "node/node-1 cordoned"),
        ("taint node node-1 a=b:NoSchedule", "node/node-1 tainted"),
        ("create configmap c --from-literal=a=b", "configmap/c created"),
        ("create secret generic s --from-file=web.yaml", "secret/s created"),
        ("create job j --image=busybox -- true", "job.batch/j created"),
        ("delete svc web", 'service "web" deleted from default namespace'),
        ("delete svc nope --ignore-not-found", ""),
        ("scale deploy web --replicas=9 --dry-run=server", "deployment.apps/web scaled (server dry run)"),
    ],
)
def test_results(line: str, text: str) -> None:
    assert Lab().up().says(line).rstrip("\n") == text


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("scale deploy web --replicas=3 --current-replicas=7", "error: Expected replicas to be 7, was 2"),
        ("set image deploy/web db=x", 'error: unable to find container named "db"'),
        ("rollout resume deploy/web", 'error: deployments.apps "web" is not paused'),
        ("rollout undo deploy/web", 'error: no rollout history found for deployment "web"'),
        ("delete pod x --now --grace-period=3", "error: --now and --grace-period cannot be specified together"),
        ("taint node node-1 a-", 'error: taint "a" not found'),
        ("create secret generic s --from-literal=a", "error: invalid literal source a, expected key=value"),
        ("apply -f nope.yaml", 'error: the path "nope.yaml" does not exist'),
        ("apply -k .", "error: kustomize is not available here: write the manifests out and use -f"),
    ],
)
def test_complaints(line: str, complaint: str) -> None:
    assert Lab().up().refuses(line) == complaint


def test_undo_goes_back_to_the_former_template() -> None:
    lab = Lab().up()
    lab.says("set image deploy/web web=nginx:1.28")
    lab.says("rollout status deploy/web")
    assert lab.says("rollout undo deploy/web") == "deployment.apps/web rolled back\n"
    assert lab.says("get deploy web -o jsonpath='{.spec.template.spec.containers[0].image}'") == "nginx:1.27"


def test_a_dry_run_changes_nothing() -> None:
    lab = Lab().up()
    before = lab.cluster.store.revision
    for mode in ("client", "server"):
        lab.says(f"delete svc web --dry-run={mode}")
        lab.says(f"create deployment x --image=nginx --dry-run={mode}")
    assert lab.cluster.store.revision == before
