"""Who a browser is, without an account: a random id in a signed cookie."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "learner"
YEAR = 365 * 24 * 3600


def read(cookies: Mapping[str, str]) -> UUID | None:
    """The owner that the cookies prove, or None."""
    try:
        return UUID(_signer().unsign(cookies.get(COOKIE, ""), max_age=2 * YEAR))
    except (signing.BadSignature, ValueError):
        return None


def of(request: HttpRequest) -> UUID:
    """The request's owner; a new one where there is none. Give the response to `remember`."""
    return read(request.COOKIES) or uuid4()


def remember(response: HttpResponse, owner: UUID) -> HttpResponse:
    response.set_cookie(
        COOKIE, signed(owner), max_age=YEAR, httponly=True, samesite="Lax", secure=settings.PRODUCTION, path="/"
    )
    return response


def signed(owner: UUID) -> str:
    return _signer().sign(str(owner))


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="playground.workspaces.owner")
