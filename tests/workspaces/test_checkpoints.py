"""Naming a moment and going back to it: forward, and only what people wrote."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from playground.cluster.simulation.people import made_by_people
from playground.workspaces import checkpoints, messages, undo
from playground.workspaces.live import Live
from playground.workspaces.messages import Action, Message, Moment, Scale
from playground.workspaces.models import Workspace
from playground.workspaces.refusal import Refused
from tests.workspaces.cast import ALICE, SERVICE, files, tab
from tests.workspaces.test_log import apply, do, everything, live
from tests.workspaces.test_past import STORY

pytestmark = pytest.mark.django_db

CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: colours, namespace: paint}\ndata: {sky: blue}\n"
SPACE = "apiVersion: v1\nkind: Namespace\nmetadata: {name: paint}\n---\n"


@pytest.fixture
def there(db: None) -> Live:
    return live(Workspace.objects.create(owner=ALICE))


def keep(name: str = "works", past: Moment | None = None) -> Message:
    return messages.Checkpoint(id=uuid4(), name=name, past=past)


def back(name: str = "works") -> Message:
    return messages.Restore(id=uuid4(), name=name)


def line(text: str) -> Message:
    return messages.Terminal(id=uuid4(), line=text)


def written(there: Live) -> dict[Any, Any]:
    """What people wrote, without what belongs to one life of it or to controllers."""
    found = made_by_people(there.state().cluster.store)
    return {key: undo.reborn({**obj, "spec": _said(obj)}) for key, obj in found.items()}


def _said(obj: dict[str, Any]) -> Any:
    return [taint for taint in checkpoints._taints(obj) if not taint["key"].startswith("node.")] if obj["kind"] == "Node" else obj.get("spec")


TROUBLES: dict[str, list[Message]] = {
    "a service changed": [apply(SERVICE.replace("app: web", "app: nobody"))],
    "a service deleted": [messages.Delete(id=uuid4(), kind="Service", namespace="default", name="shop")],
    "another made": [apply(SERVICE.replace("shop", "store"))],
    "a workload scaled": [do(Action(scale=Scale("Deployment", "default", "web", 1)))],
    "a workload deleted": [line("kubectl delete deploy web"), messages.Advance(id=uuid4(), seconds=60)],
    "a pod of nobody's deleted": [do(Action(delete_pod="default/client")), messages.Advance(id=uuid4(), seconds=60)],
    "labels": [line("kubectl label pod client app=web --overwrite"), line("kubectl label node node-1 zone=a")],
    "a node failed": [do(Action(fail_node="node-2")), messages.Advance(id=uuid4(), seconds=400)],
    "a node cordoned": [line("kubectl cordon node-1"), line("kubectl taint node node-3 x=y:NoSchedule")],
    "a namespace": [apply(SPACE + CONFIG)],
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_going_back_brings_back_what_people_wrote(there: Live, trouble: str) -> None:
    there.submit(apply())
    there.submit(keep())
    then = written(there)
    for command in TROUBLES[trouble]:
        there.submit(command)
    assert written(there) != then
    revision = there.state().cluster.store.revision
    result = there.submit(back())
    assert result["ok"], result
    there.submit(messages.Advance(id=uuid4(), seconds=120))
    assert written(there) == then
    assert there.state().cluster.store.revision > revision
    assert there.state().applied.files[0].text == SERVICE


def test_pods_are_ready_again_after_a_way_back(there: Live) -> None:
    there.submit(keep())
    there.submit(line("kubectl delete deploy web"))
    there.submit(do(Action(fail_node="node-1")))
    there.submit(messages.Advance(id=uuid4(), seconds=100))
    there.submit(back())
    there.submit(messages.Advance(id=uuid4(), seconds=100))
    deployment = there.state().cluster.store.get("Deployment", "default", "web")
    assert deployment is not None
    assert deployment["status"]["readyReplicas"] == 3


def test_what_was_emptied_is_filled_again(there: Live) -> None:
    there.submit(apply(SPACE + CONFIG))
    there.submit(keep())
    there.submit(line("kubectl delete namespace paint"))
    there.submit(messages.Advance(id=uuid4(), seconds=30))
    assert there.state().cluster.store.get("Namespace", "", "paint") is None
    assert there.submit(back())["ok"]
    assert there.state().cluster.store.get("ConfigMap", "paint", "colours")["data"] == {"sky": "blue"}


def test_going_back_can_be_undone(there: Live) -> None:
    there.submit(keep())
    there.submit(apply())
    there.submit(line("kubectl scale deploy web --replicas=1"))
    after = written(there)
    there.submit(back())
    assert there.state().cluster.store.get("Service", "default", "shop") is None
    there.submit(messages.Undo(id=uuid4()))
    key = ("Deployment", "default", "web")
    assert written(there).keys() == after.keys()
    assert written(there)[key]["spec"] == after[key]["spec"]


def test_nothing_changed_means_nothing_to_do(there: Live) -> None:
    there.submit(keep())
    revision = there.state().cluster.store.revision
    assert there.submit(back())["outcomes"] == []
    assert there.state().cluster.store.revision == revision


def test_an_earlier_moment_can_be_named(there: Live) -> None:
    there.submit(apply())
    mark = there.state().marks[-1]
    there.submit(messages.Delete(id=uuid4(), kind="Service", namespace="default", name="shop"))
    there.submit(keep("before", Moment(mark.world, mark.sequence, mark.revision)))
    there.submit(back("before"))
    assert there.state().cluster.store.get("Service", "default", "shop") is not None


def test_a_checkpoint_outlives_a_reset(there: Live) -> None:
    there.submit(apply())
    there.submit(keep())
    there.submit(messages.Reset(id=uuid4()))
    assert there.submit(back())["ok"]
    assert there.state().cluster.store.get("Service", "default", "shop") is not None


@pytest.mark.parametrize(
    "message",
    [keep("works"), keep("   "), back("nothing"), messages.Forget(id=uuid4(), name="nothing"), keep("x", Moment(1, 99, 1)), keep("x", Moment(1, 1, 10**6))],
)
def test_what_makes_no_sense_is_refused(there: Live, message: Message) -> None:
    there.submit(keep())
    with pytest.raises(Refused):
        there.submit(message)


def test_there_is_an_end_to_checkpoints(there: Live) -> None:
    for number in range(checkpoints.MOST):
        there.submit(keep(f"number {number}"))
    with pytest.raises(Refused):
        there.submit(keep("one more"))
    there.submit(messages.Forget(id=uuid4(), name="number 3"))
    there.submit(keep("one more"))


def test_a_replay_gives_the_same_checkpoints_and_ways_back(there: Live) -> None:
    for command in STORY[:4]:
        there.submit(command())
    there.submit(keep())
    for command in STORY[4:]:
        there.submit(command())
    there.submit(back())
    replayed = live(there.workspace).state()
    assert everything(replayed) == everything(there.state())
    assert replayed.checkpoints == there.state().checkpoints


async def test_checkpoints_come_over_the_socket(transactional_db: None) -> None:
    sandbox = await Workspace.objects.acreate(owner=ALICE)
    async with tab(sandbox) as page, tab(sandbox) as other:
        await page.ask("hello")
        await other.ask("hello")
        await page.ask("checkpoint", name="<b>fresh</b>")
        delta = await other.hear("delta")
        await page.ask("apply", files=files())
        await page.ask("restore", name="<b>fresh</b>")
        snapshot = await other.ask("hello")
        await page.ask("forget", name="<b>fresh</b>")
        gone = await other.hear(lambda message: message.get("checkpoints") == [])
    assert delta["checkpoints"] == snapshot["checkpoints"]
    assert delta["checkpoints"][0] | {"time": 0} == {"name": "<b>fresh</b>", "world": 1, "sequence": 0, "revision": snapshot["checkpoints"][0]["revision"], "time": 0}
    assert gone["command"]["type"] == "forget"
    assert not any(row["name"] == "shop" for row in snapshot["tables"]["Service"]["rows"])

