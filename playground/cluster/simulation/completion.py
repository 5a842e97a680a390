"""What Tab offers on the terminal's line: kubectl's commands, flags, kinds and live objects; tools, paths and Services.

Models: kubectl/pkg/util/completion; readline's rl_completion_matches
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from playground.cluster.containers.shell.builtins import BUILTINS
from playground.cluster.containers.shell.files import Files, normal
from playground.cluster.containers.shell.machine import Machine
from playground.cluster.simulation.cluster import Cluster
from playground.cluster.simulation.inside import Inside, enter
from playground.cluster.simulation.kubectl_words import kubectl_words, pod_of
from playground.cluster.simulation.operating import world_words
from playground.cluster.simulation.outside import HOME, Outside
from playground.cluster.simulation.terminal import Terminal

MOST = 100
OWN = ("clear", "help", "history")
NETWORK = frozenset(("curl", "wget", "nc", "nslookup", "dig", "host", "ping", "telnet", "getent"))
_COMMAND = re.compile(r"[|;&\n(`]|\$\(")
_HOST = re.compile(r"(?:https?://)?([\w.-]*)$")


@dataclass(frozen=True, slots=True)
class _Place:
    """Whose words are completed: those of the machine outside, or (`inside`) of a container."""

    cluster: Cluster
    namespace: str
    machine: Machine
    directory: str
    inside: Inside | None = None


def complete(cluster: Cluster, terminal: Terminal, text: str, files: Iterable[str]) -> tuple[int, list[str]]:
    """Where the last word of the text begins, and what may stand in its place. `files` are the editor's."""
    command = _COMMAND.split(text)[-1]
    words = command.split()
    current = "" if not words or command[-1:].isspace() else words.pop()
    place = _here(cluster, terminal, files)
    found = _candidates(place, words, current) if place else []
    fitting = sorted({word for word in found if word.startswith(current) and word != current})
    return len(text) - len(current), fitting[:MOST]


def _here(cluster: Cluster, terminal: Terminal, files: Iterable[str]) -> _Place | None:
    if terminal.inside:
        return _in_container(cluster, terminal.inside)
    machine = Outside(cluster, terminal.namespace, dict.fromkeys(files, ""), terminal.disk).machine()
    return _Place(cluster, terminal.namespace, machine, terminal.shell.directory or HOME)


def _in_container(cluster: Cluster, inside: Inside) -> _Place | None:
    machine = inside.machine(cluster)
    if machine is None:
        return None
    directory = inside.shell.directory or machine.environment.get("PWD", "/")
    return _Place(cluster, inside.namespace, machine, directory, inside)


def _candidates(place: _Place, words: Sequence[str], current: str) -> list[str]:
    if not words:
        return _commands(place.machine)
    if words[0] == "kubectl" and place.inside is None:
        if "--" in words:
            return _behind_dashes(place, words, current)
        entries = _entries(place.machine.files, place.directory)
        return kubectl_words(place.cluster, place.namespace, words[1:], current, entries)
    if words[0] == "world" and place.inside is None:
        return world_words(place.cluster, place.namespace, words[1:])
    paths = _paths(place, current)
    return [*_hosts(place, current), *paths] if words[0] in NETWORK else paths


def _behind_dashes(place: _Place, words: Sequence[str], current: str) -> list[str]:
    """`kubectl exec POD -- ...`: the container's own words."""
    dashes = list(words).index("--")
    namespace, pod, container = pod_of(place.cluster, place.namespace, words[1:dashes])
    inside, _ = enter(place.cluster, namespace, pod, container, "", "")
    there = _in_container(place.cluster, inside) if inside else None
    return _candidates(there, words[dashes + 1 :], current) if there else []


def _commands(machine: Machine) -> list[str]:
    known = {name for name in (*machine.toolbox.tools, *BUILTINS, *machine.programs, *OWN) if name[:1].isalpha()}
    return sorted(known)


def _entries(files: Files, directory: str) -> list[str]:
    return [f"{name}/" if files.is_directory(normal(name, directory)) else name for name in files.entries(directory)]


def _paths(place: _Place, current: str) -> list[str]:
    """The entries of the directory that the word so far leads to."""
    files = place.machine.files
    directory, slash, _ = current.rpartition("/")
    where = normal(f"{directory}{slash}" or ".", place.directory)
    return [f"{directory}{slash}{entry}" for entry in _entries(files, where)] if files.is_directory(where) else []


def _hosts(place: _Place, current: str) -> list[str]:
    """Names of Services as the pod's search path completes them."""
    found = _HOST.match(current)
    if place.inside is None or found is None:
        return []
    before = current[: found.start(1)]
    names = []
    for service in place.cluster.store.iterate("Service"):
        name, namespace = service["metadata"]["name"], service["metadata"]["namespace"]
        names.append(name if namespace == place.inside.namespace else f"{name}.{namespace}")
    return [before + name for name in names]
