"""What an EndpointSlice may not be, and what of it may not change."""

from __future__ import annotations

from typing import Any

from playground.cluster.fields import FieldError
from playground.cluster.objects.kinds import Object
from tests.upstream.cases import cases
from tests.upstream.validation_cases import check_complaints, of_change, of_new

FILE = "endpointslice_validate.json"
LEGACY = {
    case["index"]: ['endpoints[0].addresses[0]: Invalid value: "012.034.056.078": must not have leading 0s']
    for case in cases(FILE)
    if case["case"] == "legacy-ip-with-legacy-validation"
}


def test_an_endpoint_slice_is_judged_as_upstream_does() -> None:
    check_complaints(FILE, _complaints, LEGACY)


def _complaints(case: dict[str, Any]) -> list[FieldError]:
    new = _whole(case["new"])
    return of_change(new, _whole(case["old"])) if "Update" in case["function"] else of_new(new)


def _whole(obj: Object) -> Object:
    """The object; the large ones are recorded by their counts alone."""
    obj = {"kind": "EndpointSlice", **obj}
    if "omitted" not in obj:
        return obj
    return {
        "kind": "EndpointSlice",
        "metadata": {"name": "large", "namespace": "world"},
        "addressType": "IPv4",
        "ports": [{"name": f"port-{number}", "protocol": "TCP"} for number in range(obj["num_ports"])],
        "endpoints": [{"addresses": ["10.1.2.3"]} for _ in range(obj["num_endpoints"])],
    }
