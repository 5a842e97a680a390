"""What a container finds at its mount paths: the text of ConfigMaps, Secrets and the downward API, and shared directories.

Models: pkg/volume/{configmap,secret,downwardapi,projected}; plugin/pkg/admission/serviceaccount
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from playground.cluster.controllers.envvars import ConfigurationError, field_value
from playground.cluster.objects.kinds import Object
from playground.cluster.store import Store

SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIDBTCCAe2gAwIBAgIIc2ltdWxhdGVkMA0GCSqGSIb3DQEBCwUA\n-----END CERTIFICATE-----\n"


@dataclass(slots=True)
class Mounts:
    """`files`: read-only texts by path; `shared`: names of the disks that are mounted, by path."""

    files: dict[str, str] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)
    fixed: tuple[str, ...] = ()


def mounts(pod: Object, container: Object, store: Store) -> Mounts:
    """Everything that is mounted into one container of a pod."""
    found = Mounts()
    volumes = {volume["name"]: volume for volume in pod["spec"].get("volumes") or ()}
    fixed = []
    for mount in container.get("volumeMounts") or ():
        volume = volumes.get(mount["name"])
        if volume is None:
            continue
        directory, only = mount["mountPath"].rstrip("/"), mount.get("subPath") or ""
        disk = _disk(volume, pod)
        if disk:
            found.shared[directory] = f"{disk}/{only}" if only else disk
            if mount.get("readOnly"):
                fixed.append(directory)
            continue
        fixed.append(directory)
        for path, text in _texts(volume, pod, store).items():
            if only:
                if path == only:
                    found.files[directory] = text
            else:
                found.files[f"{directory}/{path}"] = text
    if not any(path.startswith(SERVICE_ACCOUNT) for path in found.files) and _has_token(pod):
        found.files |= {f"{SERVICE_ACCOUNT}/{name}": text for name, text in _token(pod).items()}
        fixed.append(SERVICE_ACCOUNT)
    found.fixed = tuple(fixed)
    return found


def _disk(volume: Object, pod: Object) -> str:
    """The name of the disk behind a volume that can be written to; '' for others."""
    meta, uid = pod["metadata"], pod["metadata"].get("uid", "")
    if "emptyDir" in volume or "ephemeral" in volume:
        return f"pod/{uid}/{volume['name']}"
    if volume.get("hostPath"):
        return f"node/{pod['spec'].get('nodeName', '')}/{volume['hostPath'].get('path', '')}"
    if volume.get("persistentVolumeClaim"):
        return f"claim/{meta.get('namespace', '')}/{volume['persistentVolumeClaim'].get('claimName', '')}"
    return ""


def _texts(volume: Object, pod: Object, store: Store) -> dict[str, str]:
    namespace = pod["metadata"].get("namespace", "")
    if volume.get("configMap"):
        source = volume["configMap"]
        data = (store.get("ConfigMap", namespace, source.get("name", "")) or {}).get("data") or {}
        return _picked(data, source)
    if volume.get("secret"):
        source = volume["secret"]
        return _picked(_secret(store, namespace, source.get("secretName", "")), source)
    if volume.get("downwardAPI"):
        return dict(_downward(volume["downwardAPI"], pod))
    out: dict[str, str] = {}
    for source in (volume.get("projected") or {}).get("sources") or ():
        if "serviceAccountToken" in source:
            out[source["serviceAccountToken"].get("path", "token")] = _token(pod)["token"]
        if "secret" in source:
            out |= _picked(_secret(store, namespace, source["secret"].get("name", "")), source["secret"])
        if "configMap" in source:
            named = store.get("ConfigMap", namespace, source["configMap"].get("name", "")) or {}
            out |= _picked(named.get("data") or {}, source["configMap"])
        if "downwardAPI" in source:
            out |= dict(_downward(source["downwardAPI"], pod))
    return out


def _picked(data: Mapping[str, str], source: Object) -> dict[str, str]:
    items = source.get("items")
    return {item["path"]: data[item["key"]] for item in items if item["key"] in data} if items else dict(data)


def _secret(store: Store, namespace: str, name: str) -> dict[str, str]:
    found = store.get("Secret", namespace, name) or {}
    return {key: b64decode(value).decode(errors="replace") for key, value in (found.get("data") or {}).items()}


def _downward(source: Object, pod: Object) -> Iterator[tuple[str, str]]:
    for item in source.get("items") or ():
        path = (item.get("fieldRef") or {}).get("fieldPath", "")
        if path in ("metadata.labels", "metadata.annotations"):
            pairs = pod["metadata"].get(path.partition(".")[2]) or {}
            yield item["path"], "\n".join(f'{key}="{value}"' for key, value in sorted(pairs.items()))
        elif path:
            try:
                yield item["path"], str(field_value(pod, path) or "")
            except ConfigurationError:
                yield item["path"], ""


def _has_token(pod: Object) -> bool:
    return pod["spec"].get("automountServiceAccountToken") is not False


def _token(pod: Object) -> dict[str, str]:
    meta = pod["metadata"]
    account = pod["spec"].get("serviceAccountName") or "default"
    return {
        "ca.crt": CERTIFICATE,
        "namespace": meta.get("namespace", ""),
        "token": f"simulated.{meta.get('namespace', '')}.{account}.{meta.get('uid', '')}",
    }
