"""DNS for real clients: over HTTPS' messages, UDP and TCP."""

from __future__ import annotations

import asyncio
import base64
import os
import signal
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import dns.message
import dns.query
import dns.rcode
import pytest
import requests
from django.core.management import CommandError, call_command

from playground.cluster.dns import wire
from playground.cluster.simulation import Cluster
from playground.kubeapi.dnsserver import DnsPorts
from tests.kubeapi.conftest import Live

NAME = "kubernetes.default.svc.cluster.local."
MEDIA = "application/dns-message"


def test_get_and_post(alone: Live) -> None:
    question = dns.message.make_query(NAME, "A").to_wire()
    text = base64.urlsafe_b64encode(question).decode().rstrip("=")
    got = requests.get(f"{alone.url}/dns-query", params={"dns": text}, headers={"Accept": MEDIA}, timeout=10)
    posted = requests.post(f"{alone.url}/dns-query", data=question, headers={"Content-Type": MEDIA}, timeout=10)
    for found in (got, posted):
        message = dns.message.from_wire(found.content)
        assert (found.headers["Content-Type"], found.headers["Cache-Control"]) == (MEDIA, f"max-age={message.answer[0].ttl}")
        assert [rdata.address for rdata in message.answer[0]] == ["10.96.0.1"]


@pytest.mark.parametrize(("text", "code"), [("***", 400), ("AAAA", 400), ("", 400)])
def test_what_is_no_question(alone: Live, text: str, code: int) -> None:
    found = requests.get(f"{alone.url}/dns-query", params={"dns": text}, timeout=10)
    assert (found.status_code, found.json()["kind"]) == (code, "Status")


def test_a_question_of_another_media_type(alone: Live) -> None:
    assert requests.post(f"{alone.url}/dns-query", data=b"{}", headers={"Content-Type": "application/json"}, timeout=10).status_code == 415


async def test_udp_and_tcp_on_one_port() -> None:
    cluster = Cluster.new()

    async def answer(question: bytes, tcp: bool) -> bytes:
        return wire.handle(cluster.dns, question, over_tcp=tcp)

    ports = DnsPorts(answer)
    number = await ports.open("127.0.0.1", 0)
    try:
        query = dns.message.make_query(NAME, "A")
        by_udp = await asyncio.to_thread(dns.query.udp, query, "127.0.0.1", 5, number)
        by_tcp = await asyncio.to_thread(dns.query.tcp, query, "127.0.0.1", 5, number)
        assert by_udp.answer == by_tcp.answer
        assert "10.96.0.1" in str(by_udp.answer[0])
        missing = await asyncio.to_thread(dns.query.udp, dns.message.make_query("no.default.svc.cluster.local.", "A"), "127.0.0.1", 5, number)
        assert missing.rcode() == dns.rcode.NXDOMAIN
    finally:
        ports.close()


SETTING_UP = """
import django
django.setup()
from uuid import UUID, uuid4
from playground.workspaces import messages
from playground.workspaces.live import registry
from playground.workspaces.models import Workspace
made = Workspace.objects.create(pk=UUID(int=7), owner=uuid4())
text = "apiVersion: v1\\nkind: Service\\nmetadata: {name: web}\\nspec: {clusterIP: 10.96.7.7, ports: [{port: 80}]}\\n"
with registry.hold(made.id) as there:
    there.submit(messages.Apply(id=uuid4(), files=[messages.File("a.yaml", text)]))
"""


def test_the_command_answers_for_a_workspace_over_udp_and_tcp(tmp_path: Path) -> None:
    """As its users run it, with a database in a file of its own."""
    environment = {**os.environ, "SQLITE_FILE": str(tmp_path / "db.sqlite3"), "DJANGO_SETTINGS_MODULE": "playground.settings"}
    for argv in (["manage.py", "migrate", "-v", "0"], ["-c", SETTING_UP]):
        subprocess.run([sys.executable, *argv], env=environment, check=True, timeout=60)
    command = [sys.executable, "manage.py", "dns", "--workspace", str(UUID(int=7)), "--port", "0"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline().partition(", ")[0].rpartition(":")[2])
            query = dns.message.make_query("web.default.svc.cluster.local.", "A")
            for way in (dns.query.udp, dns.query.tcp):
                (found,) = way(query, "127.0.0.1", 20, port).answer
                assert [rdata.address for rdata in found] == ["10.96.7.7"]
                assert way(dns.message.make_query("no.default.svc.cluster.local.", "A"), "127.0.0.1", 20, port).rcode() == dns.rcode.NXDOMAIN
        finally:
            process.send_signal(signal.SIGTERM)
    assert process.returncode == 0


def test_the_command_knows_no_workspace_of_that_name(db: None) -> None:
    with pytest.raises(CommandError, match="there is no workspace"):
        call_command("dns", "--workspace", str(UUID(int=8)), "--port", "0")
