"""The strategies of what makes Pods: Deployment, ReplicaSet, StatefulSet, DaemonSet, Job and their kin.

Models: pkg/registry/apps/*/strategy.go, pkg/registry/batch/*/strategy.go; pkg/apis/apps/v1/defaults.go,
pkg/apis/batch/v1/defaults.go
"""

from __future__ import annotations

from typing import Any, ClassVar

from playground.cluster.apiserver.pod import pod_warnings
from playground.cluster.apiserver.pod_defaults import default_template
from playground.cluster.apiserver.registry import Context, NameRule, Strategy
from playground.cluster.apiserver.validation.job import validate_cron_job, validate_job, validate_job_update
from playground.cluster.apiserver.validation.names import dns_label
from playground.cluster.apiserver.validation.workloads import (
    immutable_selector,
    validate_daemon_set,
    validate_deployment,
    validate_replica_set,
    validate_replication_controller,
    validate_stateful_set,
    validate_stateful_set_update,
)
from playground.cluster.fields import FieldError, Path
from playground.cluster.objects.kinds import Object

_TEMPLATE_GENERATION = "deprecated.daemonset.template.generation"
_CONTROLLER_UID, _JOB_NAME = "controller-uid", "job-name"


def _fill(target: Object, **values: Any) -> None:
    """Set what is absent or empty text; a given 0 or False stays."""
    for name, value in values.items():
        if target.get(name) is None or target[name] == "":
            target[name] = value


class WorkloadStrategy(Strategy):
    """What all of them share: a Pod template below spec."""

    has_generation = True

    def defaults(self, obj: Object) -> None:
        spec = obj.setdefault("spec", {})
        default_template(spec.setdefault("template", {}))
        self.default_spec(obj, spec)

    def default_spec(self, obj: Object, spec: Object) -> None:
        raise NotImplementedError

    def warnings(self, new: Object, old: Object | None) -> list[str]:
        template, old_template = ((each or {}).get("spec", {}).get("template") for each in (new, old))
        if template == old_template:
            return []
        return pod_warnings((template or {}).get("spec") or {}, Path.of("spec", "template", "spec"))


class DeploymentStrategy(WorkloadStrategy):
    def default_spec(self, obj: Object, spec: Object) -> None:
        """Models: SetDefaults_Deployment"""
        _fill(spec, replicas=1, revisionHistoryLimit=10, progressDeadlineSeconds=600)
        strategy = spec["strategy"] = spec.get("strategy") or {}
        _fill(strategy, type="RollingUpdate")
        if strategy["type"] == "RollingUpdate":
            strategy["rollingUpdate"] = strategy.get("rollingUpdate") or {}
            _fill(strategy["rollingUpdate"], maxUnavailable="25%", maxSurge="25%")

    def validate(self, obj: Object) -> list[FieldError]:
        return validate_deployment(obj)

    def validate_update(self, new: Object, old: Object) -> list[FieldError]:
        return validate_deployment(new) + immutable_selector(new, old)


class ReplicaSetStrategy(WorkloadStrategy):
    update_looks_at_all_metadata = True

    def default_spec(self, obj: Object, spec: Object) -> None:
        _fill(spec, replicas=1)

    def validate(self, obj: Object) -> list[FieldError]:
        return validate_replica_set(obj)

    def validate_update(self, new: Object, old: Object) -> list[FieldError]:
        return 2 * validate_replica_set(new) + immutable_selector(new, old)  # by both of its update functions


class ReplicationControllerStrategy(WorkloadStrategy):
    def default_spec(self, obj: Object, spec: Object) -> None:
        """Models: pkg/apis/core/v1/defaults.go SetDefaults_ReplicationController"""
        _fill(spec, replicas=1)
        labels = (spec["template"].get("metadata") or {}).get("labels")
        if labels:
            spec["selector"] = spec.get("selector") or dict(labels)
            obj["metadata"]["labels"] = obj["metadata"].get("labels") or dict(labels)

    def validate(self, obj: Object) -> list[FieldError]:
        return validate_replication_controller(obj)


class StatefulSetStrategy(WorkloadStrategy):
    name_rule: ClassVar[NameRule] = staticmethod(dns_label)

    def default_spec(self, obj: Object, spec: Object) -> None:
        """Models: SetDefaults_StatefulSet"""
        _fill(spec, replicas=1, serviceName="", podManagementPolicy="OrderedReady", revisionHistoryLimit=10)
        strategy = spec["updateStrategy"] = spec.get("updateStrategy") or {}
        _fill(strategy, type="RollingUpdate")
        if strategy["type"] == "RollingUpdate":
            strategy["rollingUpdate"] = strategy.get("rollingUpdate") or {}
            _fill(strategy["rollingUpdate"], partition=0)
        retention = spec["persistentVolumeClaimRetentionPolicy"] = (
            spec.get("persistentVolumeClaimRetentionPolicy") or {}
        )
        _fill(retention, whenDeleted="Retain", whenScaled="Retain")
        for claim in spec.get("volumeClaimTemplates") or []:
            _fill(claim.setdefault("spec", {}), volumeMode="Filesystem")
            _fill(claim.setdefault("status", {}), phase="Pending")
            _fill(claim, apiVersion="v1", kind="PersistentVolumeClaim")

    def validate(self, obj: Object) -> list[FieldError]:
        return validate_stateful_set(obj)

    def validate_update(self, new: Object, old: Object) -> list[FieldError]:
        return validate_stateful_set_update(new, old)


class DaemonSetStrategy(WorkloadStrategy):
    update_looks_at_all_metadata = True

    def default_spec(self, obj: Object, spec: Object) -> None:
        """Models: SetDefaults_DaemonSet"""
        _fill(spec, revisionHistoryLimit=10)
        strategy = spec["updateStrategy"] = spec.get("updateStrategy") or {}
        _fill(strategy, type="RollingUpdate")
        if strategy["type"] == "RollingUpdate":
            strategy["rollingUpdate"] = strategy.get("rollingUpdate") or {}
            _fill(strategy["rollingUpdate"], maxUnavailable=1, maxSurge=0)

    def prepare_for_create(self, ctx: Context, obj: Object) -> None:
        _count_template(obj, 1)

    def prepare_for_update(self, ctx: Context, new: Object, old: Object) -> None:
        count = int((old["metadata"].get("annotations") or {}).get(_TEMPLATE_GENERATION, "1"))
        changed = new["spec"].get("template") != old["spec"].get("template")
        _count_template(new, count + 1 if changed else count)

    def validate(self, obj: Object) -> list[FieldError]:
        return validate_daemon_set(obj)

    def validate_update(self, new: Object, old: Object) -> list[FieldError]:
        return 2 * validate_daemon_set(new) + immutable_selector(new, old)  # by both of its update functions


def _count_template(obj: Object, count: int) -> None:
    annotations = obj["metadata"].get("annotations") or {}
    obj["metadata"]["annotations"] = {**annotations, _TEMPLATE_GENERATION: str(count)}


class JobStrategy(WorkloadStrategy):
    def default_spec(self, obj: Object, spec: Object) -> None:
        default_job_spec(spec)
        labels = (spec["template"].get("metadata") or {}).get("labels")
        if labels and not obj["metadata"].get("labels"):
            obj["metadata"]["labels"] = dict(labels)

    def prepare_for_create(self, ctx: Context, obj: Object) -> None:
        """Give the Job a selector of its own, unless it manages one itself.

        Models: pkg/registry/batch/job/strategy.go generateSelector
        """
        spec, meta = obj["spec"], obj["metadata"]
        if spec.get("manualSelector"):
            return
        template_meta = spec["template"]["metadata"] = dict(spec["template"].get("metadata") or {})
        labels = dict(template_meta.get("labels") or {})
        for name, value in ((_JOB_NAME, meta.get("name") or ""), (_CONTROLLER_UID, meta.get("uid") or "")):
            labels.setdefault(name, value)
            labels.setdefault(f"batch.kubernetes.io/{name}", value)
        template_meta["labels"] = labels
        selector = dict(spec.get("selector") or {})
        own = {f"batch.kubernetes.io/{_CONTROLLER_UID}": meta.get("uid") or ""}
        spec["selector"] = {**selector, "matchLabels": {**(selector.get("matchLabels") or {}), **own}}

    def validate(self, obj: Object) -> list[FieldError]:
        return validate_job(obj)

    def validate_update(self, new: Object, old: Object) -> list[FieldError]:
        return validate_job_update(new, old)


def default_job_spec(spec: Object) -> None:
    """Models: pkg/apis/batch/v1/defaults.go SetDefaults_Job"""
    if spec.get("completions") is None and spec.get("parallelism") is None:
        spec["completions"] = 1
    _fill(
        spec,
        parallelism=1,
        backoffLimit=6,
        completionMode="NonIndexed",
        suspend=False,
        podReplacementPolicy="Failed" if spec.get("podFailurePolicy") else "TerminatingOrFailed",
        manualSelector=False,
    )


class CronJobStrategy(Strategy):
    has_generation = True

    def defaults(self, obj: Object) -> None:
        """The Job's own defaults are given to the Job, not to its template. Models: SetDefaults_CronJob"""
        spec = obj.setdefault("spec", {})
        _fill(spec, concurrencyPolicy="Allow", suspend=False, successfulJobsHistoryLimit=3, failedJobsHistoryLimit=1)
        default_template(spec.setdefault("jobTemplate", {}).setdefault("spec", {}).setdefault("template", {}))

    def validate(self, obj: Object) -> list[FieldError]:
        return validate_cron_job(obj)
