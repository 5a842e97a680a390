"""The machine outside the cluster that the terminal is on: a shell with kubectl, the editor's files as its directory."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

from playground.cluster.containers.shell.call import Call
from playground.cluster.containers.shell.files import Disk, Files, normal
from playground.cluster.containers.shell.machine import Interface, Machine
from playground.cluster.containers.shell.streams import NETWORK_STEPS
from playground.cluster.containers.shell.toolbox import TOOLBOXES, Toolbox
from playground.cluster.dns.resolver import NODE_RESOLV_CONF
from playground.cluster.kubectl import Advance, Exec, Follow, Reply, Session, Wish, kubectl
from playground.cluster.kubectl.root import NO_FOLLOWING
from playground.cluster.objects.kinds import Object
from playground.cluster.simulation import execution, inside
from playground.cluster.simulation.client import Directory, Learner, ObjectKey
from playground.cluster.simulation.cluster import Cluster
from playground.cluster.simulation.following import Following
from playground.cluster.simulation.fulfilling import Fulfiller
from playground.cluster.simulation.lines import SHELLS, Kept, Ran, run_line
from playground.cluster.simulation.operating import world

HOME = "/home/learner"
WRITE_STEPS = 5
"""A write to the store, by a request or by a controller that follows it, counts as so many commands."""

NO_FORWARDING = (
    "port-forward is not available here: it would need your own machine. "
    "Ask from a pod (kubectl exec POD -- curl ...) or from outside by a NodePort"
)
_NOT_HERE = frozenset(("agnhost", "agnhost-2", "redis-cli", "apk", "zsh"))
_TOOLBOX = Toolbox(
    TOOLBOXES["nicolaka/netshoot"].tools - _NOT_HERE, "bash", {"wget": "gnu", "nc": "openbsd", "nslookup": "bind", "ping": "iputils"},
    "debian", "learner",
)  # fmt: skip


class Outside:
    """One line's stay on that machine. `entered`: the shell in a container that the line ended in."""

    def __init__(self, cluster: Cluster, namespace: str, files: Mapping[str, str], disk: Mapping[str, str | None]) -> None:
        self.cluster, self.namespace, self.given = cluster, namespace, files
        self.disk = Disk(dict(disk))
        self.written: list[ObjectKey] = []
        self.entered: inside.Inside | None = None
        self.following: Following | None = None
        self.read: dict[str, str] = {}  # files that apply, create or replace took
        self.applied: set[str] = set()  # those of apply

    def run(self, line: str, kept: Kept) -> Ran:
        wishes = Fulfiller(self.cluster, self._pod())
        wishes.place = "outside"
        return run_line(self.machine(), "bash", kept, line, wishes.fulfil)

    def machine(self) -> Machine:
        config = self.cluster.config
        given = {f"{HOME}/": "", "/tmp/": "", "/etc/resolv.conf": str(NODE_RESOLV_CONF)}  # noqa: S108
        given |= {f"{HOME}/{path}": text for path, text in self.given.items()}
        return Machine(
            pod=self._pod(),
            hostname="outside",
            domain="",
            environment={"HOME": HOME, "PWD": HOME, "USER": "learner", "PATH": "/usr/local/bin:/usr/bin:/bin", "TERM": "xterm"},
            files=Files(given, self.disk),
            toolbox=_TOOLBOX,
            clock=self.cluster.clock,
            config=config,
            resolv=NODE_RESOLV_CONF,
            listeners=tuple,
            interfaces=(Interface("lo", ("127.0.0.1/8",)), Interface("eth0", (f"{config.client_address}/24",))),
            gateway="192.168.1.1",
            processes=("bash",),
            programs={"kubectl": self.kubectl, "world": self.world},
        )

    def _pod(self) -> Object:
        """What tools take the machine for: the client outside, in the form in which they know machines."""
        address = self.cluster.config.client_address
        return {
            "metadata": {"name": "outside", "namespace": "default", "uid": ""},
            "spec": {"dnsPolicy": "Default", "containers": []},
            "status": {"phase": "Running", "podIP": address, "podIPs": [{"ip": address}]},
        }

    def world(self, call: Call) -> int:
        before = self.cluster.store.revision
        status = world(self.cluster, self.namespace, self.written, call)
        call.shell.budget.steps -= (self.cluster.store.revision - before) * WRITE_STEPS
        return status

    # -- kubectl

    def kubectl(self, call: Call) -> int:
        """As a program of that machine: its wishes are fulfilled here, and it prints as it goes."""
        call.shell.budget.step(NETWORK_STEPS)
        learner = Learner(self.cluster, self.written)
        session = Session(learner, self.cluster.clock, self.namespace)
        files = self._directory(call)
        result = kubectl(session, call.args, files, call.io.stdin.read())
        while True:
            call.out(result.stdout)
            call.err(result.stderr)
            if result.wish is None or result.resume is None:
                break
            reply = self._fulfil(result.wish, call)
            if reply is None:
                return 0
            result = result.resume(reply)
        call.shell.budget.steps -= learner.writes * WRITE_STEPS  # what was done is told; the next command may be one too many
        self.namespace = session.namespace
        self._note(call, files)
        return result.exit

    def _fulfil(self, wish: Wish, call: Call) -> Reply | None:
        """None where a shell in a container takes over, or what is followed."""
        match wish:
            case Advance(seconds):
                call.shell.budget.sleep(seconds)
                self.cluster.advance(seconds)
                return Reply()
            case Exec():
                return self._exec(wish, call)
            case Follow(cursor):
                return self._follow(cursor, call)
        return Reply(exit=1, error=NO_FORWARDING)

    def _follow(self, cursor: str, call: Call) -> Reply | None:
        """What is printed on the screen itself, whoever holds the screen can go on with."""
        if call.io.out is not call.shell.terminal:
            return Reply(error=NO_FOLLOWING)
        self.following = Following(tuple(call.args), self.namespace, cursor)
        return None

    def _exec(self, wish: Exec, call: Call) -> Reply | None:
        name = wish.command[0].rpartition("/")[2]
        if _is_interactive(wish, call.args):
            after = _afterwards(call.args, wish)
            self.entered, problem = inside.enter(self.cluster, wish.namespace, wish.pod, wish.container, name, after)
            if self.entered:
                return None
            if problem:
                return Reply(exit=1, error=problem)
        found = execution.run(
            self.cluster, wish.namespace, wish.pod, wish.container, wish.command, wish.stdin, wish.tty, call.shell.budget
        )
        return Reply(found.stdout, found.stderr, found.exit, found.error)

    def _directory(self, call: Call) -> Directory:
        """The files of this machine, as kubectl names them from the working directory."""
        files, here = call.machine.files, call.shell.directory.rstrip("/") + "/"
        paths = sorted({path for path in (*files.given, *files.disk.written) if not path.endswith("/") and files.is_file(path)})
        texts = {path: files.read(path) for path in paths}
        return Directory({path.removeprefix(here): text for path, text in texts.items() if path.startswith(here)}, texts)

    def _note(self, call: Call, files: Directory) -> None:
        """Which files of the editor the objects of the cluster are from now."""
        verb = next((word for word in call.args if not word.startswith("-")), "")
        if verb not in ("apply", "create", "replace") or any(word.startswith("--dry-run") for word in call.args):
            return
        for path in dict.fromkeys(files.read):
            name = normal(path, call.shell.directory).removeprefix(f"{HOME}/")
            self.read[name] = files[path]
            if verb == "apply":
                self.applied.add(name)


def _is_interactive(wish: Exec, words: Sequence[str]) -> bool:
    """Whether a shell is asked for to type at. Nothing is piped in."""
    own = words[: words.index("--")] if "--" in words else words
    asked = wish.tty or any(word in ("-i", "--stdin", "--stdin=true") for word in own)
    name, plain = wish.command[0].rpartition("/")[2], all(word in ("-i", "-l", "--login") for word in wish.command[1:])
    return asked and not wish.stdin and name in SHELLS and plain


def _afterwards(words: list[str], wish: Exec) -> str:
    """What `kubectl run --rm` still has to do when its shell has ended."""
    if words[:1] != ["run"] or not any(word in ("--rm", "--rm=true") for word in words):
        return ""
    return shlex.join(("kubectl", "delete", "pod", wish.pod, "-n", wish.namespace, "--now"))
