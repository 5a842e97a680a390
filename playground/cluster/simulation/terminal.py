"""The terminal: a line in, what it printed out. A value between lines, so that it can be forked and replayed.

At its own prompt a line runs in a shell on the client outside the cluster, with the editor's files as its directory and
kubectl among its programs. After `kubectl exec -it POD -- sh` it runs in the container, until `exit`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby

from playground.cluster import manifest
from playground.cluster.objects.kinds import BY_NAME
from playground.cluster.simulation.client import ObjectKey
from playground.cluster.simulation.cluster import Cluster
from playground.cluster.simulation.following import Following
from playground.cluster.simulation.inside import Inside
from playground.cluster.simulation.lines import CONTINUED, Kept, Piece
from playground.cluster.simulation.outside import Outside

LIMIT = 64 * 1024
"""Characters that a line may print; the rest is cut, and that is said."""

DISK = 256 * 1024
"""Characters in all files that lines have written outside."""

PROMPT = "$ "

HELP = """\
This terminal is on a machine outside the cluster, with kubectl installed:

  kubectl get pods -o wide              what there is; with -w, what changes, until Ctrl+C
  kubectl describe service web          more about one object
  kubectl apply -f service.yaml         apply a file of the editor
  kubectl exec -it client -- sh         a shell in a pod; exit or Ctrl+D leaves it
  kubectl exec client -- curl -s web    one command in a pod
  curl, dig, nslookup, nc, ping         ask from outside the cluster
  world crash web-1                     what operators live through: crash, unready, fail a node; `world` lists it
  ls, cat, grep, for, |, >              a shell with the editor's files as its directory
  history, clear, help

Tab completes, the arrow keys bring earlier lines back, Ctrl+R searches them. Several lines may be pasted at once.
`kubectl help` lists its commands.
"""


@dataclass(frozen=True)
class Terminal:
    """`namespace` is that of kubectl's context; `disk` what lines have written; `inside` a container's shell."""

    namespace: str = "default"
    shell: Kept = field(default_factory=Kept)
    disk: Mapping[str, str | None] = field(default_factory=dict)
    inside: Inside | None = None

    def prompt(self, cluster: Cluster) -> str:
        if self.inside:
            return self.inside.prompt(cluster)
        return CONTINUED if self.shell.waiting else PROMPT

    def run(self, cluster: Cluster, line: str, files: Mapping[str, str]) -> Output:
        """The cluster is changed; the terminal is not: the next one is in the output. `files` are the editor's."""
        before = memory(cluster)
        if line.strip() == "help" and not self.inside:
            return Output(self, (("out", HELP),), prompt=self.prompt(cluster), idle=True)
        output = self._inside(cluster, line, self.inside) if self.inside else self._outside(cluster, line, files)
        after = output.terminal
        idle = after == self and before == memory(cluster)
        return replace(output, printed=_cut(output.printed), prompt=after.prompt(cluster), idle=idle)

    def _inside(self, cluster: Cluster, line: str, inside: Inside) -> Output:
        ran = inside.run(cluster, line)
        if not ran.ended:
            return Output(replace(self, inside=replace(inside, shell=ran.kept)), ran.printed, ran.exit)
        output = Output(replace(self, inside=None), ran.printed, ran.exit)
        if not inside.afterwards:
            return output
        last = output.terminal._outside(cluster, inside.afterwards, {})
        return replace(output, printed=output.printed + last.printed, written=last.written)

    def _outside(self, cluster: Cluster, line: str, files: Mapping[str, str]) -> Output:
        outside = Outside(cluster, self.namespace, files, self.disk)
        ran = outside.run(line, self.shell)
        printed, disk = ran.printed, dict(outside.disk.written)
        if sum(len(text or "") for text in disk.values()) > DISK:
            printed, disk = (*printed, ("err", "bash: write error: No space left on device\n")), dict(self.disk)
        after = Terminal(outside.namespace, Kept() if ran.ended else ran.kept, disk, outside.entered)
        written = tuple(outside.written)
        named = {path: _located(cluster, path, text) for path, text in outside.read.items()}
        applied = {path: keys for path, keys in named.items() if path in outside.applied and files.get(path) == outside.read[path]}
        return Output(after, printed, ran.exit, written=written, applied=applied, following=outside.following)


@dataclass(frozen=True, slots=True)
class Output:
    """What a line printed. `written`: the objects that its requests wrote; `applied`: those that files of the editor name,
    where it wrote them from there; `idle`: nothing is different after it; `following`: it goes on telling what happens."""

    terminal: Terminal
    printed: tuple[Piece, ...] = ()
    exit: int = 0
    prompt: str = PROMPT
    written: tuple[ObjectKey, ...] = ()
    applied: Mapping[str, frozenset[ObjectKey]] = field(default_factory=dict)
    idle: bool = False
    following: Following | None = None

    @property
    def stdout(self) -> str:
        return "".join(text for stream, text in self.printed if stream == "out")

    @property
    def stderr(self) -> str:
        return "".join(text for stream, text in self.printed if stream == "err")


def memory(cluster: Cluster) -> tuple[object, ...]:
    """What a line or a client can change of a cluster, to be compared."""
    traffic, activity = cluster.asker.traffic.fork(), cluster.activity.fork()
    return cluster.store.revision, cluster.clock.now, dict(cluster.names.counters), traffic, activity


def _cut(printed: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """What stands together in one piece, no more than the limit, and only what JSON and a database can hold."""
    found: list[Piece] = []
    left = LIMIT
    for stream, pieces in groupby(printed, key=lambda piece: piece[0]):
        text = "".join(text for _, text in pieces).replace("\0", "").encode(errors="replace").decode()
        found.append((stream, text[:left]))
        left -= len(text)
        if left < 0:
            return (*found, ("err", f"\n... cut here: a line may print {LIMIT // 1024} KiB\n"))
    return tuple(found)


def _located(cluster: Cluster, path: str, text: str) -> frozenset[ObjectKey]:
    """The objects that a file names; from now on the file says which line of it each is from."""
    keys: set[ObjectKey] = set()
    for document in manifest.read(text, path).objects:
        key = _key(document.value)
        if key is not None and cluster.store.get(*key) is not None:
            cluster.sources[key] = document
            keys.add(key)
    return frozenset(keys)


def _key(value: object) -> ObjectKey | None:
    if not isinstance(value, dict) or not isinstance(value.get("metadata"), dict):
        return None
    kind, meta = BY_NAME.get(str(value.get("kind"))), value["metadata"]
    if kind is None or not meta.get("name"):
        return None
    return kind.name, str(meta.get("namespace") or "default") if kind.namespaced else "", str(meta["name"])
