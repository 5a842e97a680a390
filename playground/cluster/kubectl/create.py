"""kubectl create: from files, and the generators.

Models: kubectl/pkg/cmd/create/{create,create_service,create_deployment,create_namespace,create_configmap,create_secret,
create_ingress,create_job,create_cronjob,create_serviceaccount,create_quota}.go
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Sequence
from typing import Any

from playground.cluster.apiserver.validation.names import dns_subdomain, port_name
from playground.cluster.kubectl import files
from playground.cluster.kubectl import flags as flagging
from playground.cluster.kubectl.apply import write_options
from playground.cluster.kubectl.command import Call, Command, only_subcommands
from playground.cluster.kubectl.declarative import annotated
from playground.cluster.kubectl.failures import Failure, Refusal, raise_all
from playground.cluster.kubectl.flags import parse_int
from playground.cluster.kubectl.output import printers
from playground.cluster.kubectl.resources import Info
from playground.cluster.objects.kinds import BY_NAME, Object

Generate = Callable[[Call, str], Object]

_SHARED = flagging.join(printers.FLAGS, printers.DRY_RUN, files.VALIDATE, flagging.table("save-config! field-manager=kubectl-create"))
FLAGS = flagging.join(files.FLAGS, _SHARED, flagging.table("edit! raw= selector/l= windows-line-endings!"))


def run(call: Call) -> None:
    """`create -f`"""
    if not call.flag("filename"):
        if call.arguments:
            raise call.misuse(f"Unexpected args: [{' '.join(call.arguments)}]")
        raise Failure("must specify one of -f and -k")
    if call.arguments:
        raise call.misuse(f"Unexpected args: [{' '.join(call.arguments)}]")
    dry, failures, count = printers.dry_run(call), [], 0
    for found in files.visit(call):
        try:
            if isinstance(found, Failure):
                raise found
            count += 1
            _create(call, found, dry)
        except Failure as failure:
            failures.append(failure)
    raise_all(failures)
    if not count:
        raise Failure("no objects passed to create")


def _create(call: Call, info: Info, dry: str) -> None:
    assert info.value is not None
    obj = annotated(info.value, info.namespace) if call.flag("save-config") else info.value
    if dry != "client":
        try:
            obj = call.client.create(info.kind, info.namespace, obj, write_options(call, dry))
        except Refusal as refusal:
            raise refusal.sourced("creating", info.source) from None
    printers.done(call, info.kind, obj, "created", dry)


def submit(call: Call, obj: Object, doing: str = "") -> None:
    """A generated object: sent, or shown as it would be. `doing` stands before a refusal: `failed to create deployment:`."""
    kind, dry = BY_NAME[obj["kind"]], printers.dry_run(call)
    space = call.namespace if kind.namespaced else ""
    if space and call.given("namespace"):
        obj = {**obj, "metadata": {**obj["metadata"], "namespace": space}}
    obj = printers.complete(obj)
    if call.flags.get("save-config"):
        obj = annotated(obj, space)
    if dry != "client":
        try:
            obj = call.client.create(kind, space, {**obj, "metadata": {**obj["metadata"], **({"namespace": space} if space else {})}}, write_options(call, dry))
        except Refusal as refusal:
            raise (Failure(f"{doing} {refusal}") if doing else refusal) from None
    printers.done(call, kind, obj, "created", dry, typed=True)


def name_of(call: Call) -> str:
    """The one argument. Raises Misuse."""
    before = call.arguments if call.flags.dash < 0 else call.arguments[: call.flags.dash]
    if len(before) != 1:
        raise call.misuse(f"exactly one NAME is required, got {len(before)}")
    return before[0]


def generated(generate: Generate, doing: str) -> Callable[[Call], None]:
    def create(call: Call) -> None:
        submit(call, generate(call, name_of(call)), doing)

    return create


def _object(kind: str, name: str, **fields: Any) -> Object:
    return {"apiVersion": BY_NAME[kind].api_version, "kind": kind, "metadata": {"name": name}, **fields}


# -- services


def service(
    name: str, type_: str, tcp: Sequence[str], cluster_ip: str = "", external_name: str = "", node_port: int = 0
) -> Object:
    """Models: create_service.go ServiceOptions.createService, parsePorts"""
    if cluster_ip == "None" and type_ != "ClusterIP":
        raise Failure("ClusterIP=None can only be used with ClusterIP service type")
    if not tcp and cluster_ip != "None" and type_ != "ExternalName":
        raise Failure("at least one tcp port specifier must be provided")
    if type_ == "ExternalName" and dns_subdomain(external_name):
        raise Failure(f"invalid service external name {external_name}")
    spec: Object = {"selector": {"app": name}, "type": type_}
    ports = [_port(text, node_port) for text in tcp]
    if ports:
        spec["ports"] = ports
    if external_name:
        spec["externalName"] = external_name
    if cluster_ip:
        spec["clusterIP"] = cluster_ip
    return _object("Service", name, spec=spec) | {"metadata": {"name": name, "labels": {"app": name}}}


def _port(text: str, node_port: int) -> Object:
    before, colon, after = text.partition(":")
    try:
        port = parse_int(before, 31, "ParseUint")
        if port > 65535:
            raise ValueError(f'strconv.ParseUint: parsing "{before}": value out of range')
    except ValueError as error:
        raise Failure(str(error)) from None
    target: int | str = port
    if colon and after:
        target = int(after) if re.fullmatch("[0-9]+", after) else after
        complaints = port_name(after) if isinstance(target, str) else [] if 0 < target < 65536 else ["must be between 1 and 65535, inclusive"]
        if complaints:
            raise Failure(",".join(complaints))
    found: Object = {"name": text.replace(":", "-"), "port": port, "targetPort": target, "protocol": "TCP"}
    return {**found, "nodePort": node_port} if node_port else found


def _service(type_: str) -> Callable[[Call], None]:
    def generate(call: Call, name: str) -> Object:
        flags = call.flags
        return service(
            name, type_, flags.get("tcp"), flags.get("clusterip") or "", flags.get("external-name") or "", flags.get("node-port") or 0
        )

    return generated(generate, f"failed to create {type_} service:")


# -- workloads


def container_name(image: str) -> str:
    """`registry/team/web_app:1.2` -> `web-app`. Models: create_deployment.go buildPodSpec"""
    last = image.rpartition("/")[2].partition(":")[0].partition("@")[0]
    plain = re.sub(r"[^-a-z0-9]", "-", last.lower().replace("_", "-"))
    return plain.strip("-")


def _deployment(call: Call, name: str) -> Object:
    images, command = call.flag("image"), _after_dash(call)
    if len(images) > 1 and command:
        raise Failure("cannot specify multiple --image options and command")
    containers: list[Object] = [{"name": container_name(image), "image": image} for image in images]
    if command:
        containers[0]["command"] = command
    if call.flag("port") >= 0 and containers:
        containers[0]["ports"] = [{"containerPort": call.flag("port")}]
    labels = {"app": name}
    spec: Object = {
        "replicas": call.flag("replicas"),
        "selector": {"matchLabels": labels},
        "template": {"metadata": {"labels": labels}, "spec": {"containers": containers}},
    }
    return _object("Deployment", name, spec=spec) | {"metadata": {"name": name, "labels": labels}}


def _after_dash(call: Call) -> list[str]:
    return call.arguments[call.flags.dash :] if call.flags.dash >= 0 else []


def _job(call: Call, name: str) -> Object:
    if call.flag("from"):
        return _job_from(call, name)
    if not call.flag("image"):
        raise Failure("either --image or --from must be specified")
    return _object("Job", name, spec=_job_spec(call, name, "Never"))


def _job_spec(call: Call, name: str, restart: str) -> Object:
    container: Object = {"name": name, "image": call.flag("image")}
    if command := _after_dash(call):
        container["command"] = command
    return {"template": {"spec": {"containers": [container], "restartPolicy": restart}}}


def _job_from(call: Call, name: str) -> Object:
    word, _, other = call.flag("from").partition("/")
    if word not in ("cronjob", "cronjobs", "cj", "cronjob.batch", "cronjobs.batch"):
        raise Failure("from must be an existing cronjob")
    cron = call.client.get(BY_NAME["CronJob"], call.namespace, other)
    template = cron["spec"]["jobTemplate"]
    meta: Object = {"name": name, "annotations": {**((template.get("metadata") or {}).get("annotations") or {}), "cronjob.kubernetes.io/instantiate": "manual"}}
    owner = {"apiVersion": "batch/v1", "kind": "CronJob", "name": other, "uid": cron["metadata"]["uid"], "controller": True}
    meta |= {"labels": (template.get("metadata") or {}).get("labels") or {}, "ownerReferences": [owner]}
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": meta, "spec": template["spec"]}


def _cron_job(call: Call, name: str) -> Object:
    template = {"metadata": {"name": name}, "spec": _job_spec(call, name, call.flag("restart") or "OnFailure")}
    return _object("CronJob", name, spec={"schedule": call.flag("schedule"), "jobTemplate": template})


# -- the small ones


def _namespace(call: Call, name: str) -> Object:
    return _object("Namespace", name)


def _service_account(call: Call, name: str) -> Object:
    return _object("ServiceAccount", name)


def _data(call: Call) -> dict[str, str]:
    """`--from-literal`, `--from-file`, `--from-env-file`. Raises Failure."""
    found: dict[str, str] = {}
    pairs: list[tuple[str, str]] = []
    for text in call.flag("from-literal"):
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise Failure(f"invalid literal source {text}, expected key=value")
        pairs.append((key, value.strip("'\"") if value[:1] == value[-1:] and value[:1] in "'\"" else value))
    for text in call.flag("from-file"):
        key, equals, path = text.partition("=")
        path = path if equals else key
        if path not in call.files:
            raise Failure(f"error reading {path}: no such file or directory" if equals else f"stat {path}: no such file or directory")
        pairs.append((key if equals else path.rpartition("/")[2], call.files[path]))
    for path in call.flag("from-env-file"):
        if path not in call.files:
            raise Failure(f"open {path}: no such file or directory")
        lines = (line.strip() for line in call.files[path].splitlines())
        pairs += [(line.partition("=")[0], line.partition("=")[2]) for line in lines if line and not line.startswith("#")]
    for key, value in pairs:
        if key in found:
            raise Failure(f'cannot add key "{key}", another key by that name already exists in Data for {call.path.split()[-1]} "{name_of(call)}"')
        found[key] = value
    return found


def _config_map(call: Call, name: str) -> Object:
    data = _data(call)
    return _object("ConfigMap", name, **({"data": data} if data else {}))


def _secret(call: Call, name: str) -> Object:
    data = {key: base64.b64encode(value.encode()).decode() for key, value in _data(call).items()}
    extra: Object = {"data": data} if data else {}
    return _object("Secret", name, **extra, **({"type": call.flag("type")} if call.flag("type") else {}))


def _tls_secret(call: Call, name: str) -> Object:
    data = {}
    for key, flag in (("tls.crt", "cert"), ("tls.key", "key")):
        path = call.flag(flag)
        if path not in call.files:
            raise Failure(f"open {path}: no such file or directory" if path else f"{flag} must be specified")
        data[key] = base64.b64encode(call.files[path].encode()).decode()
    return _object("Secret", name, data=data, type="kubernetes.io/tls")


def _ingress(call: Call, name: str) -> Object:
    """Models: create_ingress.go buildIngressRules, buildTLSRules"""
    rules, default = call.flag("rule"), call.flag("default-backend")
    if not rules and not default:
        raise Failure("not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)")
    spec: Object = {"ingressClassName": call.flag("class")} if call.flag("class") else {}
    if default:
        spec["defaultBackend"] = _ingress_backend(default)
    hosts: dict[str, list[Object]] = {}
    secrets: dict[str, list[str]] = {}
    for text in rules:
        found = re.fullmatch(r"([^/]*)/([^=]*)=([^,:]+:[^,]+)(?:,tls(?:=(.*))?)?", text)
        if not found:
            raise Failure(f"rule {text} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]")
        host, path, backend, secret = found.groups()
        prefix = path.endswith("*")
        hosts.setdefault(host, []).append(
            {"path": "/" + path.removesuffix("*"), "pathType": "Prefix" if prefix else "Exact", "backend": _ingress_backend(backend)}
        )
        if ",tls" in text:
            secrets.setdefault(secret or "", []).extend([host] if host and host not in secrets.get(secret or "", ()) else [])
    if hosts:
        spec["rules"] = [{**({"host": host} if host else {}), "http": {"paths": paths}} for host, paths in hosts.items()]
    if secrets:
        spec["tls"] = [{**({"hosts": each} if each else {}), **({"secretName": secret} if secret else {})} for secret, each in secrets.items()]
    made = _object("Ingress", name, spec=spec)
    annotations = dict(text.partition("=")[::2] for text in call.flag("annotation"))
    return made | {"metadata": {**made["metadata"], "annotations": annotations}} if annotations else made


def _ingress_backend(text: str) -> Object:
    name, _, port = text.partition(":")
    return {"service": {"name": name, "port": {"number": int(port)} if port.isdigit() else {"name": port}}}


def _quota(call: Call, name: str) -> Object:
    hard = dict(part.partition("=")[::2] for part in call.flag("hard").split(",") if part)
    return _object("ResourceQuota", name, spec={"hard": hard} if hard else {})


def _sub(name: str, about: str, run: Callable[[Call], None], words: str = "", required: tuple[str, ...] = (), aliases: tuple[str, ...] = ()) -> Command:
    return Command(name, about, run, flagging.join(_SHARED, flagging.table(words)), required, aliases)


_DATA = "from-literal* from-file, from-env-file, append-hash! "
_SERVICES = Command(
    "service",
    "Create a service using a specified subcommand",
    only_subcommands,
    aliases=("svc",),
    commands=(
        _sub("clusterip", "Create a ClusterIP service", _service("ClusterIP"), "tcp, clusterip="),
        _sub("nodeport", "Create a NodePort service", _service("NodePort"), "tcp, node-port#"),
        _sub("loadbalancer", "Create a LoadBalancer service", _service("LoadBalancer"), "tcp,"),
        _sub("externalname", "Create an ExternalName service", _service("ExternalName"), "tcp, external-name=", ("external-name",)),
    ),
)
_SECRETS = Command(
    "secret",
    "Create a secret using a specified subcommand",
    only_subcommands,
    commands=(
        _sub("generic", "Create a secret from a local file, directory, or literal value", generated(_secret, "failed to create secret"), _DATA + "type="),
        _sub("tls", "Create a TLS secret", generated(_tls_secret, "failed to create secret"), "cert= key= append-hash!"),
    ),
)
COMMANDS = (
    Command(
        "create",
        "Create a resource from a file or from stdin",
        run,
        FLAGS,
        commands=(
            _sub("configmap", "Create a config map", generated(_config_map, "failed to create configmap:"), _DATA, aliases=("cm",)),
            _sub("cronjob", "Create a cron job", generated(_cron_job, "failed to create cronjob:"), "image= schedule= restart=", ("image", "schedule"), ("cj",)),
            _sub("deployment", "Create a deployment", generated(_deployment, "failed to create deployment:"), "image, port#-1 replicas/r#1", ("image",), ("deploy", "dep")),
            _sub("ingress", "Create an ingress", generated(_ingress, "failed to create ingress:"), "rule* class= default-backend= annotation*", aliases=("ing",)),
            _sub("job", "Create a job", generated(_job, "failed to create job:"), "image= from="),
            _sub("namespace", "Create a namespace", generated(_namespace, ""), aliases=("ns",)),
            _sub("quota", "Create a quota", generated(_quota, "failed to create quota:"), "hard= scopes=", aliases=("resourcequota",)),
            _SECRETS,
            _SERVICES,
            _sub("serviceaccount", "Create a service account", generated(_service_account, "failed to create serviceaccount:"), aliases=("sa",)),
        ),
    ),
)
