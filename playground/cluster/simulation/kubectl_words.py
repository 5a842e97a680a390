"""What may stand on kubectl's command line: by the tree of its commands, and by what is in the cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from playground.cluster.kubectl.command import GLOBAL, HELP, Command, find
from playground.cluster.kubectl.flags import Flag, join, strip
from playground.cluster.kubectl.root import ROOT
from playground.cluster.objects.kinds import KINDS, Kind, by_word
from playground.cluster.simulation.cluster import Cluster

OUTPUTS = ("json", "yaml", "wide", "name", "jsonpath=", "custom-columns=", "go-template=")
_PODS = frozenset(("exec", "logs", "attach", "port-forward", "cp"))
_NODES = frozenset(("cordon", "uncordon", "drain", "taint"))
_SCALED = ("Deployment", "ReplicaSet", "StatefulSet", "ReplicationController")
_ROLLED = ("Deployment", "DaemonSet", "StatefulSet")
_EXPOSED = ("Pod", "Service", "ReplicationController", "Deployment", "ReplicaSet")
_OF_SOME = {"scale": _SCALED, "rollout": _ROLLED, "expose": _EXPOSED, "autoscale": _SCALED, "set": (*_ROLLED, "Pod", "Service")}
_FILES = frozenset(("apply", "diff", "kustomize"))
_NONE = frozenset(("run", "version", "cluster-info", "api-resources", "api-versions", "options", "config", "create"))


@dataclass(frozen=True, slots=True)
class _Line:
    """The words before the one that is completed."""

    cluster: Cluster
    namespace: str
    words: Sequence[str]
    current: str
    files: Sequence[str]
    chain: Sequence[Command]
    given: Sequence[str]  # arguments behind the command's name

    @property
    def verb(self) -> str:
        return self.chain[1].name if len(self.chain) > 1 else ""

    def names(self, kind: Kind) -> list[str]:
        namespace = self.namespace if kind.namespaced else None
        return [obj["metadata"]["name"] for obj in self.cluster.store.iterate(kind.name, namespace)]


def kubectl_words(cluster: Cluster, context: str, words: Sequence[str], current: str, files: Sequence[str]) -> list[str]:
    """The words that may follow `kubectl ...`. `context` is its namespace, `files` are in its directory."""
    chain, rest = find(ROOT, words)
    known = join(GLOBAL, HELP, chain[-1].flags)
    line = _Line(cluster, _namespace(words, context), words, current, files, chain, strip(rest, known))
    if current.startswith("-"):
        return _flags(line, known)
    flag = _waiting(words, known)
    if flag is not None:
        return list(_values(line, flag))
    if chain[-1].commands and not line.given:
        return [command.name for command in chain[-1].commands]
    return _arguments(line)


def pod_of(cluster: Cluster, context: str, words: Sequence[str]) -> tuple[str, str, str]:
    """Namespace, pod and container that `exec -n shop web-1 -c app` means."""
    chain, rest = find(ROOT, words)
    known = join(GLOBAL, HELP, chain[-1].flags)
    namespace, given = _namespace(words, context), strip(rest, known)
    pod = given[0].rpartition("/")[2] if given else ""
    found = cluster.store.get("Pod", namespace, pod)
    names = [container["name"] for container in found["spec"]["containers"]] if found else []
    return namespace, pod, next((name for name in names if name in words), next(iter(names), ""))


def _namespace(words: Sequence[str], context: str) -> str:
    for number, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in ("-n", "--namespace"):
            return value if equals else next(iter(words[number + 1 :]), context)
    return context


def _flags(line: _Line, known: Mapping[str, Flag]) -> list[str]:
    """`--name`, `--name=` where a value is needed, and `--name=value` once the equals sign is there."""
    name, equals, _ = line.current.partition("=")
    if equals:
        flag = _named(name, known)
        return [f"{name}={value}" for value in _values(line, flag)] if flag else []
    return [f"--{flag.name}" if flag.bare is not None else f"--{flag.name}=" for flag in known.values()]


def _waiting(words: Sequence[str], known: Mapping[str, Flag]) -> Flag | None:
    """The flag that the last word is, if it still waits for its value."""
    last = words[-1] if words else ""
    flag = _named(last, known) if last.startswith("-") and "=" not in last else None
    return flag if flag is not None and flag.bare is None else None


def _named(word: str, known: Mapping[str, Flag]) -> Flag | None:
    if word.startswith("--"):
        return known.get(word[2:])
    return next((flag for flag in known.values() if flag.short and word == f"-{flag.short}"), None)


def _values(line: _Line, flag: Flag) -> Iterable[str]:
    found = _VALUES.get(flag.name)
    return found(line) if found else ()


def _containers(line: _Line) -> list[str]:
    pod = line.given[0].rpartition("/")[2] if line.given else ""
    found = line.cluster.store.get("Pod", line.namespace, pod)
    return [container["name"] for container in found["spec"]["containers"]] if found else []


def _labels(line: _Line) -> list[str]:
    """The labels that objects of the kind have, as a selector names them."""
    kind = by_word(line.given[0]) if line.given else None
    if kind is None:
        return []
    objects = line.cluster.store.iterate(kind.name, line.namespace if kind.namespaced else None)
    return [f"{key}={value}" for obj in objects for key, value in (obj["metadata"].get("labels") or {}).items()]


def _namespaces(line: _Line) -> list[str]:
    return [obj["metadata"]["name"] for obj in line.cluster.store.iterate("Namespace")]


_VALUES: dict[str, Callable[[_Line], Iterable[str]]] = {
    "namespace": _namespaces,
    "output": lambda line: OUTPUTS,
    "filename": lambda line: line.files,
    "container": _containers,
    "selector": _labels,
    "type": lambda line: ("ClusterIP", "NodePort", "LoadBalancer", "ExternalName"),
    "dry-run": lambda line: ("none", "client", "server"),
    "restart": lambda line: ("Always", "OnFailure", "Never"),
    "for": lambda line: ("condition=", "delete", "jsonpath="),
    "protocol": lambda line: ("TCP", "UDP", "SCTP"),
}


def _arguments(line: _Line) -> list[str]:
    """Kinds first, then names; or names at once where a command is about one kind."""
    verb, given = line.verb, line.given
    if verb in _NONE or verb in _FILES:
        return []
    if verb in _PODS:
        return line.names(_kind("Pod")) if not given else ["--"] if verb == "exec" else _containers(line) if verb == "logs" else []
    if verb in _NODES:
        return line.names(_kind("Node"))
    kinds = [kind for kind in KINDS if verb not in _OF_SOME or kind.name in _OF_SOME[verb]]
    word, slash, _ = line.current.partition("/")
    if slash:
        kind = by_word(word)
        return [f"{word}/{name}" for name in line.names(kind)] if kind else []
    if given:
        kind = by_word(given[0])
        return line.names(kind) if kind else []
    return [kind.plural if len(kinds) == len(KINDS) else kind.singular for kind in kinds]


def _kind(name: str) -> Kind:
    return next(kind for kind in KINDS if kind.name == name)
