"""The digest of a random history: `python -m tests.properties.history SEED COMMANDS`."""

from __future__ import annotations

import json
import sys
from hashlib import sha256
from random import Random

from tests.properties import commands, views


def digest(seed: int, count: int) -> str:
    """Of every object, event, rule, answer and trace, byte by byte."""
    cluster, draw = commands.world(seed), Random(seed)
    told = sha256()
    for number in range(count):
        commands.run(cluster, draw)
        if number % 20 == 0:
            for source, target in views.questions(cluster.store, draw, 2):
                told.update(repr(cluster.trace(source, target)).encode())
    told.update(json.dumps(cluster.snapshot()).encode())
    told.update(repr([cluster.store.revision, cluster.clock.now, cluster.loop.next_due()]).encode())
    told.update(repr(list(views.rules(cluster.dataplane, cluster.store))).encode())
    told.update(repr(list(views.answers(cluster.dns, cluster.store))).encode())
    told.update(json.dumps(views.picture(cluster)).encode())
    return told.hexdigest()


if __name__ == "__main__":
    print(digest(int(sys.argv[1]), int(sys.argv[2])))
