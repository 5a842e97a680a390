"""Labelled submissions: `<track>/<slug>/<name>.yaml`, each a learner's answer under comment lines that say what it must get.

    # expect: full                                 every check passes
    # expect: rejected                             the API server refuses it
    # expect: wrong SVC-SELECTOR-NO-MATCH          graded, and a failed check has this diagnosis (`-`: none is demanded)
    # fails: reach, spread                         exactly these checks fail (may be left out)
    # says: Invalid value                          part of what is said of it (may be left out)
    # why: ...                                     what the learner was thinking
    # rest: solutions/as-told                      where the editor's other files come from; the starter unless said

`# file: NAME` begins another file of the editor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent
_LABEL = re.compile(r"^# (expect|fails|says|why|rest): (.+)$", re.MULTILINE)
_FILE = re.compile(r"^# file: (\S+)\n", re.MULTILINE)


@dataclass(frozen=True)
class Submission:
    lab: str  # track/slug
    name: str
    verdict: str  # full, rejected, wrong
    diagnosis: str = ""
    fails: frozenset[str] = frozenset()
    says: str = ""
    rest: str = ""
    files: tuple[tuple[str, str], ...] = ()  # '' as a name: the editor's only file

    @property
    def id(self) -> str:
        return f"{self.lab}/{self.name}"


def submissions() -> Iterator[Submission]:
    for path in sorted(ROOT.glob("*/*/*.yaml")):
        yield read(f"{path.parent.parent.name}/{path.parent.name}", path.stem, path.read_text())


def read(lab: str, name: str, text: str) -> Submission:
    head, *parts = _FILE.split(text)
    labels = dict(_LABEL.findall(head))
    verdict, _, diagnosis = labels["expect"].partition(" ")
    assert verdict in ("full", "rejected", "wrong"), (lab, name)
    assert (verdict == "wrong") == bool(diagnosis), (lab, name)
    assert labels["why"], (lab, name)
    files = tuple(zip(parts[::2], parts[1::2], strict=True)) or (("", _LABEL.sub("", head).lstrip("\n")),)
    fails = frozenset(labels["fails"].split(", ")) if "fails" in labels else frozenset()
    return Submission(lab, name, verdict, diagnosis, fails, labels.get("says", ""), labels.get("rest", ""), files)
