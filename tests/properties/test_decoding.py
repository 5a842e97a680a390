"""Nothing that anybody writes or sends makes the model raise: manifests, their markers, requests of every kind.

A part is always tried. `make fuzz` tries FUZZ inputs, 100,000 unless it is told another number.
"""

from __future__ import annotations

import json
import os
import random
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from playground.cluster.apiserver.messages import Request, Response
from playground.cluster.apiserver.protobuf import MAGIC
from playground.cluster.manifest import compose, read
from playground.cluster.manifest.errors import YamlError
from playground.cluster.markers import diagnose_text
from playground.cluster.simulation.linting import lint
from playground.replay import Record
from playground.replay.admission import recorded_cluster, send
from playground.replay.recording import read as read_recording
from tests.properties import commands
from tests.properties.mutants import BLOCKS, bytes_mutant, mutants, text_mutant, value_mutant
from tests.properties.test_incremental import everything_is_as_if_made_anew

COUNT, SHARES = int(os.environ.get("FUZZ", "8000")), 8
PATCHES = ("json-patch+json", "merge-patch+json", "strategic-merge-patch+json", "apply-patch+yaml")
TYPES = ("", "application/json", "application/yaml", "text/plain", *(f"application/{each}" for each in PATCHES))
PROTOBUF = "application/vnd.kubernetes.protobuf"
PER_WORLD = 25
"""How many mutants a recorded world is sent before it is thrown away."""


@cache
def records() -> tuple[Record, ...]:
    file = Path(__file__).parents[1] / "oracle" / "data" / "admission.jsonl.gz"
    return tuple(record for record in read_recording(file).records if "body" in record["request"])


@pytest.mark.parametrize("share", range(SHARES))
def test_any_manifest_is_read_and_every_problem_has_a_place(share: int) -> None:
    for number, text in enumerate(mutants(share, COUNT // 2 // SHARES)):
        count = sum(map(text.count, "\n\r\x85\u2028\u2029")) + 2
        for document in read(text, "mutant.yaml").documents:
            assert all(1 <= mark.value.line <= count for mark in document.marks.values())
            assert all(1 <= problem.span.line <= count and problem.message for problem in document.problems)
        if number % 10 == 0:
            assert all(1 <= marker.span.line <= count and marker.message for marker in diagnose_text(text, "mutant.yaml"))


@pytest.mark.parametrize("share", range(SHARES))
def test_any_request_is_answered(share: int) -> None:
    source = random.Random(share)
    left = COUNT // 2 // SHARES
    while left > 0:
        record = source.choice(records())
        api, answers = recorded_cluster(), list[Response]()
        for request in record["setup"]:
            answers.append(send(api, request, answers))
        for _ in range(min(left, PER_WORLD)):
            request = mutant(record["request"], source)
            response = api.handle(request)
            assert response.body is not None or response.text is not None or response.watch is not None, request
            left -= 1


@pytest.mark.parametrize("share", range(SHARES))
def test_what_is_accepted_troubles_nobody(share: int) -> None:
    """Controllers, rules, DNS, picture and markers live with every object that the API server let in."""
    source, cluster = random.Random(share), commands.world(share)
    for number in range(COUNT // 20 // SHARES):
        if number % PER_WORLD == 0:
            twin = cluster.fork()
        text = source.choice(BLOCKS)
        documents = [document.value for document in read(text).documents if document.readable and document.value]
        changed = [json.dumps(value_mutant(value, source)) for value in documents if isinstance(value, dict)]
        file = "\n---\n".join(changed) if source.random() < 0.8 else text_mutant(text, source)
        assert all(marker.message for marker in lint(twin, file))
        twin.apply(file)
        twin.advance(source.choice((0, 1, 30, 600)))
        if number % PER_WORLD == PER_WORLD - 1:
            everything_is_as_if_made_anew(twin, source)


def mutant(recorded: Record, source: random.Random) -> Request:
    """The recorded request with another body, and sometimes with another path, query or content type."""
    text = recorded["body"]
    content_type = recorded["contentType"]
    match source.randrange(4):
        case 0:
            body = text_mutant(text, source).encode("utf-8", "surrogatepass")
        case 1:
            body = bytes_mutant(text.encode(), source)
        case 2 if content_type in ("application/json", "application/yaml"):
            body, content_type = MAGIC + bytes_mutant(text.encode(), source), PROTOBUF
        case _:
            body = json.dumps(value_mutant(_value(text), source)).encode()
    request = Request(recorded["method"], recorded["path"], recorded.get("query", ""), content_type, body)
    match source.randrange(12):
        case 0:
            return replace(request, path=text_mutant(request.path, source))
        case 1:
            return replace(request, query=text_mutant(request.query or "fieldManager=me&dryRun=All", source))
        case 2:
            return replace(request, content_type=source.choice(TYPES))
        case 3:
            return replace(request, method=source.choice(("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "TRACE")))
        case _:
            return request


def _value(text: str) -> object:
    try:
        return compose(text).value
    except YamlError:
        return text
