"""YAML text -> values with a line and column for every field. The one YAML reader of the product.

`compose(text)` reads one document as the API server does and raises YamlError.
"""

from playground.cluster.manifest.composer import LEARNER, SERVER, Document, Duplicate, Limits, YamlError, compose
from playground.cluster.manifest.positions import Mark, PathKey, Span

__all__ = ["LEARNER", "SERVER", "Document", "Duplicate", "Limits", "Mark", "PathKey", "Span", "YamlError", "compose"]
