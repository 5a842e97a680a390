"""A shell in a container that a terminal is in, after `kubectl exec -it POD -- sh`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from playground.cluster.containers.shell.machine import Machine
from playground.cluster.containers.shell.wishes import Wish
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import is_finished
from playground.cluster.simulation.cluster import Cluster
from playground.cluster.simulation.fulfilling import Fulfiller
from playground.cluster.simulation.lines import CONTINUED, Kept, Ran, run_line
from playground.cluster.simulation.machines import container_of, machine

KILLED = 137


@dataclass(frozen=True)
class Inside:
    """`uid` is that of the pod's one life; `afterwards` the line that runs outside when the shell has ended."""

    namespace: str
    pod: str
    container: str
    uid: str
    name: str = "sh"
    shell: Kept = field(default_factory=Kept)
    afterwards: str = ""

    def run(self, cluster: Cluster, line: str) -> Ran:
        """One line, at a terminal whose kubectl says how the shell ended."""
        ran = self.type(cluster, line)
        said = (("err", f"command terminated with exit code {ran.exit}\n"),) if ran.ended and ran.exit else ()
        return replace(ran, printed=(*ran.printed, *said))

    def type(self, cluster: Cluster, line: str) -> Ran:
        """One line. The shell ends with `exit`, and with its pod."""
        here = self.machine(cluster)
        if here is None:
            return _ended((), KILLED, self.shell)
        pod = here.pod

        def fulfil(wish: Wish) -> object:
            return Fulfiller(cluster, pod).fulfil(wish)

        ran = run_line(here, self.name, self.shell, line, fulfil)
        if self.machine(cluster) is None:
            return _ended(ran.printed, KILLED, ran.kept)
        return _ended(ran.printed, ran.exit, ran.kept) if ran.ended else ran

    def prompt(self, cluster: Cluster) -> str:
        here = self.machine(cluster)
        if self.shell.waiting or here is None:
            return CONTINUED if self.shell.waiting else "# "
        variables = here.environment if self.shell.variables is None else self.shell.variables
        directory = self.shell.directory or variables.get("PWD", "/")
        directory = "~" if directory == variables.get("HOME") else directory
        mark = "#" if here.toolbox.user == "root" else "$"
        if self.name == "bash":
            return f"{here.toolbox.user}@{here.hostname}:{directory}{mark} "
        return f"{mark} " if here.toolbox.shell == "dash" else f"{directory} {mark} "

    def machine(self, cluster: Cluster) -> Machine | None:
        """None if the container that the shell runs in is gone."""
        pod = cluster.store.get("Pod", self.namespace, self.pod)
        if pod is None or pod["metadata"]["uid"] != self.uid or is_finished(pod) or not _runs(pod, self.container):
            return None
        container = container_of(pod, self.container)
        return machine(cluster, pod, container, tty=True) if container else None


def enter(cluster: Cluster, namespace: str, pod: str, container: str, name: str, afterwards: str) -> tuple[Inside | None, str]:
    """A shell in a container, or why there can be none."""
    found = cluster.store.get("Pod", namespace, pod)
    inside = Inside(namespace, pod, container, found["metadata"]["uid"] if found else "", name, afterwards=afterwards)
    here = inside.machine(cluster)
    if here is None:
        return None, f'unable to upgrade connection: container not found ("{container}")'
    return (inside, "") if not name or name in here.toolbox.tools else (None, "")


def _runs(pod: Object, container: str) -> bool:
    statuses = (pod.get("status") or {}).get("containerStatuses") or ()
    return any(status["name"] == container and "running" in (status.get("state") or {}) for status in statuses)


def _ended(printed: tuple[tuple[str, str], ...], code: int, kept: Kept) -> Ran:
    return Ran(printed, code, replace(kept, waiting=""), ended=True)
