"""The counterfactual: the smallest edits of the learner's own documents with which a failed question would succeed.

The diagnosis leads the search (proposals.py), each guess is played on a fork (`trial`, fulfilled from above), and only
what delivers on every branch is told. One field is better than two; at most two are ever changed. Where the cluster has
come to differ from a document (drift.py), applying that again is a way too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from playground.cluster.fields import Key, Path
from playground.cluster.manifest import Edit, ManifestDocument, PathKey, Span
from playground.cluster.manifest.edits import apply_edits
from playground.cluster.manifest.rewrite import document_value, remove_field, set_field
from playground.cluster.saying import say, together
from playground.cluster.trace.diagnose_service import View
from playground.cluster.trace.drift import Drift, drift
from playground.cluster.trace.model import Disposition, Trace
from playground.cluster.trace.proposals import Change, Failure, Place, Proposal, Remove, proposals

Documents = Mapping[Place, ManifestDocument]
"""The learner's own documents, by the object that each one is. What isn't here is the world, and stays as it is."""

Passes = Callable[[View, Trace], bool]
"""Whether what was seen in a cluster is what was wanted there."""

Trial = Callable[[Sequence[tuple[str, str, str]]], tuple[View, Trace] | None]
"""Applies documents (file, text, namespace) to a fork and asks the same question there. None if one is refused."""

MOST_TRIALS = 16
MOST_FIELDS = 2


@dataclass(frozen=True, slots=True)
class Field:
    """One field that would be otherwise. `old` or `new` is None where there is no such field before or after."""

    kind: str
    name: str
    path: PathKey
    old: Any
    new: Any
    removed: bool = False

    @property
    def place(self) -> Path:
        return _printed(self.path)

    @property
    def owner(self) -> str:
        return f"{self.kind} {self.name}"

    def sentence(self) -> str:
        """What would have to be done, whole."""
        if self.removed:
            return say("Remove `{field}` from {object}", field=self.place, object=self.owner)
        if self.old is None:
            return say("Give {object} `{field}: {new}`", object=self.owner, field=self.place, new=_short(self.new))
        return say("Set `{field}` of {object} to `{new}`, not `{old}`", field=self.place, object=self.owner, new=_short(self.new), old=_short(self.old))

    def hint(self) -> str:
        """The same without what would be written there."""
        if self.old is None:
            return say("Add `{field}` to {object}", field=self.place, object=self.owner)
        return say("Change `{field}` of {object}", field=self.place, object=self.owner)

    def area(self) -> str:
        """Only the part of the object that it is in."""
        return say("Look at `{field}` of {object}", field=Path(self.place.parts[:2]), object=self.owner)


@dataclass(frozen=True, slots=True)
class Again:
    """A file that says what the cluster does not have any more. `differs` is None where the whole object is gone."""

    file: str
    kind: str
    name: str
    differs: Drift | None

    @property
    def place(self) -> Path:
        return _printed(self.differs.path if self.differs else ())

    @property
    def old(self) -> Any:
        return self.differs.has if self.differs else None

    @property
    def new(self) -> Any:
        return self.differs.says if self.differs else None

    def sentence(self) -> str:
        if self.differs is None:
            return say("Apply `{file}` again: {object} is not in the cluster any more", file=self.file, object=f"{self.kind} {self.name}")
        params = {"file": self.file, "field": self.place, "new": _short(self.new)}
        if self.old is None:
            return say("Apply `{file}` again: it says `{field}: {new}`, and the cluster has no such field", **params)
        return say("Apply `{file}` again: it says `{field}: {new}`, and the cluster has `{old}`", **params, old=_short(self.old))

    def hint(self) -> str:
        """It stands in the learner's own text: nothing is given away."""
        return self.sentence()

    area = hint


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One way to make it work: the fields and, file by file, the edits of the text. `again` is None, but where the files are to
    be applied as they are: then it has the edits after which they would say what the cluster has."""

    fields: tuple[Field | Again, ...]
    edits: Mapping[str, tuple[Edit, ...]]
    world: bool = False  # it would change what isn't the learner's
    again: Mapping[str, tuple[Edit, ...]] | None = None

    @property
    def title(self) -> str:
        return joined(field.sentence() for field in self.fields)

    def wire(self) -> dict[str, Any]:
        """`file` and `edits` are those of the first file; `files` has them all."""
        first, file = self.fields[0], next(iter(self.edits))
        files = _wired(self.edits)
        return {
            "title": self.title,
            "file": file,
            "edits": files[file],
            "files": files,
            "path": str(first.place),
            "old": first.old,
            "new": first.new,
            **({} if self.again is None else {"again": _wired(self.again)}),
        }


def _wired(edits: Mapping[str, tuple[Edit, ...]]) -> dict[str, list[dict[str, int | str]]]:
    return {name: [edit.wire() for edit in made] for name, made in edits.items()}


def joined(parts: Iterable[str]) -> str:
    """Requests, the last without its full stop; what is asked twice is asked once."""
    return together(dict.fromkeys(parts), ". ")


def succeeds(trace: Trace) -> bool:
    """Every branch delivers; of a bare DNS question, that it has an answer."""
    if trace.branches:
        return trace.delivers()
    return trace.target.scheme == "dns" and trace.disposition is Disposition.DELIVERED


def what_if(
    view: View, trace: Trace, documents: Documents, trial: Trial, most: int = 3, passes: Passes = lambda view, trace: succeeds(trace)
) -> tuple[WhatIf, ...]:
    """Up to `most` ways, the smallest and likeliest first. Empty if the question succeeds, or nothing helps."""
    if passes(view, trace) or trace.diagnosis is None:
        return ()
    return _Search(documents, trial, most, passes).run(Failure(view, trace, trace.diagnosis))


class _Search:
    def __init__(self, documents: Documents, trial: Trial, most: int, passes: Passes) -> None:
        self.documents, self.trial, self.most, self.passes = documents, trial, most, passes
        self.trials = 0
        self.tried: set[str] = set()
        self.found: list[WhatIf] = []

    def run(self, failure: Failure) -> tuple[WhatIf, ...]:
        """First what the documents say already; then all guesses for the failure itself; if none helps, what each leads to."""
        self.repeat(failure)
        nearer = self.widen((), failure, proposals(failure))
        if not self.found:
            for proposal, following in nearer:
                if len(proposal) < MOST_FIELDS and len(self.found) < self.most:
                    self.widen(proposal, following, proposals(following))
        return tuple(sorted(self.found, key=lambda one: len(one.fields)))

    def repeat(self, failure: Failure) -> None:
        """Documents that are not what the cluster has, each applied as it is."""
        for place, document in self.documents.items():
            if self.trials >= MOST_TRIALS or len(self.found) >= self.most:
                return
            obj = failure.view.store.get(*place)
            differs = next(drift(document, obj), None) if obj else None
            if obj and differs is None:
                continue
            self.trials += 1
            outcome = self.trial([(document.file, _edited(document, ()), place[1])])
            if outcome is not None and self.passes(*outcome):
                stood = _stood(document, differs) if differs else ()
                self.found.append(WhatIf((Again(document.file, place[0], place[2], differs),), {document.file: ()}, again={document.file: stood}))

    def widen(self, base: Proposal, failure: Failure, guesses: Iterable[Proposal]) -> list[tuple[Proposal, Failure]]:
        """Try guesses on top of others. What fails for another reason than before has come nearer."""
        nearer: list[tuple[Proposal, Failure]] = []
        for guess in guesses:
            proposal = (*base, *guess)
            if len(proposal) > MOST_FIELDS or len(self.found) >= self.most or self.trials >= MOST_TRIALS:
                continue
            outcome = self.play(proposal)
            if outcome is None:
                continue
            view, trace = outcome
            if trace.diagnosis is not None and trace.diagnosis.code != failure.diagnosis.code:
                nearer.append((proposal, Failure(view, trace, trace.diagnosis)))
        return nearer

    def play(self, proposal: Proposal) -> tuple[View, Trace] | None:
        """Apply a proposal to a fork, and keep it if the question succeeds there."""
        edits = self.edits(proposal)
        if edits is None:
            return None
        texts = [(self.documents[place].file, _edited(self.documents[place], made), place[1]) for place, made in edits.items()]
        if (key := repr(texts)) in self.tried:
            return None
        self.tried.add(key)
        self.trials += 1
        outcome = self.trial(texts)
        if outcome is not None and self.passes(*outcome):
            self.found.append(self.way(proposal, edits))
            return None
        return outcome

    def edits(self, proposal: Proposal) -> dict[Place, tuple[Edit, ...]] | None:
        """The text edits, object by object. None if a field isn't the learner's, or no small edit changes it."""
        by_place: dict[Place, tuple[Edit, ...]] = {}
        for change in proposal:
            document = self.documents.get(change.place)
            made = _edits(document, change) if document else None
            if made is None:
                return None
            by_place[change.place] = (*by_place.get(change.place, ()), *made)
        return by_place

    def way(self, proposal: Proposal, edits: Mapping[Place, tuple[Edit, ...]]) -> WhatIf:
        by_file: dict[str, tuple[Edit, ...]] = {}
        for place, made in edits.items():
            file = self.documents[place].file
            by_file[file] = (*by_file.get(file, ()), *made)
        return WhatIf(tuple(self.field(change) for change in proposal), by_file)

    def field(self, change: Change) -> Field:
        old = document_value(self.documents[change.place], change.path)
        removed = isinstance(change.value, Remove)
        return Field(change.place[0], change.place[2], change.path, old, None if removed else change.value, removed)


def _edits(document: ManifestDocument, change: Change) -> tuple[Edit, ...] | None:
    if isinstance(change.value, Remove):
        return remove_field(document, change.path)
    if document_value(document, change.path) == change.value:
        return None
    return set_field(document, change.path, change.value)


def _stood(document: ManifestDocument, differs: Drift) -> tuple[Edit, ...]:
    """What would make the document say what the cluster has."""
    if differs.has is None:
        return remove_field(document, differs.path) or ()
    return set_field(document, differs.path, differs.has) or ()


def _edited(document: ManifestDocument, edits: Iterable[Edit]) -> str:
    """The document's own text after edits that count lines from the start of its file."""
    up = 1 - document.line
    return apply_edits(document.text, [Edit(Span(*edit.span).down(up), edit.text) for edit in edits])


def _printed(path: PathKey) -> Path:
    """As the API server prints it: keys that are no plain words stand in brackets."""
    return Path(tuple(Key(part) if isinstance(part, str) and not part.isalnum() else part for part in path))


def _short(value: Any) -> str:
    text = str(value)
    if isinstance(value, dict):
        text = ", ".join(f"{key}: {item}" for key, item in value.items())
    elif isinstance(value, list):
        text = ", ".join(map(str, value))
    return text if len(text) <= 60 else text[:57] + "..."
