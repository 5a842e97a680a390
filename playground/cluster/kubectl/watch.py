"""kubectl get --watch: a row for each change, below the rows that were there.

A watch is a cursor over the store, so nothing of it is kept between two looks but a revision.

Models: kubectl/pkg/cmd/get/get.go watch
"""

from __future__ import annotations

from playground.cluster.kubectl.client import TABLE
from playground.cluster.kubectl.command import Call
from playground.cluster.kubectl.failures import Failure
from playground.cluster.kubectl.model import Follow, Steps
from playground.cluster.kubectl.output import tables
from playground.cluster.kubectl.output.tables import Piece
from playground.cluster.objects.kinds import BY_NAME, Kind, Object

Target = tuple[Kind, str, str]


HEADLESS = "-"
"""Before the revision in a cursor: the heads of the columns are still to be printed."""


def begin(call: Call, tables: bool, headed: bool) -> Steps:
    """After what there is now: what comes is asked for."""
    if not tables:
        call.warn("(watching is only possible as a table here: this is the state as it is now)")
        return
    reply = yield Follow(("" if headed else HEADLESS) + _now(call))
    if reply.error:
        call.warn(f"({reply.error})")


def go_on(call: Call, target: Target) -> Steps:
    """What came after the cursor. Raises Failure where that is too long ago."""
    kind, space, _ = target
    headless = call.session.since.startswith(HEADLESS)
    events, revision = _events(call, target, call.session.since.removeprefix(HEADLESS))
    if events:
        now = call.client.read_list(kind, space, _selectors(call, ""), TABLE)
        layout = tables.layout_of(call, call.flag("show-kind"))
        rows = {"columnDefinitions": now["columnDefinitions"], "rows": [row for event in events for row in event["rows"]]}
        lines = tables.text([Piece(kind, now), Piece(kind, rows)], layout).splitlines(keepends=True)
        head = lines[:1] if headless and layout.headers else []
        call.write("".join([*head, *lines[len(lines) - len(rows["rows"]) :]]))  # as wide as the rows that stand above
    yield Follow((HEADLESS if headless and not events else "") + revision)


def _events(call: Call, target: Target, since: str) -> tuple[list[Object], str]:
    """Tables of one row each, and how far they go."""
    kind, space, name = target
    query = {**_selectors(call, name), "watch": "true", "resourceVersion": since}
    response = call.client.send("GET", kind.path(space), query, accept=TABLE)
    found = []
    for event in response.watch.poll():
        if event["type"] == "ERROR":
            raise Failure(str(event["object"]["message"]))
        found.append(event["object"])
    return found, str(response.watch.revision)


def _selectors(call: Call, name: str) -> dict[str, str]:
    fields = [call.flag("field-selector"), f"metadata.name={name}" if name else ""]
    return {"labelSelector": call.flag("selector"), "fieldSelector": ",".join(filter(None, fields))}


def _now(call: Call) -> str:
    """The revision that a list made now would carry."""
    found: str = call.client.read_list(BY_NAME["Namespace"], "", {"limit": "1"})["metadata"]["resourceVersion"]
    return found
