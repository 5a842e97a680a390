"""What every namespace is given: the ServiceAccount `default` and the ConfigMap `kube-root-ca.crt`.

Both come back if they are deleted. The certificate is a placeholder: nothing in the model is encrypted.

Models: pkg/controller/serviceaccount/serviceaccounts_controller.go syncNamespace; pkg/controller/certificates/rootcacertpublisher
"""

from __future__ import annotations

from collections.abc import Iterable

from playground.cluster.controllers.base import Controller, Key
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import is_terminating
from playground.cluster.store import Change

ACCOUNT = "default"
AUTHORITY = "kube-root-ca.crt"
NOTE = "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters."
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nc2ltdWxhdGVk\n-----END CERTIFICATE-----\n"


class NamespaceContents(Controller):
    name = "serviceaccount-controller"
    kinds = ("Namespace", "ServiceAccount", "ConfigMap")

    def keys(self, change: Change) -> Iterable[Key]:
        if change.kind == "Namespace":
            return [("", change.name)] if change.new is not None else ()
        wanted = ACCOUNT if change.kind == "ServiceAccount" else AUTHORITY
        return [("", change.namespace)] if change.new is None and change.name == wanted else ()

    def reconcile(self, key: Key) -> float | None:
        namespace = self.store.get("Namespace", *key)
        if namespace is None or is_terminating(namespace):
            return None
        annotations = {"kubernetes.io/description": NOTE}
        self._ensure(key[1], "ServiceAccount", ACCOUNT, {}, {})
        self._ensure(key[1], "ConfigMap", AUTHORITY, {"annotations": annotations}, {"data": {"ca.crt": CERTIFICATE}})
        return None

    def _ensure(self, namespace: str, kind: str, name: str, meta: Object, content: Object) -> None:
        if self.store.get(kind, namespace, name) is None:
            metadata = {"name": name, "namespace": namespace, **meta}
            self.api.create({"apiVersion": "v1", "kind": kind, "metadata": metadata, **content}, self.name)
