"""What users' commands and requests left behind in containers: written files, and lines in the servers' logs.

State of the simulation like connection tracking: in no object, forked with the cluster.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from playground.cluster.containers.shell.files import Disk
from playground.cluster.objects.kinds import Object

MOST_LINES = 1000
"""Of each container's requests so many are kept."""


@dataclass(slots=True)
class Activity:
    """`disks` by a name, `lines` by container; both names begin with the pod's UID where they end with the pod."""

    disks: dict[str, Disk] = field(default_factory=dict)
    lines: dict[str, list[tuple[float, str]]] = field(default_factory=dict)

    def fork(self) -> Activity:
        return Activity(
            {name: disk.fork() for name, disk in self.disks.items()}, {name: list(lines) for name, lines in self.lines.items()}
        )

    def forget_requests(self) -> None:
        self.lines.clear()

    def disk(self, name: str) -> Disk:
        return self.disks.setdefault(name, Disk())

    def container_disk(self, pod: Object, container: str) -> Disk:
        return self.disk(container_name(pod, container))

    def log(self, pod: Object, container: str, now: float, line: str) -> None:
        lines = self.lines.setdefault(container_name(pod, container), [])
        lines.append((now, line))
        if len(lines) > MOST_LINES:
            del lines[0]

    def log_of(self, pod: Object, container: str) -> list[tuple[float, str]]:
        return self.lines.get(container_name(pod, container), [])


def container_name(pod: Object, container: str) -> str:
    """One life of a container: what it wrote is gone after a restart."""
    statuses = (pod.get("status") or {}).get("containerStatuses") or ()
    restarts = next((status.get("restartCount", 0) for status in statuses if status["name"] == container), 0)
    return f"{pod['metadata'].get('uid', '')}/{container}/{restarts}"
