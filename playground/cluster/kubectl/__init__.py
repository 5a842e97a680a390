"""The terminal's kubectl, thin over the API server.

    session = Session(cluster.api, cluster.clock, namespace="shop")
    result = kubectl(session, ["get", "svc", "-o", "wide"])
    result.stdout, result.stderr, result.exit

Everything goes through `Api.handle`. What needs time or a running container is a wish (see model.py):
`run(..., fulfil=...)` goes through a command with somebody who fulfils them.
"""

from playground.cluster.kubectl.model import Advance, Api, Exec, Follow, PortForward, Reply, Result, Session, Wish
from playground.cluster.kubectl.root import kubectl
from playground.cluster.kubectl.root import run_through as run

__all__ = ["Advance", "Api", "Exec", "Follow", "PortForward", "Reply", "Result", "Session", "Wish", "kubectl", "run"]
