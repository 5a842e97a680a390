"""What users' commands and requests left behind in containers: written files, and requests for the servers' logs.

State of the simulation like connection tracking: in no object, forked with the cluster.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from playground.cluster.containers.access_log import Served
from playground.cluster.containers.shell.files import Disk
from playground.cluster.objects.kinds import Object
from playground.cluster.trace.model import Trace

MOST_REQUESTS = 2000
"""Of all pods' requests so many are kept for the logs."""


def _requests() -> deque[tuple[float, str, Served | Trace]]:
    return deque(maxlen=MOST_REQUESTS)


@dataclass(slots=True)
class Activity:
    """`disks` by a name that begins with the pod's UID where they end with the pod; `requests` by instant and place."""

    disks: dict[str, Disk] = field(default_factory=dict)
    requests: deque[tuple[float, str, Served | Trace]] = field(default_factory=_requests)
    ran: dict[str, tuple[int, float]] = field(default_factory=dict)  # containers' scripts, up to which revision, how long

    def fork(self) -> Activity:
        return Activity({name: disk.fork() for name, disk in self.disks.items()}, self.requests.copy(), dict(self.ran))

    def forget_requests(self) -> None:
        self.requests.clear()

    @property
    def has_files(self) -> bool:
        """Whether any command has written a file."""
        return any(disk.written for disk in self.disks.values())

    def disk(self, name: str) -> Disk:
        return self.disks.setdefault(name, Disk())

    def container_disk(self, pod: Object, container: str) -> Disk:
        return self.disk(container_name(pod, container))

    def note(self, at: float, place: str, what: Served | Trace) -> None:
        """A request that a place answered. What its server writes of it is only made out when somebody reads the log."""
        self.requests.append((at, place, what))

    def requests_of(self, place: str) -> Iterator[tuple[float, Served | Trace]]:
        return ((at, what) for at, one, what in self.requests if one == place)


def container_name(pod: Object, container: str) -> str:
    """One life of a container: what it wrote is gone after a restart."""
    statuses = (pod.get("status") or {}).get("containerStatuses") or ()
    restarts = next((status.get("restartCount", 0) for status in statuses if status["name"] == container), 0)
    return f"{pod['metadata'].get('uid', '')}/{container}/{restarts}"
