"""How dig, host and nslookup ask: one server, name by name along the search list."""

from __future__ import annotations

from dataclasses import dataclass

from playground.cluster.containers.shell.call import Call
from playground.cluster.containers.shell.streams import NETWORK_STEPS
from playground.cluster.containers.shell.wishes import Outcome, Queried, Query, Sleep, Talk
from playground.cluster.dns.records import Record, absolute
from playground.cluster.dns.resolver import candidates


@dataclass(frozen=True, slots=True)
class Found:
    """The answer that counts, to the name that it was given for."""

    name: str
    queried: Queried

    @property
    def rcode(self) -> str:
        return self.queried.answer.rcode if self.queried.answer else ""

    @property
    def records(self) -> tuple[Record, ...]:
        return self.queried.answer.answer if self.queried.answer else ()


def ask(
    call: Call, name: str, type_: str, server: str = "", *, search: bool = False, tcp: bool = False, tries: int = 3, patience: float = 5.0
) -> Talk[Found]:
    """With `search`, the first candidate that exists counts, else the last. Servers that are silent cost their time."""
    names = candidates(name, call.machine.resolv) if search else (absolute(name),)
    found = Found(absolute(name), Queried(server))
    for candidate in names:
        call.shell.budget.step(NETWORK_STEPS)
        queried: Queried = yield Query(candidate, type_, server, tcp)
        found = Found(candidate, queried)
        if queried.answer is None:
            if queried.outcome is Outcome.SILENT:
                yield Sleep(tries * patience)
            return found
        if queried.answer.rcode == "NOERROR":
            return found
    return found


def server_address(call: Call, server: str) -> Talk[str]:
    """`@name` is looked up as any other host; '' if it has no address."""
    from playground.cluster.containers.shell.tools.reach import addresses

    found = yield from addresses(call, server)
    return found.addresses[0] if found.addresses else ""
