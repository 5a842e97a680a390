"""What a client may say, as types. Decoding validates: a wrong shape never gets further than this module.

The `type` field of the JSON is the lower-case name of the class. docs/protocol.md says what each is answered with.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from playground.cluster.saying import say
from playground.cluster.simulation import acts

MESSAGE_LIMIT = 512 * 1024
"""Bytes of one message."""

FILES_LIMIT = 256 * 1024
"""Bytes of YAML in one message, all files together."""

LINE_LIMIT = 4 * 1024
"""Bytes of one line of the terminal."""

FileName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\.ya?ml$", max_length=63)]
Name = Annotated[str, Meta(min_length=1, max_length=253)]
Namespace = Annotated[str, Meta(max_length=63)]
CheckpointName = Annotated[str, Meta(min_length=1, max_length=60)]
Number = Annotated[int, Meta(ge=0, le=1000)]


class File(msgspec.Struct, frozen=True):
    path: FileName
    text: str


Files = Annotated[list[File], Meta(max_length=20)]


class Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=str.lower):
    id: UUID


Opened = Annotated[list[Annotated[str, Meta(max_length=400)]], Meta(max_length=100)]
"""What a big world shows pod by pod (diagram/folding.py)."""


class Hello(Message, frozen=True):
    since: int | None = None
    opened: Opened = []


class Apply(Message, frozen=True):
    files: Files


class Save(Message, frozen=True):
    """`draft` is the number of the text that this one goes back to; if another page was quicker, nothing is saved."""

    files: Files
    draft: int = -1


class Lint(Message, frozen=True):
    files: Files


class Format(Message, frozen=True):
    files: Files


class Idle(Message, frozen=True):
    """`path` is the file whose idle fields are asked for; the others may hold what it rests on."""

    files: Files
    path: FileName


class Preview(Message, frozen=True):
    files: Files
    opened: Opened = []


class Trace(Message, frozen=True):
    source: Name
    target: Annotated[str, Meta(min_length=1, max_length=1000)]


class Send(Message, frozen=True):
    """The same question `count` times, to see how the requests spread."""

    source: Name
    target: Annotated[str, Meta(min_length=1, max_length=1000)]
    count: Annotated[int, Meta(ge=1, le=1000)] = 100


class Suppose(Message, frozen=True):
    """A question asked of the cluster as it would be if these files were applied. Nothing is."""

    source: Name
    target: Annotated[str, Meta(min_length=1, max_length=1000)]
    files: Files


class Check(Message, frozen=True):
    step: Name
    files: Files | None = None


class Submit(Message, frozen=True):
    step: Name
    files: Files | None = None


class Hint(Message, frozen=True):
    step: Name
    index: Number


class Predict(Message, frozen=True):
    step: Name
    answer: dict[str, str | list[str]]


class Debrief(Message, frozen=True):
    """`solution` names one of several; by itself it is the one that is most like the learner's."""

    solution: Name | None = None


class SetReady(msgspec.Struct, frozen=True):
    pod: Name
    ready: bool


class SetCrashing(msgspec.Struct, frozen=True):
    pod: Name
    crashing: bool


class Scale(msgspec.Struct, frozen=True):
    """To a number, or by one more or less than there is wanted now."""

    kind: Literal["Deployment", "ReplicaSet", "StatefulSet"]
    namespace: Namespace
    name: Name
    replicas: Annotated[int, Meta(ge=0, le=50)] | None = None
    by: Annotated[int, Meta(ge=-50, le=50)] = 0

    def __post_init__(self) -> None:
        if (self.replicas is None) == (self.by == 0):
            raise ValueError("scale needs either replicas or by")


class SetImage(msgspec.Struct, frozen=True):
    """Of the first container, unless one is named."""

    kind: Literal["Deployment", "StatefulSet"]
    namespace: Namespace
    name: Name
    image: Annotated[str, Meta(min_length=1, max_length=500)]
    container: Namespace = ""


class Rollback(msgspec.Struct, frozen=True):
    kind: Literal["Deployment", "StatefulSet"]
    namespace: Namespace
    name: Name


class Balancer(msgspec.Struct, frozen=True):
    service: Name
    taken: bool


class Action(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Something that happens to the world. Exactly one of these."""

    delete_pod: Name | None = None
    set_ready: SetReady | None = None
    crash_pod: Name | None = None
    set_crashing: SetCrashing | None = None
    scale: Scale | None = None
    set_image: SetImage | None = None
    rollback: Rollback | None = None
    cordon: Name | None = None
    uncordon: Name | None = None
    drain: Name | None = None
    fail_node: Name | None = None
    restore_node: Name | None = None
    balancer: Balancer | None = None

    def __post_init__(self) -> None:
        given = [name for name in self.__struct_fields__ if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"exactly one action is needed, not {len(given)}")


class World(Message, frozen=True):
    action: Action


class Delete(Message, frozen=True):
    kind: Name
    name: Name
    namespace: Namespace = ""


class Advance(Message, frozen=True):
    seconds: Annotated[float, Meta(gt=0, le=3600)]


class Clock(Message, frozen=True):
    running: bool


class Undo(Message, frozen=True):
    pass


class Redo(Message, frozen=True):
    pass


class Reset(Message, frozen=True):
    pass


class Moment(msgspec.Struct, frozen=True):
    """Where to look back to: a revision that the command `sequence` wrote, or the timers that were due before it."""

    world: Annotated[int, Meta(ge=1)]
    sequence: Annotated[int, Meta(ge=0)]
    revision: Annotated[int, Meta(ge=1)]


class Past(Message, frozen=True):
    past: Moment
    opened: Opened = []


class Timeline(Message, frozen=True):
    pass


class Checkpoint(Message, frozen=True):
    """Gives now, or an earlier moment, a name."""

    name: CheckpointName
    past: Moment | None = None


class Restore(Message, frozen=True):
    """Goes back to a checkpoint."""

    name: CheckpointName


class Forget(Message, frozen=True):
    name: CheckpointName


class Share(Message, frozen=True):
    """A link to the state after a command, the last one if none is named."""

    sequence: Annotated[int, Meta(ge=0)] | None = None


class Copy(Message, frozen=True):
    """A workspace of the learner's own that begins as this one was after a command."""

    sequence: Annotated[int, Meta(ge=0)] | None = None


class Resume(Message, frozen=True):
    """A link with which another browser goes on in this workspace."""


class Links(Message, frozen=True):
    """Which links there are, and which browsers they have let in."""


class Connect(Message, frozen=True):
    """A way in for kubectl. `origin` is the site's address as the page sees it."""

    origin: Annotated[str, Meta(pattern=r"^https?://[A-Za-z0-9.:\[\]-]{1,255}$")]


class Connections(Message, frozen=True):
    """Which ways in there are."""


class Recorded(msgspec.Struct, frozen=True):
    """A moment of a recording: after which command, and the editor's files then."""

    sequence: Annotated[int, Meta(ge=0)]
    files: Files


class Record(Message, frozen=True):
    """A lab from two moments of a sandbox. Without `keep` it is told which checks it could have; with it, it is made of these."""

    start: Recorded
    goal: Recorded
    title: Annotated[str, Meta(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$")] = "Draft"
    keep: Annotated[list[Name], Meta(max_length=60)] | None = None


class Revoke(Message, frozen=True):
    """Takes back a link, or what one has allowed."""

    kind: Literal["share", "resume", "browser", "connection"]
    of: Name


class Object(Message, frozen=True):
    kind: Name
    name: Name
    namespace: Namespace = ""
    managed: bool = False  # with its managedFields
    past: Moment | None = None


class Goal(Message, frozen=True):
    pass


class Rules(Message, frozen=True):
    """`service`: only those of one, as the picture names it (`service:shop/web`)."""

    node: Name
    mode: Name = "iptables"
    service: Annotated[str, Meta(max_length=330)] = ""
    past: Moment | None = None


class Endpoints(Message, frozen=True):
    """The slices of one Service, and why a pod is in them or not."""

    name: Name
    namespace: Namespace
    past: Moment | None = None


class Environment(Message, frozen=True):
    """The variables of a pod's container (the first one unless named)."""

    name: Name
    namespace: Namespace
    container: Annotated[str, Meta(max_length=63)] = ""


class Names(Message, frozen=True):
    """All names that DNS gives out, as they look from a pod, a node or outside."""

    source: Name
    past: Moment | None = None


class Sources(Message, frozen=True):
    pass


class _Typed(Message, frozen=True, kw_only=True):
    """Something on the line of a terminal. A workspace may have several, one for each tab: `session` names one."""

    line: str
    session: Annotated[str, Meta(pattern=r"^[A-Za-z0-9-]{1,36}$")] = "main"

    def __post_init__(self) -> None:
        if len(self.line.encode(errors="surrogatepass")) > LINE_LIMIT:
            raise ValueError(f"a line may have at most {LINE_LIMIT // 1024} KiB")
        if "\0" in self.line:
            raise ValueError("a line holds no NUL")


class Terminal(_Typed, frozen=True, kw_only=True):
    """`files` are the editor's, which are the terminal's directory; [] where the line reads none."""

    files: Files = []


class Complete(_Typed, frozen=True, kw_only=True):
    cursor: Annotated[int, Meta(ge=0, le=LINE_LIMIT)]


class Follow(Message, frozen=True):
    """What a command of the terminal tells after a cursor, as its answer gave it (`follow`)."""

    argv: Annotated[list[Annotated[str, Meta(max_length=1000)]], Meta(min_length=1, max_length=64)]
    namespace: Namespace
    cursor: Annotated[str, Meta(min_length=1, max_length=100)]


class Begin(Message, frozen=True):
    """An exam begins: `instant` is in seconds since 1970, by the clock on the wall. Only the server writes it."""

    instant: float


class Tick(Message, frozen=True):
    """Time went by and something was due. Only the server writes it."""


class Remote(Message, frozen=True):
    """What a client of the workspace's API has done. Only the server writes it."""

    act: acts.ANY


FROM_CLIENTS = (
    Hello | Apply | Save | Lint | Format | Idle | Preview | Trace | Send | Suppose | Check | Debrief | Submit | Hint | Predict
    | World | Delete | Advance | Clock | Undo | Redo | Reset | Object | Goal | Rules | Sources | Terminal | Follow | Complete
    | Past | Timeline | Endpoints | Environment | Names | Share | Copy | Resume | Links | Revoke | Checkpoint | Restore | Forget
    | Connect | Connections | Record
)  # fmt: skip

LOGGED = (
    Apply | Trace | Send | Submit | Hint | Predict | World | Delete | Advance | Clock | Undo | Redo | Reset | Terminal | Tick
    | Checkpoint | Restore | Forget | Begin | Remote
)  # fmt: skip
"""The messages that become rows of the log: whatever changes the cluster, its time or the progress."""

GIVING = Share | Copy | Resume | Links | Revoke | Connect | Connections | Record
"""The messages about who else may see the workspace or own it, and what is taken out of it: for owners only."""


class WrongShape(Exception):
    """A message that cannot be decoded; `id` is its id where one could be read."""

    def __init__(self, code: str, text: str, identity: str | None = None) -> None:
        super().__init__(text)
        self.code, self.id = code, identity


_DECODER: msgspec.json.Decoder[Any] = msgspec.json.Decoder(FROM_CLIENTS)


def decode(text: str | bytes) -> Message:
    """One frame of the socket as a message, or WrongShape with a sentence for the sender."""
    if len(text) > MESSAGE_LIMIT:
        raise WrongShape("too-large", say("a message may have at most {n} KiB", n=MESSAGE_LIMIT // 1024))
    try:
        message = _DECODER.decode(text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise WrongShape("shape", str(error), _id_of(text)) from None
    _check_size(message)
    return message  # type: ignore[no-any-return]


def revive(type_name: str, payload: Any) -> Message:
    """A row of the log as the message that it was."""
    return msgspec.convert({"type": type_name, **payload}, LOGGED)  # type: ignore[no-any-return]


def payload(message: Message) -> dict[str, Any]:
    """A message as the payload of a row: without `type`, which is a column."""
    built: dict[str, Any] = msgspec.to_builtins(message)
    del built["type"]
    return built


def type_of(message: Message) -> str:
    return type(message).__name__.lower()


def _check_size(message: Message) -> None:
    files: list[File] | None = getattr(message, "files", None)
    if files is None:
        return
    if sum(len(file.text.encode(errors="surrogatepass")) for file in files) > FILES_LIMIT:
        raise WrongShape("too-large", say("the files may have at most {n} KiB together", n=FILES_LIMIT // 1024), str(message.id))
    if len({file.path for file in files}) < len(files):
        raise WrongShape("shape", say("two files have the same name"), str(message.id))


_ID = re.compile(r'"id"\s*:\s*"([0-9A-Fa-f-]{36})"')


class _OnlyId(msgspec.Struct):
    id: str | None = None


def _id_of(text: str | bytes) -> str | None:
    """Also of what is no JSON, as far as it can be seen: whoever asked waits for an answer."""
    try:
        found = msgspec.json.decode(text, type=_OnlyId).id
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        seen = _ID.search(text if isinstance(text, str) else text.decode(errors="replace"))
        found = seen[1] if seen else None
    return found[:64] if found else None
