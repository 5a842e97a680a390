"""Commands that go on telling what happens: look, let something happen, look again."""

from __future__ import annotations

import pytest

from playground.cluster.simulation import Cluster
from playground.cluster.simulation.following import Following, follow
from playground.cluster.simulation.terminal import Terminal
from playground.cluster.store import HISTORY
from tests.simulation.test_terminal import cluster, world

__all__ = ["cluster", "world"]


def begun(cluster: Cluster, line: str) -> tuple[str, Following]:
    """What the line printed at once, and where it goes on."""
    output = Terminal().run(cluster, line, {})
    assert output.following is not None, output
    assert output.idle
    return output.stdout, output.following


def look(cluster: Cluster, following: Following) -> tuple[list[str], Following]:
    """What it has told since, each row's first two columns."""
    told = follow(cluster, following)
    assert told.next is not None, told
    return [" ".join(line.split()[:3]) for line in told.printed.splitlines()], told.next


def test_a_watch_tells_each_change_below_what_was_there(cluster: Cluster) -> None:
    printed, following = begun(cluster, "kubectl get pods -w")
    assert printed.splitlines()[0].split() == ["NAME", "READY", "STATUS", "RESTARTS", "AGE"]
    assert look(cluster, following)[0] == []
    cluster.delete_pod("default", "web")
    told, following = look(cluster, following)
    assert {row.split()[2] for row in told} == {"Terminating"}
    cluster.advance(5)
    told, following = look(cluster, following)
    assert {row.split()[2] for row in told} == {"Terminating"}
    assert look(cluster, following)[0] == []


def test_rows_are_as_wide_as_those_above(cluster: Cluster) -> None:
    printed, following = begun(cluster, "kubectl get pods -o wide -w")
    cluster.set_ready("default", "web", False)
    row = follow(cluster, following).printed.splitlines()[-1]
    assert row.index("0/1") == printed.splitlines()[0].index("READY")


def test_a_watch_of_nothing_prints_its_heads_with_the_first_row(cluster: Cluster) -> None:
    printed, following = begun(cluster, "kubectl get services shop -w --ignore-not-found")
    assert printed == ""
    assert look(cluster, following)[0] == []
    following = look(cluster, following)[1]
    cluster.apply("apiVersion: v1\nkind: Service\nmetadata: {name: shop}\nspec: {ports: [{port: 80}]}\n")
    cluster.apply("apiVersion: v1\nkind: Service\nmetadata: {name: other}\nspec: {ports: [{port: 80}]}\n")
    assert look(cluster, following)[0] == ["NAME TYPE CLUSTER-IP", *look(cluster, following)[0][1:]]
    assert len(look(cluster, following)[0]) == 2


def test_a_watch_selects_by_label_and_namespace(cluster: Cluster) -> None:
    _, following = begun(cluster, "kubectl get pods -l app=web --watch-only")
    cluster.set_ready("default", "client", False)
    assert look(cluster, following)[0] == []
    cluster.set_ready("default", "web", False)
    assert [row.split()[0] for row in look(cluster, following)[0]] == ["NAME", "web", "web"]


def test_a_log_is_followed_until_its_container_ends(cluster: Cluster) -> None:
    _, following = begun(cluster, "kubectl logs -f web")
    address = cluster.store.get("Pod", "default", "web")["status"]["podIP"]  # type: ignore[index]
    cluster.trace("pod/client", f"http://{address}/")
    told = follow(cluster, following)
    assert told.printed.count("GET / HTTP/1.1") == 1
    assert told.next is not None
    assert follow(cluster, told.next).printed == ""
    cluster.crash_pod("default", "web")
    cluster.advance(3)
    assert follow(cluster, told.next).next is None


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("kubectl get pods -w | cat", "only possible on a terminal"),
        ("x=$(kubectl get pods -w); echo $x", "only possible on a terminal"),
        ("kubectl get pods -o yaml -w", "only possible as a table"),
        ("kubectl get pods,services -w", "error: you may only specify a single resource type"),
    ],
)
def test_what_cannot_be_followed_is_said(cluster: Cluster, line: str, said: str) -> None:
    output = Terminal().run(cluster, line, {})
    assert said in output.stderr
    assert output.following is None


def test_a_watch_that_fell_too_far_behind_ends(cluster: Cluster) -> None:
    _, following = begun(cluster, "kubectl get pods -w")
    for _ in range(3 * HISTORY // 2):
        cluster.set_ready("default", "web", False)
        cluster.set_ready("default", "web", True)
    told = follow(cluster, following)
    assert told.next is None
    assert "too old resource version" in told.complaint


@pytest.mark.parametrize("argv", [("delete", "pod", "web"), ("scale", "deploy", "web", "--replicas=0"), ("nonsense",), ("get", "pods", "-w")])
def test_whatever_is_asked_changes_nothing(cluster: Cluster, argv: tuple[str, ...]) -> None:
    before = cluster.store.revision
    for cursor in ("1", "x", "-", "9" * 50, "a/b/c"):
        told = follow(cluster, Following(argv, "default", cursor))
        assert told.complaint or told.next
    assert cluster.store.revision == before
