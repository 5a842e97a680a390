"""Why a name has no address: namespaces, selectors behind headless Services, aliases, resolvers."""

from __future__ import annotations

from difflib import get_close_matches

from playground.cluster.dns.records import as_ip
from playground.cluster.objects.flow import Origin
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import is_ready
from playground.cluster.saying import say, together
from playground.cluster.trace.diagnose_service import View, about, of, without_endpoints
from playground.cluster.trace.model import Diagnosis, Lookup, Trace


def name_without_address(view: View, trace: Trace, lookup: Lookup) -> Diagnosis | None:
    """A lookup that gave nothing to connect to."""
    codes = {step.code: step for hop in lookup.hops for step in hop.steps}
    if "dns.server_unreachable" in codes:
        step = codes["dns.server_unreachable"]
        return Diagnosis("DNS-SERVER-DOWN", {"server": step.params["server"]}, step.origins)
    wanted = _Wanted(view, trace, lookup)
    if "dns.server_outside" in codes or not trace.source.startswith("pod:"):
        return wanted.asked_outside()
    return wanted.of_cluster()


class _Wanted:
    """The name as the client wrote it, read as a name of the cluster."""

    def __init__(self, view: View, trace: Trace, lookup: Lookup) -> None:
        self.view, self.store, self.lookup, self.trace = view, view.store, lookup, trace
        self.host = lookup.name.rstrip(".")
        self.domain = view.config.cluster_domain
        base = self.host.lower().removesuffix("." + self.domain)
        labels = base.removesuffix(".svc").split(".")
        self.full = base != self.host.lower() or base.endswith(".svc")
        self.ports = labels[0].startswith("_")
        self.labels = [label for label in labels if not label.startswith("_")]
        self.own = trace.source.removeprefix("pod:").partition("/")[0] if trace.source.startswith("pod:") else ""

    def of_cluster(self) -> Diagnosis | None:
        service = self._service()
        if service is not None:
            return self._of_service(service)
        return self._of_pod() or self._elsewhere() or self._unknown()

    def asked_outside(self) -> Diagnosis:
        """A resolver that knows none of the cluster's names was asked."""
        of_cluster = self.full or len(self.labels) <= 2  # not shop.example.com, though there is a Service shop
        service = self._service() or (self._anywhere() if of_cluster else None)
        if service is None:
            return self._no_such_name()
        source = self.trace.source.replace(":", " ")
        origins: tuple[Origin, ...] = (of(service, "spec", "type"),)
        if self.trace.source.startswith("pod:"):
            namespace, _, name = self.trace.source.removeprefix("pod:").partition("/")
            origins = (Origin("Pod", namespace, name, ("spec", "dnsPolicy")),)
        return Diagnosis("DNS-CLUSTER-NAME-OUTSIDE", {"host": self.host, "source": source}, origins)

    # -- the Service that was meant

    def _service(self) -> Object | None:
        """The Service that the name stands for where it is looked for; the endpoint's label before it is passed over."""
        for place in self._places():
            found = self.store.get("Service", *place)
            if found is not None:
                return found
        return None

    def _places(self) -> list[tuple[str, str]]:
        """(namespace, Service) for each reading of the labels."""
        labels = self.labels
        places = [(self.own, labels[0])] if len(labels) == 1 else []
        if len(labels) >= 2:
            places.append((labels[-1], labels[-2]))
            if not self.full:
                places.append((self.own, labels[-1]))
        return places

    def _of_service(self, service: Object) -> Diagnosis | None:
        spec = service["spec"]
        if spec.get("type") == "ExternalName":
            target = spec.get("externalName", "")
            code = "EXTERNALNAME-NOT-A-NAME" if as_ip(target) else "DNS-EXTERNALNAME-UNRESOLVED"
            return about(service, code, of(service, "spec", "externalName"), target=target, domain=self.domain)
        reasons = {step.params.get("missing") for hop in self.lookup.hops for step in hop.steps}
        if "endpoints" in reasons:
            return without_endpoints(self.view, service)
        if "endpoint" in reasons and len(self.labels) > 1:
            found = self._of_pod()
            if found is not None:
                return found
        if "port" in reasons and self.ports:
            return about(service, "DNS-NO-SUCH-PORT-NAME", of(service, "spec", "ports"), host=self.host)
        if self.lookup.rcode == "NOERROR":
            types = sorted({str(question["type"]) for question in self.lookup.questions})
            origins = (of(service, "spec", "ipFamilies"), of(service, "spec", "type"))
            return about(service, "DNS-NODATA", *origins, host=self.host, type=types)
        return self._not_searched(service) or self._no_such_name()

    def _not_searched(self, service: Object) -> Diagnosis | None:
        """The pod's resolver asked for the name as it stands and no other, so it never asked for the Service's whole name."""
        step = next((step for hop in self.lookup.hops for step in hop.steps if step.code == "dns.as_is"), None)
        if step is None or self.full:
            return None
        namespace, _, pod = self.trace.source.removeprefix("pod:").partition("/")
        metadata = service["metadata"]
        params = {
            "host": self.host, "pod": f"pod {pod}", "name": pod, "namespace": namespace,
            "ndots": step.params["ndots"], "search": " ".join(step.params["search"]) or say("(none)"),
            "full": f"{metadata['name']}.{metadata['namespace']}.svc.{self.domain}.",
        }  # fmt: skip
        return Diagnosis("DNS-NOT-SEARCHED", params, step.origins)

    # -- other readings

    def _of_pod(self) -> Diagnosis | None:
        """The first label is the name of a pod."""
        namespace = self.labels[2] if len(self.labels) > 2 else self.own
        namespaces = [namespace, self.labels[-1]]
        pod = next((found for place in namespaces if (found := self.store.get("Pod", place, self.labels[0]))), None)
        if pod is None:
            return None
        name = f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
        subdomain = pod["spec"].get("subdomain")
        service = self.store.get("Service", pod["metadata"]["namespace"], subdomain) if subdomain else None
        if service is not None and subdomain in self.labels and not is_ready(pod):
            return Diagnosis("POD-NOT-READY", {"pod": name}, (of(pod, "status", "conditions"),))
        params = {"host": self.host, "pod": pod["metadata"]["name"]}
        return Diagnosis("DNS-POD-NAME", params, (of(pod, "spec", "hostname"), of(pod, "spec", "subdomain")))

    def _anywhere(self) -> Object | None:
        for service in self.store.iterate("Service"):
            if service["metadata"]["name"] == self.labels[0]:
                return service
        return None

    def _elsewhere(self) -> Diagnosis | None:
        """The Service exists in another namespace than the one that the name means."""
        found = self._anywhere()
        if found is None:
            return None
        metadata = found["metadata"]
        if len(self.labels) > 1 and self.store.get("Namespace", "", self.labels[1]) is None:
            return self._no_namespace(metadata["namespace"])
        meant = self.labels[1] if len(self.labels) > 1 else self.own
        params = {"other": metadata["namespace"], "namespace": meant, "domain": self.domain}
        return about(found, "DNS-OTHER-NAMESPACE", of(found, "metadata", "namespace"), **params)

    def _no_namespace(self, near: str = "") -> Diagnosis:
        names = [found["metadata"]["name"] for found in self.store.iterate("Namespace")]
        close = near or next(iter(get_close_matches(self.labels[1], names, 1)), "")
        params = {"host": self.host, "namespace": self.labels[1], "near": together(["", say("Did you mean {name}?", name=close)]) if close else ""}
        return Diagnosis("DNS-NO-SUCH-NAMESPACE", params)

    def _unknown(self) -> Diagnosis:
        """No Service is called so: a slip of the pen, a Service that is missing, or a name of the world outside."""
        if self.full or len(self.labels) == 1:
            namespace = self.labels[1] if len(self.labels) > 1 else self.own
            if self.store.get("Namespace", "", namespace) is None and len(self.labels) > 1:
                return self._no_namespace()
            names = [found["metadata"]["name"] for found in self.store.iterate("Service", namespace)]
            close = next(iter(get_close_matches(self.labels[0], names, 1)), "")
            origins = (Origin("Service", namespace, close, ("metadata", "name")),) if close else ()
            near = together(["", say("the nearest name there is {name}", name=close)], "; ") if close else ""
            params = {"service": self.labels[0], "namespace": namespace, "near": near}
            return Diagnosis("SVC-NOT-FOUND", params, origins)
        if len(self.labels) == 2 and self.store.get("Namespace", "", self.labels[1]) is not None:
            params = {"service": self.labels[0], "namespace": self.labels[1], "near": ""}
            return Diagnosis("SVC-NOT-FOUND", params)
        return self._no_such_name()

    def _no_such_name(self) -> Diagnosis:
        return Diagnosis("DNS-NO-SUCH-NAME", {"host": self.host, "domain": self.domain})
