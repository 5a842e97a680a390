"""The lab format as types: what may stand in `lab.yaml`. The JSON Schema is generated from here (schema.py, which also
says in words what each field means).

Every Struct refuses unknown fields. Positions and suggestions for errors come from lab.py.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

Slug = Annotated[str, Meta(pattern=r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", max_length=63)]
Seconds = Annotated[str, Meta(pattern=r"^[0-9]+(\.[0-9]+)?(ms|s|m|h)$", description="A duration such as 2s, 500ms or 5m")]
Share = Annotated[float, Meta(ge=0, le=1)]
Port = int | str  # a number, or "${param}" that becomes one
MOST_CHECKS = 60


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    pass


# -- params


class NameParam(_Part, frozen=True, kw_only=True):
    prefix: str = ""
    length: Annotated[int, Meta(ge=1, le=20)] = 4


class Param(_Part, frozen=True, kw_only=True):
    """Drawn for each learner. Exactly one of the three."""

    choice: list[str | int] | None = None
    int_: Annotated[list[int], Meta(min_length=2, max_length=2)] | None = msgspec.field(name="int", default=None)
    name: NameParam | None = None


# -- world


class LoadBalancer(_Part, frozen=True, kw_only=True):
    enabled: bool = True
    after: Seconds = "2s"


class Host(_Part, frozen=True, kw_only=True):
    addresses: list[str]
    listens: list[Port] = []
    udp: list[Port] = []


class Listens(_Part, frozen=True, kw_only=True):
    port: Port
    protocol: Literal["TCP", "UDP", "SCTP"] = "TCP"
    reply: str = ""


class Container(_Part, frozen=True, kw_only=True):
    listens: list[Listens]


class World(_Part, frozen=True, kw_only=True):
    manifests: list[str] = msgspec.field(default_factory=lambda: ["cluster.yaml"])
    namespace: str = ""  # the lab's own; '' is `default`, or the parameter `ns` where there is one
    nodes: Annotated[int, Meta(ge=1, le=20)] = 3
    proxy: Literal["iptables", "nftables"] = "iptables"
    load_balancer: LoadBalancer = LoadBalancer()
    hosts: dict[str, Host] = {}
    containers: dict[str, Container] = {}


# -- workspace


class File(_Part, frozen=True, kw_only=True):
    path: Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]+\.ya?ml$", max_length=63)]
    from_: str | None = msgspec.field(name="from", default=None)
    locked: list[str] = []


class Workspace(_Part, frozen=True, kw_only=True):
    files: list[File] = []
    kinds: list[str] = msgspec.field(default_factory=lambda: ["Service"])
    panels: list[str] = msgspec.field(default_factory=lambda: ["editor", "picture", "trace"])


# -- steps


class Predict(_Part, frozen=True, kw_only=True):
    """A question to answer before the check's probe is sent: `ask` names what is to be foretold, `after` what happens
    first (the starter is applied, say), `answer` what the linter must find so that the question stays a true one."""

    probe: str
    ask: list[Literal["disposition", "backends", "rcode"]] = msgspec.field(default_factory=lambda: ["disposition"])
    after: list[Trouble] = []
    answer: dict[str, str] = {}
    points: Annotated[float, Meta(ge=0)] = 0
    question: str = ""


class Hint(_Part, frozen=True, kw_only=True):
    text: str = ""
    solution: str = ""
    when: str = ""
    cost: Annotated[float, Meta(ge=0)] = 0
    after_attempts: Annotated[int, Meta(ge=0)] = 0


class Step(_Part, frozen=True, kw_only=True):
    id: Slug
    text: str
    title: str = ""
    needs: list[str] = []
    predict: Predict | None = None
    checks: list[str] = []
    live: bool = True  # its public checks without trouble tick by themselves
    hints: list[Hint] = []


# -- checks


class HttpProbe(_Part, frozen=True, kw_only=True):
    from_: str = msgspec.field(name="from")
    url: str


class SocketProbe(_Part, frozen=True, kw_only=True):
    from_: str = msgspec.field(name="from")
    to: Annotated[str, Meta(pattern=r"^.+:[^:]+$", description="host:port")]


class DnsProbe(_Part, frozen=True, kw_only=True):
    from_: str = msgspec.field(name="from")
    name: str
    type: Literal["A", "AAAA", "CNAME", "SRV", "PTR", "TXT", "ANY"] = "A"


class EndpointsProbe(_Part, frozen=True, kw_only=True):
    service: str


class EnvProbe(_Part, frozen=True, kw_only=True):
    from_: str = msgspec.field(name="from")


class CommandProbe(_Part, frozen=True, kw_only=True):
    run: Annotated[str, Meta(min_length=1, max_length=500)]
    from_: str = msgspec.field(name="from", default="")  # a pod; '' is the terminal


class MatrixProbe(_Part, frozen=True, kw_only=True):
    from_: Annotated[list[str], Meta(min_length=1, max_length=20)] = msgspec.field(name="from")
    to: Annotated[list[str], Meta(min_length=1, max_length=20)]


class Probe(_Part, frozen=True, kw_only=True):
    """Exactly one of these."""

    http: HttpProbe | None = None
    tcp: SocketProbe | None = None
    udp: SocketProbe | None = None
    sctp: SocketProbe | None = None
    dns: DnsProbe | None = None
    endpoints: EndpointsProbe | None = None
    env: EnvProbe | None = None
    command: CommandProbe | None = None
    matrix: MatrixProbe | None = None


class ShareExpectation(_Part, frozen=True, kw_only=True):
    """Exact probabilities. Without `of`, each backend's own; with it, those of all pods with these labels together."""

    of: dict[str, str | int] | None = None
    is_: float | str | None = msgspec.field(name="is", default=None)  # 0.25, or "1/3"
    min: Share | None = None
    max: Share | None = None


class Expectation(_Part, frozen=True, kw_only=True):
    """What a probe must show; every field that is given must hold. `not` must not hold as a whole."""

    disposition: str | list[str] | None = None
    status: int | None = None
    backends: dict[str, str | int] | list[str] | None = None  # labels that all have, or pod names
    exact: bool = False  # backends: these and no others, each with a share above zero
    share: ShareExpectation | None = None
    port: int | None = None  # at which the backend got it
    source: str | None = None  # source address as the backend saw it; "client" means: its own
    rcode: str | None = None
    answers: list[str] | int | None = None  # addresses or names, in any order; or how many
    canonical: str | None = None  # the name that the CNAME chain ends in
    asked: int | None = None  # for how many names the resolver asked
    ready: int | None = None  # endpoints probe: how many are ready
    ports: list[int] | None = None  # endpoints probe, or SRV records: the port numbers
    variables: dict[str, str | int] | None = None  # env probe: "*" is any value
    exit: int | None = None  # command probe
    prints: str | list[str] | None = None  # command probe: all of these are in its output
    table: dict[str, list[str]] | None = None  # matrix probe: each source's dispositions, in the order of its targets
    not_: dict[str, Any] | None = msgspec.field(name="not", default=None)


class SetReady(_Part, frozen=True, kw_only=True):
    pods: dict[str, str | int]
    ready: bool


class Scale(_Part, frozen=True, kw_only=True):
    deployment: str = ""
    statefulset: str = ""
    replicas: Annotated[int, Meta(ge=0, le=50)]


class SetLabel(_Part, frozen=True, kw_only=True):
    pods: dict[str, str | int]
    labels: dict[str, str | int | None]


class Trouble(_Part, frozen=True, kw_only=True):
    """Something that happens before the probe. Exactly one of these."""

    delete_pod: dict[str, str | int] | None = None  # the first ready pod with these labels
    set_ready: SetReady | None = None
    scale: Scale | None = None
    set_label: SetLabel | None = None
    fail_node: str | None = None
    restore_node: str | None = None
    apply: str | None = None  # a file of the lab
    wait: Seconds | None = None
    ask: Probe | None = None  # as user traffic


class Check(_Part, frozen=True, kw_only=True):
    title: str = ""
    points: Annotated[float, Meta(ge=0)] = 1
    required: bool = False
    hidden: bool = False
    reveal: Literal["never", "after_due", "after_pass"] = "never"
    after: list[Trouble] = []
    probe: Probe | None = None
    object: dict[str, str] | None = None  # {Kind: name} or {Kind: name@namespace}
    expect: dict[str, Any] = {}
    message: str = ""
    area: str = ""


# -- live blocks of a Lesson's text


class WorldBlock(_Part, frozen=True, kw_only=True):
    """Before the manifests of a ```world block, or alone in it."""

    title: str = ""
    from_: Literal["before", "start"] = msgspec.field(name="from", default="before")
    wait: Seconds = "60s"
    after: list[Trouble] = []
    folded: bool = False


class TraceBlock(_Part, frozen=True, kw_only=True):
    """A ```trace block: a question that the reader may send."""

    from_: str = msgspec.field(name="from")
    to: str
    ends: str | list[str]
    title: str = ""
    after: list[Trouble] = []


# -- the rest


class Scoring(_Part, frozen=True, kw_only=True):
    attempts: Literal["unlimited"] | Annotated[int, Meta(ge=1)] = "unlimited"
    decay: Annotated[list[Share], Meta(min_length=1)] = msgspec.field(default_factory=lambda: [1.0])
    keep: Literal["best", "last"] = "best"


class Feedback(_Part, frozen=True, kw_only=True):
    show: list[Literal["diagnosis", "area"]] = msgspec.field(default_factory=lambda: ["diagnosis", "area"])
    what_if: Literal["nothing", "area", "field", "value"] = "field"
    debrief: Literal["nothing", "behaviour", "texts"] = "texts"  # of the model solution, after the last step


class Tests(_Part, frozen=True, kw_only=True):
    """What the linter plays. `mistakes` names the diagnosis that each known wrong answer must get;
    `rejected` stands for an answer that the API server refuses."""

    seeds: Annotated[int, Meta(ge=1, le=100)] = 20
    mutants_killed: Share = 0.9
    survivors: dict[str, Annotated[str, Meta(min_length=10)]] = {}  # mutants that may live, and why
    mistakes: dict[str, str] = {}


class LabFile(_Part, frozen=True, kw_only=True):
    apiVersion: Literal["labs/v1"]  # noqa: N815  (the field's name in the file)
    kind: Literal["Lesson", "Lab", "Exam"]
    id: Slug
    version: Annotated[str, Meta(pattern=r"^\d+\.\d+\.\d+$")] = "1.0.0"
    title: Annotated[str, Meta(min_length=1, max_length=80)]
    summary: Annotated[str, Meta(max_length=300)] = ""
    difficulty: Literal["easy", "medium", "hard"] = "easy"
    minutes: Annotated[int, Meta(ge=1, le=240)] = 10
    time_limit: Seconds | None = None  # of an Exam, from the first look to the last Submit
    objectives: list[str] = []
    prerequisites: list[Slug] = []
    params: dict[str, Param] = {}
    world: World = World()
    workspace: Workspace = Workspace()
    steps: Annotated[list[Step], Meta(min_length=1, max_length=40)]
    checks: Annotated[dict[str, Check], Meta(max_length=MOST_CHECKS)] = {}
    scoring: Scoring = Scoring()
    feedback: Feedback = Feedback()
    goal: Literal["full", "shape", "hidden"] = "shape"  # of the solved cluster: all, or no selectors, labels and port numbers
    tests: Tests = Tests()
