"""The world of a lab, straight from its folder."""

from __future__ import annotations

import os
from pathlib import Path

from playground.catalog.folder import BadFolder, LabFolder, folders
from playground.cluster.simulation import Cluster
from playground.grading import world
from playground.grading.lab import draw, read_lab
from playground.grading.locks import Locks

LABS = Path(__file__).resolve().parents[2] / "labs"
SEED = "cluster"


class NoLab(ValueError):
    """There is no such lab, or it is broken; the text says which."""


def lab_cluster(name: str, at: float) -> Cluster:
    """One variant, with what the lab holds fast; its time begins at `at`. Raises NoLab."""
    folder = _find(name)
    lab, findings = read_lab(folder.track.slug, folder.slug, folder.files)
    if lab is None:
        first = findings[0]
        raise NoLab(f"{folder.path}/{first.file}:{first.line}: {first.code} {first.message}")
    params = draw(lab, SEED)
    try:
        cluster = world.start(lab, params, SEED, at)
    except world.BrokenWorld as error:
        raise NoLab(f"{folder.path}/{error}") from None
    cluster.api.guard = Locks.of(lab, params).guard(cluster.api)
    return cluster


def _find(name: str) -> LabFolder:
    """By `track/slug` or the slug alone."""
    try:
        found = [each for each in folders(Path(os.environ.get("LABS_DIR", LABS))) if name in (each.slug, f"{each.track.slug}/{each.slug}")]
    except BadFolder as error:
        raise NoLab(str(error)) from None
    if len(found) != 1:
        raise NoLab(f"there is no lab {name!r}" if not found else f"{name!r} is the name of {len(found)} labs: write TRACK/SLUG")
    return found[0]
