"""What words like `svc`, `deploy/web` or `pods,svc` mean, and the objects that a command line addresses.

Models: cli-runtime/pkg/resource/builder.go; client-go/restmapper/{shortcut,discovery,category_expansion}.go
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from playground.cluster.kubectl.client import Client
from playground.cluster.kubectl.command import Call
from playground.cluster.kubectl.failures import Failure, Refusal
from playground.cluster.objects.kinds import KINDS, Kind, Object

NO_RESOURCES = "\n".join([
    "You must provide one or more resources by argument or filename.", "Example resource specifications include:",
    "   '-f rsrc.yaml'", "   '--filename=rsrc.json'", "   '<resource> <name>'", "   '<resource>'",
])  # fmt: skip
_SEPARATE = (
    "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form "
    "(e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'"
)


@dataclass(slots=True)
class Info:
    """An object that a command is about. `value` is what a file says; `source` is that file."""

    kind: Kind
    namespace: str
    name: str
    value: Object | None = None
    source: str = ""

    def __str__(self) -> str:
        """Models: resource.Info.String"""
        group = f"{self.kind.group}/{self.kind.version}" if self.kind.group else f"/{self.kind.version}"
        first = f'Resource: "{group}, Resource={self.kind.plural}", GroupVersionKind: "{group}, Kind={self.kind.name}"'
        return f'{first}\nName: "{self.name}", Namespace: "{self.namespace}"'


def shown(kind: Kind, name: str) -> str:
    """`deployment.apps/web`"""
    return f"{kind.singular}.{kind.group}/{name}" if kind.group else f"{kind.singular}/{name}"


# -- words for kinds


def kind_of(word: str) -> Kind:
    """Raises Failure. Short names count only in lower case."""
    resource, version, group = split_word(word)
    for kind in KINDS:
        named = resource.lower() in (kind.plural, kind.singular) or resource in kind.short
        if named and (not group or kind.group.startswith(group)) and version in ("", kind.version):
            return kind
    resource, _, rest = word.partition(".")
    for kind in KINDS:  # `services.v1.`: the core group is spelt as nothing
        named = resource.lower() in (kind.plural, kind.singular) or resource in kind.short
        if named and rest == f"{kind.version}.{kind.group}":
            return kind
    raise Failure(f"the server doesn't have a resource type \"{resource}\"")


def split_word(word: str) -> tuple[str, str, str]:
    """`deployments.apps` -> (deployments, "", apps); a version counts only with a group behind it."""
    parts = word.split(".", 2)
    if len(parts) == 3 and parts[1].startswith("v") and parts[1][1:2].isdigit():
        return parts[0], parts[1], parts[2]
    resource, _, group = word.partition(".")
    return resource, "", group


def kinds_of(text: str, client: Client) -> list[Kind]:
    """`svc,ep`, `all`. Raises Failure."""
    found: list[Kind] = []
    for word in filter(None, text.split(",")):
        found += in_category(client, word) or [kind_of(word)]
    return list(dict.fromkeys(found))


def in_category(client: Client, word: str) -> list[Kind]:
    """The kinds of a category, in the order of discovery."""
    return [resource.kind for resource in served(client) if word in resource.categories] if word == "all" else []


@dataclass(frozen=True, slots=True)
class Served:
    kind: Kind
    categories: tuple[str, ...]
    verbs: tuple[str, ...]
    subresources: tuple[str, ...]


def served(client: Client) -> list[Served]:
    """What the API server says it serves, group by group."""
    groups = client.body("GET", "/apis")["groups"]
    paths = ["/api/v1", *(f"/apis/{version['groupVersion']}" for group in groups for version in group["versions"])]
    known = {(kind.api_version, kind.plural): kind for kind in KINDS}
    found = []
    for path in paths:
        document = client.body("GET", path)
        entries = document["resources"]
        for entry in entries:
            kind = known.get((document["groupVersion"], entry["name"]))
            if kind is not None:
                below = tuple(
                    each["name"].partition("/")[2] for each in entries if each["name"].startswith(entry["name"] + "/")
                )
                found.append(Served(kind, tuple(entry.get("categories", ())), tuple(entry["verbs"]), below))
    return found


# -- arguments


@dataclass(frozen=True, slots=True)
class Selection:
    """What the arguments name: kinds with names, or kinds alone (then by selector)."""

    kinds: tuple[Kind, ...]
    names: tuple[tuple[Kind, str], ...]
    by_name: bool

    @property
    def single(self) -> bool:
        """Whether one object is meant, rather than a list that may hold one."""
        return self.by_name and len(self.names) == 1


def select(call: Call, arguments: Sequence[str], selector: bool = False, everything: bool = False) -> Selection:
    """`svc web db`, `svc/web pod/x`, `svc,ep`. `selector`: one was given; `everything`: kinds alone mean all of a kind.
    Raises Failure."""
    words = list(arguments)
    if len(words) == 1 and "/" in words[0] and "," in words[0]:
        words = words[0].split(",")
    slashes = sum("/" in word for word in words)
    if slashes and slashes != len(words):
        raise Failure(_SEPARATE)
    if slashes:
        pairs = tuple(_pair(word) for word in words)
        if selector:
            raise Failure("selectors and the all flag cannot be used when passing resource/name arguments")
        return Selection(tuple(dict.fromkeys(kind for kind, _ in pairs)), pairs, True)
    if not words:
        raise Failure(NO_RESOURCES)
    names = words[1:]
    if selector and names:
        raise Failure("name cannot be provided when a selector is specified")
    kinds = tuple(kinds_of(words[0], call.client))
    if names:
        if len(kinds) > 1:
            raise Failure("you must specify only one resource")
        if call.flags.get("all-namespaces") and kinds[0].namespaced:
            raise Failure("a resource cannot be retrieved by name across all namespaces")
        return Selection(kinds, tuple((kinds[0], name) for name in names), True)
    if not selector and not everything:
        raise Failure("resource(s) were provided, but no name was specified")
    return Selection(kinds, (), False)


def _pair(word: str) -> tuple[Kind, str]:
    parts = word.split("/")
    if len(parts) != 2:
        raise Failure("arguments in resource/name form may not have more than one slash")
    resource, name = parts
    if not resource or not name or "," in resource:
        raise Failure("arguments in resource/name form must have a single resource and name")
    return kind_of(resource), name


def find(call: Call, selection: Selection, labels: str = "", fields: str = "") -> Iterator[Info | Failure]:
    """Each object that is addressed, read from the server, or why it can't be had."""
    for kind, name in selection.names:
        space = call.namespace if kind.namespaced else ""
        try:
            obj = call.client.get(kind, space, name)
        except Refusal as refusal:
            yield refusal
        else:
            yield Info(kind, space, name, obj)
    if selection.by_name:
        return
    space = "" if call.flags.get("all-namespaces") else call.namespace
    for kind in selection.kinds:
        try:
            items = call.client.items(kind, space if kind.namespaced else "", {"labelSelector": labels, "fieldSelector": fields})
        except Refusal as refusal:
            yield unlisted(refusal, kind, labels, fields)
            continue
        for item in items:
            meta = item["metadata"]
            yield Info(kind, meta.get("namespace", ""), meta["name"], item)


def unlisted(refusal: Refusal, kind: Kind, labels: str, fields: str) -> Refusal:
    """Models: cli-runtime/pkg/resource/selector.go Selector.Visit"""
    if refusal.reason not in ("BadRequest", "NotFound"):
        return refusal
    group = f"{kind.group}/{kind.version}" if kind.group else f"/{kind.version}"
    what = f'"{group}, Resource={kind.plural}"'
    if labels or fields:
        text = f'Unable to find {what} that match label selector "{labels}", field selector "{fields}": {refusal}'
    else:
        text = f"Unable to list {what}: {refusal}"
    return Refusal({**refusal.status, "message": text})
