"""Labs travel as zip files, and nothing else comes in with them."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from playground.catalog import archive
from playground.catalog.archive import BadArchive, collect, pack, store, unpack
from playground.catalog.folder import LARGEST_FILE

LABS = Path(__file__).resolve().parent.parent.parent / "labs"
LAB = "apiVersion: labs/v1\nkind: Lesson\nid: x\ntitle: X\nsteps: [{id: one, text: one.md}]\n"
GOOD = {"01-x/lab.yaml": LAB, "01-x/one.md": "# One"}


def zipped(*entries: tuple[str, bytes], mode: int = 0) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries:
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            made.writestr(info, content, zipfile.ZIP_DEFLATED)
    return data.getvalue()


def test_what_is_packed_comes_out_again() -> None:
    tracks = {track.name: collect(LABS, track.name)[track.name] for track in LABS.iterdir() if track.is_dir()}
    assert unpack(pack(tracks)) == tracks
    assert pack(tracks) == pack(tracks)


def test_one_lab_is_packed_with_its_track() -> None:
    files = collect(LABS, "clusterip/ports")["clusterip"]
    assert "track.yaml" in files
    assert {path.partition("/")[0] for path in files} == {"track.yaml", "02-ports"}


@pytest.mark.parametrize(
    "name",
    [
        "../evil/01-x/lab.yaml", "t/../../lab.yaml", "/t/01-x/lab.yaml", "t/01-x/../../../lab.yaml", "t\\01-x\\lab.yaml",
        "C:/01-x/lab.yaml", "t/01-x/.git/config.yaml", "t/01-x/run.sh", "t/01-x/lab.yaml.exe", "t/lab.yaml", "lab.yaml",
        "t/x/lab.yaml", "t/01-x//lab.yaml", "t/01-x/a\x00.yaml", "t/01-x/ü.yaml", "t/01-x/" + "a" * 400 + ".md", "t/01-x/./lab.yaml",
    ],
)  # fmt: skip
def test_only_files_of_labs_come_in(name: str) -> None:
    with pytest.raises(BadArchive):
        unpack(zipped((name, b"x: 1\n")))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFDIR, stat.S_IFIFO, stat.S_IFCHR])
def test_only_plain_files_come_in(kind: int) -> None:
    with pytest.raises(BadArchive, match="not a plain file"):
        unpack(zipped(("t/01-x/lab.yaml", b"/etc/passwd"), mode=kind | 0o777))


def test_size_and_number_are_limited_whatever_the_archive_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadArchive, match="too large"):
        unpack(zipped(("t/01-x/lab.yaml", b"0" * (LARGEST_FILE + 1))))
    with pytest.raises(BadArchive, match="more than"):
        unpack(zipped(*((f"t/01-x/{number}.md", b"") for number in range(archive.MOST_FILES + 1))))
    monkeypatch.setattr(archive, "LARGEST_ARCHIVE", 3000)
    with pytest.raises(BadArchive, match="too large"):
        unpack(zipped(*((f"t/01-x/{number}.md", b"0" * 1000) for number in range(4))))


@pytest.mark.parametrize("data", [b"", b"PK", b"no zip at all", zipped(("t/01-x/lab.yaml", LAB.encode()))[:60]])
def test_what_is_no_archive_is_refused(data: bytes) -> None:
    with pytest.raises(BadArchive):
        unpack(data)


def test_an_empty_archive_twice_the_same_and_bytes_are_refused() -> None:
    with pytest.raises(BadArchive, match="empty"):
        unpack(zipped())
    with pytest.raises(BadArchive, match="twice"):
        unpack(zipped(("t/01-x/a.md", b""), ("t/01-x/A.md", b"")))
    with pytest.raises(BadArchive, match="UTF-8"):
        unpack(zipped(("t/01-x/a.md", b"\xff\xfe")))


def test_a_lab_is_stored_whole_and_replaced_only_if_asked_for(tmp_path: Path) -> None:
    assert store(tmp_path, {"t": GOOD}) == ["t/01-x"]
    assert sorted(path.name for path in (tmp_path / "t" / "01-x").iterdir()) == ["lab.yaml", "one.md"]
    with pytest.raises(BadArchive, match="there already"):
        store(tmp_path, {"t": GOOD})
    store(tmp_path, {"t": {"01-x/lab.yaml": LAB, "01-x/two.md": "# Two"}}, replace=True)
    assert sorted(path.name for path in (tmp_path / "t" / "01-x").iterdir()) == ["lab.yaml", "two.md"]
    assert [path.name for path in (tmp_path / "t").iterdir()] == ["01-x"]


def test_the_commands_take_a_lab_from_one_place_to_another(tmp_path: Path) -> None:
    call_command("exportlabs", "clusterip/ports", str(tmp_path / "ports.zip"), root=LABS, stdout=io.StringIO())
    call_command("importlabs", str(tmp_path / "ports.zip"), root=tmp_path / "labs", stdout=io.StringIO())
    assert collect(tmp_path / "labs", "clusterip/ports") == collect(LABS, "clusterip/ports")


def test_a_lab_that_cant_be_read_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "bad.zip").write_bytes(pack({"t": {"01-x/lab.yaml": "kind: Nothing\n"}}))
    with pytest.raises(CommandError, match="nothing was written"):
        call_command("importlabs", str(tmp_path / "bad.zip"), root=tmp_path / "labs", stderr=io.StringIO())
    assert not (tmp_path / "labs").exists()
