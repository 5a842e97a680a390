"""The log is the truth: replaying it gives what was there, and whoever loses a race recomputes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.workspaces import log, messages
from playground.workspaces.live import Live, registry
from playground.workspaces.messages import Action, File, Message, Rollback, Scale, SetImage, SetReady
from playground.workspaces.models import Command, Workspace
from playground.workspaces.refusal import Refused
from playground.workspaces.state import State
from tests.workspaces.cast import ALICE, SERVICE


class Watch:
    """Real time, moved by the test."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def live(workspace: Workspace | UUID, watch: Watch | None = None) -> Live:
    """A process of its own, with nothing in its memory."""
    found = Live(workspace.id if isinstance(workspace, Workspace) else workspace)
    if watch is not None:
        found.pace._monotonic = watch
    return found


def everything(state: State) -> dict[str, Any]:
    """All that a state is, as comparable data."""
    return {
        "sequence": state.sequence,
        "world": state.world,
        "time": state.time,
        "revision": state.cluster.store.revision,
        "objects": state.cluster.snapshot(),
        "due": state.cluster.loop.next_due(),
        "applied": state.applied,
        "undo": state.undo,
        "redo": state.redo,
        "progress": state.progress,
        "terminals": state.terminals,
        "activity": state.cluster.activity,
        "account": state.account,
        "last": state.last,
    }


def apply(text: str = SERVICE) -> Message:
    return messages.Apply(id=uuid4(), files=[File("service.yaml", text)])


def do(action: Action) -> Message:
    return messages.World(id=uuid4(), action=action)


LINES = (
    "kubectl get pods", "kubectl apply -f service.yaml", "kubectl exec -it client -- sh", "exit", "x=$x.; echo $x", "curl -s http://web",
    "kubectl scale deploy web --replicas=2; kubectl rollout status deploy/web --timeout=30s", "echo $RANDOM > /tmp/note", "for i in 1 2", "do :; done",
)  # fmt: skip

COMMANDS = st.one_of(
    st.sampled_from([SERVICE, SERVICE.replace("app: web", "app: client"), SERVICE.replace("port: 80", "port: eighty"), "a: ["]).map(
        lambda text: lambda: apply(text)
    ),
    st.sampled_from(["node-1", "node-2", "node-9"]).map(lambda name: lambda: do(Action(fail_node=name))),
    st.sampled_from(["node-1", "node-2"]).map(lambda name: lambda: do(Action(restore_node=name))),
    st.integers(0, 6).map(lambda count: lambda: do(Action(scale=Scale("Deployment", "default", "web", count)))),
    st.booleans().map(lambda ready: lambda: do(Action(set_ready=SetReady("default/client", ready)))),
    st.sampled_from(["delete_pod", "crash_pod"]).map(lambda name: lambda: do(Action(**{name: "default/client"}))),
    st.sampled_from(["cordon", "uncordon", "drain"]).map(lambda name: lambda: do(Action(**{name: "node-1"}))),
    st.sampled_from(["nginx:1.30", "nowhere/none:0"]).map(
        lambda image: lambda: do(Action(set_image=SetImage("Deployment", "default", "web", image)))
    ),
    st.just(lambda: do(Action(rollback=Rollback("Deployment", "default", "web")))),
    st.sampled_from([0.5, 31.0, 400.0]).map(lambda seconds: lambda: messages.Advance(id=uuid4(), seconds=seconds)),
    st.sampled_from(LINES).map(lambda line: lambda: messages.Terminal(id=uuid4(), line=line, files=[File("service.yaml", SERVICE)])),
    st.just(lambda: messages.Trace(id=uuid4(), source="node/node-1", target="http://10.96.0.1/")),
    st.just(lambda: messages.Delete(id=uuid4(), kind="Service", namespace="default", name="shop")),
    st.just(lambda: messages.Undo(id=uuid4())),
    st.just(lambda: messages.Redo(id=uuid4())),
    st.just(lambda: messages.Reset(id=uuid4())),
)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from([0.0, 0.4, 3.0, 50.0]), COMMANDS), max_size=12))
def test_a_replay_of_the_log_gives_what_was_there(steps: list[tuple[float, Any]]) -> None:
    """Whatever was done, however long it took: time runs, ticks come, and a fresh process arrives at the same bytes."""
    workspace, watch = Workspace.objects.create(owner=ALICE), Watch()
    there = live(workspace, watch)
    there.watch()
    for wait, command in steps:
        watch.seconds += wait
        there.tick()
        try:
            there.submit(command())
        except Refused:
            continue
    last = Command.objects.filter(workspace=workspace).order_by("-sequence").first()
    replayed = live(workspace).state()
    if last is not None and there.state().time > replayed.time:  # time went on since the last row
        replayed.cluster.advance(there.state().time - replayed.time)
    assert everything(replayed) == everything(there.state())


@pytest.mark.django_db
def test_the_same_workspace_begins_the_same_way_in_every_process() -> None:
    workspace = Workspace.objects.create(owner=ALICE)
    assert everything(live(workspace).state()) == everything(live(workspace).state())


@pytest.mark.django_db
def test_who_loses_the_race_recomputes() -> None:
    workspace = Workspace.objects.create(owner=ALICE)
    one, other = live(workspace), live(workspace)
    one.state(), other.state()
    one.submit(do(Action(fail_node="node-1")))
    other.submit(do(Action(fail_node="node-2")))
    one.catch_up()
    assert [row.sequence for row in log.after(workspace.id, 0)] == [1, 2]
    assert everything(one.state()) == everything(other.state())


@pytest.mark.django_db
def test_a_retry_on_another_worker_is_answered_from_the_log() -> None:
    workspace = Workspace.objects.create(owner=ALICE)
    one, other = live(workspace), live(workspace)
    other.state()
    message = apply()
    assert other.submit(message) == one.submit(message)
    assert Command.objects.filter(workspace=workspace).count() == 1


@pytest.mark.django_db
def test_a_row_says_when_and_by_which_engine() -> None:
    workspace, watch = Workspace.objects.create(owner=ALICE), Watch()
    there = live(workspace, watch)
    there.watch()
    begin = there.state().time
    watch.seconds += 12.5
    there.submit(apply())
    (row,) = log.after(workspace.id, 0)
    assert (row.type, row.at - begin, row.engine_version) == ("apply", 12.5, log.ENGINE_VERSION)


@pytest.mark.django_db
def test_a_tick_is_a_row_only_when_something_was_due() -> None:
    workspace, watch = Workspace.objects.create(owner=ALICE), Watch()
    there = live(workspace, watch)
    there.watch()
    assert not there.tick()
    there.submit(apply(SERVICE.replace("spec:", "spec:\n  type: LoadBalancer")))
    assert there.state().cluster.store.get("Service", "default", "shop")["status"] == {"loadBalancer": {}}
    watch.seconds += 10
    assert there.tick()
    assert not there.tick()
    assert [row.type for row in log.after(workspace.id, 0)] == ["apply", "tick"]
    ingress = there.state().cluster.store.get("Service", "default", "shop")["status"]["loadBalancer"]["ingress"]
    assert ingress[0]["ip"].startswith("203.0.113.")


@pytest.mark.django_db
def test_stopped_time_ticks_no_more() -> None:
    workspace, watch = Workspace.objects.create(owner=ALICE), Watch()
    there = live(workspace, watch)
    there.watch()
    there.submit(messages.Clock(id=uuid4(), running=False))
    there.submit(apply(SERVICE.replace("spec:", "spec:\n  type: LoadBalancer")))
    watch.seconds += 1000
    assert not there.tick()
    assert there.until_due() is None
    there.submit(messages.Advance(id=uuid4(), seconds=5))
    assert "ingress" in there.state().cluster.store.get("Service", "default", "shop")["status"]["loadBalancer"]


@pytest.mark.django_db
def test_time_stands_still_while_nobody_watches() -> None:
    workspace, watch = Workspace.objects.create(owner=ALICE), Watch()
    there = live(workspace, watch)
    begin = there.state().time
    watch.seconds += 1000
    there.submit(apply())
    assert there.state().time == begin


@contextmanager
def threads(count: int, work: Any) -> Iterator[None]:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    running = [threading.Thread(target=run) for _ in range(count)]
    for thread in running:
        thread.start()
    yield
    for thread in running:
        thread.join(30)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_all_go_through() -> None:
    """Two processes with two threads each, on one workspace."""
    workspace = Workspace.objects.create(owner=ALICE)
    workers = [live(workspace), live(workspace)]
    numbers = iter(range(100))

    def work() -> None:
        number = next(numbers)
        worker = workers[number % 2]
        for _ in range(3):
            with worker.lock:
                worker.submit(apply(SERVICE.replace("shop", f"shop-{number}-{uuid4().hex[:4]}")))

    with threads(4, work):
        pass
    rows = log.after(workspace.id, 0)
    assert [row.sequence for row in rows] == list(range(1, 13))
    workers[0].catch_up()
    workers[1].catch_up()
    assert everything(workers[0].state()) == everything(workers[1].state())


@pytest.mark.django_db
def test_memory_is_bounded_and_what_is_watched_stays() -> None:
    small = type(registry)(2, type(registry.lives)(), threading.Lock())
    first, *others = [Workspace.objects.create(owner=ALICE) for _ in range(4)]
    with small.hold(first.id) as kept:
        kept.watch()
    for workspace in others:
        with small.hold(workspace.id) as held:
            held.state()
    assert first.id in small.lives
    assert len(small.lives) == 2
