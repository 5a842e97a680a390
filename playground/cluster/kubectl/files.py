"""`-f`: the objects that files, directories and standard input hold, in order, with what is wrong with them.

Models: cli-runtime/pkg/resource/visitor.go StreamVisitor, FileVisitor; builder.go Path, expandIfFilePattern;
kubectl/pkg/validation/schema.go
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from playground.cluster.apiserver.gojson import JsonError, parse
from playground.cluster.kubectl import flags as flagging
from playground.cluster.kubectl.command import Call
from playground.cluster.kubectl.failures import Failure
from playground.cluster.kubectl.resources import Info
from playground.cluster.manifest import read
from playground.cluster.manifest.tree import SERVER
from playground.cluster.objects.kinds import BY_NAME, KINDS, Kind, Object

FLAGS = flagging.table("filename/f, kustomize/k= recursive/R!")
VALIDATE = flagging.table("validate=strict?strict")
STDIN = "STDIN"
_SUFFIXES = (".json", ".yaml", ".yml")
_HINT = "; if you choose to ignore these errors, turn validation off with --validate=false"

Document = tuple[Any, str] | Failure


def visit(call: Call) -> Iterator[Info | Failure]:
    """Raises Failure where there is nothing to read at all."""
    for source, text in _sources(call):
        for found in _documents(text, source):
            if isinstance(found, Failure):
                yield found
                break
            yield from _objects(call, found, source)


def required(call: Call) -> None:
    """Raises Failure."""
    if not call.flag("filename") and not call.flags.get("kustomize"):
        raise Failure("must specify one of -f and -k")
    if call.flags.get("kustomize"):
        raise Failure("kustomize is not available here: write the manifests out and use -f")


def _sources(call: Call) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name in call.flag("filename"):
        if name == "-":
            found.append((STDIN, call.stdin))
        elif name.startswith(("http://", "https://")):
            raise Failure(f'unable to read URL "{name}": there is no network outside the playground here')
        else:
            found += _named(call, name)
    return found


def _named(call: Call, name: str) -> list[tuple[str, str]]:
    plain = name.removeprefix("./")
    if plain in call.files:
        return [(name, call.files[plain])]
    folder = "" if plain.rstrip("/") in ("", ".") else plain.rstrip("/") + "/"
    deep = bool(call.flags.get("recursive"))
    inside = sorted(
        path
        for path in call.files
        if path.startswith(folder) and path.endswith(_SUFFIXES) and (deep or "/" not in path[len(folder) :])
    )
    if not inside and not (folder == "" or any(path.startswith(folder) for path in call.files)):
        raise Failure(f'the path "{name}" does not exist')
    if not inside:
        raise Failure(f"error reading [{name}]: recognized file extensions are [.json .yaml .yml]")
    return [(path, call.files[path]) for path in inside]


def _documents(text: str, source: str) -> Iterator[Any]:
    if text.lstrip().startswith("{"):
        yield from _json_documents(text.strip(), source)
        return
    for document in read(text, source, SERVER).documents:
        fatal = next((problem for problem in document.problems if problem.fatal), None)
        if fatal:
            yield Failure(f"error parsing {source}: error converting YAML to JSON: {fatal.message}")
            return
        yield document.value


def _json_documents(text: str, source: str) -> Iterator[Any]:
    decoder = json.JSONDecoder()
    while text:
        try:
            value, end = decoder.raw_decode(text)
        except json.JSONDecodeError:
            yield _json_failure(text, source)
            return
        yield value
        text = text[end:].lstrip()


def _json_failure(text: str, source: str) -> Failure:
    try:
        parse(text.encode())
    except JsonError as error:
        message = str(error)
    else:
        message = "invalid JSON"
    return Failure(f"error parsing {source}: {message.replace('unexpected end of JSON input', 'unexpected EOF')}")


def _objects(call: Call, value: Any, source: str) -> Iterator[Info | Failure]:
    complaint = _shape(value)
    if complaint:
        if call.flags.get("validate") in ("false", "ignore", "warn"):
            shown = json.dumps(value, sort_keys=True, separators=(",", ":"))
            what = "apiVersion" if "apiVersion" in complaint and "kind" not in complaint else "Kind"
            yield Failure(f"unable to decode \"{source}\": Object '{what}' is missing in '{shown}'")
        else:
            yield Failure(f'error validating "{source}": error validating data: {complaint}{_HINT}')
        return
    if value["kind"].endswith("List") and isinstance(value.get("items"), list):
        for item in value["items"]:
            yield from _objects(call, item, source)
        return
    yield _info(call, value, source)


def _shape(value: Any) -> str:
    if not isinstance(value, dict):
        return "invalid object to validate"
    missing = [f"{name} not set" for name in ("apiVersion", "kind") if not isinstance(value.get(name), str) or not value[name]]
    return missing[0] if len(missing) == 1 else f"[{', '.join(missing)}]" if missing else ""


def kind_in(value: Object) -> Kind | None:
    """The kind that a document states; its name may also be all in lower case."""
    found = BY_NAME.get(value["kind"]) or next((kind for kind in KINDS if kind.singular == value["kind"]), None)
    return found if found and found.api_version == value["apiVersion"] else None


def _info(call: Call, value: Object, source: str) -> Info | Failure:
    given = value.get("metadata")
    meta: Object = given if isinstance(given, dict) else {}
    kind, name, space = kind_in(value), meta.get("name") or "", meta.get("namespace") or ""
    if kind is None:
        text = f'resource mapping not found for name: "{name}" namespace: "{space}" from "{source}": '
        text += f'no matches for kind "{value["kind"]}" in version "{value["apiVersion"]}"'
        return Failure(f"{text}\nensure CRDs are installed first")
    if not kind.namespaced:
        return Info(kind, "", str(name), value, source)
    if space and call.given("namespace") and space != call.namespace:
        return Failure(
            f'the namespace from the provided object "{space}" does not match the namespace "{call.namespace}". '
            f"You must pass '--namespace={space}' to perform this operation."
        )
    if not space and isinstance(given, dict):
        value = {**value, "metadata": {**meta, "namespace": call.namespace}}
    return Info(kind, str(space or call.namespace), str(name), value, source)


def split(found: Sequence[Info | Failure]) -> tuple[list[Info], list[Failure]]:
    return [each for each in found if isinstance(each, Info)], [each for each in found if isinstance(each, Failure)]
