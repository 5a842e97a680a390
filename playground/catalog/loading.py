"""From the folders under `labs/` to rows: each lab that can be read becomes a revision, unless it is one already."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from django.db import transaction

from playground.catalog.folder import folders
from playground.catalog.models import LabRevision
from playground.grading.findings import Finding
from playground.grading.lab import read_lab


@transaction.atomic
def load(root: Path) -> list[Finding]:
    """Make the catalogue what the folders say. Returns what keeps a lab from being loaded. Raises BadFolder."""
    findings: list[Finding] = []
    current: list[int] = []
    for position, folder in enumerate(folders(root)):
        lab, wrong = read_lab(folder.track.slug, folder.slug, folder.files)
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
