"""YAML text -> values with a line and column for every field. The one YAML reader of the product.

`compose(text)` reads one document as the API server does and raises YamlError; `read(text, file)` reads a file as
kubectl does, document by document, and never raises.
"""

from playground.cluster.manifest.composer import Document, compose
from playground.cluster.manifest.edits import Edit, apply_edits
from playground.cluster.manifest.errors import YamlError
from playground.cluster.manifest.positions import Mark, PathKey, Span
from playground.cluster.manifest.reader import Manifest, ManifestDocument, Problem, read
from playground.cluster.manifest.tree import LEARNER, SERVER, Limits
from playground.cluster.manifest.values import Duplicate

__all__ = [
    "LEARNER", "SERVER", "Document", "Duplicate", "Edit", "Limits", "Manifest", "ManifestDocument", "Mark", "PathKey",
    "Problem", "Span", "YamlError", "apply_edits", "compose", "read",
]  # fmt: skip
