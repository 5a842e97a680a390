"""The body of a write -> an object of the kind that the URL names, or the refusal in the API server's words.

Models: apimachinery/pkg/runtime/serializer/json/json.go Serializer.Decode; apimachinery/pkg/runtime/serializer/versioning;
apiserver/pkg/endpoints/handlers/rest.go transformDecodeError, summarizeData
"""

from __future__ import annotations

from typing import Any

from playground.cluster.apiserver.errors import bad_request
from playground.cluster.apiserver.gojson import JsonError, Number, Pairs, format_float, parse
from playground.cluster.apiserver.media import body_format
from playground.cluster.apiserver.messages import ApiError
from playground.cluster.apiserver.protobuf import ProtobufError, read_object
from playground.cluster.apiserver.typed import Reading, shape_of
from playground.cluster.manifest import SERVER, Document, YamlError, compose
from playground.cluster.objects.kinds import KINDS, Kind, Object
from playground.cluster.objects.schema import type_in, type_of

BODY_LIMIT = 3 * 1024 * 1024
SCHEME = "pkg/api/legacyscheme/scheme.go:30"
_PEEKED = (
    'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'
)

DELETE_OPTIONS = Kind("DeleteOptions", "", "meta.k8s.io")

# kinds that exist in Kubernetes' scheme besides those that are served here: (apiVersion, kind) -> group/version prefix
_EXTRA_KINDS: set[tuple[str, str]] = {
    ("v1", "List"), ("v1", "Status"), ("v1", "DeleteOptions"), ("v1", "PodTemplate"), ("v1", "Binding"),
    ("v1", "ComponentStatus"), ("v1", "PodList"), ("v1", "ServiceList"), ("v1", "NodeList"), ("v1", "NamespaceList"),
    ("v1", "RangeAllocation"), ("v1", "SerializedReference"),
    ("extensions/v1beta1", "Deployment"), ("extensions/v1beta1", "DaemonSet"), ("extensions/v1beta1", "Ingress"),
    ("extensions/v1beta1", "ReplicaSet"), ("extensions/v1beta1", "NetworkPolicy"), ("extensions/v1beta1", "Scale"),
    *(
        (f"apps/{version}", kind)
        for version in ("v1beta1", "v1beta2")
        for kind in ("Deployment", "StatefulSet", "ControllerRevision", "Scale")
    ),
    ("apps/v1beta2", "DaemonSet"), ("apps/v1beta2", "ReplicaSet"),
    ("networking.k8s.io/v1beta1", "Ingress"), ("networking.k8s.io/v1beta1", "IngressClass"),
    ("networking.k8s.io/v1beta1", "IPAddress"), ("networking.k8s.io/v1beta1", "ServiceCIDR"),
    ("discovery.k8s.io/v1beta1", "EndpointSlice"), ("batch/v1beta1", "CronJob"),
    ("policy/v1", "PodDisruptionBudget"), ("policy/v1", "Eviction"), ("policy/v1beta1", "PodDisruptionBudget"),
    ("autoscaling/v1", "HorizontalPodAutoscaler"), ("autoscaling/v2", "HorizontalPodAutoscaler"),
    ("autoscaling/v1", "Scale"), ("coordination.k8s.io/v1beta1", "Lease"), ("events.k8s.io/v1", "Event"),
    ("rbac.authorization.k8s.io/v1", "Role"), ("rbac.authorization.k8s.io/v1", "RoleBinding"),
    ("rbac.authorization.k8s.io/v1", "ClusterRole"), ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"),
    ("scheduling.k8s.io/v1", "PriorityClass"), ("storage.k8s.io/v1beta1", "StorageClass"),
    ("node.k8s.io/v1", "RuntimeClass"), ("certificates.k8s.io/v1", "CertificateSigningRequest"),
}  # fmt: skip
_REGISTERED = {(kind.api_version, kind.name) for kind in KINDS} | _EXTRA_KINDS


class Decoded:
    """An object, and what strict decoding holds against it: the complaints as one error lists them, and as warnings."""

    __slots__ = ("complaints", "obj", "warnings")

    def __init__(self, obj: Object, complaints: list[str], warnings: list[str]) -> None:
        self.obj, self.complaints, self.warnings = obj, complaints, warnings


def decode_body(body: bytes, format: str, kind: Kind, validation: str) -> tuple[Object, list[str]]:
    """(object, warnings). Raises ApiError (400, 413)."""
    limit_body(body)
    try:
        value, duplicates = read_body(body, format)
        version, name = peek(value)
    except (YamlError, JsonError, ProtobufError) as error:
        raise _unrecognized(kind, str(error), body) from None
    if version.count("/") > 1:
        raise _unrecognized(kind, f"unexpected GroupVersion string: {version}", body)
    version, name = version or kind.api_version, name or kind.name
    try:
        decoded = decode_value(value, duplicates, kind, version, name)
    except DecodeError as error:
        raise bad_request(f'{name} in version "{version.rpartition("/")[2]}" cannot be handled as a {kind.name}: {error}') from None
    if decoded.complaints and validation == "Strict":
        why = f"strict decoding error: {', '.join(decoded.complaints)}"
        raise bad_request(f'{name} in version "{version.rpartition("/")[2]}" cannot be handled as a {kind.name}: {why}')
    if version != kind.api_version:
        text = f"the API version in the data ({version}) does not match the expected API version ({kind.api_version})"
        raise bad_request(text)
    return decoded.obj, [] if validation == "Ignore" else decoded.warnings


def decode_options(body: bytes, content_type: str) -> Object | None:
    """The DeleteOptions in a body, None if there is no body. Raises ApiError."""
    limit_body(body)
    if not body:
        return None
    format = body_format(content_type)
    try:
        value, _ = read_body(body, format, DELETE_OPTIONS)
        _, name = peek(value)
    except (YamlError, JsonError, ProtobufError) as error:
        raise _unrecognized(DELETE_OPTIONS, str(error), body) from None
    if name not in ("", "DeleteOptions"):
        raise bad_request(f"decoded object cannot be converted to DeleteOptions: {name}")
    reading = Reading()
    found: Object = reading.read(type_of(DELETE_OPTIONS), value or {})
    if reading.error is not None:
        raise bad_request(f'DeleteOptions in version "v1" cannot be handled as a DeleteOptions: {reading.error}')
    return found


def limit_body(body: bytes) -> None:
    if len(body) > BODY_LIMIT:
        raise ApiError(413, "RequestEntityTooLarge", f"Request entity too large: limit is {BODY_LIMIT}", {})


class DecodeError(ValueError):
    """What is wrong with a value, without the frame that each place puts around it."""


def decode_value(value: Any, duplicates: list[str], kind: Kind, version: str, name: str) -> Decoded:
    """A JSON value as an object of a kind. Raises DecodeError."""
    if (version, name) not in _REGISTERED:
        raise DecodeError(f'no kind "{name}" is registered for version "{version}" in scheme "{SCHEME}"')
    if name != kind.name:
        go = f"{version.rpartition('/')[2]}.{name}"
        raise DecodeError(f"converting ({go}) to ({kind.package}.{kind.name}): unknown conversion")
    reading = Reading()
    obj = reading.read(type_in(version, kind), value or {})
    if reading.error is not None:
        raise DecodeError(reading.error)
    repeated = ["yaml: unmarshal errors:" + "".join(f"\n  {line}" for line in duplicates)] if duplicates else []
    rest = {key: item for key, item in obj.items() if key not in ("kind", "apiVersion")}
    obj = {"kind": kind.name, "apiVersion": kind.api_version, **rest}
    return Decoded(obj, repeated + reading.complaints, duplicates + reading.complaints)


def peek(value: Any) -> tuple[str, str]:
    """(apiVersion, kind) as they stand in the body, empty where they are missing. Raises JsonError.

    Go matches these two names without regard to case here, the last one wins.
    """
    prefix = "couldn't get version/kind; json parse error: "
    if value is None:
        return "", ""
    if not isinstance(value, dict):
        raise JsonError(f"{prefix}json: cannot unmarshal {shape_of(value)} into Go value of type {_PEEKED}")
    found = {"apiversion": "", "kind": ""}
    wrong = ""
    for key, item in value.pairs if isinstance(value, Pairs) else value.items():
        folded = key.lower()
        if folded not in found or item is None:
            continue
        if isinstance(item, str):
            found[folded] = item
        else:
            field = "apiVersion" if folded == "apiversion" else "kind"
            wrong = wrong or f"json: cannot unmarshal {shape_of(item)} into Go struct field .{field} of type string"
    if wrong:
        raise JsonError(prefix + wrong)
    return found["apiversion"], found["kind"]


def read_body(body: bytes, format: str, kind: Kind | None = None) -> tuple[Any, list[str]]:
    """The value and the repeated keys of YAML. Raises YamlError, JsonError or ProtobufError."""
    if format == "yaml":
        return read_yaml(body)
    if format == "protobuf":
        return read_object(body, type_of(kind) if kind else None), []
    return _read_json(body), []


def read_yaml(body: bytes) -> tuple[Any, list[str]]:
    """The value with its keys sorted, as it comes out of the conversion to JSON, and the repeated keys. Raises YamlError."""
    document: Document = compose(body, SERVER)
    return _sorted(document.value), [each.message for each in document.duplicates]


def _read_json(body: bytes) -> Any:
    try:
        return parse(body)
    except JsonError as error:
        raise JsonError(f"couldn't get version/kind; json parse error: {error}") from None


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [_sorted(item) for item in value]
    return Number(format_float(value)) if isinstance(value, float) else value


def _unrecognized(kind: Kind, error: str, body: bytes) -> ApiError:
    return bad_request(
        f"the object provided is unrecognized (must be of type {kind.name}): {error} ({_summary(body)})"
    )


def _summary(body: bytes) -> str:
    if not body:
        return "<empty>"
    shown = body[:30].decode("utf-8", "replace") if body[:1] == b"{" else body[:30].hex()
    return f"{shown} ..." if len(body) > 30 else shown
