"""The main process of a container: what it was started with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.cluster.containers.images import image_of
from playground.cluster.containers.variables import Missing, invocation
from playground.cluster.objects.kinds import Object
from playground.cluster.simulation.inside import SHELLS

if TYPE_CHECKING:
    from playground.cluster.simulation.cluster import Cluster


def command(cluster: Cluster, pod: Object, container: Object) -> tuple[str, ...]:
    """Its words; empty where it can't be started."""
    call = invocation(pod, container, image_of(container.get("image") or ""), cluster.store, cluster.config)
    return () if isinstance(call, Missing) else call.argv


def main_shell(cluster: Cluster, pod: Object, container: Object) -> str:
    """The program, if it is a shell that reads what is typed; else ''."""
    words = command(cluster, pod, container)
    return words[0] if len(words) == 1 and words[0].rpartition("/")[2] in SHELLS else ""
