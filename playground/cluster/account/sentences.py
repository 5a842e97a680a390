"""Sentences for the account's codes: its one language table.

`{by}` is the controller that wrote, in the words of ACTORS; `{names}` is a list.
"""

from __future__ import annotations

from playground.cluster.account.happening import Line
from playground.cluster.saying import Saying, say

ACTORS: dict[str, str] = {
    "endpoint-slice-controller": "The EndpointSlice controller",
    "endpoint-slice-mirroring-controller": "The mirroring controller, which copies Endpoints,",
    "daemonset-controller": "The DaemonSet controller",
    "job-controller": "The Job controller",
    "statefulset-controller": "The StatefulSet controller",
    "replicaset-controller": "The ReplicaSet controller",
}
"""The names of controllers as sentences begin; others stand as they are."""

SENTENCES: dict[str, str] = {
    # people: what somebody asked for
    "pod.told": "Pod {name} is told to end. It keeps its address until its processes have stopped.",
    "pod.at-once": "Pod {name} is gone at once.",
    "pod.held": "Pod {name} says that it is not ready. Its processes go on.",
    "pod.released": "Pod {name} is free to say that it is ready.",
    "pod.exit": "The processes of pod {name} exit.",
    "pod.crashing": "The processes of pod {name} exit, and will again as often as they are started.",
    "pod.mended": "The processes of pod {name} run again from their next start.",
    "node.failed": "Node {name} has lost its power: its pods fall silent at once, and nobody knows it yet.",
    "node.restored": "Node {name} has power again.",
    "balancer.taken": "The cloud takes the load balancer of Service {name} away.",
    "balancer.allowed": "The cloud makes a load balancer for Service {name} again.",
    "field.changed": "{name}: {path} was {old} and is {new} now.",
    "field.set": "{name}: {path} is {new} now.",
    "field.removed": "{name}: {path} was {old} and is gone.",
    "field.more": "{name}: further fields changed: {more}.",
    # workloads
    "rollout.set-made": "The template of Deployment {owner} is new to its controller: it made ReplicaSet {name} for it, with {replicas} replicas.",
    "rollout.up": "The Deployment controller let ReplicaSet {name} grow from {old} to {new} replicas.",
    "rollout.down": "The Deployment controller let ReplicaSet {name} shrink from {old} to {new} replicas.",
    "rollout.set-gone": "ReplicaSet {name} is gone.",
    "rollout.done": "Deployment {name} is rolled out; available replicas: {replicas}.",
    "rollout.stuck": "Deployment {name} makes no progress: its deadline is over.",
    "job.made": "CronJob {owner} is due: its controller made Job {name}.",
    "claim.bound": "Claim {name} got the volume {volume}.",
    # pods
    "pod.made": "{owner} saw {seen} of {wanted} replicas and made {names}.",
    "pod.made.one": "{owner} made {names}.",
    "pod.surplus": "{owner} saw {seen} replicas, wants {wanted}, and deleted {names}.",
    "pod.ending": "{by} deleted {names}.",
    "pod.evicted": "The taint on {node} has been tolerated long enough: the taint eviction controller deleted {names}.",
    "pod.orphan": "What owned them is gone: the garbage collector deleted {names}.",
    "pod.collected": "The pod garbage collector removed {names}, for which no kubelet can speak any more.",
    "pod.namespace": "Its namespace is going: the namespace controller deleted {names}.",
    "pod.gone": "The kubelet on {node} stopped the processes and removed {names}.",
    "pod.placed": "The scheduler put {names} on {node}.",
    "pod.unplaced": "The scheduler found no node for {names}: {message}",
    "pod.started": "The kubelet on {node} gave an address and starts {names}.",
    "pod.up": "The kubelet on {node} started {names} and reports ready.",
    "pod.ready": "The kubelet on {node} reports ready: {names}.",
    "pod.unready": "The kubelet on {node} reports not ready: {names}.",
    "pod.silent": "{node} is silent: the node controller marked its pods not ready: {names}.",
    "container.exited": "Container {container} of {pod} exited with code {code}.",
    "container.restarted": "The kubelet on {node} started container {container} of {pod} again; restarts: {restarts}.",
    "container.back-off": "The kubelet on {node} waits {wait} before it starts container {container} of {pod} again: CrashLoopBackOff.",
    "container.waiting": "Container {container} of {pod} can't start: {reason}. {message}",
    # nodes
    "node.silent": "The node controller has heard nothing of {node} for {seconds} s: it declared the node unknown.",
    "node.ready": "The kubelet of {node} reports: the node is ready.",
    "node.not-ready": "{node} is not ready.",
    "node.cordoned": "{node} is cordoned: the scheduler puts no new pods there. Those that run stay.",
    "node.uncordoned": "{node} takes new pods again.",
    "node.tainted": "The node controller tainted {node} with {taint}: no new pods go there.",
    "node.tainted.execute": "The node controller tainted {node} with {taint}: pods there are deleted when they have tolerated it long enough, 300 s as a rule.",
    "node.untainted": "The node controller took the taint {taint} from {node}.",
    # Services
    "service.address": "The API server gave Service {name} the cluster IP {address}. DNS answers {dns} with it.",
    "service.gone": "With Service {name} went its rules for {address} on every node, and the name {dns}.",
    "balancer.given": "The cloud gave Service {name} the address {address}.",
    "balancer.gone": "Service {name} has lost the address {address}.",
    "slice.in": "{by} put {names} into the slice of Service {service}.",
    "slice.in.unready": "{by} put {names} into the slice of Service {service}, not ready yet.",
    "slice.ready": "{by} marked {names} ready in the slice of Service {service}.",
    "slice.unready": "{by} marked {names} not ready in the slice of Service {service}.",
    "slice.terminating": "{by} marked {names} terminating in the slice of Service {service}.",
    "slice.out": "{by} took {names} out of the slice of Service {service}.",
    "proxy.many": "kube-proxy's rules on every node: {address} of Service {service} leads to {number} endpoints now.",
    "proxy.one": "kube-proxy's rules on every node: {address} of Service {service} leads to one endpoint now.",
    "proxy.ending": "kube-proxy's rules on every node: no endpoint of Service {service} is ready; those that end still serve: {number}.",
    "proxy.none": "kube-proxy's rules on every node: Service {service} has no endpoint; connections to {address} are rejected.",
    "dns.some": "DNS answers {dns} with {names} now.",
    "dns.none": "DNS has no address for {dns} now.",
}


def sentence(line: Line) -> Saying:
    params = {name: ", ".join(value) if isinstance(value, list) else value for name, value in line.params.items()}
    if params.get("by") in ACTORS:
        params["by"] = say(ACTORS[params["by"]])
    return Saying(SENTENCES[line.code], params)
