"""What a container is started with: its words, variables, and the files that ConfigMaps put into it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from playground.cluster.config import Config
from playground.cluster.containers.images import Image
from playground.cluster.containers.model import Invocation
from playground.cluster.controllers.envvars import ConfigurationError, container_environment, expand
from playground.cluster.objects.kinds import Object
from playground.cluster.store import Store


@dataclass(frozen=True, slots=True)
class Missing:
    """A Secret, ConfigMap or key that the container can't start without."""

    message: str


Environment = Callable[[Object, str], Mapping[str, str] | None]
"""A pod and the name of a container -> the variables that it was started with, if somebody remembers them."""


def invocation(
    pod: Object, container: Object, image: Image, store: Store, config: Config, remembered: Environment | None = None
) -> Invocation | Missing:
    """The words a container is started with; or was, where that is remembered: a process keeps its variables.

    `command` replaces the entry point and drops the image's own arguments; `args` alone replaces the arguments.
    """
    command, args = container.get("command") or (), container.get("args") or ()
    words = (*command, *args) if command else (*image.entrypoint, *(args or image.cmd))
    env: dict[str, str] = {}
    if container.get("env") or container.get("envFrom") or any("$" in word for word in words):
        known = remembered(pod, container["name"]) if remembered else None
        try:
            env = dict(known) if known else container_environment(store, pod, container, config)
        except ConfigurationError as error:
            return Missing(str(error))
    terminal = bool(container.get("stdin") or container.get("tty"))
    return Invocation(tuple(expand(word, env) for word in words), env, _files(pod, container, store), terminal)


def _files(pod: Object, container: Object, store: Store) -> dict[str, str]:
    """The text of every file that a ConfigMap volume mounts, by path. A ConfigMap that is missing gives none."""
    sources = {volume["name"]: volume.get("configMap") for volume in pod["spec"].get("volumes") or ()}
    files: dict[str, str] = {}
    for mount in container.get("volumeMounts") or ():
        config_map = sources.get(mount["name"])
        if not config_map:
            continue
        found = store.get("ConfigMap", pod["metadata"].get("namespace", ""), config_map.get("name", ""))
        data = (found or {}).get("data") or {}
        paths = {item["key"]: item["path"] for item in config_map.get("items") or ()} or {key: key for key in data}
        directory, only = mount["mountPath"].rstrip("/"), mount.get("subPath")
        for key, path in paths.items():
            if only == path:
                files[directory] = data.get(key, "")
            elif not only:
                files[f"{directory}/{path}"] = data.get(key, "")
    return files
