"""A random session of two learners in one workspace: every command that there is, few names, so that they meet. The same seed
gives the same session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import yaml

from tests.properties.commands import SERVICES, service, template
from tests.properties.mutants import text_mutant

Saying = tuple[str, dict[str, Any]]
"""The type of a message and its fields."""

LAB = ("clusterip", "first-service")
SOLUTION = (Path(__file__).parents[2] / "labs/clusterip/01-first-service/solutions/service.yaml").read_text()
OPENING: tuple[Saying, ...] = (
    ("predict", {"step": "look", "answer": {"disposition": "NXDOMAIN"}}),
    ("submit", {"step": "refused", "files": [{"path": "service.yaml", "text": SOLUTION}]}),
    ("hint", {"step": "fix", "index": 0}),
)
"""What brings the lab to the step where everything may be asked."""

_WEB = {"kind": "Deployment", "namespace": "default", "name": "web"}
CLOSING: tuple[Saying, ...] = (
    ("reset", {}),
    ("world", {"action": {"set_image": {**_WEB, "image": "nginx:1.30"}}}),
    ("world", {"action": {"rollback": _WEB}}),
)
"""What chance seldom brings about in this order."""

WORKLOADS = ("web", "db", "api")


class RandomSession:
    """`say(rows)` gives the next message; `rows` are what the table shows now. `lab` is the snapshot's."""

    def __init__(self, seed: int, lab: dict[str, Any] | None) -> None:
        self.draw = Random(seed)
        self.steps = [step["id"] for step in (lab or {}).get("steps", ())]
        self.opening = list(OPENING) if lab else []

    def say(self, rows: list[dict[str, Any]]) -> Saying:
        if self.opening:
            return self.opening.pop(0)
        self.rows = rows
        names, weights = zip(*(COMMANDS | (IN_A_LAB if self.steps else {})).items(), strict=True)
        (command,) = self.draw.choices(names, weights)
        saying: Saying = command(self)
        return saying

    def one(self, kind: str) -> tuple[str, str]:
        """Namespace and name of an object of this kind; of one that does not exist where there is none."""
        found = [row for row in self.rows if row["kind"] == kind and row["namespace"] != "kube-system"]
        row = self.draw.choice(found) if found else {"namespace": "default", "name": "nobody"}
        return row["namespace"], row["name"]


def _text(draw: Random) -> str:
    """Manifests, good and bad; some are broken as people break them."""
    documents: list[dict[str, Any]] = []
    for _ in range(draw.choice((1, 1, 2, 3))):
        if draw.random() < 0.6:
            documents.append({"apiVersion": "v1", "kind": "Service", **service(draw, draw.choice(SERVICES))})
            continue
        name = draw.choice(WORKLOADS)
        spec = {"replicas": draw.randint(0, 4), "selector": {"matchLabels": {"app": name}}, "template": template(draw, name)}
        documents.append({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name}, "spec": spec})
    text: str = yaml.safe_dump_all(documents)
    return text_mutant(text, draw) if draw.random() < 0.25 else text


def _files(draw: Random) -> list[dict[str, str]]:
    text = "".join(piece for piece in _text(draw) if not "\ud800" <= piece <= "\udfff")
    return [{"path": draw.choice(("service.yaml", "service.yaml", "more.yaml")), "text": text}]


def _terminal(session: RandomSession) -> Saying:
    draw = session.draw
    line = draw.choice(LINES).format(
        pod=session.one("Pod")[1], service=draw.choice(SERVICES), workload=draw.choice(WORKLOADS), n=draw.randint(0, 5), node=session.one("Node")[1]
    )
    return "terminal", {"line": line, "files": _files(draw) if "-f" in line else []}


LINES = (
    "kubectl get pods -o wide", "kubectl scale deployment {workload} --replicas={n}", "kubectl delete service {service}",
    "kubectl delete pod {pod} --wait=false", "kubectl apply -f service.yaml", "kubectl label pod {pod} app=db --overwrite",
    "kubectl expose deployment {workload} --port=8{n} --name={service}", "kubectl run extra-{n} --image=nginx --labels=app=web",
    "kubectl set image deployment/{workload} main=redis", "kubectl rollout restart deployment {workload}", "kubectl cordon {node}",
    "kubectl uncordon {node}", "kubectl drain {node} --ignore-daemonsets --force", "kubectl exec client -- curl -s http://{service}",
    "kubectl exec -it client -- sh", "exit", "kubectl create namespace shop", "kubectl delete namespace shop", "echo 'unfinished",
    'kubectl patch service {service} -p \'{{"spec":{{"selector":{{"app":"api"}}}}}}\'', "kubectl get dragons", "kubectl delete deployment {workload}",
    "kubectl create service nodeport {service} --tcp=80:8{n}", "kubectl annotate service {service} note={n}", "sleep {n}",
)  # fmt: skip


def _world(session: RandomSession) -> Saying:
    draw = session.draw
    pod, node, service = ("/".join(session.one("Pod")), session.one("Node")[1], "/".join(session.one("Service")))
    kind = draw.choice(("Deployment", "Deployment", "StatefulSet"))
    namespace, name = session.one(kind)
    owner = {"kind": kind, "namespace": namespace, "name": name}
    on = draw.random() < 0.5
    actions: dict[str, Any] = {
        "delete_pod": pod,
        "set_ready": {"pod": pod, "ready": on},
        "crash_pod": pod,
        "set_crashing": {"pod": pod, "crashing": on},
        "scale": {**owner, "replicas": draw.randint(0, 6)},
        "set_image": {**owner, "image": draw.choice(("nginx:1.29", "redis", "no/such:image"))},
        "rollback": owner,
        "cordon": node,
        "uncordon": node,
        "drain": node,
        "fail_node": node,
        "restore_node": node,
        "balancer": {"service": service, "taken": on},
    }
    wanted = draw.choice((*actions, "restore_node", "uncordon"))
    return "world", {"action": {wanted: actions[wanted]}}


def _delete(session: RandomSession) -> Saying:
    kind = session.draw.choice(("Service", "Service", "Pod", "Deployment", "EndpointSlice"))
    namespace, name = session.one(kind)
    return "delete", {"kind": kind, "namespace": namespace, "name": name}


def _trace(session: RandomSession) -> Saying:
    draw = session.draw
    source = draw.choice(("pod/client", "outside", f"node/{session.one('Node')[1]}"))
    target = draw.choice(("http://{}", "http://{}:81", "{}", "{}.default.svc.cluster.local", "udp://{}:53", "http://{}.shop"))
    return "trace", {"source": source, "target": target.format(draw.choice(SERVICES))}


def _submit(session: RandomSession) -> Saying:
    files = _files(session.draw) if session.draw.random() < 0.5 else [{"path": "service.yaml", "text": SOLUTION}]
    return "submit", {"step": session.draw.choice(session.steps), "files": files}


def _send(session: RandomSession) -> Saying:
    return "send", {**_trace(session)[1], "count": session.draw.choice((1, 10))}


def _predict(session: RandomSession) -> Saying:
    answer = {"disposition": session.draw.choice(("DELIVERED", "NXDOMAIN", "REJECTED"))}
    return "predict", {"step": session.draw.choice(session.steps), "answer": answer}


Command = Callable[[RandomSession], Saying]
COMMANDS: dict[Command, int] = {
    lambda session: ("apply", {"files": _files(session.draw)}): 22,
    lambda session: ("save", {"files": _files(session.draw)}): 4,
    _terminal: 20,
    _world: 18,
    _delete: 6,
    _trace: 8,
    lambda session: ("advance", {"seconds": session.draw.choice((0.5, 2, 10, 60, 400))}): 8,
    lambda session: ("clock", {"running": session.draw.random() < 0.8}): 6,
    lambda session: ("undo", {}): 8,
    lambda session: ("redo", {}): 15,
    lambda session: ("reset", {}): 1,
    _send: 3,
    lambda session: ("checkpoint", {"name": session.draw.choice(WORKLOADS)}): 4,
    lambda session: ("restore", {"name": session.draw.choice(WORKLOADS)}): 3,
    lambda session: ("forget", {"name": session.draw.choice(WORKLOADS)}): 2,
    lambda session: ("lint", {"files": _files(session.draw)}): 1,
    lambda session: ("sources", {}): 1,
}
IN_A_LAB: dict[Command, int] = {
    lambda session: ("check", {"step": session.draw.choice(session.steps)}): 4,
    _submit: 8,
    lambda session: ("hint", {"step": session.draw.choice(session.steps), "index": session.draw.randint(0, 3)}): 5,
    _predict: 4,
}
"""How often, relative to each other."""
