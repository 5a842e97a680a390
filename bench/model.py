"""Commands per second through the model alone: apply a Service among three pods, settle, trace.

python -m bench.model [ROUNDS]
"""

from __future__ import annotations

import os
import sys

import django

from bench.figures import line, timed

SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: {name}
spec:
  selector:
    app: web
  ports:
    - port: {port}
      targetPort: http
"""


def main(rounds: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")
    django.setup()
    from playground.catalog import sandbox
    from playground.cluster.trace.model import Disposition

    cluster = sandbox.start("bench")
    created, configured, traced, forked = [], [], [], []
    for number in range(rounds):
        forked.append(timed(cluster.fork))
        fork = cluster.fork()
        name = f"web-{number}"
        created.append(timed(fork.apply, SERVICE.format(name=name, port=80)))
        configured.append(timed(fork.apply, SERVICE.format(name=name, port=8080)))
        traced.append(timed(fork.trace, "pod/client", f"http://{name}:8080/"))
        assert fork.trace("pod/client", f"http://{name}:8080/").disposition is Disposition.DELIVERED
    whole = [a + b for a, b in zip(created, traced, strict=True)]
    print("The model, one process, sandbox world (3 nodes, 3 web pods):")
    print(line("apply a new Service and settle", created))
    print(line("apply a changed Service and settle", configured))
    print(line("trace http://web from a pod", traced))
    print(line("fork", forked))
    print(f"{'commands per second (apply, settle, trace: 2)':<44} {2 * rounds / sum(whole):8.0f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
