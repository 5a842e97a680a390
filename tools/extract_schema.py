"""Make playground/cluster/objects/schema.json and descriptions.json.gz from Kubernetes' published types.

    python tools/extract_schema.py --api k8s.io/api --apimachinery k8s.io/apimachinery --definitions _definitions.json

The Go modules tell what only Go knows: the order of the fields, their Go types, what is a pointer and what is left
out when empty, the merge keys of strategic patches. `_definitions.json` (of the package kubernetes-validate, the
1.36 folder) tells the rest: the fields of exactly this version, list types for server-side apply, and the
descriptions. A field that only the definitions have is appended, with its Go type inferred or from NEW_FIELDS.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playground.cluster.objects.kinds import KINDS

OUT = Path(__file__).resolve().parent.parent / "playground/cluster/objects"
GROUPS = {
    "": "core", "apps": "apps", "batch": "batch", "discovery.k8s.io": "discovery", "networking.k8s.io": "networking",
    "coordination.k8s.io": "coordination", "storage.k8s.io": "storage",
}  # fmt: skip
EXTRA_ROOTS = ["autoscaling/v1.Scale", "meta/v1.DeleteOptions", "policy/v1.Eviction", "core/v1.Binding"]
OLD_VERSIONS = ("extensions/v1beta1", "apps/v1beta1", "apps/v1beta2", "networking/v1beta1", "batch/v1beta1", "discovery/v1beta1")
"""Versions that are served no more but are still decoded, to be refused later than what is unknown."""
FILES = {
    **{f"{group}/v1": f"api/{group}/v1/types.go" for group in (*GROUPS.values(), "autoscaling", "policy")},
    **{version: f"api/{version}/types.go" for version in OLD_VERSIONS},
    "meta/v1": "apimachinery/pkg/apis/meta/v1/types.go",
}
SCALARS = {"string", "bool", "int32", "int64", "float64", "int", "[]byte"}
SPECIAL = {
    "intstr.IntOrString", "resource.Quantity", "meta/v1.Time", "meta/v1.MicroTime", "meta/v1.FieldsV1",
    "runtime.RawExtension",
}  # fmt: skip
ALWAYS_LEFT_OUT_WHEN_ZERO = {"meta/v1.ObjectMeta.creationTimestamp", "meta/v1.ManagedFieldsEntry.time"}
"""Tagged omitzero in this version: left out when zero even though their type is a struct."""
NEW_FIELDS: dict[str, tuple[str, bool, bool]] = {}
"""Fields younger than the Go modules at hand: "type.field" -> (Go type, pointer, omitted when empty)."""

FIELD = re.compile(r"^\t(?:(\w+)\s+)?([\w.*\[\]]+)\s+`(.*)`")
TAG = re.compile(r'(\w+):"([^"]*)"')


class Source:
    """The Go files, read lazily: struct bodies and aliases by `core/v1.Name`."""

    def __init__(self, api: Path, apimachinery: Path) -> None:
        self.structs: dict[str, list[str]] = {}
        self.aliases = dict.fromkeys(("types.UID", "types.NodeName"), "string")
        for package, path in FILES.items():
            root, _, rest = path.partition("/")
            file = (api if root == "api" else apimachinery) / rest
            self._read(package, file.read_text())

    def _read(self, package: str, text: str) -> None:
        imports = {
            alias or path.rsplit("/", 1)[-1]: path
            for alias, path in re.findall(r'^\t(\w+)?\s*"(k8s\.io/[^"]+)"', text, re.M)
        }
        for match in re.finditer(r"^type (\w+) struct \{\n(.*?)^\}", text, re.M | re.S):
            name = f"{package}.{match[1]}"
            self.structs[name] = [self._qualify(line, package, imports) for line in match[2].splitlines()]
        for match in re.finditer(r"^type (\w+) ([\w\[\].*]+)$", text, re.M):
            if match[2] != "struct":
                self.aliases[f"{package}.{match[1]}"] = self._type(match[2], package, imports)

    def _qualify(self, line: str, package: str, imports: dict[str, str]) -> str:
        match = FIELD.match(line)
        if not match:
            return ""
        return f"\t{match[1] or ''} {self._type(match[2], package, imports)} `{match[3]}`"

    @staticmethod
    def _type(text: str, package: str, imports: dict[str, str]) -> str:
        def name(match: re.Match[str]) -> str:
            prefix, word = match[1], match[2]
            if prefix:
                path = imports[prefix[:-1]]
                if path.startswith("k8s.io/api/"):
                    return f"{path.removeprefix('k8s.io/api/')}.{word}"
                return f"meta/v1.{word}" if path.endswith("/meta/v1") else f"{path.rsplit('/', 1)[-1]}.{word}"
            if word in ("string", "bool", "int32", "int64", "float64", "int", "byte", "map"):
                return word
            return f"{package}.{word}"

        return re.sub(r"(\w+\.)?(\w+)", name, text)

    def fields(
        self, struct: str, outer: tuple[int, ...] = ()
    ) -> Iterator[tuple[str, str, dict[str, str], bool, tuple[int, ...]]]:
        """(JSON name, Go type, tags, omitted when empty, protobuf numbers), embedded structs unfolded.

        An embedded struct is a message of its own in protobuf: its fields have its number before theirs.
        """
        for line in self.structs[struct]:
            match = re.match(r"\t(\w*) (\S+) `(.*)`", line)
            if not match:
                continue
            tags = dict(TAG.findall(match[3]))
            name, *options = tags.get("json", "").split(",")
            if name == "-":
                continue
            number = re.search(r",(\d+),", tags.get("protobuf", ""))
            numbers = (*outer, int(number[1])) if number else outer
            if not name and "inline" in options:
                yield from self.fields(match[2].lstrip("*"), numbers)
            elif name:
                yield name, match[2], tags, "omitempty" in options or "omitzero" in options, numbers if number else ()


def definition_name(struct: str) -> str:
    package, _, name = struct.partition(".")
    prefix = "io.k8s.apimachinery.pkg.apis.meta.v1" if package == "meta/v1" else f"io.k8s.api.{package.replace('/', '.')}"
    return f"{prefix}.{name}"


def struct_of_definition(name: str) -> str:
    if name.startswith("io.k8s.apimachinery.pkg.apis.meta.v1."):
        return "meta/v1." + name.rsplit(".", 1)[1]
    group, version, struct = name.removeprefix("io.k8s.api.").split(".")
    return f"{group}/{version}.{struct}"


def inferred(schema: dict[str, Any]) -> tuple[str, bool]:
    """A Go type for a field that no Go file has, and whether it is a pointer (optional structs and numbers are)."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        special = {"Quantity": "resource.Quantity", "IntOrString": "intstr.IntOrString", "Time": "meta/v1.Time"}
        return special.get(name.rsplit(".", 1)[-1]) or struct_of_definition(name), True
    kind = schema["type"][0] if isinstance(schema["type"], list) else schema["type"]
    if kind == "array":
        return "[]" + inferred(schema["items"])[0], False
    if kind == "object":
        return "map[string]" + inferred(schema["additionalProperties"])[0], False
    if kind == "integer":
        return schema.get("format", "int32"), True
    return {"string": "string", "boolean": "bool", "number": "float64"}[kind], True


def merge_facts(tags: dict[str, str], schema: dict[str, Any]) -> dict[str, Any]:
    facts = {
        "strategy": tags.get("patchStrategy") or schema.get("x-kubernetes-patch-strategy"),
        "key": tags.get("patchMergeKey") or schema.get("x-kubernetes-patch-merge-key"),
        "list": schema.get("x-kubernetes-list-type"),
        "keys": schema.get("x-kubernetes-list-map-keys"),
        "map": schema.get("x-kubernetes-map-type"),
    }
    return {name: value for name, value in facts.items() if value}


def inner_structs(go: str, source: Source) -> Iterator[str]:
    for word in re.findall(r"[\w/]+\.\w+", go):
        if word in SPECIAL:
            continue
        if word in source.aliases:
            yield from inner_structs(source.aliases[word], source)
        else:
            yield word


def extract(source: Source, definitions: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    structs: dict[str, Any] = {}
    texts: dict[str, Any] = {}
    aliases: dict[str, str] = {}
    queue = [f"{GROUPS[kind.group]}/{kind.version}.{kind.name}" for kind in KINDS] + EXTRA_ROOTS
    queue += [old for version in OLD_VERSIONS for kind in KINDS if (old := f"{version}.{kind.name}") in source.structs]
    while queue:
        struct = queue.pop()
        if struct in structs:
            continue
        definition = definitions.get(definition_name(struct), {})
        properties = definition.get("properties", {})
        found: dict[str, Any] = {}
        for name, go, tags, omit, numbers in source.fields(struct) if struct in source.structs else ():
            if properties and name not in properties and struct not in ("meta/v1.DeleteOptions",):
                print(f"gone in this version: {struct}.{name}", file=sys.stderr)
                continue
            pointer = go.startswith("*") or f"{struct}.{name}" in ALWAYS_LEFT_OUT_WHEN_ZERO
            facts = merge_facts(tags, properties.get(name, {})) | ({"numbers": numbers} if numbers else {})
            found[name] = field(go.lstrip("*"), pointer, omit, facts)
        for name in properties:
            if name not in found:
                go, pointer, omit = NEW_FIELDS.get(f"{struct}.{name}") or (
                    *inferred(properties[name]), name not in definition.get("required", ()),
                )  # fmt: skip
                print(f"only in the definitions: {struct}.{name} {go}", file=sys.stderr)
                found[name] = field(go, pointer, omit, merge_facts({}, properties[name]))
        structs[struct] = {"fields": found}
        if definition.get("x-kubernetes-map-type"):
            structs[struct]["map"] = definition["x-kubernetes-map-type"]
        texts[struct] = {"": definition.get("description", "")}
        texts[struct] |= {name: properties[name].get("description", "") for name in found if name in properties}
        for facts in found.values():
            go = facts["go"]
            for word in re.findall(r"[\w/]+\.\w+", go):
                if word in source.aliases:
                    aliases[word] = source.aliases[word]
            queue += inner_structs(go, source)
    return {"structs": dict(sorted(structs.items())), "aliases": dict(sorted(aliases.items()))}, dict(sorted(texts.items()))


def field(go: str, pointer: bool, omit: bool, facts: dict[str, Any]) -> dict[str, Any]:
    return {"go": go, **({"pointer": True} if pointer else {}), **({"omit": True} if omit else {}), **facts}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("api", "apimachinery", "definitions"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    options = parser.parse_args()
    document = json.loads(options.definitions.read_text())
    schema, texts = extract(Source(options.api, options.apimachinery), document.get("$defs") or document["definitions"])
    (OUT / "schema.json").write_text(json.dumps(schema, separators=(",", ":")) + "\n")
    packed = gzip.compress(json.dumps(texts, separators=(",", ":")).encode(), mtime=0)
    (OUT / "descriptions.json.gz").write_bytes(packed)


if __name__ == "__main__":
    main()
