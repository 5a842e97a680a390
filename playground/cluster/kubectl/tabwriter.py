"""Columns aligned as Go's text/tabwriter does it.

Models: text/tabwriter.Writer format, writeLines
"""

from __future__ import annotations

FLUSH = "\f"
"""What stands before is aligned by itself."""


def align(text: str, minimum: int = 6, padding: int = 3) -> str:
    """Cells end with a tab; a column is a run of consecutive lines that have a cell there. The last cell is not padded."""
    return "".join(_aligned(part, minimum, padding) for part in text.split(FLUSH))


def _aligned(text: str, minimum: int, padding: int) -> str:
    lines = [line.split("\t") for line in text.split("\n")]
    out: list[str] = []

    def write(first: int, last: int, widths: list[int]) -> None:
        for cells in lines[first:last]:
            padded = [cell.ljust(width) for cell, width in zip(cells, widths, strict=False)]
            out.append("".join([*padded, *cells[len(widths) :]]))

    def place(first: int, last: int, widths: list[int]) -> None:
        column, at = len(widths), first
        while at < last:
            if column >= len(lines[at]) - 1:
                at += 1
                continue
            write(first, at, widths)
            first, width = at, minimum
            while at < last and column < len(lines[at]) - 1:
                width = max(width, len(lines[at][column]) + padding)
                at += 1
            place(first, at, [*widths, width])
            first = at
        write(first, last, widths)

    place(0, len(lines), [])
    return "\n".join(out)
