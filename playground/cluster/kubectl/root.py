"""The table of all commands, in the order in which kubectl lists them; and how one is run.

Models: kubectl/pkg/cmd/cmd.go NewKubectlCommand; spf13/cobra command.go ExecuteC
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from playground.cluster.kubectl import (
    apply,
    changing,
    cluster_info,
    create,
    delete,
    elsewhere,
    execution,
    explain,
    expose,
    get,
    labelling,
    nodes,
    rollout,
    run,
    scale,
    setting,
    wait,
)
from playground.cluster.kubectl.command import (
    Call,
    Command,
    check_required,
    find,
    only_subcommands,
    parse,
    path_of,
    unknown,
)
from playground.cluster.kubectl.describe import verb as describe
from playground.cluster.kubectl.failures import Bare, Failure
from playground.cluster.kubectl.model import Advance, Follow, Reply, Result, Session, Steps
from playground.cluster.kubectl.tabwriter import align

GROUPS: tuple[tuple[str, tuple[Command, ...]], ...] = (
    ("Basic Commands (Beginner)", (*create.COMMANDS, *expose.COMMANDS, *run.COMMANDS, *setting.COMMANDS)),
    ("Basic Commands (Intermediate)", (*explain.COMMANDS, *get.COMMANDS, *changing.EDIT, *delete.COMMANDS)),
    ("Deploy Commands", (*rollout.COMMANDS, *scale.COMMANDS)),
    ("Cluster Management Commands", (*elsewhere.CERTIFICATE, *cluster_info.CLUSTER_INFO, *cluster_info.TOP, *nodes.CORDON, *labelling.TAINT)),
    ("Troubleshooting and Debugging Commands", (*describe.COMMANDS, *execution.PODS, *elsewhere.PROXY, *execution.COPY, *cluster_info.AUTH, *elsewhere.DEBUG, *cluster_info.EVENTS)),
    ("Advanced Commands", (*apply.COMMANDS, *changing.PATCH, *wait.COMMANDS, *elsewhere.KUSTOMIZE)),
    ("Settings Commands", (*labelling.COMMANDS, *elsewhere.COMPLETION)),
    ("Other Commands", (*cluster_info.CONFIG, *elsewhere.PLUGIN, *cluster_info.VERSION, *cluster_info.OTHER, *elsewhere.OPTIONS)),
)
ROOT = Command("kubectl", "kubectl controls the Kubernetes cluster manager.", commands=tuple(each for _, group in GROUPS for each in group))


NO_FOLLOWING = "following is only possible on a terminal: this is what there is now"


def kubectl(session: Session, argv: Sequence[str], files: Mapping[str, str] | None = None, stdin: str = "") -> Result:
    """One command. `argv` is without the word `kubectl`; `files` are those that -f may name, by path. Never raises.

    If `wish` is set in the answer the command is not finished: fulfil it and call `resume`.
    """
    try:
        call, steps = _begin(session, list(argv), files or {}, stdin)
    except Failure as failure:
        return Result(stderr=_complaint(failure), exit=failure.exit)
    return _go_on(call, steps, None)


def run_through(
    session: Session, argv: Sequence[str], files: Mapping[str, str] | None = None, stdin: str = "", *, fulfil: Callable[..., Reply]
) -> Result:
    """One command to its end. `fulfil(wish) -> Reply` is asked for what the command wishes; nothing is followed, which has none."""
    result = kubectl(session, argv, files, stdin)
    out, err = [result.stdout], [result.stderr]
    while result.wish is not None:
        assert result.resume is not None
        reply = Reply(error=NO_FOLLOWING) if isinstance(result.wish, Follow) else fulfil(result.wish)
        result = result.resume(reply)
        out.append(result.stdout)
        err.append(result.stderr)
    return Result("".join(out), "".join(err), result.exit)


def _begin(session: Session, argv: list[str], files: Mapping[str, str], stdin: str) -> tuple[Call, Steps | None]:
    chain, rest = find(ROOT, argv)
    if len(chain) == 1 and rest[:1] == ["help"]:
        chain, _ = find(ROOT, rest[1:])
        return _help(session, chain)
    command = chain[-1]
    if command is ROOT:
        words = [word for word in rest if not word.startswith("-")]
        if words:
            raise unknown(ROOT, words[0])
    parsed = parse(chain, rest)
    if parsed["help"] or command is ROOT:
        return _help(session, chain)
    call = Call(session, path_of(chain), parsed, files, stdin)
    check_required(command, parsed)
    if command.run is only_subcommands and not parsed.arguments:
        call.write(usage(chain))
        return call, _fail()
    assert command.run is not None
    return call, _guarded(call, command)


def _guarded(call: Call, command: Command) -> Steps:
    assert command.run is not None
    steps = command.run(call)
    if steps is not None:
        yield from steps


def _fail() -> Steps:
    raise Bare("", 1)
    yield Advance(0.0)


def _go_on(call: Call, steps: Steps | None, reply: Reply | None) -> Result:
    wish, status = None, 0
    try:
        if steps is not None:
            wish = next(steps) if reply is None else steps.send(reply)
    except StopIteration:
        pass
    except Failure as failure:
        call.err.append(_complaint(failure))
        status = failure.exit
    out, err = "".join(call.out), "".join(call.err)
    call.out.clear()
    call.err.clear()
    return Result(out, err, status, wish, (lambda answer: _go_on(call, steps, answer)) if wish is not None else None)


def _complaint(failure: Failure) -> str:
    text = failure.text()
    return f"{text}\n" if text else ""


# -- help


def _help(session: Session, chain: Sequence[Command]) -> tuple[Call, Steps | None]:
    call = Call(session, path_of(chain), parse(chain, []), {}, "")
    call.write(usage(chain))
    return call, None


def usage(chain: Sequence[Command]) -> str:
    """What a command is for, what is below it, and its flags."""
    command = chain[-1]
    out = [command.about + ("" if command.about.endswith(".") else ".") + "\n"]
    groups = GROUPS if command is ROOT else (("Available Commands", command.commands),) if command.commands else ()
    for title, group in groups:
        rows = "".join(f"  {each.name}\t{each.about}\n" for each in group)
        out.append(f"\n{title}:\n{align(rows, 0, 2)}")
    if command.flags:
        rows = "".join(f"  {'-' + each.short + ', ' if each.short else '    '}--{each.name}\n" for _, each in sorted(command.flags.items()))
        out.append(f"\nOptions:\n{rows}")
    out.append(f"\nUsage:\n  {path_of(chain)} {'[command]' if command.commands else ''}[options]\n".replace("[command][", "[command] ["))
    return "".join(out)
