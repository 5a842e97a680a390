"""Two moments of a cluster become a lab that is fair."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.catalog import archive, sandbox
from playground.catalog.folder import folders
from playground.cluster.simulation import Cluster
from playground.grading.format import LabFile
from playground.grading.grader import Verdict, grade
from playground.grading.lab import Lab, read_lab
from playground.grading.lint import lint
from playground.grading.recording import TO_WRITE, TRACK, Moment, Recording, Unrecordable, draft, record, slug_of
from playground.grading.submission import submit
from playground.grading.world import start

SERVICE = """apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 80}]
"""
WRONG = SERVICE.replace("targetPort: 80", "targetPort: 81")


@pytest.fixture(scope="module")
def begun() -> Cluster:
    return sandbox.start("recording")


def after(cluster: Cluster, *texts: str) -> Cluster:
    fork = cluster.fork()
    for text in texts:
        assert not [outcome.message for outcome in fork.apply(text) if outcome.error]
    fork.advance(60)
    return fork


def moment(cluster: Cluster, text: str, path: str = "service.yaml") -> Moment:
    return Moment(cluster, {path: text})


def every(recording: Recording) -> list[str]:
    return [one.name for one in recording.checks]


def imported(recording: Recording, root: Path, title: str = "A lab", keep: list[str] | None = None) -> Lab:
    """As it comes out of the zip file and out of the folder."""
    made = archive.pack({TRACK: draft(recording, title, every(recording) if keep is None else keep)})
    tracks = archive.unpack(made)
    assert archive.problems(tracks) == []
    archive.store(root, tracks)
    (folder,) = folders(root)
    lab, wrong = read_lab(TRACK, folder.slug, folder.files)
    assert lab is not None, wrong
    return lab


def verdict(lab: Lab, folder: str) -> Verdict:
    files = lab.folder("starter") if folder == "starter" else lab.submissions("solutions")["goal"]
    return submit(lab, start(lab, {}), {}, files)


@pytest.mark.parametrize(("first", "then"), [("", SERVICE), (WRONG, SERVICE)], ids=["written", "mended"])
def test_a_recorded_lab_lints_clean_and_its_texts_are_marked(begun: Cluster, tmp_path: Path, first: str, then: str) -> None:
    there = after(begun, first) if first else begun
    found = record(moment(there, first), moment(after(there, then), then))
    lab = imported(found, tmp_path, keep=[one.name for one in found.checks if one.suggested])
    assert [str(one) for one in lint(lab)] == []
    assert verdict(lab, "solutions").passed
    assert not verdict(lab, "starter").passed
    for text in (lab.spec.summary, lab.spec.steps[0].title, lab.files["steps/01-goal.md"], lab.files["debrief.md"]):
        assert text.startswith(TO_WRITE)


def test_the_world_is_what_people_made_as_they_wrote_it(begun: Cluster, tmp_path: Path) -> None:
    lab = imported(record(moment(begun, ""), moment(after(begun, SERVICE), SERVICE)), tmp_path)
    world = lab.files["cluster.yaml"]
    assert "kind: Deployment" in world
    assert "name: client" in world
    assert not any(word in world for word in ("ReplicaSet", "uid:", "clusterIP", "kube-root-ca", "terminationMessagePath", "status:"))


def test_what_was_done_by_hand_is_in_the_solution_and_told(begun: Cluster, tmp_path: Path) -> None:
    there = after(begun, SERVICE)
    there.scale("Deployment", "default", "web", 2)
    there.advance(60)
    found = record(moment(begun, ""), moment(there, ""))
    lab = imported(found, tmp_path)
    assert "kind: Service" in lab.files["solutions/goal/by-hand.yaml"]
    assert "replicas: 2" in lab.files["solutions/goal/by-hand.yaml"]
    assert any("Service web" in note for note in found.notes)
    assert [str(one) for one in lint(lab, seeds=1)] == []


def test_a_namespace_made_by_hand_brings_what_it_brings_by_itself(begun: Cluster, tmp_path: Path) -> None:
    there = after(begun, "apiVersion: v1\nkind: Namespace\nmetadata: {name: two}", SERVICE.replace("name: web", "name: web, namespace: two"))
    made = imported(record(moment(begun, ""), moment(there, "")), tmp_path).files["solutions/goal/by-hand.yaml"]
    assert [line for line in made.splitlines() if line.startswith("kind:")] == ["kind: Namespace", "kind: Service"]


def test_a_goal_that_equals_the_start_is_refused_with_words(begun: Cluster) -> None:
    with pytest.raises(Unrecordable, match="nothing to check"):
        record(moment(begun, ""), moment(begun, ""))
    with pytest.raises(Unrecordable, match="define the start anew"):
        record(moment(begun, SERVICE), moment(after(begun, SERVICE), SERVICE))


def test_a_goal_that_is_refused_says_why(begun: Cluster) -> None:
    with pytest.raises(Unrecordable, match="Invalid value"):
        record(moment(begun, ""), moment(begun, SERVICE.replace("port: 80,", "port: 0,")))


def test_only_what_is_kept_is_demanded_and_something_must_be(begun: Cluster, tmp_path: Path) -> None:
    found = record(moment(begun, ""), moment(after(begun, SERVICE), SERVICE))
    lab = imported(found, tmp_path, keep=["tcp-web-80", "no-such-check"])
    assert list(lab.spec.checks) == lab.spec.steps[0].checks == ["tcp-web-80"]
    with pytest.raises(Unrecordable, match="at least one"):
        draft(found, "A lab", [])


def test_what_worked_before_is_offered_as_what_must_stay(begun: Cluster) -> None:
    there = after(begun, SERVICE)
    other = SERVICE.replace("name: web", "name: shop")
    found = record(moment(there, ""), moment(after(there, other), other))
    assert {one.name for one in found.checks if one.suggested and not one.changes} == {"tcp-web-80"}
    assert grade(_lab(found), after(there, other), {}).passed


def _lab(found: Recording) -> Lab:
    files = {path.partition("/")[2]: text for path, text in draft(found, "x", every(found)).items()}
    lab, wrong = read_lab(TRACK, "x", files)
    assert lab is not None, wrong
    return lab


@pytest.mark.parametrize("title", ["../../etc/passwd", '": {x: y} # \\', "${app}", "日本", "- a", "<script>", "'"])
def test_a_hostile_title_is_only_a_title(begun: Cluster, tmp_path: Path, title: str) -> None:
    lab = imported(record(moment(begun, ""), moment(after(begun, SERVICE), SERVICE)), tmp_path, title)
    spec: LabFile = lab.spec
    assert spec.title == title
    assert spec.id == slug_of(title) == lab.slug


def test_text_that_stands_for_a_parameter_is_told(begun: Cluster) -> None:
    text = f"# ${{app}}\n{SERVICE}"
    found = record(moment(begun, ""), moment(after(begun, SERVICE), text))
    assert any("${app}" in note for note in found.notes)


def test_text_that_no_file_can_hold_is_refused(begun: Cluster) -> None:
    with pytest.raises(Unrecordable, match="no file can hold"):
        record(moment(begun, "# \ud800"), moment(after(begun, SERVICE), SERVICE))
