"""Lessons: live blocks are read, played one after the other, and held to what the text says."""

from __future__ import annotations

import pytest

from playground.grading.lab import Lab, read_lab
from playground.grading.lesson import passages, perform, read_figures
from playground.grading.lint import lint
from tests.grading.lab import CLUSTER, SERVICE

LESSON = "apiVersion: labs/v1\nkind: Lesson\nid: lesson\ntitle: A lesson\nsteps: [{id: one, text: one.md}]\n"
TEXT = f"""\
Before.

```world
title: A Service
---
{SERVICE}```

Between.

```trace
from: pod/client
to: http://web/
ends: DELIVERED
```
"""


def lesson(text: str = TEXT, lab: str = LESSON, **others: str) -> Lab:
    found, findings = read_lab("track", "lesson", {"lab.yaml": lab, "cluster.yaml": CLUSTER, "one.md": text, **others})
    assert found is not None, findings
    return found


def problems(text: str, **others: str) -> list[str]:
    return [f"{one.file}:{one.line} {one.code}" for one in lint(lesson(text, **others))]


def test_a_text_comes_in_passages_and_blocks() -> None:
    kinds = [passage.strip() if isinstance(passage, str) else passage.language for passage in passages(TEXT)]
    assert kinds == ["Before.", "world", "Between.", "trace", ""]


def test_a_block_in_a_longer_fence_is_only_quoted() -> None:
    assert all(isinstance(passage, str) for passage in passages(f"````markdown\n{TEXT}````\n"))


def test_each_figure_goes_on_where_the_one_above_stopped() -> None:
    lab = lesson(
        "```world\n```\n" + TEXT.replace("http://web/", "http://web:80/")
        + "```world\nafter: [{set_ready: {pods: {app: web}, ready: false}}, {wait: 30s}]\n```\n"
        + "```trace\n{from: pod/client, to: 'http://web/', ends: REJECTED}\n```\n"
        + "```world\nfrom: start\n```\n```trace\n{from: pod/client, to: 'http://web/', ends: NXDOMAIN}\n```\n"
    )  # fmt: skip
    figures, findings = read_figures(lab)
    assert findings == []
    shown = list(perform(lab, figures))
    assert [figure.figure.number for figure in shown] == [1, 2, 3, 4, 5, 6, 7]
    assert shown[0].cluster.store.get("Service", "default", "web") is None
    assert shown[1].cluster.store.get("Service", "default", "web") is not None
    assert [figure.runs[0].disposition.value for figure in shown if figure.runs] == ["DELIVERED", "REJECTED", "NXDOMAIN"]
    assert lint(lab) == []


def test_a_question_is_sent_several_times_and_chance_decides_each_time() -> None:
    lab = lesson()
    (_, question) = perform(lab, read_figures(lab)[0])
    assert len({place for trace in question.runs for place in [trace.branches[trace.taken].backend]}) > 1
    assert question.runs[0].shares() == question.runs[-1].shares()


def test_the_same_lesson_is_the_same_for_every_reader() -> None:
    first, second = (list(perform(lesson(), read_figures(lesson())[0])) for _ in range(2))
    assert first[1].runs == second[1].runs


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (TEXT.replace("title: A Service", "titel: A Service"), "one.md:4 E102"),
        (TEXT.replace("ends: DELIVERED", "ends: DELIVERD"), "one.md:17 E204"),
        (TEXT.replace("ends: DELIVERED\n", ""), "one.md:17 E102"),
        (TEXT.replace("title: A Service", "after: [{apply: none.yaml}]"), "one.md:4 E204"),
        (TEXT.replace("title: A Service", "after: [{wait: 2h}]"), "one.md:4 E225"),
        (TEXT.replace("from: pod/client", "from: [pod/client"), "one.md:18 E101"),
        (TEXT.replace("port: 80", "prot: 80"), "one.md:6 E310"),
        (TEXT.replace("pod/client", "pod/nobody"), "one.md:17 E311"),
        (TEXT.replace("title: A Service", "after: [{delete_pod: {app: none}}]"), "one.md:4 E311"),
        (TEXT.replace("ends: DELIVERED", "ends: REFUSED"), "one.md:17 E312"),
        (TEXT + "Try `kubectl get service nobody`.\n", "one.md:21 E410"),
        ("```world\n```\n" * 25, "one.md:50 E225"),
    ],
)
def test_what_is_wrong_with_a_block_is_said_with_file_and_line(text: str, finding: str) -> None:
    assert problems(text) == [finding]


def test_commands_in_the_text_may_hold_in_any_figure() -> None:
    assert problems(TEXT + "Type `kubectl get service web`, or `curl http://web/` in the pod.\n") == []


def test_live_blocks_stand_in_lessons_only_and_lessons_have_no_params() -> None:
    found, _ = read_lab("track", "x", {"lab.yaml": LESSON.replace("Lesson", "Lab"), "cluster.yaml": CLUSTER, "one.md": TEXT, "solutions/a.yaml": SERVICE})
    assert found is not None
    assert [finding.code for finding in lint(found)] == ["E240", "E240"]
    assert "E202" in [finding.code for finding in lint(lesson(lab=LESSON + "params: {app: {choice: [web]}}\n"))]
