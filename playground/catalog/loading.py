"""From the folders under `labs/` to rows: each lab of which a page can be made becomes a revision, unless it is one already."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from django.db import transaction

from playground.catalog.folder import LabFolder, folders
from playground.catalog.models import LabRevision
from playground.grading.findings import Finding
from playground.grading.lab import Lab, read_lab
from playground.grading.lint import read_off

NOWHERE = "E204"
"""With a name that leads nowhere no page can be made of a lab."""


def read_whole(folder: LabFolder) -> tuple[Lab | None, list[Finding]]:
    """The lab if a page can be made of it, or None with the reasons."""
    lab, wrong = read_lab(folder.track.slug, folder.slug, folder.files)
    if lab is not None:
        wrong = [one for one in read_off(lab) if one.code == NOWHERE]
    return (None if wrong else lab), wrong


@transaction.atomic
def load(root: Path) -> list[Finding]:
    """Make the catalogue what the folders say. Returns what keeps a lab from being loaded. Raises BadFolder."""
    findings: list[Finding] = []
    current: list[int] = []
    for position, folder in enumerate(folders(root)):
        lab, wrong = read_whole(folder)
        if lab is None:
            place = f"{folder.track.slug}/{folder.path.name}"
            findings += [replace(finding, file=f"{place}/{finding.file}") for finding in wrong]
            continue
        listed = {
            "track": lab.track,
            "track_title": folder.track.title,
            "track_summary": folder.track.summary,
            "slug": lab.slug,
            "lab_id": lab.spec.id,
            "version": lab.spec.version,
            "position": position,
            "current": True,
        }
        revision, _ = LabRevision.objects.update_or_create(
            digest=lab.digest, defaults=listed, create_defaults={**listed, "files": folder.files}
        )
        current.append(revision.pk)
    LabRevision.objects.exclude(pk__in=current).filter(current=True).update(current=False)
    return findings
