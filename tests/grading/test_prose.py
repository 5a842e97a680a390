"""Texts of a lab: links lead somewhere, and commands do what is said of them."""

from __future__ import annotations

import pytest

from playground.grading.findings import Finding
from playground.grading.lint import play, read_off
from playground.grading.lint.prose import same_output
from tests.grading.lab import LAB, SERVICE, read

STARTER = "workspace: {files: [{path: service.yaml, from: starter/service.yaml}]}\n"
WRONG = SERVICE.replace("app: web", "app: wbe")


def played(text: str) -> list[Finding]:
    return list(play(read(LAB + STARTER, starter__service_yaml=WRONG, **{"one.md": text}), "lint-0"))


def found(text: str) -> list[tuple[int, str]]:
    return [(finding.line, finding.code) for finding in played(text)]


FINE = {
    "a command in the text": "Look: `kubectl get pods --show-labels`.",
    "one that only works when it is solved": "Then `kubectl get service web` shows it.",
    "one that is typed in a pod": "Ask `curl -s http://web/` there.",
    "a placeholder": "Say `kubectl describe pod NAME`, `kubectl get <kind>` or `kubectl get ...`.",
    "a session with its output": "```console\n$ kubectl get service web\nNAME   TYPE   ...\nweb    ClusterIP   ...   80/TCP ...\n```\n",
    "a failure that is quoted": '```console\n$ kubectl get service wbe\nError from server (NotFound): services "wbe" not found\n```\n',
    "a session in a named state": "```console starter\n$ kubectl get endpoints web\n...\nweb   <none>   ...\n```\n",
    "files of the editor": "```sh solved\nkubectl apply -f service.yaml\nkubectl get service web\n```\n",
    "other code": "A `targetPort`, and\n\n```yaml\nkind: Service\n```\n",
}


@pytest.mark.parametrize("text", FINE.values(), ids=FINE.keys())
def test_what_is_true_is_left_alone(text: str) -> None:
    assert played(text) == []


WRONG_TEXTS = {
    "what the lab does not let learners do": ("Scale it: `kubectl scale deployment web --replicas=1`.", (1, "E410")),
    "a command that fails everywhere": ("Look:\n`kubectl get servces`.", (2, "E410")),
    "an output that is not printed": ("```console\n$ kubectl get service web\nNAME\nweb NodePort ...\n```\n", (2, "E411")),
    "a second command of a session": ("```console\n$ kubectl get pods\n...\n$ kubectl get pdos\n```\n", (4, "E410")),
    "a state that does not hold": ("```console start\n$ kubectl get service web\nNAME ...\n```\n", (2, "E411")),
    "a state that is not there": ("```console mistakes/none.yaml\n$ kubectl get pods\n```\n", (2, "E302")),
}


@pytest.mark.parametrize(("text", "where"), WRONG_TEXTS.values(), ids=WRONG_TEXTS.keys())
def test_what_is_not_true_is_found_at_its_line(text: str, where: tuple[int, str]) -> None:
    assert found(text) == [where]


RULE = '-A KUBE-SERVICES -d .../32 -p tcp -m comment --comment "default/web cluster IP" -m tcp --dport 80 -j KUBE-SVC-...'


@pytest.mark.parametrize(
    ("fence", "codes"),
    [
        (f"iptables node-1 solved\n{RULE}\n", []),
        (f"iptables node-2\n{RULE}\n", []),
        ("nftables node-1 solved\n  chain service-...-default/web/tcp/ {\n", []),
        (f"iptables node-1 start\n{RULE}\n", [(2, "E411")]),
        (f"iptables node-1 solved\n{RULE.replace('80', '81')}\n", [(2, "E411")]),
        (f"iptables node-9 solved\n{RULE}\n", [(2, "E411")]),
        (f"iptables\n{RULE}\n", [(2, "E411")]),
    ],
)
def test_rules_that_are_quoted_are_those_of_the_node(fence: str, codes: list[tuple[int, str]]) -> None:
    assert found(f"```{fence}```\n") == codes


@pytest.mark.parametrize(
    ("link", "codes"),
    [
        ("[docs](https://kubernetes.io/docs/)", []),
        ("[plain](http://kubernetes.io/)", ["E230"]),
        ("[below](#below)", []),
        ("[more](more.md)", []),
        ("[gone](gone.md)", ["E230"]),
        ("[out](../../../etc/passwd)", ["E230"]),
        ("[other](lab:small)", []),
        ("[none](lab:smal)", ["E230"]),
        ("`[code](gone.md)`", []),
        (":\n\n```\n[code](gone.md)\n```\n", []),
    ],
)
def test_links_lead_somewhere(link: str, codes: list[str]) -> None:
    lab = read(LAB, **{"one.md": f"See {link}.\n\n[next](more.md)\n", "more.md": "More."})
    assert [finding.code for finding in read_off(lab, ["small"]) if finding.code != "E223"] == codes


@pytest.mark.parametrize(
    ("quoted", "printed", "same"),
    [
        ("a  b\n", "a b", True),
        ("a b", "a\nb", True),
        ("a ... c", "a b b c", True),
        ("a ...", "a", False),
        ("a ... b ... c", "a   b\nc", True),
        ("a ... b ... c", "a c b", False),
        ("...", "", True),
        ("a.b", "axb", False),
        ("ab", "a b", False),
    ],
)
def test_quotations_are_compared_but_for_white_space(quoted: str, printed: str, same: bool) -> None:
    assert same_output(quoted, printed) is same


def test_many_gaps_in_a_quotation_cost_no_more_than_one() -> None:
    """A comparison that tries all ways to fill them would not come back."""
    assert not same_output("a ... " * 40 + "z", "a  " * 400)
