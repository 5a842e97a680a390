"""What operators do and live through, as a command of the terminal: `world crash web-1`.

kubectl has verbs for most of it. These are for what no client of the API can do: a process that exits, a node without power.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from playground.cluster.apiserver.messages import Request, Response
from playground.cluster.containers.shell.call import Call
from playground.cluster.kubectl import Session, kubectl
from playground.cluster.simulation.client import Learner, ObjectKey
from playground.cluster.simulation.cluster import Cluster

OPERATOR = "operator"

USAGE = """\
world: what operators live through

  world crash POD            its processes exit, once; the kubelet starts them again
  world crashing POD         they exit as often as they are started
  world mended POD           they run again
  world unready POD          it says that it is not ready
  world ready POD            it is free to say so
  world fail NODE            the node loses its power
  world restore NODE         it has power again
  world take SERVICE         the cloud takes its load balancer away
  world give SERVICE         the cloud makes one again

-n NAMESPACE says where POD or SERVICE is. For the rest there is kubectl: delete pod, scale, cordon, drain, set image, rollout undo.
"""


@dataclass(frozen=True, slots=True)
class Deed:
    """`act(cluster, namespace, name)` gives '' or why not; `told` says what was done. `undone`: whether it can be."""

    kind: str
    act: Callable[[Cluster, str, str], str]
    told: str
    undone: bool = True


DEEDS: dict[str, Deed] = {
    "crash": Deed("Pod", lambda cluster, *pod: cluster.crash_pod(*pod), "exited", undone=False),
    "crashing": Deed("Pod", lambda cluster, *pod: cluster.set_crashing(*pod, True), "crashing"),
    "mended": Deed("Pod", lambda cluster, *pod: cluster.set_crashing(*pod, False), "mended"),
    "unready": Deed("Pod", lambda cluster, *pod: cluster.set_ready(*pod, False), "unready"),
    "ready": Deed("Pod", lambda cluster, *pod: cluster.set_ready(*pod, True), "ready"),
    "fail": Deed("Node", lambda cluster, _, name: cluster.fail_node(name), "failed"),
    "restore": Deed("Node", lambda cluster, _, name: cluster.restore_node(name), "restored"),
    "take": Deed("Service", lambda cluster, *service: cluster.take_balancer(*service, True), "without a load balancer"),
    "give": Deed("Service", lambda cluster, *service: cluster.take_balancer(*service, False), "may have a load balancer"),
}


def world(cluster: Cluster, namespace: str, written: list[ObjectKey], call: Call) -> int:
    """The program; what it wrote, as far as that can be taken back, is added to `written`."""
    words, given = _parsed(list(call.args))
    if not words or words[0] in ("help", "--help", "-h"):
        call.out(USAGE)
        return 0
    deed = DEEDS.get(words[0])
    if deed is None or len(words) != 2:
        call.err(f"world: {words[0]}: there is no such deed\n" if deed is None else f"usage: world {words[0]} {deed.kind.upper()}\n")
        return 2
    name = words[1].removeprefix(f"{deed.kind.lower()}/")
    space = "" if deed.kind == "Node" else given or namespace
    if cluster.store.get(deed.kind, space, name) is None:
        call.err(f"world: there is no {deed.kind.lower()} {name!r}{f' in namespace {space!r}' if space else ''}\n")
        return 1
    if why := deed.act(cluster, space, name):
        call.err(f"world: {why}\n")
        return 1
    if deed.undone:
        written.append((deed.kind, space, name))
    call.out(f"{deed.kind.lower()}/{name} {deed.told}\n")
    return 0


def _parsed(args: list[str]) -> tuple[list[str], str]:
    """The words, and the namespace that -n names."""
    words, namespace = [], ""
    while args:
        word = args.pop(0)
        if word in ("-n", "--namespace"):
            namespace = args.pop(0) if args else ""
        elif word.startswith("--namespace="):
            namespace = word.partition("=")[2]
        else:
            words.append(word)
    return words, namespace


def world_words(cluster: Cluster, namespace: str, words: Iterable[str]) -> list[str]:
    """What may follow `world` on the line."""
    typed = [word for word in words if not word.startswith("-")]
    if not typed:
        return [*DEEDS, "help"]
    deed = DEEDS.get(typed[0])
    if deed is None or len(typed) > 1:
        return []
    return [obj["metadata"]["name"] for obj in cluster.store.iterate(deed.kind, None if deed.kind == "Node" else namespace)]


# -- the same by button, where kubectl has a verb


class _Operator(Learner):
    """Not the learner's own work: what a lab holds fast does not stop it."""

    def handle(self, request: Request) -> Response:
        return super().handle(replace(request, user=OPERATOR))


@dataclass(frozen=True, slots=True)
class Ran:
    printed: str
    complaint: str
    written: tuple[ObjectKey, ...]


def run_kubectl(cluster: Cluster, argv: Iterable[str], operator: bool = False) -> Ran:
    """kubectl up to the point where it would only wait: what it waits for comes with time."""
    client = (_Operator if operator else Learner)(cluster)
    result = kubectl(Session(client, cluster.clock), list(argv))
    return Ran(result.stdout.strip(), result.stderr.strip() if result.exit else "", tuple(client.written))
