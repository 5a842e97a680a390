"""What one verdict may cost, so that grading stays quick whatever is handed in and whatever an author writes."""

from __future__ import annotations

MOST_CELLS = 100
"""Cells of one matrix probe."""

LONGEST_WAIT = 3600.0
"""Logical seconds of trouble before one probe."""

MOST_TROUBLE = 20
"""Pieces of trouble before one probe."""

MOST_BYTES = 256 * 1024
"""Of all files of one submission together."""

MOST_FILES = 20
MOST_DOCUMENTS = 100

MOST_FIGURES = 24
"""Live blocks of one lesson: they are all on one page."""
