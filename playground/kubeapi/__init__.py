"""A Kubernetes API for every workspace: HTTP and WebSocket in front of the sans-I/O API server.

    app.py          the ASGI application: which host a path means, and who answers
    host.py         what a workspace is to its clients: look at it, act on it, hear that it moved
    alone.py        a host in memory (manage.py cluster); hosted.py: a workspace of the playground
    exchange.py     one HTTP request and its answer; watching.py, following.py: answers that go on
    remote.py       exec and attach; portforward.py: port-forward, in SPDY (spdy.py) or Kubernetes' own channels
"""
