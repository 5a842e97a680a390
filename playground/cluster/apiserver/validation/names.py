"""The shapes of names: DNS labels and subdomains, label keys and values, port names.

Each function takes a string and returns the complaints about it, none if it is fine.

Models: apimachinery/pkg/api/validate/content, apimachinery/pkg/util/validation/validation.go
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from playground.cluster.fields import FieldError, Path, invalid

_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN = rf"{_LABEL}(\.{_LABEL})*"
_SEARCH_LABEL = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?"
_SEARCH = rf"{_SEARCH_LABEL}(\.{_SEARCH_LABEL})*"
_LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?"
_KEY_NAME = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
_LABEL_VALUE = f"({_KEY_NAME})?"
_WILDCARD = rf"\*\.{_SUBDOMAIN}"
_CONFIG_KEY = "[-._a-zA-Z0-9]+"

LABEL_TEXT = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end "
    f"with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '{_LABEL}')"
)
SUBDOMAIN_TEXT = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start "
    f"and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '{_SUBDOMAIN}')"
)
_SEARCH_TEXT = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-', '_' or '.', and must "
    f"start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '{_SUBDOMAIN}')"
)
_LABEL_1035_TEXT = (
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, "
    f"and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '{_LABEL_1035}')"
)
_KEY_TEXT = (
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
    f"(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '{_KEY_NAME}')"
)
_VALUE_TEXT = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and "
    "end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', "
    f"regex used for validation is '{_LABEL_VALUE}')"
)
_WILDCARD_TEXT = (
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower "
    "case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', "
    f"regex used for validation is '{_WILDCARD}')"
)
_CONFIG_KEY_TEXT = (
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  "
    f"or 'key-name', regex used for validation is '{_CONFIG_KEY}')"
)
_ENV_TEXT = "a valid environment variable name must consist only of printable ASCII characters other than '='"


def check(path: Path, value: str, rule: Callable[[str], list[str]]) -> list[FieldError]:
    """The complaints of one of this module's rules about a field's value."""
    return [invalid(path, value, text) for text in rule(value)]


def check_port_number(path: Path, value: int) -> list[FieldError]:
    return [invalid(path, value, text) for text in port_number(value)]


def check_port(path: Path, value: int | str) -> list[FieldError]:
    """A port by number or by name, as targetPorts and probes have it.

    Models: pkg/apis/core/validation/validation.go ValidatePortNumOrName
    """
    return check_port_number(path, value) if isinstance(value, int) else check(path, value, port_name)


@lru_cache(8192)
def _matches(pattern: str, value: str) -> bool:
    return re.fullmatch(pattern, value, re.ASCII) is not None


def _too_long(value: str, limit: int) -> list[str]:
    return [f"must be no more than {limit} characters"] if len(value.encode()) > limit else []


def dns_label(value: str) -> list[str]:
    """Models: content.IsDNS1123Label"""
    found = _too_long(value, 63)
    if not _matches(_LABEL, value):
        found.append("must not contain dots" if _matches(_SUBDOMAIN, value) else LABEL_TEXT)
    return found


def dns_subdomain(value: str) -> list[str]:
    """Models: content.IsDNS1123Subdomain"""
    found = _too_long(value, 253)
    if not _matches(_SUBDOMAIN, value):
        found.append(SUBDOMAIN_TEXT)
    return found


def dns_search(value: str) -> list[str]:
    """A DNS search path of a Pod: a subdomain whose labels may have underscores.

    Models: util/validation IsDNS1123SubdomainWithUnderscore
    """
    found = _too_long(value, 253)
    if not _matches(_SEARCH, value):
        found.append(_SEARCH_TEXT)
    return found


def dns_label_1035(value: str) -> list[str]:
    """Models: content.IsDNS1035Label"""
    found = _too_long(value, 63)
    if not _matches(_LABEL_1035, value):
        found.append(_LABEL_1035_TEXT)
    return found


def wildcard_subdomain(value: str) -> list[str]:
    """Models: util/validation IsWildcardDNS1123Subdomain"""
    found = _too_long(value, 253)
    if not _matches(_WILDCARD, value):
        found.append(_WILDCARD_TEXT)
    return found


def qualified_name(value: str) -> list[str]:
    """A label key: an optional DNS subdomain and a slash, then a name. Also appProtocol, loadBalancerClass.

    Models: content.IsLabelKey
    """
    parts = value.split("/")
    if len(parts) > 2:
        return [
            f"a valid label key {_KEY_TEXT} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
        ]
    found: list[str] = []
    if len(parts) == 2:
        prefix = parts[0]
        complaints = dns_subdomain(prefix) if prefix else ["must be non-empty"]
        found += [f"prefix part {text}" for text in complaints]
    name = parts[-1]
    if not name:
        found.append("name part must be non-empty")
    elif len(name.encode()) > 63:
        found.append("name part must be no more than 63 bytes")
    if not _matches(_KEY_NAME, name):
        found.append(f"name part {_KEY_TEXT}")
    return found


def label_value(value: str) -> list[str]:
    """Models: content.IsLabelValue"""
    found = ["must be no more than 63 bytes"] if len(value.encode()) > 63 else []
    if not _matches(_LABEL_VALUE, value):
        found.append(_VALUE_TEXT)
    return found


def port_number(value: int) -> list[str]:
    """Models: util/validation IsValidPortNum"""
    return [] if 1 <= value <= 65535 else ["must be between 1 and 65535, inclusive"]


def port_name(value: str) -> list[str]:
    """An IANA service name, as container ports and targetPorts have it.

    Models: util/validation IsValidPortName
    """
    found = _too_long(value, 15)
    if not _matches("[-a-z0-9]+", value):
        found.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    if not re.search("[a-z]", value):
        found.append("must contain at least one letter (a-z)")
    if "--" in value:
        found.append("must not contain consecutive hyphens")
    if value and (value[0] == "-" or value[-1] == "-"):
        found.append("must not begin or end with a hyphen")
    return found


def config_map_key(value: str) -> list[str]:
    """Models: util/validation IsConfigMapKey"""
    found = _too_long(value, 253)
    if not _matches(_CONFIG_KEY, value):
        found.append(_CONFIG_KEY_TEXT)
    return found + _dotted_path(value)


def _dotted_path(value: str) -> list[str]:
    if value == ".":
        return ["must not be '.'"]
    if value == "..":
        return ["must not be '..'"]
    return ["must not start with '..'"] if value.startswith("..") else []


def env_var_name(value: str) -> list[str]:
    """Models: util/validation IsRelaxedEnvVarName"""
    if not value:
        return ["environment variable name must be non-empty"]
    return [] if _matches(r"[ -<>-~]+", value) else [_ENV_TEXT]


def fully_qualified_name(value: str) -> list[str]:
    """A DNS name of two labels or more; the caller has excluded the empty one.

    Models: util/validation IsFullyQualifiedName
    """
    found = dns_subdomain(value)
    if found:
        return found
    return [] if len(value.split(".")) >= 2 else ["should be a domain with at least two segments separated by dots"]


def path_segment(value: str) -> list[str]:
    """Models: apimachinery/pkg/api/validation/path IsValidPathSegmentName"""
    if value in (".", ".."):
        return [f"may not be '{value}'"]
    return [f"may not contain '{char}'" for char in "/%" if char in value]
