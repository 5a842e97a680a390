"""What the model only takes for granted about containers, it says."""

from __future__ import annotations

import pytest

from playground.cluster.simulation import Cluster
from playground.cluster.trace.explain import step_sentence

POD = """\
apiVersion: v1
kind: Pod
metadata: {{name: web}}
spec:
  containers:
  - name: main
    image: {image}
    ports: [{{containerPort: {port}}}]
"""


@pytest.mark.parametrize(
    ("image", "port", "asked", "code"),
    [
        ("nginx", 80, 80, "listen"),
        ("registry.example/our/shop:7", 8080, 8080, "listen.assumed"),
        ("registry.example/our/shop:7", 8080, 80, "listen.none"),
        ("nginx", 8080, 8080, "listen.none"),
    ],
)
def test_an_unknown_image_is_assumed_to_listen_on_its_declared_ports(image: str, port: int, asked: int, code: str) -> None:
    cluster = Cluster.new()
    cluster.apply(POD.format(image=image, port=port))
    cluster.advance(20)
    pod = cluster.store.get("Pod", "default", "web")
    assert pod is not None
    trace = cluster.trace("node/node-1", f"http://{pod['status']['podIP']}:{asked}/")
    (step,) = [step for hop in trace.hops for step in hop.steps if step.code.startswith("listen")]
    assert step.code == code
    assert ("assumed" in step_sentence(step)) is (code == "listen.assumed")
