"""A cluster and a terminal in front of it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from playground.cluster.kubectl import Advance, Exec, PortForward, Reply, Result, Session, Wish, run
from playground.cluster.simulation import Cluster

WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
      - name: web
        image: nginx:1.27
        ports: [{containerPort: 80, name: http}]
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: http}]
"""
FILES = {"web.yaml": WEB}


class Lab:
    """`ask` is a command line without `kubectl`; what pods are asked to run is kept in `executed`."""

    def __init__(self) -> None:
        self.cluster = Cluster.new()
        self.session = Session(self.cluster.api, self.cluster.clock)
        self.executed: list[Exec] = []

    def ask(self, line: str, files: Mapping[str, str] = FILES, stdin: str = "") -> Result:
        result = run(self.session, shlex.split(line), files, stdin, fulfil=self._fulfil)
        self.cluster.settle()
        return result

    def says(self, line: str) -> str:
        """The output of a command that succeeds."""
        result = self.ask(line)
        assert (result.exit, result.stderr) == (0, ""), result
        return result.stdout

    def refuses(self, line: str) -> str:
        """The complaint of a command that fails and prints nothing else."""
        result = self.ask(line)
        assert (result.exit, result.stdout) == (1, ""), result
        return result.stderr.rstrip("\n")

    def up(self) -> Lab:
        """With a Deployment and a Service that are running."""
        self.says("apply -f web.yaml")
        self.says("rollout status deploy/web")
        return self

    def _fulfil(self, wish: Wish) -> Reply:
        match wish:
            case Advance(seconds):
                self.cluster.advance(seconds)
            case Exec():
                self.executed.append(wish)
                return Reply(" ".join(wish.command) + "\n", "", 3 if wish.command == ("false",) else 0)
            case PortForward():
                return Reply(error="port-forward is not available here")
        return Reply()
