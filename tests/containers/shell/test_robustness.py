"""No text that is typed into a shell makes it fail other than as a shell does."""

from __future__ import annotations

from random import Random

from tests.containers.shell.test_language import PRINTS
from tests.containers.shell.test_network_tools import CURL, NAMES, OTHERS
from tests.containers.shell.test_tools import COMMANDS, FILTERS
from tests.containers.shell.world import sh

SCRIPTS = [row[0] for row in (*PRINTS, *CURL, *FILTERS, *COMMANDS)] + [row[1] for row in (*NAMES, *OTHERS)]
ROUNDS = 1500


def test_mutilated_scripts_end_with_an_exit_code() -> None:
    """Seeded: cut, doubled, swapped and joined pieces of the scripts of the other tests."""
    random = Random(1)
    for _ in range(ROUNDS):
        one, other = random.choice(SCRIPTS), random.choice(SCRIPTS)
        start, end = sorted((random.randrange(len(one) + 1), random.randrange(len(one) + 1)))
        script = random.choice(
            [one[:start] + one[end:], one[:end] + one[start:], one[start:end] + other, one[:start] + other[-start:] + one[start:]]
        )
        ran = sh(script, random.choice(["nicolaka/netshoot", "busybox", "debian"]), stdin="a 1\nb 2\n")
        assert 0 <= ran.code <= 255, script
