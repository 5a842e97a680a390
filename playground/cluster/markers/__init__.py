"""Markers: what is wrong with the learner's text, where, what was probably meant, and how to put it right.

`diagnose_text(text, file, check)` asks the YAML reader, the kind's schema and (through `check`) the API server.
"""

from playground.cluster.markers.diagnose import Check, diagnose, diagnose_text
from playground.cluster.markers.model import Fix, Marker, Severity, Source

__all__ = ["Check", "Fix", "Marker", "Severity", "Source", "diagnose", "diagnose_text"]
