"""The real kubectl prints against this server what kubectl 1.36 printed against a real one.

Each recording begins from a cluster of its own, as in playground/replay/kubectl.py; here it is served, and the command is run by the kubectl of this
machine. One in STRIDE is run, and those in ALWAYS; KUBECTL_RECORDINGS=all runs them all (one or two minutes). None is left out for
another reason, and what an older kubectl prints otherwise stands in OLDER, with why.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from playground.cluster.simulation.acts import Act, Result
from playground.kubeapi.alone import Alone
from playground.kubeapi.standalone import application
from playground.replay.kubectl import NAMESPACE, REST, known_in, normalised, prepared, recorded_cluster, rest
from playground.workspaces.kubeconfig import kubeconfig
from tests.kubeapi.conftest import Live, minor_version

DATA = Path(__file__).parents[1] / "oracle" / "data" / "kubectl.jsonl.gz"
RECORDS = [json.loads(line) for line in gzip.decompress(DATA.read_bytes()).splitlines()]
STRIDE = 5
ALWAYS = {"apply-kind-lower", "apply-list-kind", "describe-svc-two", "describe-pod", "explain-service-spec-type"}
CHOSEN = [
    record
    for number, record in enumerate(RECORDS)
    if number % STRIDE == 0 or record["id"] in ALWAYS or os.environ.get("KUBECTL_RECORDINGS") == "all"
]


@dataclass(frozen=True)
class Older:
    """What clients before `minor` print otherwise, wherever `where` occurs in the command: it is left out on both sides."""

    minor: int
    where: str
    text: str
    why: str


OLDER = (
    Older(36, "^kubectl scale .* nope", r'^(E|e)rror.*: (no objects passed to scale)?( ?deployments.apps "nope" not found)?$', "another sentence"),
    Older(32, "^kubectl describe svc", r"^Endpoints: .*\n", "addresses that are not ready were shown too"),
    Older(33, "", r"^[Ee]rror: ", "what is wrong with a command line began with a capital letter"),
    Older(33, "^kubectl create", r'^E<LOG> run\.go:<LINE>\] "command failed" err="|\\(?=")|(?<=not set)"$', "a flag that is missing was logged"),
    Older(36, "-o (yaml|json)", r'^ *"?creationTimestamp"?: null,?\n', "Go's encoder left out an empty time only later"),
    Older(36, "-o ", r"kyaml,", "the format is new"),
    Older(36, "^kubectl (delete|replace)", rf" from {NAMESPACE} namespace", "the namespace is told since then"),
    Older(36, "^kubectl describe pod", r" \(http\)(?=\n)", "a port's name is told since then"),
    Older(36, "^kubectl describe svc", r"^Traffic Distribution: .*\n", "the field is described since then"),
    Older(36, "^kubectl describe svc (web db|web-n)$", r"^Events: +<none>\n", "events of several objects are left out since kubernetes#137145"),
)
OURS = {
    "apply-kind-lower": (
        r"^Error from server \(BadRequest\): .*",
        "error: error validating \"svc.yaml\": error validating data: failed to check CRD: failed to list CRDs: the server could not "
        "find the requested resource; if you choose to ignore these errors, turn validation off with --validate=false",
        "custom resources are not found here, and kubectl looks among them for a kind that it does not find in OpenAPI",
    ),
}
"""What this server answers otherwise: record -> (what was recorded, what is printed here, why)."""


class Recorded(Alone):
    """Whatever was asked for has been done when it is answered, as it had in the recordings."""

    async def do(self, act: Act) -> Result:
        result = await super().do(act)
        rest(self.cluster, REST)
        self.take(self.cluster)
        return result


@pytest.fixture(scope="module")
def host() -> Iterator[tuple[Recorded, Live]]:
    host = Recorded(recorded_cluster())
    live = Live(application(host), "on")
    yield host, live
    live.stop()


@pytest.fixture(scope="module")
def home(host: tuple[Recorded, Live], kubectl_path: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the recordings' kubectl lives: under its own name, which it prints, with the recordings' context."""
    home = tmp_path_factory.mktemp("recordings")
    (home / "kubectl").symlink_to(kubectl_path)
    (home / "kubeconfig").write_text(kubeconfig(host[1].url, namespace=NAMESPACE).replace("playground", "lab"))
    return home


@pytest.mark.parametrize("record", CHOSEN, ids=lambda record: record["id"])
def test_kubectl_prints_what_was_recorded(record: dict[str, Any], host: tuple[Recorded, Live], home: Path, tmp_path: Path) -> None:
    host[0].take(prepared(record))
    for name, text in (record.get("files") or {}).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    command = [str(home / "kubectl"), *shlex.split(record["command"])[1:]]
    environment = {**os.environ, "KUBECONFIG": str(home / "kubeconfig"), "HOME": str(home)}
    done = subprocess.run(
        command, input=record.get("stdin", ""), capture_output=True, text=True, check=False, timeout=30, cwd=tmp_path, env=environment
    )
    known, minor = known_in(record), minor_version(str(home / "kubectl"))
    for name, printed in (("stdout", done.stdout), ("stderr", done.stderr)):
        expected = record[name]
        if name == "stderr" and record["id"] in OURS:
            expected = re.sub(OURS[record["id"]][0], OURS[record["id"]][1], expected)
        assert _fit(normalised(printed, record["command"], known), record, minor) == _fit(expected, record, minor)
    assert done.returncode == record["exit"]


def _fit(text: str, record: dict[str, Any], minor: int) -> str:
    for row in OLDER:
        if minor < row.minor and re.search(row.where, record["command"]):
            text = re.sub(row.text, "", text, flags=re.M)
    return text
