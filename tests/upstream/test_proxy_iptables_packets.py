"""Packets through the rules of iptables mode; and through upstream's own rules, read from their text."""

from __future__ import annotations

from tests.upstream.cases import cases, report
from tests.upstream.packet_cases import in_model, in_text

FILE = "proxy_iptables_packets.json"
EXCEPTIONS: dict[int, str] = {}


def test_packets_end_as_upstream_says() -> None:
    failures = {case["index"]: found for case in cases(FILE) if (found := in_model(case, "iptables"))}
    report(failures, len(cases(FILE)), EXCEPTIONS)


def test_packets_end_the_same_in_upstreams_own_rules() -> None:
    failures = {case["index"]: found for case in cases(FILE) if case.get("rules") and (found := in_text(case, "iptables"))}
    report(failures, len(cases(FILE)), EXCEPTIONS)
