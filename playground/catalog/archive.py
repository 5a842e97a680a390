"""Labs as zip files: `<track>/track.yaml` and `<track>/<nn>-<slug>/...`, one lab or a whole track.

What comes in is hostile until it has been looked at: only plain text files of known kinds, inside the archive's own folders,
few and small enough. The sizes that an archive claims are not believed.
"""

from __future__ import annotations

import io
import re
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from playground.catalog.folder import LARGEST_FILE
from playground.grading.findings import Finding
from playground.grading.lab import read_lab

MOST_FILES = 2000
LARGEST_ARCHIVE = 8 * 1024 * 1024
"""Bytes, packed as well as unpacked."""

KINDS = frozenset({".yaml", ".yml", ".md"})
_LAB = re.compile(r"^\d{1,3}-[a-z0-9][a-z0-9-]{0,62}$")
_TRACK = re.compile(r"^[a-z0-9][a-z0-9-]{0,62}$")
_PART = re.compile(r"^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$")
_DATE = (2026, 1, 1, 0, 0, 0)  # the same files make the same archive


class BadArchive(ValueError):
    """Why an archive is refused; `str()` names the entry."""


Tracks = Mapping[str, Mapping[str, str]]
"""Texts by track, then by path below the track: `{"clusterip": {"track.yaml": ..., "01-x/lab.yaml": ...}}`."""


def pack(tracks: Tracks) -> bytes:
    """A zip file, the same for the same texts."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for track, files in sorted(tracks.items()):
            for path, text in sorted(files.items()):
                archive.writestr(zipfile.ZipInfo(f"{track}/{path}", _DATE), text.encode(), zipfile.ZIP_DEFLATED)
    return data.getvalue()


def unpack(data: bytes) -> dict[str, dict[str, str]]:
    """The texts of an archive. Raises BadArchive for anything that isn't as `pack` makes it."""
    if len(data) > LARGEST_ARCHIVE:
        raise BadArchive(f"the archive is larger than {LARGEST_ARCHIVE} bytes")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise BadArchive(f"this is no zip file that can be read: {error}") from None


def _read(archive: zipfile.ZipFile) -> dict[str, dict[str, str]]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_FILES:
        raise BadArchive(f"the archive has more than {MOST_FILES} files")
    found: dict[str, dict[str, str]] = {}
    seen: set[str] = set()
    left = LARGEST_ARCHIVE
    for entry in entries:
        track, path = _place(entry)
        if f"{track}/{path}".lower() in seen:
            raise BadArchive(f"{entry.filename}: twice in the archive")
        seen.add(f"{track}/{path}".lower())
        text = _text(archive, entry, min(LARGEST_FILE, left))
        left -= len(text.encode())
        found.setdefault(track, {})[path] = text
    if not found:
        raise BadArchive("the archive is empty")
    return found


def _place(entry: zipfile.ZipInfo) -> tuple[str, str]:
    """Track and path below it, of an entry that may be there."""
    name, mode = entry.filename, entry.external_attr >> 16
    parts = name.split("/")
    if mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode):
        raise BadArchive(f"{name}: not a plain file")
    if len(name) > 300 or not all(_PART.match(part) for part in parts):
        raise BadArchive(f"{name!r}: a path has names of letters, digits, dots, dashes and underscores only, and none begins with a dot")
    if PurePosixPath(name).suffix not in KINDS:
        raise BadArchive(f"{name}: only {', '.join(sorted(KINDS))} belong to a lab")
    track, *rest = parts
    if not _TRACK.match(track) or not (rest == ["track.yaml"] or (len(rest) > 1 and _LAB.match(rest[0]))):
        raise BadArchive(f"{name}: a file stands in TRACK/NN-SLUG/, or is TRACK/track.yaml")
    return track, "/".join(rest)


def _text(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> str:
    with archive.open(entry) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise BadArchive(f"{entry.filename}: too large")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadArchive(f"{entry.filename}: not UTF-8 text (byte {error.start})") from None


# -- to and from a folder of labs


def collect(root: Path, address: str) -> Tracks:
    """`TRACK` or `TRACK/SLUG` from disk. Raises BadArchive if it is not there."""
    track, _, slug = address.partition("/")
    if not _TRACK.match(track) or not (root / track).is_dir():
        raise BadArchive(f"there is no track {track!r}")
    files: dict[str, str] = {}
    for file in sorted((root / track).rglob("*")):
        path = file.relative_to(root / track).as_posix()
        folder = path.partition("/")[0]
        wanted = folder == "track.yaml" or (_LAB.match(folder) and (not slug or folder.partition("-")[2] == slug))
        if wanted and file.is_file() and not file.is_symlink() and file.suffix in KINDS:
            files[path] = file.read_text(encoding="utf-8")
    if not any("/" in path for path in files):
        raise BadArchive(f"there is no lab {address!r}")
    return {track: files}


def problems(tracks: Tracks) -> list[Finding]:
    """What keeps the labs of an archive from being read."""
    found: list[Finding] = []
    for track, files in tracks.items():
        for folder in _folders(files):
            texts = {path[len(folder) + 1 :]: text for path, text in files.items() if path.startswith(f"{folder}/")}
            _, wrong = read_lab(track, folder.partition("-")[2], texts)
            found += [Finding(f"{track}/{folder}/{one.file}", one.line, one.code, one.message, one.suggestion, one.column) for one in wrong]
    return found


def store(root: Path, tracks: Tracks, replace: bool = False) -> list[str]:
    """Write labs below a root: each whole, or not at all. Returns their folders. Raises BadArchive if one is there and is not
    to be replaced."""
    folders = [f"{track}/{folder}" for track, files in tracks.items() for folder in _folders(files)]
    there = [folder for folder in folders if (root / folder).exists()]
    if there and not replace:
        raise BadArchive(f"{', '.join(there)}: there already")
    for track, files in tracks.items():
        (root / track).mkdir(parents=True, exist_ok=True)
        if "track.yaml" in files and (replace or not (root / track / "track.yaml").exists()):
            (root / track / "track.yaml").write_text(files["track.yaml"], encoding="utf-8")
        for folder in _folders(files):
            _store_lab(root / track / folder, {path[len(folder) + 1 :]: text for path, text in files.items() if path.startswith(f"{folder}/")})
    return folders


def _store_lab(target: Path, files: Mapping[str, str]) -> None:
    made = Path(tempfile.mkdtemp(prefix=".", dir=target.parent))
    for path, text in files.items():
        (made / path).parent.mkdir(parents=True, exist_ok=True)
        (made / path).write_text(text, encoding="utf-8")
    made.chmod(0o755)
    if target.exists():
        shutil.rmtree(target)
    made.rename(target)


def _folders(files: Mapping[str, str]) -> list[str]:
    return sorted({path.partition("/")[0] for path in files if "/" in path})
