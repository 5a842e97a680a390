"""kubectl describe.

Models: kubectl/pkg/cmd/describe/describe.go
"""

from __future__ import annotations

from collections.abc import Callable

from playground.cluster.kubectl import files, resources
from playground.cluster.kubectl import flags as flagging
from playground.cluster.kubectl.command import Call, Command
from playground.cluster.kubectl.describe import network, others, workloads
from playground.cluster.kubectl.describe.text import Page
from playground.cluster.kubectl.failures import Failure, Refusal, raise_all
from playground.cluster.kubectl.resources import Info, Selection
from playground.cluster.objects.kinds import Object

FLAGS = flagging.join(
    files.FLAGS, flagging.table("all-namespaces/A! chunk-size%500 selector/l= show-events!true")
)
DESCRIBERS: dict[str, Callable[[Page, Object], None]] = {
    "Service": network.service,
    "Endpoints": network.endpoints,
    "EndpointSlice": network.endpoint_slice,
    "Ingress": network.ingress,
    "IngressClass": network.ingress_class,
    "NetworkPolicy": network.network_policy,
    "ServiceCIDR": network.service_cidr,
    "IPAddress": network.ip_address,
    "Pod": workloads.pod,
    "Deployment": workloads.deployment,
    "ReplicaSet": workloads.replica_set,
    "ReplicationController": workloads.replica_set,
    "StatefulSet": workloads.stateful_set,
    "DaemonSet": workloads.daemon_set,
    "Job": workloads.job,
    "CronJob": workloads.cron_job,
    "Node": others.node,
    "Namespace": others.namespace,
    "ConfigMap": others.config_map,
    "Secret": others.secret,
}


def run(call: Call) -> None:
    if call.flag("filename"):
        found, failures = files.split(list(files.visit(call)))
        read: list[Info | Failure] = [_read(call, each) for each in found]
        infos, more = files.split(read)
        return _show(call, infos, [*failures, *more])
    if not call.arguments:
        hint = 'Use "kubectl api-resources" for a complete list of supported resources.'
        raise Failure(f"You must specify the type of resource to describe. {hint}")
    selection = resources.select(call, call.arguments, bool(call.flag("selector")), everything=True)
    infos, failures = files.split(list(resources.find(call, selection, call.flag("selector"))))
    if selection.single and failures and _prefixed(call, selection, failures[0]):
        return None
    return _show(call, infos, failures)


def _read(call: Call, info: Info) -> Info | Failure:
    try:
        return Info(info.kind, info.namespace, info.name, call.client.get(info.kind, info.namespace, info.name))
    except Refusal as refusal:
        return refusal


def _show(call: Call, infos: list[Info], failures: list[Failure]) -> None:
    events = call.flag("show-events") and (len(infos) == 1 or call.given("show-events"))
    call.write("\n\n".join(text(call, info, events) for info in infos))
    if not infos and not failures:
        call.warn("No resources found" if call.flag("all-namespaces") else f"No resources found in {call.namespace} namespace.")
    raise_all(failures)


def text(call: Call, info: Info, events: bool) -> str:
    assert info.value is not None
    page = Page(call.client, events)
    DESCRIBERS.get(info.kind.name, others.generic)(page, info.value)
    return page.text()


def _prefixed(call: Call, selection: Selection, failure: Failure) -> bool:
    """Whether the name is the beginning of others, which are described then.

    Models: cmd/describe DescribeMatchingResources
    """
    if not isinstance(failure, Refusal) or failure.reason != "NotFound":
        return False
    (kind, name), space = selection.names[0], call.namespace
    items = call.client.items(kind, space if kind.namespaced else "")
    found = [each for each in items if each["metadata"]["name"].startswith(name)]
    for each in found:
        info = Info(kind, space, each["metadata"]["name"], each)
        call.write(text(call, info, False) + "\n")
    return bool(found)


COMMANDS = (Command("describe", "Show details of a specific resource or group of resources", run, FLAGS),)
