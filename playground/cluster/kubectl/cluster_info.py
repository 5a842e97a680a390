"""What there is: api-resources, api-versions, version, cluster-info, config, auth, top, events.

Models: kubectl/pkg/cmd/{apiresources,version,clusterinfo,config,auth,top,events}
"""

from __future__ import annotations

from playground.cluster.kubectl import flags as flagging
from playground.cluster.kubectl.command import Call, Command, only_subcommands
from playground.cluster.kubectl.describe.text import event_age, event_instant
from playground.cluster.kubectl.failures import Bare, Failure
from playground.cluster.kubectl.output import printers
from playground.cluster.kubectl.resources import Served, kind_of, served
from playground.cluster.kubectl.tabwriter import align
from playground.cluster.kubectl.yamltext import yaml_text
from playground.cluster.objects.duration import age
from playground.cluster.objects.kinds import BY_NAME, Object

# -- what is served

RESOURCES_FLAGS = flagging.table(
    "api-group= namespaced!true verbs, output/o= no-headers! cached! sort-by= categories, show-managed-fields! template="
)


def api_resources(call: Call) -> None:
    if call.arguments:
        raise call.misuse(f"unexpected arguments: [{' '.join(call.arguments)}]")
    output = call.flag("output")
    if output not in ("", "wide", "name", "json", "yaml"):
        raise Failure(f"--output {output} is not available")
    found = [each for each in served(call.client) if _wanted(call, each)]
    sort = call.flag("sort-by")
    if sort not in ("", "name", "kind"):
        raise Failure(f'--sort-by accepts only name or kind, got {sort!r}'.replace("'", '"'))
    found.sort(key=lambda each: each.kind.plural if sort == "name" else each.kind.name if sort == "kind" else (each.kind.group, each.kind.plural))
    if output == "name":
        for each in found:
            call.print(each.kind.resource)
        return
    rows = ["NAME\tSHORTNAMES\tAPIVERSION\tNAMESPACED\tKIND" + ("\tVERBS\tCATEGORIES" if output == "wide" else "")]
    rows = [] if call.flag("no-headers") else rows
    for each in found:
        kind = each.kind
        row = f"{kind.plural}\t{','.join(kind.short)}\t{kind.api_version}\t{str(kind.namespaced).lower()}\t{kind.name}"
        rows.append(row + (f"\t{','.join(each.verbs)}\t{','.join(each.categories)}" if output == "wide" else ""))
    call.write(align("\n".join(rows) + "\n") if rows else "")


def _wanted(call: Call, each: Served) -> bool:
    if call.given("api-group") and each.kind.group != call.flag("api-group"):
        return False
    if call.given("namespaced") and each.kind.namespaced != call.flag("namespaced"):
        return False
    return set(call.flag("verbs")) <= set(each.verbs) and set(call.flag("categories")) <= set(each.categories)


def api_versions(call: Call) -> None:
    groups = call.client.body("GET", "/apis")["groups"]
    versions = ["v1", *(version["groupVersion"] for group in groups for version in group["versions"])]
    for each in sorted(versions):
        call.print(each)


# -- which cluster

_CLIENT = "v1.36.2"
_KUSTOMIZE = "v5.8.0"


def version(call: Call) -> None:
    output = call.flag("output")
    if output not in ("", "yaml", "json"):
        raise Failure("--output must be 'yaml' or 'json'")
    info = {} if call.flag("client") else call.client.body("GET", "/version")
    if output:
        found: Object = {"clientVersion": {"gitVersion": _CLIENT, "major": "1", "minor": "36"}, "kustomizeVersion": _KUSTOMIZE}
        found |= {"serverVersion": info} if info else {}
        call.write(yaml_text(found) if output == "yaml" else printers.json_lines(found))
        return
    call.print(f"Client Version: {_CLIENT}\nKustomize Version: {_KUSTOMIZE}")
    if info:
        call.print(f"Server Version: {info['gitVersion']}")


def cluster_info(call: Call) -> None:
    server = call.session.server
    call.print(f"Kubernetes control plane is running at {server}")
    selector = {"labelSelector": "kubernetes.io/cluster-service=true"}
    for each in call.client.items(BY_NAME["Service"], "kube-system", selector):
        meta = each["metadata"]
        name = (meta.get("labels") or {}).get("kubernetes.io/name") or meta["name"]
        port = ((each["spec"].get("ports") or [{}])[0]).get("name", "")
        path = f"/api/v1/namespaces/kube-system/services/{meta['name']}{':' + port if port else ''}/proxy"
        call.print(f"{name} is running at {server}{path}")
    call.print("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.")


# -- kubeconfig


def _config(call: Call) -> Object:
    session = call.session
    context = {"cluster": session.context, "namespace": session.namespace, "user": session.user}
    return {
        "apiVersion": "v1",
        "clusters": [{"cluster": {"server": session.server}, "name": session.context}],
        "contexts": [{"context": context, "name": session.context}],
        "current-context": session.context,
        "kind": "Config",
        "users": [{"name": session.user, "user": {}}],
    }


def config_view(call: Call) -> None:
    show = printers.show_for(call) or yaml_text
    call.write(show(_config(call)))


def current_context(call: Call) -> None:
    if not call.session.context:
        raise Failure("current-context is not set")
    call.print(call.session.context)


def get_contexts(call: Call) -> None:
    session = call.session
    if call.flag("output") == "name":
        call.print(session.context)
        return
    rows = ["CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE", f"*\t{session.context}\t{session.context}\t{session.user}\t{session.namespace}"]
    call.write(align("\n".join(rows) + "\n"))


def set_context(call: Call) -> None:
    """The namespace of the context is the session's: it stays for the commands that follow."""
    names = call.arguments
    if call.flag("current") == bool(names):
        raise call.misuse("Unexpected args: you must specify a non-empty context name or --current" if not names else f"Unexpected args: {names}")
    if names and names[0] != call.session.context:
        raise Failure(f'there is one context here: "{call.session.context}"')
    if call.given("namespace"):
        call.session.namespace = call.flag("namespace") or "default"
    call.print(f'Context "{call.session.context}" modified.')


def use_context(call: Call) -> None:
    if len(call.arguments) != 1:
        raise call.misuse(f"Unexpected args: [{' '.join(call.arguments)}]")
    if call.arguments[0] != call.session.context:
        raise Failure(f'no context exists with the name: "{call.arguments[0]}"')
    call.print(f'Switched to context "{call.session.context}".')


# -- permissions, measures, events


def can_i(call: Call) -> None:
    if call.flag("list"):
        rows = ["Resources\tNon-Resource URLs\tResource Names\tVerbs", "*.*\t[]\t[]\t[*]", "\t[*]\t[]\t[*]"]
        call.write(align("\n".join(rows) + "\n"))
        return
    if len(call.arguments) not in (2, 3):
        raise Failure("you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.")
    word = call.arguments[1].partition("/")[0]
    if not word.startswith("/") and word not in ("*", ""):
        try:
            kind_of(word)
        except Failure:
            call.warn(f"Warning: the server doesn't have a resource type '{word}'\n")
    call.print("yes")


def who_am_i(call: Call) -> None:
    call.write(align(f"ATTRIBUTE\tVALUE\nUsername\t{call.session.user}\nGroups\t[system:masters system:authenticated]\n"))


def top(call: Call) -> None:
    raise Bare("error: Metrics API not available")


EVENT_FLAGS = flagging.join(printers.FLAGS, flagging.table("all-namespaces/A! chunk-size%500 for= no-headers! types, watch/w!"))


def events(call: Call) -> None:
    space = "" if call.flag("all-namespaces") else call.namespace
    selector = ""
    if call.flag("for"):
        word, slash, name = call.flag("for").partition("/")
        if not slash:
            raise Failure("--for must be in resource/name form")
        selector = f"involvedObject.kind={kind_of(word).name},involvedObject.name={name}"
    kind, types = BY_NAME["Event"], [each.lower() for each in call.flag("types")]
    found = [each for each in call.client.items(kind, space, {"fieldSelector": selector}) if not types or each.get("type", "").lower() in types]
    found.sort(key=event_instant)
    show = printers.show_for(call)
    if show:
        call.write(show({"apiVersion": "v1", "items": found, "kind": "List", "metadata": {"resourceVersion": ""}}))
        return
    if not found:
        call.warn("No events found." if call.flag("all-namespaces") else f"No events found in {space} namespace.")
        return
    head = ("NAMESPACE\t" if not space else "") + "LAST SEEN\tTYPE\tREASON\tOBJECT\tMESSAGE"
    rows = [] if call.flag("no-headers") else [head]
    for each in found:
        about = each.get("involvedObject") or {}
        seen = event_age(each, call.session.clock.now) if each.get("series") or each.get("count", 0) > 1 else age(
            each.get("eventTime") or each.get("lastTimestamp") or each.get("firstTimestamp"), call.session.clock.now
        )
        cells = (seen, each.get("type", ""), each.get("reason", ""), f"{about.get('kind', '')}/{about.get('name', '')}", each.get("message", "").strip())
        rows.append("\t".join(((each["metadata"]["namespace"],) if not space else ()) + cells))
    call.write(align("\n".join(rows) + "\n"))


CLUSTER_INFO = (Command("cluster-info", "Display cluster information", cluster_info),)
TOP_FLAGS = flagging.table("selector/l= no-headers! sort-by= all-namespaces/A! containers! sum! use-protocol-buffers!true show-capacity!")
TOP = (
    Command(
        "top",
        "Display resource (CPU/memory) usage",
        only_subcommands,
        commands=(
            Command("node", "Display resource (CPU/memory) usage of nodes", top, TOP_FLAGS, aliases=("nodes", "no")),
            Command("pod", "Display resource (CPU/memory) usage of pods", top, TOP_FLAGS, aliases=("pods", "po")),
        ),
    ),
)
AUTH = (
    Command(
        "auth",
        "Inspect authorization",
        only_subcommands,
        commands=(
            Command("can-i", "Check whether an action is allowed", can_i, flagging.table("all-namespaces/A! list! no-headers! quiet/q! subresource=")),
            Command("whoami", "Check self subject attributes", who_am_i, printers.FLAGS),
        ),
    ),
)
EVENTS = (Command("events", "List events", events, EVENT_FLAGS),)
CONFIG = (
    Command(
        "config",
        "Modify kubeconfig files",
        only_subcommands,
        commands=(
            Command("current-context", "Display the current-context", current_context),
            Command("get-contexts", "Describe one or many contexts", get_contexts, flagging.table("output/o= no-headers!")),
            Command("set-context", "Set a context entry in kubeconfig", set_context, flagging.table("current!")),
            Command("use-context", "Set the current-context in a kubeconfig file", use_context, aliases=("use",)),
            Command("view", "Display merged kubeconfig settings or a specified kubeconfig file", config_view, flagging.join(printers.FLAGS, flagging.table("minify! flatten! raw! merge!true"))),
        ),
    ),
)
VERSION = (Command("version", "Print the client and server version information", version, flagging.table("client! output/o=")),)
OTHER = (
    Command("api-versions", "Print the supported API versions on the server, in the form of \"group/version\"", api_versions),
    Command("api-resources", "Print the supported API resources on the server", api_resources, RESOURCES_FLAGS),
)
