"""The kubeconfig of one workspace. Knows nothing of Django: manage.py cluster writes one too."""

from __future__ import annotations

from playground.cluster.kubectl.yamltext import yaml_text
from playground.cluster.objects.kinds import Object

NAME = "playground"

KEPT_ALIVE = 90
"""Seconds for which an idle connection stays open, as the API server's do: clients that ask every few seconds find it so."""


def kubeconfig(server: str, token: str = "", namespace: str = "default", name: str = NAME) -> str:
    """YAML. `token` '' where the address itself carries the secret: kubectl sends no token over plain HTTP."""
    user: Object = {"token": token} if token else {}
    return yaml_text({
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": name, "cluster": {"server": server}}],
        "users": [{"name": name, "user": user}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": name, "namespace": namespace}}],
        "current-context": name,
        "preferences": {},
    })  # fmt: skip
