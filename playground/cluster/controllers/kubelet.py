"""The kubelets of all nodes, as one controller: pods come up, are probed, restarted, stopped.

Time: a sandbox and its containers take a second; an ended container is seen as ended for a second before it
is started again or held back; a process that is told to stop takes its preStop sleep, and then a second or what its
program takes.
A kubelet without power (objects/world.py) does nothing until it has power again; its containers go on
where they were, as after a lost network.

Models: pkg/kubelet/kubelet.go SyncPod, SyncTerminatingPod; pkg/kubelet/prober; pkg/kubelet/kuberuntime
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from playground.cluster.controllers.addresses import next_address, node_addresses, pod_ranges
from playground.cluster.controllers.base import Controller, Exit, Key, Runtime, own_key
from playground.cluster.controllers.envvars import ConfigurationError, ServiceLinks, own_environment, whole_environment
from playground.cluster.controllers.indexes import PODS_BY_NODE, use_pods_by_node
from playground.cluster.controllers.pod_run import PROBES, RUNNING, TERMINATED, ContainerRun, PodRun
from playground.cluster.controllers.pod_status import (
    init_containers,
    is_initialized,
    is_sidecar,
    main_containers,
    run_of,
    status_of,
)
from playground.cluster.controllers.recovery import recovered
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import is_finished, is_terminating, key_of, node_name, pod_ips
from playground.cluster.objects.world import exit_asked_of, node_has_failed, pod_is_crashing, pod_is_held_unready
from playground.cluster.store import Change

if TYPE_CHECKING:
    from playground.cluster.apiserver.server import ApiServer

START = 1.0
MOUNT_RETRY = 5.0
CONFIG_RETRY = 5.0
TITLES = {"startupProbe": "Startup", "livenessProbe": "Liveness", "readinessProbe": "Readiness"}


class Kubelet(Controller):
    name = "kubelet"
    kinds = ("Pod", "Node")

    def __init__(self, api: ApiServer, runtime: Runtime) -> None:
        self.runtime = runtime
        super().__init__(api)

    def prepare(self) -> None:
        use_pods_by_node(self.store)
        self._links = ServiceLinks(self.store)

    def keys(self, change: Change) -> Iterable[Key]:
        if change.kind == "Pod":
            return [own_key(change)]
        if change.old is not None and change.new is not None and _power(change.old) == _power(change.new):
            return ()
        return [key_of(pod) for pod in self.store.lookup(PODS_BY_NODE, change.name)]

    def environment(self, pod: Object, container: str) -> dict[str, str] | None:
        """The variables that a container was started with; None if it has never been."""
        run = self.memory.get(key_of(pod))
        state = run.containers.get(container) if isinstance(run, PodRun) and run.uid == pod["metadata"]["uid"] else None
        return whole_environment(state.environment, state.services) if state is not None and state.ran else None

    def reconcile(self, key: Key) -> float | None:
        pod = self.store.get("Pod", *key)
        if pod is None:
            self.memory.pop(key, None)
            return None
        node = self.store.get("Node", "", node_name(pod)) if node_name(pod) else None
        if node is None or node_has_failed(node):
            return None
        if is_finished(pod):
            if is_terminating(pod):
                self._remove(pod)
            return None
        run = self.memory.get(key)
        if not isinstance(run, PodRun) or run.uid != pod["metadata"]["uid"]:
            run = recovered(pod, self.clock.now) or PodRun(pod["metadata"]["uid"], self.clock.now)
            run = replace(run, exited=exit_asked_of(pod))
        run = self._step(pod, node, run)
        self.memory[key] = run
        stopped = run.stops is not None and run.stops <= self.clock.now
        if not stopped or pod["metadata"].get("finalizers"):
            self._report(pod, node, run)
        if stopped:
            self._remove(pod)
            return None
        due = [*run.due(), *([run.since + START] if not run.ips else ())]
        return max(0.0, min(due) - self.clock.now) if due else None

    def _remove(self, pod: Object) -> None:
        """Nothing of it runs any more: the object may go."""
        namespace, name = key_of(pod)
        self.api.delete("Pod", namespace, name, grace=0, uid=pod["metadata"]["uid"])

    def _report(self, pod: Object, node: Object, run: PodRun) -> None:
        status = status_of(pod, run, node_addresses(node), self.clock.now)
        if status != (pod.get("status") or {}):
            self.api.update_status({**pod, "status": status}, self.name)

    # -- one look at the pod

    def _step(self, pod: Object, node: Object, run: PodRun) -> PodRun:
        run = self._exit(pod, self._hold(pod, run))
        if is_terminating(pod):
            return self._stop(pod, run)
        if not run.ips:
            if self.clock.now < run.since + START:
                return run
            run = self._make_sandbox(pod, node, run)
            if not run.ips:
                return run
        for container in init_containers(pod):
            run = self._tend(pod, run, container, init=True)
            if not self._lets_pass(run, container):
                return run
        if is_initialized(pod, run):
            for container in main_containers(pod):
                run = self._tend(pod, run, container, init=False)
        return run

    def _lets_pass(self, run: PodRun, container: Object) -> bool:
        state = run_of(run, container)
        if is_sidecar(container):
            return state.is_started() or state.last is not None
        return state.state == TERMINATED and state.code == 0

    def _hold(self, pod: Object, run: PodRun) -> PodRun:
        held = pod_is_held_unready(pod)
        if held and not run.held:
            for container in main_containers(pod):
                self._warn(pod, container, "Unhealthy", "Readiness probe failed: the process says that it is not ready")
        return replace(run, held=held) if held != run.held else run

    def _exit(self, pod: Object, run: PodRun) -> PodRun:
        """What runs ends by itself, once: its processes were made to exit."""
        asked = exit_asked_of(pod)
        if asked <= run.exited:
            return run
        for container in main_containers(pod):
            state = run_of(run, container)
            if state.state == RUNNING:
                run = run.with_container(container["name"], state.terminated(self.clock.now, 1))
        return replace(run, exited=asked)

    def _make_sandbox(self, pod: Object, node: Object, run: PodRun) -> PodRun:
        if (missing := self._missing_volume(pod)) is not None:
            self.events.warning(pod, "FailedMount", missing, host=node_name(pod))
            return replace(run, since=self.clock.now - START + MOUNT_RETRY)
        if pod["spec"].get("hostNetwork"):
            return replace(run, ips=tuple(node_addresses(node)))
        if known := pod_ips(pod):
            return replace(run, ips=tuple(known))
        here = self.store.lookup(PODS_BY_NODE, node_name(pod))
        taken = {ip for other in here if not is_finished(other) for ip in pod_ips(other)}
        ips = []
        for network in pod_ranges(node):
            place = ("last", network)
            address = next_address(network, self.memory.get(place), taken)
            if address is not None:
                self.memory[place] = address
                ips.append(address)
        if not ips:
            self.events.warning(
                pod,
                "FailedCreatePodSandBox",
                "Failed to create pod sandbox: no IP addresses available in range set",
                host=node_name(pod),
            )
            return replace(run, since=self.clock.now - START + MOUNT_RETRY)
        return replace(run, ips=tuple(ips))

    def _missing_volume(self, pod: Object) -> str | None:
        for volume in pod["spec"].get("volumes") or ():
            for field, kind, key in (("configMap", "ConfigMap", "name"), ("secret", "Secret", "secretName")):
                source = volume.get(field)
                if source and not source.get("optional"):
                    wanted = source.get(key, "")
                    if self.store.get(kind, pod["metadata"]["namespace"], wanted) is None:
                        return f'MountVolume.SetUp failed for volume "{volume["name"]}" : {kind.lower()} "{wanted}" not found'
        return None

    # -- containers

    def _tend(self, pod: Object, run: PodRun, container: Object, *, init: bool) -> PodRun:
        """One container's next step, if it is due."""
        state, now = run_of(run, container), self.clock.now
        if state.state == RUNNING:
            new = self._watch(pod, run, container, state)
        elif state.until is not None and now < state.until:
            new = state
        elif state.state == TERMINATED:
            new = self._after_end(pod, run, container, state, init=init)
        else:
            new = self._start(pod, run, container, state, init=init)
        return run if new is state else run.with_container(container["name"], new)

    def _start(self, pod: Object, run: PodRun, container: Object, state: ContainerRun, *, init: bool) -> ContainerRun:
        now = self.clock.now
        seen = {**pod, "status": {**(pod.get("status") or {}), **_addresses(run)}}
        try:
            services = self._links.of(pod)
            environment = own_environment(self.store, seen, container, services)
        except ConfigurationError as error:
            self._warn(pod, container, "Failed", f"Error: {error}")
            return state.waiting("CreateContainerConfigError", str(error), now + CONFIG_RETRY)
        if (problem := self.runtime.problem(seen, container)) is not None:
            return self._refused(pod, container, state, *problem)
        end = Exit(1.0, 1) if pod_is_crashing(pod) else self.runtime.finishes(seen, container)
        if end is None and init and not is_sidecar(container):
            end = Exit(1.0, 0)
        self._tell(
            pod,
            container,
            "Pulled",
            f'Container image "{container.get("image", "")}" already present on machine and can be accessed by the pod',
        )
        self._tell(pod, container, "Created", "Container created")
        self._tell(pod, container, "Started", "Container started")
        ends = now + end.after if end else None
        return state.running(now, ends, end.code if end else 0, container, environment, services)

    def _refused(self, pod: Object, container: Object, state: ContainerRun, reason: str, text: str) -> ContainerRun:
        """A pull fails, is seen to have failed, then is held back: 10 s, doubling to 300 s. Other trouble is looked at again."""
        now, image = self.clock.now, container.get("image", "")
        if reason != "ErrImagePull":
            told = text if reason == "InvalidImageName" else f"Error: {text or reason}"
            self._warn(pod, container, "Failed", told)
            return state.waiting(reason, text, now + CONFIG_RETRY)
        if state.reason != "ErrImagePull":
            self._tell(pod, container, "Pulling", f'Pulling image "{image}"')
            self._warn(pod, container, "Failed", f'Failed to pull image "{image}": {text}')
            self._warn(pod, container, "Failed", "Error: ErrImagePull")
            return replace(state, crashes=state.crashes + 1).waiting("ErrImagePull", text, now + 1.0)
        self._tell(pod, container, "BackOff", f'Back-off pulling image "{image}"')
        self._warn(pod, container, "Failed", "Error: ImagePullBackOff")
        wait = min(10.0 * 2.0 ** max(0, state.crashes - 1), 300.0)
        return state.waiting("ImagePullBackOff", f'Back-off pulling image "{image}"', now + wait)

    def _after_end(
        self, pod: Object, run: PodRun, container: Object, state: ContainerRun, *, init: bool
    ) -> ContainerRun:
        """An ended container: for good, started again, or held back first."""
        policy = "Always" if is_sidecar(container) else pod["spec"].get("restartPolicy", "Always")
        ordinary_init = init and not is_sidecar(container)
        done = state.code == 0 if ordinary_init or policy == "OnFailure" else False
        if policy == "Never" or done:
            return replace(state, until=None) if state.until is not None else state
        wait = state.backoff()
        assert state.last is not None
        left = state.last.finished + wait - self.clock.now
        if left <= 0:
            return self._start(pod, run, container, state, init=init)
        namespace, name = key_of(pod)
        whose = f"{container['name']} in pod {name}_{namespace}({run.uid})"
        self._warn(pod, container, "BackOff", f"Back-off restarting failed container {whose}")
        text = f"back-off {_duration(wait)} restarting failed container={container['name']} pod={name}_{namespace}({run.uid})"
        return state.waiting("CrashLoopBackOff", text, self.clock.now + left)

    def _watch(self, pod: Object, run: PodRun, container: Object, state: ContainerRun) -> ContainerRun:
        """A running container: has it ended, what do its probes say?"""
        now = self.clock.now
        if state.until is not None and now >= state.until:
            return state.terminated(now, state.code)
        if pod_is_crashing(pod):
            soon = state.until is not None and state.until - now <= 1.0
            return state if soon else state.terminated(now, 1)
        for kind in PROBES:
            probe = state.probes.get(kind)
            over = kind == "startupProbe" and probe is not None and probe.passes is True
            asleep = kind != "startupProbe" and not state.is_started()
            if probe is None or over or asleep or now < probe.due:
                continue
            failure = self._try(pod, run, container, kind)
            probe = probe.after(failure is not None, container[kind], now)
            state = state.with_probe(kind, probe)
            if probe.passes is False and kind != "readinessProbe":
                self._tell(
                    pod,
                    container,
                    "Killing",
                    f"Container {container['name']} failed {TITLES[kind].lower()} probe, will be restarted",
                )
                return state.terminated(now, 137)
        return state

    def _try(self, pod: Object, run: PodRun, container: Object, kind: str) -> str | None:
        seen = {**pod, "status": {**(pod.get("status") or {}), **_addresses(run)}}
        failure = self.runtime.probe(seen, container, container[kind])
        if failure is not None:
            self._warn(pod, container, "Unhealthy", f"{TITLES[kind]} probe failed: {failure}")
        return failure

    # -- the end

    def _stop(self, pod: Object, run: PodRun) -> PodRun:
        """TERM, the time that takes, and the end. Readiness is still probed meanwhile."""
        now = self.clock.now
        running = [c for c in [*init_containers(pod), *main_containers(pod)] if run_of(run, c).state == RUNNING]
        if run.stops is None:
            for container in running:
                self._tell(pod, container, "Killing", f"Stopping container {container['name']}")
            grace = float(pod["metadata"].get("deletionGracePeriodSeconds", 30))
            need = max((_hook_time(each) + self.runtime.stopping(pod, each) for each in running), default=0.0)
            run = replace(run, stops=now + min(grace, need))
        if run.stops is not None and run.stops <= now:
            for container in running:
                run = run.with_container(
                    container["name"], replace(run_of(run, container).terminated(now, 0), until=None)
                )
            return run
        for container in running:
            state = run_of(run, container)
            readiness = state.probes.get("readinessProbe")
            if readiness is not None and readiness.due <= now:
                failure = self._try(pod, run, container, "readinessProbe")
                probe = readiness.after(failure is not None, container["readinessProbe"], now)
                state = state.with_probe("readinessProbe", probe)
            quiet = {kind: probe for kind, probe in state.probes.items() if kind != "livenessProbe"}
            run = run.with_container(container["name"], replace(state, probes=quiet, until=None))
        return run

    # -- events

    def _tell(self, pod: Object, container: Object, reason: str, message: str) -> None:
        self.events.normal(pod, reason, message, host=node_name(pod), field=_field(pod, container))

    def _warn(self, pod: Object, container: Object, reason: str, message: str) -> None:
        self.events.warning(pod, reason, message, host=node_name(pod), field=_field(pod, container))


def _power(node: Object) -> tuple[bool, object]:
    return node_has_failed(node), pod_ranges(node)


def _addresses(run: PodRun) -> Object:
    return {"podIP": run.ips[0], "podIPs": [{"ip": ip} for ip in run.ips]} if run.ips else {}


def _hook_time(container: Object) -> float:
    """Of the preStop hook, as far as it is a sleep."""
    hook = (container.get("lifecycle") or {}).get("preStop") or {}
    if "sleep" in hook:
        return float(hook["sleep"].get("seconds") or 0)
    words = " ".join((hook.get("exec") or {}).get("command") or ()).replace(";", " ").split()
    seconds = [words[i + 1] for i, word in enumerate(words[:-1]) if word.endswith("sleep")]
    return sum(float(text) for text in seconds if text.replace(".", "", 1).isdigit())


def _duration(seconds: float) -> str:
    """As Go prints it: `10s`, `1m20s`, `5m0s`."""
    whole = int(seconds)
    return f"{whole}s" if whole < 60 else f"{whole // 60}m{whole % 60}s"


def _field(pod: Object, container: Object) -> str:
    kind = "initContainers" if container in init_containers(pod) else "containers"
    return f"spec.{kind}{{{container['name']}}}"
