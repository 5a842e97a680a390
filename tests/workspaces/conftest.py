"""Alice's sandbox, and the memory that a restart of the server loses."""

from __future__ import annotations

import pytest

from playground.workspaces.models import Workspace
from tests.workspaces.cast import ALICE


@pytest.fixture
def sandbox(transactional_db: None) -> Workspace:
    return Workspace.objects.create(owner=ALICE)
