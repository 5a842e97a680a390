"""What the commands of one container have in common: its pod, files, tools and the clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from playground.cluster.config import Clock, Config
from playground.cluster.containers.model import Listener
from playground.cluster.containers.shell.call import Tool
from playground.cluster.containers.shell.files import Files
from playground.cluster.containers.shell.toolbox import Toolbox
from playground.cluster.dns.resolver import ResolvConf
from playground.cluster.objects.kinds import Object


@dataclass(frozen=True, slots=True)
class Interface:
    """A network interface and its addresses as `address/prefix`."""

    name: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Machine:
    pod: Object
    hostname: str
    domain: str
    environment: Mapping[str, str]
    files: Files
    toolbox: Toolbox
    clock: Clock
    config: Config
    resolv: ResolvConf
    listeners: Callable[[], tuple[Listener, ...]]
    interfaces: tuple[Interface, ...] = ()
    gateway: str = ""
    processes: tuple[str, ...] = ()  # command lines of what runs in the container
    programs: Mapping[str, Tool] = field(default_factory=dict)  # what is installed here and in no image's table
