"""What was probably meant by something that the API server refuses: tables of complaints, tried in order.

A rule sees one cause: the field as the server names it, its message, and where the learner wrote it. The first row that
fits gives the advice and perhaps a fix.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playground.cluster.manifest import PathKey
from playground.cluster.manifest.edits import replace_line
from playground.cluster.manifest.rewrite import Edits, document_value, remove_field, set_field
from playground.cluster.markers.characters import find_impostor
from playground.cluster.markers.model import Advice, Fix
from playground.cluster.markers.nearest import nearest
from playground.cluster.markers.page import Page
from playground.cluster.saying import say, together


@dataclass(frozen=True, slots=True)
class Cause:
    """One complaint of a Status about one field. `path` is where the learner wrote it, or would have."""

    field: str
    message: str
    path: PathKey
    page: Page

    @property
    def value(self) -> Any:
        return document_value(self.page.document, self.path)


Rule = Callable[[Cause], Advice | None]


def advise(cause: Cause) -> Advice | None:
    return next((advice for rule in RULES if (advice := rule(cause))), None)


def _fix(title: str, edits: Edits | None) -> Fix | None:
    return Fix(title, edits) if edits else None


def _impostor(cause: Cause) -> Advice | None:
    mark = cause.page.document.marks.get(cause.path)
    if mark is None:
        return None
    number = mark.value.line
    found = find_impostor(number, cause.page.line(number))
    if found is None:
        return None
    edits = (replace_line(number, cause.page.line(number), found.line),)
    return Advice(found.sentence(), Fix(say("Replace it"), edits))


def _unsupported(cause: Cause) -> Advice | None:
    """`Unsupported value: "Yes": supported values: "ClientIP", "None"`."""
    supported = re.findall(r'"([^"]*)"', cause.message.partition("supported values:")[2])
    if not supported or not isinstance(cause.value, str):
        return None
    meant = nearest(cause.value, supported)
    listed = ", ".join(f"`{item}`" for item in supported)
    if meant is None:
        return Advice(say("`{field}` knows only {listed}.", field=cause.path[-1], listed=listed))
    return Advice(say("Did you mean `{meant}`? `{field}` knows only {listed}.", meant=meant, field=cause.path[-1], listed=listed), _fix(say("Change to {name}", name=meant), set_field(cause.page.document, cause.path, meant)))


def _name(cause: Cause) -> Advice | None:
    """Names in capitals, with underscores or blanks."""
    if not cause.field.endswith("name") or not re.search("RFC (1123|1035)", cause.message) or not isinstance(cause.value, str):
        return None
    meant = re.sub(r"[^a-z0-9.-]+", "-", cause.value.lower()).strip("-.")
    text = say("Such a name has only lower-case letters, digits and hyphens, and starts and ends with a letter or digit.")
    if not meant or meant == cause.value:
        return Advice(text)
    return Advice(together([text, say("Perhaps `{meant}`.", meant=meant)]), _fix(say("Change to {name}", name=meant), set_field(cause.page.document, cause.path, meant)))


def _by_table(cause: Cause) -> Advice | None:
    for field, complaint, text, make in ADVICE:
        if re.fullmatch(field, cause.field) and re.search(complaint, cause.message):
            return Advice(say(text, value=cause.value, name=cause.path[-1] if cause.path else ""), make(cause) if make else None)
    return None


def _set(path: PathKey, value: Any, title: str) -> Callable[[Cause], Fix | None]:
    return lambda cause: _fix(title, set_field(cause.page.document, path, value))


def _remove(title: str) -> Callable[[Cause], Fix | None]:
    return lambda cause: _fix(title, remove_field(cause.page.document, cause.path))


def _name_the_ports(cause: Cause) -> Fix | None:
    """Every port of a Service with several must have a name: number those that have none. The port may be one that the cluster's
    object has and the document has not: apply merges them."""
    ports, index = document_value(cause.page.document, ("spec", "ports")), cause.path[-2]
    if not isinstance(ports, list) or not isinstance(index, int) or index >= len(ports):
        return None
    port = ports[index]
    name = f"port-{port.get('port', index)}" if isinstance(port, dict) else ""
    return _fix(say("Name it {name}", name=name), set_field(cause.page.document, cause.path, name)) if name else None


def _as_number(cause: Cause) -> Fix | None:
    if not str(cause.value).isdigit():
        return None
    return _fix(say("Remove the quotes"), set_field(cause.page.document, cause.path, int(cause.value)))


def _headless(cause: Cause) -> Fix | None:
    """`clusterIP: none`, which is meant for `None`."""
    path = ("spec", "clusterIP")
    written = document_value(cause.page.document, path)
    if str(written).lower() not in ("none", "headless"):
        return None
    return _fix(say("Change to None"), set_field(cause.page.document, path, "None"))


ADVICE: tuple[tuple[str, str, str, Callable[[Cause], Fix | None] | None], ...] = (
    (r"spec\.ports", "Required value", "A Service needs at least one port: `ports:` below `spec:`, with an entry `- port: 80`.", None),
    (r"spec\.ports\[\d+\]\.name", "Required value", "A Service with several ports must name each of them.", _name_the_ports),
    (r"spec\.ports\[\d+\]\.nodePort", "valid range", "A node port lies between 30000 and 32767; {value} does not. Leave `nodePort` out, and a free one is chosen.", _remove(say("Leave nodePort out"))),
    (r"spec\.ports\[\d+\]\.nodePort", "already allocated", "Another Service has node port {value}. A node port belongs to one Service in the whole cluster. Leave it out, and a free one is chosen.", _remove(say("Leave nodePort out"))),
    (r"spec\.ports\[\d+\]\.nodePort", "Forbidden", "Only a Service of type NodePort or LoadBalancer has a node port.", _set(("spec", "type"), "NodePort", say("Make it a NodePort Service"))),
    (r"spec\.ports\[\d+\]\.targetPort", "at least one letter", "A port number stands without quotes; in quotes it is the name of a container port.", _as_number),
    (r"spec\.ports\[\d+\]\.port", "must be between", "Every entry of `ports` needs `port`: the number on which the Service itself is reached, from 1 to 65535.", None),
    (r"spec\.ports\[\d+\]", "Duplicate value", "Two entries have the same port and protocol.", None),
    (r"spec\.clusterIPs?(\[\d+\])?", "not in the valid range|not match the current range", "A cluster IP comes from the cluster's own Service range. Leave `clusterIP` out, and a free one is chosen.", _remove(say("Leave clusterIP out"))),
    (r"spec\.clusterIPs?(\[\d+\])?", "already allocated", "Another Service has this address. Leave `clusterIP` out, and a free one is chosen.", _remove(say("Leave clusterIP out"))),
    (r"spec\.clusterIPs?(\[\d+\])?", "may not change once set|may not be changed", "The address of a Service stays for its life. Delete the Service and create it anew to give it another.", None),
    (r"spec\.clusterIPs?(\[\d+\])?", "must be a valid IP", "`clusterIP` is an address, or `None` (capital N) for a headless Service.", _headless),
    (r"spec\.externalName", "", "A Service of type ExternalName needs `externalName:` below `spec:`, a DNS name such as `db.example.com`.", None),
    (r"spec\.selector.*", "", "A label's value has at most 63 letters, digits, `-`, `_` and `.`, and starts and ends with a letter or digit.", None),
    (r"metadata\.labels.*", "", "A label's value has at most 63 letters, digits, `-`, `_` and `.`, and starts and ends with a letter or digit.", None),
    (r"metadata\.name", "Required value", "Give the object a name: `name:` below `metadata:`.", None),
    (r"spec\.template\.metadata\.labels", "does not match template", "`selector.matchLabels` must be among the labels of the template, or the pods would never be found again.", None),
    (r".*\.image", "Required value", "Say which image the container runs: `image: nginx`, for example.", None),
    (r"spec\.selector", "field is immutable", "A selector can't be changed. Delete the object and create it anew.", None),
    (r".*", "field is immutable", "This field can't be changed once the object exists. Delete the object and create it anew.", None),
    (r"subsets\[\d+\]\.addresses\[\d+\]\.ip|endpoints\[\d+\]\.addresses\[\d+\]", "loopback", "An endpoint is an address that other machines can reach, which 127.0.0.1 is not.", None),
    (r"endpoints\[\d+\]\.addresses", "Required value", "Each endpoint lists its `addresses`.", None),
    (r"addressType", "Required value", "An EndpointSlice says what its addresses are: `addressType: IPv4`.", _set(("addressType",), "IPv4", say("Add addressType: IPv4"))),
    (r"spec\.clusterIPs", r"spec\.parentRef\.name", "The Service needs a proper name: `name:` below `metadata:`.", None),
    (r"spec\.resources\[storage\]", "Required value", "Say how much is claimed: `requests:` with `storage: 1Gi` below `resources:`.", None),
    (r"", "HealthCheck NodePort", "This port can't be used for the health check. Leave `healthCheckNodePort` out, and a free port is chosen.", None),
    # any field: by the complaint alone
    (r".*", "for ExternalName services", "An ExternalName Service is only an alias in DNS: it has no address and no ports of its own. Leave this field out.", _remove(say("Leave it out"))),
    (r".*", "may (only|not) be (used|set).*`?type|externally-accessible", "Another type of Service has this field. Leave it out, or change `type`.", _remove(say("Leave it out"))),
    (r".*", "may not be set to 'None'", "A headless Service (`clusterIP: None`) has no address that could be published. Leave `clusterIP` out, or use type ClusterIP.", _remove(say("Leave clusterIP out"))),
    (r".*", "not configured (on this cluster|for dual-stack)|dual-stack", "This cluster has IPv4 only, so families other than IPv4 and two families at once are not available. If your file says nothing of families, the server filled them in when the Service was headless and had no selector: delete the Service and create it anew.", None),
    (r".*", "must be between 1 and 65535", "A port is a whole number from 1 to 65535.", None),
    (r".*", "must be a valid IP address|must be an IPv[46] address|leading 0s|IPv4-mapped", "Write a plain address such as `10.1.2.3`. Host names don't go here.", None),
    (r".*", "must be a valid CIDR|bits set beyond", "A range is its first address and a length, such as `203.0.113.0/24`; a single address is `203.0.113.7/32`.", None),
    (r".*", "loopback|link-local|multicast|unspecified", "This address means something special and can't be reached from elsewhere. Write the address of a machine or pod.", None),
    (r".*([pP]ort|ports\[\d+\]\.name|port\.name)", "no more than 15|alpha-numeric|at least one letter|hyphen", "The name of a port has at most 15 lower-case letters, digits and single hyphens, and at least one letter.", None),
    (r".*", "no more than 63", "This may have 63 characters at most.", None),
    (r".*", "RFC 1123|RFC 1035|must not contain dots", "Such a name has only lower-case letters, digits and hyphens, and starts and ends with a letter or digit.", None),
    (r".*", "name part|prefix part|label key|fully qualified", "Such a key is a name, or a domain and a name: `app`, `example.com/app`.", None),
    (r".*", "Duplicate value", "{value} stands here twice. Each entry must be different.", None),
    (r".*", "greater than|less than", "This number is out of bounds.", None),
    (r".*", "Too many|up to \\d+ values|no more than one", "There are too many entries here.", None),
    (r".*", "Required value", "A field is missing here: `{name}`.", None),
)  # fmt: skip

RULES: tuple[Rule, ...] = (_impostor, _unsupported, _name, _by_table)

# refusals without causes: pattern of the message -> field to show (() to look for it), advice
REFUSALS: tuple[tuple[str, PathKey, str], ...] = (
    (r'namespaces "([^"]*)" not found', ("metadata", "namespace"), "There is no namespace `{first}`. Create it first, or leave `namespace:` out."),
    (r"already exists", ("metadata", "name"), "An object of this kind and name is there already. `kubectl apply` changes it; `kubectl create` can't."),
    (r"the namespace of the provided object", ("metadata", "namespace"), "The object names another namespace than the request."),
    (r"the object has been modified", ("metadata", "resourceVersion"), "The object was changed meanwhile. Leave `resourceVersion` out, or take the current one."),
    (r"number (\d+) into Go struct field \w+\.([\w.]+) of type int32", (), "`{second}` takes a number up to 2147483647; {first} is too large."),
    (r"illegal base64 data", ("data",), "The values below `data:` are written in Base64. Plain text goes below `stringData:`."),
    (r"quantities must match", ("spec",), "A quantity is a number, perhaps with a unit such as `500m`, `128Mi` or `1Gi` (not GB)."),
    (r"parsing time", ("metadata",), "A time is written `2026-01-01T00:00:00Z`."),
    (r"resourceVersion should not be set", ("metadata", "resourceVersion"), "A new object has no resourceVersion yet. Leave it out."),
    (r"name or generateName is required", ("metadata",), "Give the object a name: `name:` below `metadata:`."),
)
