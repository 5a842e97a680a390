"""Ways into a workspace for kubectl: made, found, taken back. A secret is shown once; only its digest is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from playground.workspaces.kubeconfig import kubeconfig
from playground.workspaces.models import Credential

VALID_FOR = timedelta(days=7)
MOST = 10
"""Of one workspace; the oldest gives way."""

LONGEST = 100
"""Characters of what may be a secret."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a secret opens."""

    credential: UUID
    workspace: UUID


def make(workspace: UUID) -> tuple[Credential, str]:
    """A new one, and its secret."""
    for old in valid(workspace).order_by("-created")[MOST - 1 :]:
        old.delete()
    secret = token_urlsafe(24)
    expires = timezone.now() + VALID_FOR
    return Credential.objects.create(workspace_id=workspace, digest=_digest(secret), expires=expires), secret


def find(secret: str) -> Entry | None:
    """What a secret opens; None if it is none, was taken back, or is too old."""
    if not 0 < len(secret) <= LONGEST:
        return None
    found = Credential.objects.filter(digest=_digest(secret), expires__gt=timezone.now()).values_list("id", "workspace_id").first()
    return Entry(*found) if found else None


def is_valid(credential: UUID) -> bool:
    return Credential.objects.filter(pk=credential, expires__gt=timezone.now()).exists()


def valid(workspace: UUID) -> QuerySet[Credential]:
    return Credential.objects.filter(workspace=workspace, expires__gt=timezone.now())


def listed(workspace: UUID) -> dict[str, Any]:
    """The answer to `connections`."""
    found = valid(workspace).order_by("-created")
    return {"type": "connections", "connections": [{"of": str(each.id), "created": each.created, "expires": each.expires} for each in found]}


def file_for(workspace: UUID, origin: str, secret: str, namespace: str) -> tuple[str, str]:
    """(server, kubeconfig). kubectl sends no token over plain HTTP: there the address itself carries the secret."""
    if origin.startswith("https://"):
        server, token = f"{origin}/k8s/w/{workspace}", secret
    else:
        server, token = f"{origin}/k8s/s/{secret}", ""
    return server, kubeconfig(server, token, namespace, f"playground-{str(workspace)[:8]}")


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()
