"""Rules of kube-proxy that the lab's texts quote: a node must have them.

A fence of the language `iptables` or `nftables` quotes lines as these tools print them, `...` stands for anything. The first word
after the language is the node; the others are states, as for commands. All lines must be there in one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from playground.cluster.dataplane.catalogue import MODES
from playground.grading.findings import Finding
from playground.grading.lab import Lab, Params, fill
from playground.grading.lint.prose import STATES, Fence, Scene, fences, same_output


def wrong_rules(lab: Lab, params: Params, scene: Callable[[str], Scene | None], variant: str) -> Iterator[Finding]:
    """`scene` makes the states by name."""
    for fence in fences(lab):
        if fence.language not in MODES:
            continue
        node, *states = fence.words or ("",)
        missing = _missing(fence, node, states or STATES, params, scene)
        if missing:
            number, line = missing
            message = f"{node or 'no node'} has no rule `{line.strip()}` in mode {fence.language}{variant}"
            yield Finding(fence.file, number, "E411", message)


def _missing(
    fence: Fence, node: str, states: Sequence[str], params: Params, scene: Callable[[str], Scene | None]
) -> tuple[int, str] | None:
    """The first line that is not there in the last of the states; None where one of them has all."""
    missing: tuple[int, str] | None = (fence.line, fence.body.partition("\n")[0])
    for name in states:
        state = scene(name)
        if state is None or state.cluster.store.get("Node", "", node) is None:
            continue
        rules = [line.text for line in state.cluster.dataplane.about(node, fence.language)]
        quoted = [(number, fill(line, params)) for number, line in enumerate(fence.body.splitlines(), fence.line) if line.strip()]
        missing = next(((number, line) for number, line in quoted if not any(same_output(line, rule) for rule in rules)), None)
        if missing is None:
            return None
    return missing
