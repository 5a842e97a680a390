"""A container's files: what the image and the kubelet put there, and what commands wrote since.

What was written outlives a command, not the container; an emptyDir is shared by the containers of a pod.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

Content = str | Callable[[], str]
DEVICES = ("/dev/null", "/dev/stdin", "/dev/stdout", "/dev/stderr", "/dev/tty", "/dev/zero", "/dev/random", "/dev/urandom")


@dataclass(slots=True)
class Disk:
    """What was written, by path; None for what was removed. Directories end with `/`."""

    written: dict[str, str | None] = field(default_factory=dict)

    def fork(self) -> Disk:
        return Disk(dict(self.written))


class FileProblem(Exception):
    """Why a file can't be read or written, in the words of strerror: `No such file or directory`."""


NO_SUCH, IS_DIRECTORY, READ_ONLY = "No such file or directory", "Is a directory", "Read-only file system"
NOT_DIRECTORY, EXISTS = "Not a directory", "File exists"


class Files:
    """Paths are absolute and normal. `mounts`: shared volumes by their mount path; `fixed`: paths that are read-only."""

    def __init__(
        self,
        given: Mapping[str, Content],
        disk: Disk,
        mounts: Mapping[str, Disk] | None = None,
        fixed: tuple[str, ...] = (),
    ) -> None:
        self.given, self.disk, self.mounts, self.fixed = given, disk, dict(mounts or {}), fixed

    def read(self, path: str) -> str:
        """Raises FileProblem."""
        if path in DEVICES:
            return ""
        disk, key = self._place(path)
        if key in disk.written:
            text = disk.written[key]
            if text is None:
                raise FileProblem(NO_SUCH)
            return text
        found = self.given.get(path)
        if found is not None:
            return found if isinstance(found, str) else found()
        raise FileProblem(IS_DIRECTORY if self.is_directory(path) else NO_SUCH)

    def write(self, path: str, text: str, append: bool = False) -> None:
        """Raises FileProblem."""
        if path in DEVICES:
            return
        if self.is_directory(path):
            raise FileProblem(IS_DIRECTORY)
        if not self.is_directory(parent(path)):
            raise FileProblem(NO_SUCH)
        self._may_write(path)
        before = self.read(path) if append and self.exists(path) else ""
        disk, key = self._place(path)
        disk.written[key] = before + text

    def make_directory(self, path: str, parents: bool = False) -> None:
        """Raises FileProblem."""
        if self.exists(path):
            if parents and self.is_directory(path):
                return
            raise FileProblem(EXISTS)
        if not self.is_directory(parent(path)):
            if not parents:
                raise FileProblem(NO_SUCH)
            self.make_directory(parent(path), True)
        self._may_write(path)
        disk, key = self._place(path)
        disk.written[key + "/"] = ""

    def remove(self, path: str) -> None:
        """A file, or a directory with all that is in it. Raises FileProblem."""
        if not self.exists(path):
            raise FileProblem(NO_SUCH)
        self._may_write(path)
        for one in [one for one in self._all() if one.rstrip("/") == path or one.startswith(path + "/")]:
            disk, key = self._place(one.rstrip("/"))
            disk.written[key + "/" if one.endswith("/") else key] = None

    def exists(self, path: str) -> bool:
        return self.is_file(path) or self.is_directory(path)

    def is_file(self, path: str) -> bool:
        if path in DEVICES:
            return True
        disk, key = self._place(path)
        return disk.written[key] is not None if key in disk.written else path in self.given

    def is_directory(self, path: str) -> bool:
        start = path.rstrip("/") + "/"
        return path == "/" or any(one == start or one.startswith(start) for one in self._all())

    def entries(self, path: str) -> list[str]:
        """The names in a directory, in order."""
        start = path.rstrip("/") + "/"
        names = {one[len(start) :].partition("/")[0] for one in self._all() if one.startswith(start)}
        return sorted(names - {""})

    def _may_write(self, path: str) -> None:
        if any(path == one or path.startswith(one.rstrip("/") + "/") for one in self.fixed):
            raise FileProblem(READ_ONLY)

    def _place(self, path: str) -> tuple[Disk, str]:
        """The disk that has the path, and the path on it."""
        for mount in sorted(self.mounts, key=len, reverse=True):
            if path == mount or path.startswith(mount + "/"):
                return self.mounts[mount], path[len(mount) :] or "/"
        return self.disk, path

    def _all(self) -> Iterator[str]:
        removed = {path for path, text in self.disk.written.items() if text is None}
        yield from (path for path in (*self.given, *DEVICES) if path not in removed)
        yield from (path for path, text in self.disk.written.items() if text is not None)
        for mount, disk in self.mounts.items():
            yield mount + "/"
            yield from (mount + path for path, text in disk.written.items() if text is not None)


def parent(path: str) -> str:
    return path.rpartition("/")[0] or "/"


def normal(path: str, directory: str = "/") -> str:
    """An absolute path without `.`, `..` and double slashes."""
    parts: list[str] = []
    for part in (path if path.startswith("/") else f"{directory}/{path}").split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/" + "/".join(parts)
