"""The workspaces' Kubernetes API beside the same in memory: python -m bench.api [SECONDS]

One server has both: a workspace of the playground, whose every write is a row of its log, and `manage.py cluster`. One client
after the other does the same with each, in turn; then as many watches as fit are open. The last line is the real kubectl.
"""

from __future__ import annotations

import os
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests

MANIFEST = "apiVersion: v1\nkind: Service\nmetadata: {name: bench-%d}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n"
WATCHES = 300


def main(seconds: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SQLITE_FILE"] = f"{folder}/bench.sqlite3"
        print(f"{'manage.py cluster, exec to answer, s':34}{_ready():>28}")
        places = {"in memory": _alone(), "with the log": _hosted()}
        print(f"{'':34}" + "".join(f"{name:>28}" for name in places))
        for title, act in _ACTS.items():
            print(f"{title:34}" + "".join(f"{_paced(act, url, seconds):>28}" for url in places.values()))
        print(f"{'Service to its EndpointSlice, ms':34}" + "".join(f"{_until_slice(url):>28}" for url in places.values()))
        print(f"{f'{WATCHES} watches: the last event, ms':34}" + "".join(f"{_watched(url):>28}" for url in places.values()))
        if shutil.which("kubectl"):
            print(f"{'kubectl apply to its slice, ms':34}" + "".join(f"{_kubectl(url, folder):>28}" for url in places.values()))
        print(f"memory of the process with all of it, MiB: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}")
        sys.stdout.flush()
        os._exit(0)  # the servers' threads would wait for their watches


# -- two servers in this process


def _alone() -> str:
    from playground.kubeapi import standalone
    from playground.kubeapi.alone import Alone

    return _served(standalone.application(Alone(standalone.start())), "on")


def _hosted() -> str:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from playground.kubeapi import hosted
    from playground.kubeapi.door import Door
    from playground.workspaces import credentials
    from playground.workspaces.models import Workspace
    from playground.workspaces.rate import Allowance

    call_command("migrate", verbosity=0)
    hosted.Allowance = lambda **limits: Allowance(rate=1e6, burst=1e6)  # type: ignore[assignment,misc]
    workspace = Workspace.objects.create(owner=uuid4())
    return f"{_served(Door(None), 'off')}/k8s/s/{credentials.make(workspace.id)[1]}"


def _ready() -> str:
    """From exec to the first answered request, with the interpreter's own cache of compiled modules."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    times = []
    for _ in range(11):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "manage.py", "cluster", "--port", str(port)]
        began = time.perf_counter()
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment) as process:
            while not _answers(f"http://127.0.0.1:{port}/api/v1/nodes"):
                time.sleep(0.002)
            times.append(time.perf_counter() - began)
            process.terminate()
    return f"{statistics.median(times[1:]):.2f} (of 10)"


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).ok
    except requests.ConnectionError:
        return False


def _served(application: Any, lifespan: Any) -> str:
    import uvicorn

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application, log_level="error", lifespan=lifespan, backlog=2048))
    threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True).start()
    while not server.started:
        time.sleep(0.01)
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


# -- what a client does

Act = Callable[[requests.Session, str, int], None]
_SERVICES = "/api/v1/namespaces/default/services"


def _create(session: requests.Session, url: str, number: int) -> None:
    body = {"metadata": {"name": f"s-{uuid4().hex[:12]}"}, "spec": {"selector": {"app": "web"}, "ports": [{"port": 80}]}}
    _ok(session.post(url + _SERVICES, json=body))


def _get(session: requests.Session, url: str, number: int) -> None:
    _ok(session.get(f"{url}{_SERVICES}/kubernetes"))


def _list(session: requests.Session, url: str, number: int) -> None:
    _ok(session.get(f"{url}{_SERVICES}?limit=100"))


def _table(session: requests.Session, url: str, number: int) -> None:
    _ok(session.get(f"{url}{_SERVICES}?limit=100", headers={"Accept": "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"}))


_ACTS: dict[str, Act] = {"create a Service": _create, "get": _get, "list 100": _list, "list 100 as a Table": _table}


def _ok(found: requests.Response) -> None:
    found.raise_for_status()


def _paced(act: Act, url: str, seconds: float) -> str:
    session, times = requests.Session(), []
    act(session, url, 0)
    end = time.perf_counter() + seconds
    while (began := time.perf_counter()) < end:
        act(session, url, len(times))
        times.append(time.perf_counter() - began)
    p95 = sorted(times)[int(len(times) * 0.95)]
    return f"{len(times) / sum(times):,.0f}/s, p95 {p95 * 1000:.2f} ms"


def _until_slice(url: str) -> str:
    return f"{statistics.median(_slice_after(url, lambda number: _create_named(url, number)) for _ in range(20)):.1f}"


def _create_named(url: str, number: int) -> None:
    body = {"metadata": {"name": f"bench-{number}"}, "spec": {"selector": {"app": "web"}, "ports": [{"port": 80}]}}
    _ok(requests.post(url + _SERVICES, json=body, timeout=30))


_numbers = iter(range(10_000, 1_000_000))


def _slice_after(url: str, act: Callable[[int], None]) -> float:
    """Milliseconds from the act to the event of a watch that was open before."""
    number = next(_numbers)
    path = f"{url}/apis/discovery.k8s.io/v1/namespaces/default/endpointslices"
    begin = requests.get(path, timeout=30).json()["metadata"]["resourceVersion"]
    query = f"watch=true&resourceVersion={begin}&labelSelector=kubernetes.io/service-name=bench-{number}&timeoutSeconds=30"
    with requests.get(f"{path}?{query}", stream=True, timeout=30) as lines:
        began = time.perf_counter()
        act(number)
        next(lines.iter_lines(chunk_size=1))
        return (time.perf_counter() - began) * 1000


def _watched(url: str) -> str:
    """From one create until the last of many open watches has told of it."""
    parts = url.removeprefix("http://").split("/", 1)
    host, port = parts[0].split(":")
    prefix = f"/{parts[1]}" if len(parts) > 1 else ""
    begin = requests.get(url + _SERVICES, timeout=30).json()["metadata"]["resourceVersion"]
    sockets = []
    for _ in range(WATCHES - 5):
        connection = socket.create_connection((host, int(port)))
        connection.sendall(f"GET {prefix}{_SERVICES}?watch=true&resourceVersion={begin} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        connection.recv(4096)
        sockets.append(connection)
    began = time.perf_counter()
    _create_named(url, next(_numbers))
    for connection in sockets:
        while b"ADDED" not in connection.recv(65536):
            pass
    took = (time.perf_counter() - began) * 1000
    for connection in sockets:
        connection.close()
    return f"{took:.0f}"


def _kubectl(url: str, folder: str) -> str:
    from playground.workspaces.kubeconfig import kubeconfig

    config = Path(folder) / "kubeconfig"
    config.write_text(kubeconfig(url))

    def apply(number: int) -> None:
        command = ["kubectl", "--kubeconfig", str(config), "--cache-dir", folder, "apply", "-f", "-"]
        subprocess.run(command, input=MANIFEST % number, text=True, check=True, capture_output=True)

    return f"{statistics.median(_slice_after(url, apply) for _ in range(5)):.0f}"


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 3)
