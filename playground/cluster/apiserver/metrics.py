"""What the API server counts, in Prometheus' text format.

Models: apiserver/pkg/storage/etcd3/metrics (apiserver_resource_objects); component-base/version (kubernetes_build_info)
"""

from __future__ import annotations

from playground.cluster.apiserver.discovery import VERSION
from playground.cluster.apiserver.messages import Response
from playground.cluster.objects.kinds import KINDS
from playground.cluster.store import Store

METRICS = "/metrics"
MEDIA = "text/plain; version=0.0.4; charset=utf-8"


def metrics(store: Store) -> Response:
    build = ",".join(f'{label}="{VERSION[field]}"' for label, field in (("git_version", "gitVersion"), ("major", "major"), ("minor", "minor")))
    lines = [
        "# HELP apiserver_resource_objects Number of stored objects at the time of last check split by kind.",
        "# TYPE apiserver_resource_objects gauge",
        *(f'apiserver_resource_objects{{group="{kind.group}",resource="{kind.plural}"}} {store.count(kind.name)}' for kind in KINDS),
        "# HELP kubernetes_build_info A metric with a constant '1' value labeled by version.",
        "# TYPE kubernetes_build_info gauge",
        f"kubernetes_build_info{{{build}}} 1",
    ]
    return Response(200, text="\n".join(lines) + "\n", headers=(("Content-Type", MEDIA),))
