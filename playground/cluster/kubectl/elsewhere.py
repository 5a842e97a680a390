"""Commands of kubectl that mean nothing in the terminal: they exist, and say so."""

from __future__ import annotations

from playground.cluster.kubectl.command import Call, Command
from playground.cluster.kubectl.failures import Failure


def _absent(name: str, about: str, instead: str = "") -> Command:
    def run(call: Call) -> None:
        raise Failure(f"{name} is not available here{': ' + instead if instead else ''}")

    return Command(name, about, run)


CERTIFICATE = (_absent("certificate", "Modify certificate resources"),)
PROXY = (_absent("proxy", "Run a proxy to the Kubernetes API server", "kubectl get --raw PATH asks the API"),)
DEBUG = (_absent("debug", "Create debugging sessions for troubleshooting workloads and nodes", "kubectl run -it --rm starts a pod to ask from"),)
KUSTOMIZE = (_absent("kustomize", "Build a kustomization target from a directory or URL"),)
COMPLETION = (_absent("completion", "Output shell completion code for the specified shell", "the Tab key completes already"),)
PLUGIN = (_absent("plugin", "Provides utilities for interacting with plugins"),)
OPTIONS = (_absent("options", "Print the list of flags inherited by all commands"),)
