"""The log: a workspace and the commands that were done in it, in order. Everything else is derived from them."""

from __future__ import annotations

from secrets import token_urlsafe
from uuid import uuid4

from django.db import models

from playground.catalog.language import in_readers
from playground.catalog.models import LabRevision


class Workspace(models.Model):
    """One learner's cluster over the start state of one lab, or of the sandbox (`lab` is None)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    owner = models.UUIDField(db_index=True)
    seed = models.UUIDField(null=True, blank=True)  # of a copy: the id of the workspace whose log it began with
    lab = models.ForeignKey(LabRevision, null=True, blank=True, on_delete=models.PROTECT, related_name="workspaces")
    draft = models.JSONField(null=True, blank=True)  # the editor's files as last typed: [{path, text}]
    draft_number = models.PositiveIntegerField(default=0)  # counts how often it was typed
    draft_at = models.PositiveIntegerField(default=0)  # the sequence number at which it was typed
    score = models.FloatField(default=0)  # copies of what the log says, for lists
    done = models.BooleanField(default=False)
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.lab or 'sandbox'} {self.id}"

    @property
    def title(self) -> str:
        """Of its lab; empty for a sandbox."""
        return in_readers(self.lab.lab, self.lab.lab.spec.title) if self.lab else ""


class Access(models.Model):
    """A browser that a resume link has let in: it owns the workspace as the first one does."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="accesses")
    owner = models.UUIDField(db_index=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("workspace", "owner"), name="a_browser_is_let_in_once")]

    def __str__(self) -> str:
        return f"{self.owner} in {self.workspace_id}"


class ResumeLink(models.Model):
    """A secret that makes one more browser an owner, once. Only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="resume_links")
    digest = models.CharField(max_length=64)
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"to {self.workspace_id} until {self.expires}"


class Credential(models.Model):
    """A way in for kubectl and other clients of the workspace's API. Only the digest of its secret is kept."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="credentials")
    digest = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()

    def __str__(self) -> str:
        return f"to {self.workspace_id} until {self.expires}"


def _token() -> str:
    return token_urlsafe(18)


class Share(models.Model):
    """A link to the state after the command `sequence`, for whoever has it, to look at and to copy."""

    token = models.CharField(max_length=32, unique=True, default=_token)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="shares")
    sequence = models.PositiveIntegerField()
    files = models.JSONField()  # the editor's, as they were then: [{path, text}]
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.workspace_id} at {self.sequence}"


class Command(models.Model):
    """A row of the log. `payload` is the client's message; `outcome` what was answered; a retry gets the same answer."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="commands")
    sequence = models.PositiveIntegerField()
    client_id = models.UUIDField()
    at = models.FloatField()  # logical seconds since 1970 at which it happened, in its own world's time
    type = models.CharField(max_length=16)
    payload = models.JSONField()
    outcome = models.JSONField()
    engine_version = models.CharField(max_length=32)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("workspace", "sequence")
        constraints = [
            models.UniqueConstraint(fields=("workspace", "sequence"), name="one_command_per_sequence"),
            models.UniqueConstraint(fields=("workspace", "client_id"), name="a_command_is_done_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.type}"
