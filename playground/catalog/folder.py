"""Labs on disk: `labs/<track>/<nn>-<slug>/`, with `labs/<track>/track.yaml` for the track's title and order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playground.cluster import manifest

_FOLDER = re.compile(r"^(\d+)-([a-z0-9-]+)$")
LARGEST_FILE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Track:
    """A series of labs. `order` sorts tracks in the catalogue."""

    slug: str
    title: str
    summary: str = ""
    order: int = 100


@dataclass(frozen=True, slots=True)
class LabFolder:
    """One lab's folder as text: every file by its path below the folder."""

    track: Track
    number: int
    slug: str
    path: Path
    files: dict[str, str]


class BadFolder(ValueError):
    """A file under labs/ can't be read at all; `str()` says which and why."""


def folders(root: Path) -> Iterator[LabFolder]:
    """All labs under a root, in the order of the catalogue."""
    tracks = [_track(path) for path in sorted(root.iterdir()) if path.is_dir()] if root.is_dir() else []
    for track in sorted(tracks, key=lambda track: (track.order, track.slug)):
        for path in sorted((root / track.slug).iterdir()):
            found = _FOLDER.match(path.name)
            if path.is_dir() and found:
                yield LabFolder(track, int(found[1]), found[2], path, _texts(path))


def _track(path: Path) -> Track:
    file = path / "track.yaml"
    value: Any = None
    if file.exists():
        documents = manifest.read(_text(file), str(file)).documents
        value = documents[0].value if documents else None
    if not isinstance(value, dict):
        return Track(path.name, path.name.replace("-", " ").capitalize())
    order = value.get("order")
    return Track(
        path.name,
        str(value.get("title") or path.name),
        str(value.get("summary") or ""),
        order if isinstance(order, int) else 100,
    )


def _texts(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): _text(file)
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not file.is_symlink() and not file.name.startswith(".") and not file.name.endswith("~")
    }


def _text(file: Path) -> str:
    if file.stat().st_size > LARGEST_FILE:
        raise BadFolder(f"{file}: larger than {LARGEST_FILE} bytes")
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadFolder(f"{file}: not UTF-8 text (byte {error.start})") from None
