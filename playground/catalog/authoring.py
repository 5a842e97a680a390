"""New labs from templates: `lab_templates/<name>/` is a whole lab that lints clean, with {{id}} and {{title}} to fill in."""

from __future__ import annotations

import re
from pathlib import Path

from playground.catalog.folder import BadFolder

TEMPLATES = Path(__file__).parent / "lab_templates"
_ADDRESS = re.compile(r"^([a-z0-9][a-z0-9-]{0,62})/([a-z0-9][a-z0-9-]{0,62})$")
_NUMBERED = re.compile(r"^(\d+)-")


def templates() -> list[str]:
    return sorted(path.name for path in TEMPLATES.iterdir() if path.is_dir())


def new_lab(root: Path, address: str, template: str, title: str = "") -> Path:
    """Make `TRACK/SLUG` as the last lab of its track. Raises BadFolder for an address that is none, or is taken."""
    found = _ADDRESS.match(address)
    if not found:
        raise BadFolder(f"{address!r} is not TRACK/SLUG: small letters, digits and dashes, such as services/headless")
    track, slug = found[1], found[2]
    folder = root / track
    taken = [path.name for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []
    if any(_NUMBERED.sub("", name) == slug for name in taken):
        raise BadFolder(f"{address} is there already")
    numbers = [int(match[1]) for name in taken if (match := _NUMBERED.match(name))]
    lab = folder / f"{max(numbers, default=0) + 1:02}-{slug}"
    title = title or slug.replace("-", " ").capitalize()
    for file in sorted((TEMPLATES / template).rglob("*")):
        if file.is_file():
            target = lab / file.relative_to(TEMPLATES / template)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(file.read_text().replace("{{id}}", slug).replace("{{title}}", title))
    if not (folder / "track.yaml").exists():
        (folder / "track.yaml").write_text(f"title: {track.replace('-', ' ').capitalize()}\nsummary: What this track is about.\norder: 100\n")
    return lab
