"""Whole runs of `kubectl expose` against a server that answers with one object."""

from __future__ import annotations

import json
from typing import Any

from playground.cluster.kubectl import kubectl
from playground.cluster.kubectl.resources import kind_of
from tests.upstream.cases import cases, report
from tests.upstream.served import Served, session

GONE = "generator"
"""A flag that the command no longer has; upstream's test sets it without looking whether that works."""


def test_exposing_prints_what_upstream_prints() -> None:
    found = cases("kubectl_expose_run.json")
    failures = {case["index"]: lines for case in found if (lines := differences(case))}
    report(failures, len(found), {})


def differences(case: dict[str, Any]) -> list[str]:
    word, name = case["args"] or ("service", case["input"]["metadata"]["name"])
    kind, space = kind_of(word), case["namespace"]
    obj = {"apiVersion": kind.api_version, "kind": kind.name, **case["input"]}
    api = Served({kind.path(space, name): obj})
    files = {case["flags"]["filename"]: json.dumps(obj)} if "filename" in case["flags"] else {}
    flags = [f"--{key}={value}" for key, value in case["flags"].items() if key != GONE]
    elsewhere = session(api, "other")
    result = kubectl(elsewhere, ["expose", *case["args"], *flags, "-n", space], files)
    if result.stdout == case["stdout"]:
        return []
    return [f"{result.stdout + result.stderr!r} is not {case['stdout']!r}"]
