"""Undo goes forward: what restores the former objects is written, and revisions never fall."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from playground.workspaces import messages
from playground.workspaces.live import Live
from playground.workspaces.messages import Action, File, Message, Scale, SetReady
from playground.workspaces.models import Workspace
from playground.workspaces.refusal import Refused
from tests.workspaces.cast import ALICE, SERVICE


@pytest.fixture
def desk(db: None) -> Live:
    return Live(Workspace.objects.create(owner=ALICE).id)


def apply(desk: Live, text: str) -> dict[str, Any]:
    return desk.submit(messages.Apply(id=uuid4(), files=[File("service.yaml", text)]))


def undo(desk: Live) -> dict[str, Any]:
    return desk.submit(messages.Undo(id=uuid4()))


def redo(desk: Live) -> dict[str, Any]:
    return desk.submit(messages.Redo(id=uuid4()))


def service(desk: Live) -> dict[str, Any] | None:
    return desk.state().cluster.store.get("Service", "default", "shop")


def spec(desk: Live) -> dict[str, Any]:
    found = service(desk)
    assert found is not None
    return {key: value for key, value in found["spec"].items() if key in ("selector", "ports", "type", "clusterIP")}


def test_what_was_created_goes(desk: Live) -> None:
    apply(desk, SERVICE)
    assert undo(desk)["outcomes"][0]["verb"] == "deleted"
    assert service(desk) is None
    assert desk.state().applied.files == ()


def test_what_was_changed_is_as_before(desk: Live) -> None:
    apply(desk, SERVICE)
    before = spec(desk)
    apply(desk, SERVICE.replace("port: 80", "port: 8080").replace("app: web", "app: other"))
    assert spec(desk) != before
    undo(desk)
    assert spec(desk) == before


def test_what_was_deleted_comes_back_with_its_address(desk: Live) -> None:
    apply(desk, SERVICE)
    before, old = spec(desk), service(desk)
    desk.submit(messages.Delete(id=uuid4(), kind="Service", namespace="default", name="shop"))
    assert service(desk) is None
    undo(desk)
    now = service(desk)
    assert spec(desk) == before
    assert now is not None
    assert old is not None
    assert now["metadata"]["uid"] != old["metadata"]["uid"]


def test_revisions_never_fall(desk: Live) -> None:
    seen = [desk.state().cluster.store.revision]
    for step in (lambda: apply(desk, SERVICE), lambda: undo(desk), lambda: redo(desk), lambda: undo(desk)):
        step()
        seen.append(desk.state().cluster.store.revision)
    assert seen == sorted(set(seen))


def test_redo_brings_it_back(desk: Live) -> None:
    apply(desk, SERVICE)
    after = spec(desk)
    undo(desk)
    redo(desk)
    assert {**spec(desk), "clusterIP": ""} == {**after, "clusterIP": ""}
    assert desk.state().applied.files[0].text == SERVICE


def test_a_new_change_ends_what_could_be_redone(desk: Live) -> None:
    apply(desk, SERVICE)
    undo(desk)
    apply(desk, SERVICE)
    with pytest.raises(Refused, match="nothing to redo"):
        redo(desk)


@pytest.mark.parametrize(
    ("action", "look", "before", "after"),
    [
        (Action(scale=Scale("Deployment", "default", "web", 5)), ("Deployment", "default", "web"), 3, 5),
        (Action(fail_node="node-1"), ("Node", "", "node-1"), None, "true"),
        (Action(set_ready=SetReady("default/client", ready=False)), ("Pod", "default", "client"), None, "true"),
    ],
)
def test_what_was_done_to_the_world_is_taken_back(
    desk: Live, action: Action, look: tuple[str, str, str], before: object, after: object
) -> None:
    def seen() -> object:
        found = desk.state().cluster.store.get(*look)
        assert found is not None
        if look[0] == "Deployment":
            return found["spec"]["replicas"]
        annotations = found["metadata"].get("annotations") or {}
        return annotations.get("playground/failed") or annotations.get("playground/unready")

    message: Message = messages.World(id=uuid4(), action=action)
    assert seen() == before
    desk.submit(message)
    assert seen() == after
    undo(desk)
    assert seen() == before
    redo(desk)
    assert seen() == after


def test_several_steps_back_and_forth(desk: Live) -> None:
    texts = [SERVICE.replace("port: 80", f"port: {port}") for port in (80, 81, 82)]
    seen = []
    for text in texts:
        apply(desk, text)
        seen.append(spec(desk)["ports"])
    assert [undo(desk) and spec(desk)["ports"] for _ in range(2)] == [seen[1], seen[0]]
    assert [redo(desk) and spec(desk)["ports"] for _ in range(2)] == [seen[1], seen[2]]


def test_an_apply_that_changed_nothing_is_no_step(desk: Live) -> None:
    apply(desk, SERVICE)
    apply(desk, SERVICE)
    undo(desk)
    assert service(desk) is None
    with pytest.raises(Refused, match="nothing to undo"):
        undo(desk)


def test_time_and_questions_are_no_steps(desk: Live) -> None:
    apply(desk, SERVICE)
    desk.submit(messages.Advance(id=uuid4(), seconds=60))
    desk.submit(messages.Trace(id=uuid4(), source="outside", target="http://192.168.1.2/"))
    undo(desk)
    assert service(desk) is None
