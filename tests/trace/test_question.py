"""What people type as a target."""

from __future__ import annotations

import pytest

from playground.cluster.trace.question import BadQuestion, parse_target


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("web", "http://web:80/"),
        ("10.244.2.3:80", "http://10.244.2.3:80/"),
        ("web.shop:8080/health", "http://web.shop:8080/health"),
        ("tcp://db:3306", "tcp://db:3306"),
        ("dns:web", "dns:web?type=A"),
    ],
)
def test_what_has_no_scheme_is_asked_by_http_as_curl_does(typed: str, asked: str) -> None:
    assert str(parse_target(typed)) == asked


@pytest.mark.parametrize("typed", ["ftp://x", "http://", "<script>", "tcp://web", "web:99999", "dns:"])
def test_what_is_no_target_is_refused_with_a_reason(typed: str) -> None:
    with pytest.raises(BadQuestion, match=r"\w"):
        parse_target(typed)
