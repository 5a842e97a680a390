"""A small lab to grade with: a Deployment `web` of three pods on port 80, and a client."""

from __future__ import annotations

from playground.grading.findings import Finding
from playground.grading.lab import Lab, read_lab

CLUSTER = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "nginx:1.29", ports: [{name: http, containerPort: 80}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: client, labels: {app: client}}
spec: {containers: [{name: shell, image: "curlimages/curl:8.17.0", command: [sleep, infinity]}]}
"""

LAB = """\
apiVersion: labs/v1
kind: Lab
id: small
title: A small lab
steps: [{id: one, text: one.md, checks: [reach]}]
checks:
  reach: {points: 3, probe: {http: {from: pod/client, url: "http://web:80/"}}, expect: {disposition: DELIVERED}}
"""

SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80}]
"""


def files(lab: str = LAB, **others: str) -> dict[str, str]:
    """The folder of the small lab; `others` by path, with `__` for a slash and a final `_yaml` for `.yaml`."""
    folder = {"lab.yaml": lab, "cluster.yaml": CLUSTER, "one.md": "One.", "solutions/web.yaml": SERVICE}
    for name, text in others.items():
        folder[name.replace("__", "/").replace("_yaml", ".yaml")] = text
    return folder


def read(lab: str = LAB, **others: str) -> Lab:
    found, findings = read_lab("track", "small", files(lab, **others))
    assert found is not None, findings
    return found


def problems(lab: str) -> list[Finding]:
    return read_lab("track", "small", files(lab))[1]
