"""What new Endpoints may not be."""

from __future__ import annotations

from tests.upstream.cases import cases
from tests.upstream.validation_cases import check_complaints, of_new

FILE = "endpoints_validate_create.json"
LEGACY = {
    case["index"]: [
        'subsets[0].addresses[0].ip: Invalid value: "010.010.001.001": must not have leading 0s',
        'subsets[1].addresses[0].ip: Invalid value: "::ffff:10.10.3.3": must not be an IPv4-mapped IPv6 address',
    ]
    for case in cases(FILE)
    if case["name"] == "legacy IPs with legacy validation"
}


def test_new_endpoints_are_refused_as_upstream_refuses_them() -> None:
    check_complaints(FILE, lambda case: of_new(case["endpoints"]), LEGACY)
