"""The main process of a container: what it was started with, and what its script has written by now.

The kubelet only asks whether and when a process ends. What a script of `sh -c` does besides is made up for when somebody looks
at the files that it writes: it runs then, in the cluster as it is now, for as long as the container has been running, at most
`LONGEST` seconds of its own time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playground.cluster.config import instant
from playground.cluster.containers.images import image_of
from playground.cluster.containers.listeners import process
from playground.cluster.containers.shell.files import FileProblem
from playground.cluster.containers.shell.interpreter import Shell
from playground.cluster.containers.shell.streams import BrokenPipe, Budget, Input, LimitReached, Output, Streams
from playground.cluster.containers.shell.toolbox import toolbox
from playground.cluster.containers.shell.wishes import Sleep, Talk
from playground.cluster.containers.variables import Missing, invocation
from playground.cluster.containers.volumes import mounts
from playground.cluster.objects.kinds import Object
from playground.cluster.simulation import machines
from playground.cluster.simulation.activity import container_name
from playground.cluster.simulation.lines import SHELLS

if TYPE_CHECKING:
    from playground.cluster.simulation.cluster import Cluster

LONGEST = 5.0
_LOOKED_AT = ("Service", "EndpointSlice", "Pod", "Node", "Namespace")
"""What a script may find something else for in the network, after a change."""



def command(cluster: Cluster, pod: Object, container: Object) -> tuple[str, ...]:
    """Its words; empty where it can't be started."""
    call = invocation(pod, container, image_of(container.get("image") or ""), cluster.store, cluster.config)
    return () if isinstance(call, Missing) else call.argv


def main_shell(cluster: Cluster, pod: Object, container: Object) -> str:
    """The program, if it is a shell that reads what is typed; else ''."""
    words = command(cluster, pod, container)
    return words[0] if len(words) == 1 and words[0].rpartition("/")[2] in SHELLS else ""


def printed(cluster: Cluster, pod: Object, container: Object) -> str:
    """What a command that ends by itself has printed, such as that of `kubectl run --rm -it ... -- wget -qO- web`; '' for others."""
    words = command(cluster, pod, container)
    if not words or words[0].rpartition("/")[2] not in toolbox(container.get("image") or "").tools:
        return ""
    found = process(pod, container, cluster.store, cluster.config)
    if isinstance(found, Missing) or found.exit is None or found.assumed:
        return ""
    twin = cluster.fork()
    budget = Budget()
    out = Output(budget)
    shell = Shell(machines.machine(twin, pod, container), budget, words[0])
    _drive(twin, pod, shell.jobs.drive(shell.external(list(words), Streams(Input(), out, out))), budget.seconds)
    return out.text


def written(cluster: Cluster, pod: Object) -> None:
    """Bring the files of a pod's disks up to what its containers' scripts have written."""
    for container in pod["spec"]["containers"]:
        words = command(cluster, pod, container)
        if len(words) > 2 and words[0].rpartition("/")[2] in SHELLS and words[1] == "-c" and ">" in words[2]:
            _run(cluster, pod, container, words)


def _run(cluster: Cluster, pod: Object, container: Object, words: tuple[str, ...]) -> None:
    left, name = min(LONGEST, _age(cluster, pod, container)), container_name(pod, container["name"])
    now = (max(map(cluster.store.last_written, _LOOKED_AT)), left)
    if left < 0 or cluster.activity.ran.get(name) == now:
        return
    cluster.activity.ran[name] = now
    twin = cluster.fork()
    here = machines.machine(twin, pod, container)
    budget = Budget()
    streams = Streams(Input(), Output(budget), Output(budget))
    shell = Shell(here, budget, words[0])
    _drive(twin, pod, shell.jobs.drive(shell.external(list(words), streams)), left)
    names = {name, *mounts(pod, container, cluster.store).shared.values()}
    for each in names & twin.activity.disks.keys():
        cluster.activity.disks[each] = twin.activity.disks[each]


def _drive(cluster: Cluster, pod: Object, talk: Talk[int], left: float) -> None:
    """Until it ends or its time is over. Sleep takes time of the script, not of the cluster."""
    from playground.cluster.simulation.fulfilling import Fulfiller

    fulfiller = Fulfiller(cluster, pod)
    answer: Any = None
    try:
        while True:
            wish = talk.send(answer)
            if isinstance(wish, Sleep):
                left -= wish.seconds
                if left < 0:
                    return
            answer = None if isinstance(wish, Sleep) else fulfiller.fulfil(wish)
    except (StopIteration, LimitReached, BrokenPipe, FileProblem, RecursionError):
        return


def _age(cluster: Cluster, pod: Object, container: Object) -> float:
    """Seconds for which the container has been running; negative where it is not."""
    statuses = (pod.get("status") or {}).get("containerStatuses") or ()
    status: Object = next((one for one in statuses if one["name"] == container["name"]), {})
    began = ((status.get("state") or {}).get("running") or {}).get("startedAt")
    return cluster.clock.now - instant(began) if began else -1.0
