"""Job and CronJob.

Models: pkg/apis/batch/validation/validation.go
"""

from __future__ import annotations

import re

from playground.cluster.apiserver.go_view import go_struct
from playground.cluster.apiserver.validation.selector import validate_label_selector
from playground.cluster.apiserver.validation.workloads import SPEC, non_negative, validate_template
from playground.cluster.fields import FieldError, Path, invalid, not_supported, required
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.labels import selector_matches

_MODES = ["NonIndexed", "Indexed"]
_RESTART_POLICIES = ["OnFailure", "Never"]
_NUMBERS = ("parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished")
_LONGEST_CRON_NAME = 52


def validate_job(obj: Object) -> list[FieldError]:
    spec = obj.get("spec") or {}
    selector, template = spec.get("selector"), spec.get("template") or {}
    errors = _job_spec(spec, SPEC)
    if selector is None:
        errors.append(required(SPEC.child("selector")))
    errors += validate_label_selector(selector, SPEC.child("selector"))
    labels = (template.get("metadata") or {}).get("labels")
    if selector is not None and not selector_matches(selector, labels):
        path = SPEC.child("template", "metadata", "labels")
        errors.append(invalid(path, labels or None, "`selector` does not match template `labels`"))
    return errors


def _job_spec(spec: Object, path: Path) -> list[FieldError]:
    errors = [error for name in _NUMBERS for error in non_negative(spec, name, path)]
    mode = spec.get("completionMode") or "NonIndexed"
    if mode not in _MODES:
        errors.append(not_supported(path.child("completionMode"), mode, _MODES))
    elif mode == "Indexed" and spec.get("completions") is None:
        errors.append(required(path.child("completions"), "when completion mode is Indexed"))
    errors += validate_template(spec.get("template") or {}, path.child("template"))
    policy = ((spec.get("template") or {}).get("spec") or {}).get("restartPolicy") or ""
    place = path.child("template", "spec", "restartPolicy")
    if policy in ("", "Always"):
        errors.append(required(place, 'valid values: "OnFailure", "Never"'))
    elif policy not in _RESTART_POLICIES:
        errors.append(not_supported(place, policy, _RESTART_POLICIES))
    return errors


def validate_job_update(new: Object, old: Object) -> list[FieldError]:
    """What the Pods are made from stays; how many run may change."""
    errors = validate_job(new)
    spec, old_spec = new.get("spec") or {}, old.get("spec") or {}
    for name in ("completions", "selector", "template", "completionMode", "podFailurePolicy", "backoffLimitPerIndex"):
        if spec.get(name) != old_spec.get(name):
            value = spec.get(name)
            shown = go_struct("core/v1.PodTemplateSpec", value) if name == "template" else value
            errors.append(invalid(SPEC.child(name), shown, "field is immutable"))
    return errors


def validate_cron_job(obj: Object) -> list[FieldError]:
    spec = obj.get("spec") or {}
    errors: list[FieldError] = []
    name = obj["metadata"].get("name") or ""
    schedule, path = spec.get("schedule") or "", SPEC.child("schedule")
    if not schedule:
        errors.append(required(path))
    elif not _is_schedule(schedule):
        fields = schedule.split()
        errors.append(invalid(path, schedule, f"expected exactly 5 fields, found {len(fields)}: [{' '.join(fields)}]"))
    errors += non_negative(spec, "startingDeadlineSeconds", SPEC)
    if spec.get("concurrencyPolicy") not in _CONCURRENCY:
        errors.append(not_supported(SPEC.child("concurrencyPolicy"), spec.get("concurrencyPolicy") or "", _CONCURRENCY))
    errors += non_negative(spec, "successfulJobsHistoryLimit", SPEC) + non_negative(
        spec, "failedJobsHistoryLimit", SPEC
    )
    errors += _job_template((spec.get("jobTemplate") or {}).get("spec") or {}, SPEC.child("jobTemplate", "spec"))
    if len(name) > _LONGEST_CRON_NAME:
        errors.append(
            invalid(Path.of("metadata", "name"), name, f"must be no more than {_LONGEST_CRON_NAME} characters")
        )
    return errors


def _job_template(spec: Object, path: Path) -> list[FieldError]:
    """Models: ValidateJobTemplateSpec"""
    errors = _job_spec(spec, path)
    if spec.get("selector") is not None:
        errors.append(invalid(path.child("selector"), spec["selector"], "`selector` will be auto-generated"))
    if spec.get("manualSelector"):
        errors.append(not_supported(path.child("manualSelector"), True, ["nil", "false"]))
    return errors


_CONCURRENCY = ["Allow", "Forbid", "Replace"]


def _is_schedule(text: str) -> bool:
    return re.fullmatch(r"@\w+( .+)?", text) is not None or len(text.split()) == 5
