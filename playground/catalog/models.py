"""What is published: one immutable row per revision of a lab."""

from __future__ import annotations

from functools import lru_cache

from django.db import models

from playground.grading.lab import Lab, read_lab


class LabRevision(models.Model):
    """A lab's folder as it was when it was loaded. Workspaces keep theirs when a newer one is published."""

    digest = models.CharField(max_length=64, unique=True)
    track = models.CharField(max_length=63)
    track_title = models.CharField(max_length=200)
    track_summary = models.TextField(blank=True)
    slug = models.CharField(max_length=63)
    lab_id = models.CharField(max_length=63, db_index=True)
    version = models.CharField(max_length=32)
    files = models.JSONField()  # path -> text
    position = models.PositiveIntegerField(default=0)  # in the catalogue
    current = models.BooleanField(default=True)  # listed, and what a new workspace gets
    loaded = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("position", "track", "slug")
        indexes = [models.Index(fields=("track", "slug", "current"))]

    def __str__(self) -> str:
        return f"{self.track}/{self.slug} {self.version}"

    @property
    def lab(self) -> Lab:
        return _parsed(self.track, self.slug, self.digest)


@lru_cache(maxsize=256)
def _parsed(track: str, slug: str, digest: str) -> Lab:
    """Immutable, so parsed once per process."""
    lab, findings = read_lab(track, slug, LabRevision.objects.values_list("files", flat=True).get(digest=digest))
    if lab is None:
        raise ValueError(f"the stored revision {digest} of {track}/{slug} cannot be read: {findings[0]}")
    return lab
