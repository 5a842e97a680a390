"""What Kubernetes' own conformance test of latency asks: in protobuf, 201 Services, fifteen at a time."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import requests

from tests.kubeapi.conftest import Live
from tests.kubeapi.suite import AGENT, Space, Suite

NAME = "svc-latency-rc"
PROTOBUF = {"Content-Type": "application/vnd.kubernetes.protobuf", "Accept": "application/vnd.kubernetes.protobuf,application/json", "User-Agent": AGENT}
TRIALS, AT_A_TIME = 200, 15


# -- protobuf as Go writes it: what is no pointer is always there, also where it is empty or zero


def _field(number: int, value: bytes | str | int) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    data = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _varint(value: int) -> bytes:
    out = b""
    while value >= 0x80:
        out += bytes((value & 0x7F | 0x80,))
        value >>= 7
    return out + bytes((value,))


def _message(**fields: bytes | str | int) -> bytes:
    """f1=..., f2=...: by the fields' numbers."""
    return b"".join(_field(int(name.removeprefix("f")), value) for name, value in fields.items())


def _body(version: str, kind: str, raw: bytes) -> bytes:
    return b"k8s\x00" + _field(1, _message(f1=version, f2=kind)) + _field(2, raw) + _message(f3="", f4="")


def _meta(name: str, prefix: str = "", labels: bytes = b"") -> bytes:
    return _message(f1=name, f2=prefix, f3="", f4="", f5="", f6="", f7=0, f8=b"") + labels


_PAIR = _message(f1="name", f2=NAME)
_LABELS = _field(11, _PAIR)
_CONTAINER = _message(f1=NAME, f2="registry.k8s.io/pause:3.10.2", f5="", f8=b"", f13="", f14="", f15=b"", f16=0, f17=0, f18=0, f20="")
_POD = _message(f2=_CONTAINER, f3="", f4=0, f6="", f8="", f9="", f10="", f11=0, f12=0, f13=0, f14=b"", f16="", f17="", f19="", f24="")
_TEMPLATE = _message(f1=_meta("", labels=_LABELS), f2=_POD)
_DEPLOYMENT = _message(f1=_meta(NAME, labels=_LABELS), f2=_message(f1=1, f2=_field(1, _PAIR), f3=_TEMPLATE, f4=_message(f1="Recreate"), f5=0, f7=0), f3=_message(f1=0, f2=0, f3=0, f4=0, f5=0, f7=0))
_PORT = _message(f1="", f2="TCP", f3=80, f4=_message(f1=0, f2=0, f3=""), f5=0)
_SERVICE = _message(f1=_meta("", "latency-svc-"), f2=_message(f1=_PORT, f2=_PAIR, f3="", f4="ClusterIP", f7="None", f8="", f10="", f11="", f12=0, f13=0), f3=_message(f1=b""))


def test_two_hundred_services_have_their_slices_soon(alone: Live) -> None:
    suite = Suite(alone)
    space = Space(suite, "svc-latency")
    made = requests.post(f"{suite.url}{space.apps}/deployments", data=_body("apps/v1", "Deployment", _DEPLOYMENT), headers=PROTOBUF, timeout=10)
    assert made.status_code == 201, made.text
    space.complete(made.json())
    seen: dict[str, float] = {}
    told = threading.Condition()
    ending = threading.Event()

    def look() -> None:
        for event in suite.informer(space.slices):
            if ending.is_set():
                return
            name = event["object"]["metadata"]["labels"]["kubernetes.io/service-name"]
            if event["type"] in ("ADDED", "MODIFIED") and event["object"]["endpoints"]:
                with told:
                    seen.setdefault(name, time.monotonic())
                    told.notify_all()

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    own = threading.local()

    def one(_: int) -> float:
        session = own.__dict__.setdefault("session", requests.Session())
        begin = time.monotonic()
        answer = session.post(f"{suite.url}{space.core}/services", data=_body("v1", "Service", _SERVICE), headers=PROTOBUF, timeout=30)
        assert answer.status_code == 201, answer.text
        name = answer.json()["metadata"]["name"]
        with told:
            assert told.wait_for(lambda: name in seen, 50)
        return seen[name] - begin

    one(0)
    with ThreadPoolExecutor(AT_A_TIME) as threads:
        durations = sorted(threads.map(one, range(TRIALS)))
    assert durations[TRIALS // 2] < 20
    assert durations[TRIALS * 99 // 100] < 50
    options = _body("v1", "DeleteOptions", b"")
    space.service("last", selector={"name": NAME}, ports=[{"port": 80}])  # so that the watcher sees that it is over
    ending.set()
    gone = requests.delete(f"{suite.url}/api/v1/namespaces/{space.name}", data=options, headers=PROTOBUF, timeout=30)
    assert gone.status_code == 200, gone.text
    suite.wait(lambda: suite.session.get(f"{suite.url}/api/v1/namespaces/{space.name}", timeout=10).status_code == 404)
    watcher.join(10)
