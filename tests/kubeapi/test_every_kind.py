"""As a terminal dashboard does: one client lists and watches every kind that discovery names, while Services and pods come and go.

`EVERY_KIND_SECONDS=300` makes it last five minutes.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import threading
import time
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from tests.kubeapi.conftest import Live, new_namespace

SECONDS = float(os.environ.get("EVERY_KIND_SECONDS", "0"))
SERVICES = 200
QUIET = 1.0
"""Seconds in which nothing has come: then all has been told."""


class Follower:
    """Lists one kind, then watches it on from there; `objects` is what a dashboard would show."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.faults: list[str] = []
        self.events = 0
        self.last = time.monotonic()
        found = requests.get(url, timeout=20).json()
        self.objects = {_key(each): each for each in found["items"]}
        self.revision = int(found["metadata"]["resourceVersion"])
        parts = urlsplit(url)
        self.connection = http.client.HTTPConnection(parts.netloc, timeout=600)
        self.connection.request("GET", f"{parts.path}?watch=true&resourceVersion={self.revision}&allowWatchBookmarks=true")
        self.answer = self.connection.getresponse()
        self.thread = threading.Thread(target=self._follow, daemon=True)
        self.thread.start()

    def _follow(self) -> None:
        try:
            for line in self.answer:
                self._take(json.loads(line))
        except (OSError, http.client.HTTPException):  # the test has closed it
            return

    def close(self) -> None:
        assert self.connection.sock is not None
        self.connection.sock.shutdown(socket.SHUT_RDWR)
        self.thread.join(5)

    def _take(self, event: dict[str, Any]) -> None:
        obj, type_ = event["object"], event["type"]
        revision = int(obj["metadata"]["resourceVersion"])
        if type_ == "BOOKMARK":
            return
        self.last = time.monotonic()
        self.events += 1
        key = _key(obj)
        if revision <= self.revision:
            self.faults.append(f"{type_} {key} at {revision} after {self.revision}")
        if (key in self.objects) == (type_ == "ADDED"):
            self.faults.append(f"{type_} {key} at {revision}: {'known already' if type_ == 'ADDED' else 'not known'}")
        self.revision = revision
        if type_ == "DELETED":
            self.objects.pop(key, None)
        else:
            self.objects[key] = obj


def _key(obj: dict[str, Any]) -> tuple[str, str]:
    return obj["metadata"].get("namespace", ""), obj["metadata"]["name"]


def _kinds(url: str) -> dict[str, str]:
    """Every resource that discovery names and that can be listed and watched -> its path."""
    groups = [f"/apis/{each['preferredVersion']['groupVersion']}" for each in requests.get(f"{url}/apis", timeout=10).json()["groups"]]
    found = {}
    for group in ("/api/v1", *groups):
        for each in requests.get(url + group, timeout=10).json()["resources"]:
            if {"list", "watch"} <= set(each["verbs"]):
                found[f"{group}/{each['name']}"] = f"{url}{group}/{each['name']}"
    return found


@pytest.mark.timeout(SECONDS + 120)
def test_a_client_that_watches_every_kind_sees_each_change_once_and_in_order(alone: Live) -> None:
    space = new_namespace(alone.url)
    followers = {name: Follower(url) for name, url in _kinds(alone.url).items()}
    assert {"/api/v1/services", "/api/v1/pods", "/apis/events.k8s.io/v1/events", "/apis/discovery.k8s.io/v1/endpointslices"} <= set(followers)
    session, services, pods = requests.Session(), f"{alone.url}/api/v1/namespaces/{space}/services", f"{alone.url}/api/v1/namespaces/{space}/pods"
    begun, number = time.monotonic(), 0
    while number < SERVICES or time.monotonic() - begun < SECONDS:
        name = f"s-{number}"
        made = session.post(services, json={"metadata": {"name": name}, "spec": {"selector": {"app": name}, "ports": [{"port": 80}]}}, timeout=20)
        assert made.status_code == 201, made.text
        if number % 8 == 0:
            spec = {"containers": [{"name": "c", "image": "nginx"}]}
            session.post(pods, json={"metadata": {"name": name, "labels": {"app": name}}, "spec": spec}, timeout=20).raise_for_status()
        if number % 3:
            session.delete(f"{services}/s-{number - 1}", timeout=20).raise_for_status()
        if number % 16 == 8:
            session.delete(f"{pods}/s-{number - 8}?gracePeriodSeconds=0", timeout=20).raise_for_status()
        number += 1
        if SECONDS:
            time.sleep(0.2)
    session.delete(f"{alone.url}/api/v1/namespaces/{space}", timeout=20).raise_for_status()
    _until_gone(f"{alone.url}/api/v1/namespaces/{space}")
    _told(followers)
    assert {name: each.faults for name, each in followers.items() if each.faults} == {}
    assert followers["/api/v1/services"].events >= 2 * SERVICES
    for name, each in followers.items():
        there = {_key(obj): obj["metadata"]["resourceVersion"] for obj in requests.get(each.url, timeout=20).json()["items"]}
        told = {key: obj["metadata"]["resourceVersion"] for key, obj in each.objects.items()}
        assert told == there, name
        each.close()


def _until_gone(url: str) -> None:
    end = time.monotonic() + 30
    while requests.get(url, timeout=20).status_code != 404:
        assert time.monotonic() < end
        time.sleep(0.1)


def _told(followers: dict[str, Follower]) -> None:
    """Until nothing more comes."""
    while time.monotonic() - max(each.last for each in followers.values()) < QUIET:
        time.sleep(0.1)
