"""The tables of objects, kept row by row."""

from __future__ import annotations

from random import Random

import pytest

from playground.workspaces.wire.tables import Table, tables
from tests.properties import commands


@pytest.mark.parametrize("seed", range(3))
def test_rows_that_are_kept_equal_rows_that_are_asked_for(seed: int) -> None:
    draws, cluster = Random(seed), commands.world(seed)
    kept: dict[str, Table] = {}
    for _ in range(25):
        for _ in range(draws.randint(1, 4)):
            commands.run(cluster, draws)
        kept = tables(cluster, kept)
        assert kept == tables(cluster, {})


def test_only_the_row_of_a_changed_object_is_asked_for() -> None:
    cluster = commands.world(0)
    before = tables(cluster, {})
    cluster.set_labels("Node", "", "node-2", {"rack": "b"})
    after = tables(cluster, before)
    assert [row["name"] for old, row in zip(before["Node"].rows, after["Node"].rows, strict=True) if old is not row] == ["node-2"]
    assert after["Service"] is before["Service"]
