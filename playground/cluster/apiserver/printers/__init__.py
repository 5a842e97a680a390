"""Columns and cells of the tables that `kubectl get` shows, per kind.

A printer is a row of column definitions and a function (object, now) -> cells. A kind without one has Name and Age.

Models: pkg/printers/internalversion/printers.go AddHandlers
"""

from __future__ import annotations

from playground.cluster.apiserver.printers import network, others, pods, workloads
from playground.cluster.apiserver.printers.columns import Printer, printer, row_age

PRINTERS: dict[str, Printer] = {
    **network.PRINTERS,
    **others.PRINTERS,
    **pods.PRINTERS,
    **workloads.PRINTERS,
}

_DEFAULT = printer("Name, Age", lambda obj, now: [obj["metadata"]["name"], row_age(obj, now)])


def printer_of(kind: str) -> Printer:
    return PRINTERS.get(kind, _DEFAULT)
