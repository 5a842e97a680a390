"""Every code that a trace may carry has a sentence, and every sentence finds its parameters."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import playground.cluster
from playground.cluster.dataplane import rules
from playground.cluster.objects.flow import Step
from playground.cluster.trace import packet
from playground.cluster.trace.diagnoses import CODES, DIAGNOSES
from playground.cluster.trace.explain import (
    DISPOSITIONS,
    MISSING,
    STEPS,
    STOPS,
    UnknownCode,
    explain,
    sentence,
    step_sentence,
    stop,
)
from playground.cluster.trace.model import Diagnosis, Disposition
from tests.trace.world import service, world

SOURCES = Path(playground.cluster.__file__).parent
TRACE = SOURCES / "trace"
SEARCHES = {"dns.search", "dns.as_is_first", "dns.as_is", "dns.absolute"}
"""Chosen by trace/query.py from the name and the resolv.conf."""


def codes_in_sources() -> set[str]:
    """What the walkers write: the first word of every Step, and of every rule in the dataplane's own table."""
    found: set[str] = set()
    for path in SOURCES.rglob("*.py"):
        for arguments in re.findall(r"\bStep\(([^,)]*)", path.read_text()):
            found.update(re.findall(r'"([a-z][a-z_.-]*)"', arguments))
    for module in (rules, packet):
        for row in re.findall(r"^\| (`.*?) \|", module.__doc__ or "", re.MULTILINE):
            found.update(re.findall(r"`([a-z][a-z_.-]*)`", row))
    return found


def test_every_code_has_a_sentence() -> None:
    codes = codes_in_sources() | SEARCHES
    assert len(codes) > 60
    assert codes - set(STEPS) == set()


def test_no_sentence_is_left_over() -> None:
    assert set(STEPS) - codes_in_sources() == SEARCHES


def test_where_a_way_ends_is_a_step_that_has_a_sentence() -> None:
    assert set(STOPS) <= set(STEPS)


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(UnknownCode):
        step_sentence(Step("no.such-code"))


def test_every_disposition_has_a_sentence() -> None:
    assert set(DISPOSITIONS) == set(Disposition)


def test_every_reason_for_a_missing_name_has_words() -> None:
    zone = (SOURCES / "dns" / "zone.py").read_text() + (SOURCES / "dns" / "server.py").read_text()
    upstream = (SOURCES / "dns" / "upstream.py").read_text()
    assert set(re.findall(r'missing="([a-z-]+)"', zone + upstream)) <= set(MISSING)


def test_every_diagnosis_that_is_found_has_a_text_and_every_text_is_found() -> None:
    finders = "".join((TRACE / name).read_text() for name in ("diagnose.py", "diagnose_name.py", "diagnose_service.py"))
    used = set(re.findall(r'"([A-Z]+(?:-[A-Z]+)+)"', finders))
    assert used == CODES


def test_a_diagnosis_is_one_line_each_with_a_page_to_read_on() -> None:
    for code, texts in DIAGNOSES.items():
        assert all(text and "\n" not in text for text in texts), code
        assert texts.doc.startswith("https://kubernetes.io/docs/"), code


QUESTIONS = [
    ("pod/client", "http://web:80/"),
    ("pod/client", "http://web.default.svc.cluster.local.:80/"),
    ("pod/client", "http://nosuch:80/"),
    ("pod/client", "http://web:81/"),
    ("pod/client", "udp://web:80"),
    ("pod/client", "ping://web"),
    ("pod/client", "tcp://db.example.net:5432"),
    ("pod/client", "dns:web?type=SRV"),
    ("pod/client", "dns:web?type=AAAA"),
    ("node/node-1", "http://192.168.1.2:30080/"),
    ("outside", "http://192.168.1.3:30080/"),
    ("outside", "http://lb/web:80/"),
    ("outside", "http://lb/nosuch:80/"),
]


@pytest.mark.parametrize("mode", ["iptables", "nftables"])
@pytest.mark.parametrize("policy", ["Cluster", "Local"])
def test_sentences_are_complete(mode: str, policy: str) -> None:
    text = service(
        "{port: 80, nodePort: 30080}", type="LoadBalancer", externalTrafficPolicy=policy, sessionAffinity="ClientIP"
    )
    cluster = world(text, proxy_mode=mode)
    for source, target in QUESTIONS:
        trace = cluster.trace(source, target)
        hops = [*trace.hops, *(hop for branch in trace.branches for hop in branch.hops)]
        stops = [stop(step) for hop in trace.hops for step in hop.steps if stop(step)]
        assert bool(stops) == (trace.disposition not in (Disposition.DELIVERED, Disposition.EXTERNAL)), (source, target)
        assert not any("<" in words for words in stops)
        sentences = [sentence(trace), *(step_sentence(step) for hop in hops for step in hop.steps)]
        if trace.diagnosis:
            sentences += explain(trace.diagnosis)
        for words in sentences:
            assert "<" not in words, (source, target, words)
            assert (
                words.endswith((".", "/"))
                or words.startswith(("kubectl", "https", "spec", "There", "Service", "the ", "No "))
                or trace.diagnosis
            )


def test_sentences_read_well() -> None:
    trace = world(service()).trace("pod/client", "http://web/")
    said = [step_sentence(step) for hop in trace.hops for step in hop.steps]
    address = trace.lookup.addresses[0] if trace.lookup else ""
    assert f"web.default.svc.cluster.local. has A {address}." in said
    assert f"{address}:80 is the cluster IP of default/web." in said
    assert sentence(trace) == f"{trace.branches[trace.taken].backend.replace(':', ' ')} answered."


def test_a_diagnosis_in_words() -> None:
    found = explain(Diagnosis("SVC-TARGETPORT-CLOSED", {
        "service": "default/web", "target": 8080, "pod": "default/web-1", "listening": ["80/TCP"]}))  # fmt: skip
    assert found.title == "targetPort of Service default/web is 8080, where nothing listens"
    assert "listen on 80/TCP" in found.why
