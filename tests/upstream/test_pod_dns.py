"""The resolv.conf that the kubelet computes for a pod."""

from __future__ import annotations

from typing import Any

from playground.cluster.dns.resolver import NO_RESOLV_CONF, ResolvConf, pod_dns
from tests.upstream.cases import cases, report

FILE = "pod_dns.json"
EXCEPTIONS: dict[int, str] = {}


def test_a_pod_gets_the_resolv_conf_of_its_policy() -> None:
    failures = {case["index"]: differences for case in cases(FILE) if (differences := _differences(case))}
    report(failures, len(cases(FILE)), EXCEPTIONS)


def _differences(case: dict[str, Any]) -> list[str]:
    pod = {
        "metadata": {"name": "p", "namespace": case["pod_namespace"]},
        "spec": {
            "dnsPolicy": case["dns_policy"],
            "hostNetwork": case["host_network"],
            "dnsConfig": case["dns_config"],
        },
    }
    node = NO_RESOLV_CONF
    if case["resolv_conf"]:
        host = case["host"]
        node = ResolvConf(*(tuple(host[key] or ()) for key in ("searches", "servers", "options")))
    conf, _ = pod_dns(pod, tuple(case["cluster_dns"]), case["cluster_domain"], node)
    got = {"searches": conf.search, "servers": conf.nameservers, "options": conf.options}
    return [
        f"{key}: {value} instead of {wanted}"
        for key, value in got.items()
        if sorted(value) != sorted(wanted := case["result"][key] or ())
    ]
