"""Volumes of a Pod.

Models: pkg/apis/core/validation/validation.go ValidateVolumes
"""

from __future__ import annotations

from playground.cluster.apiserver.validation.names import check, dns_label, dns_subdomain
from playground.cluster.fields import FieldError, Path, duplicate, forbidden, required
from playground.cluster.objects.kinds import Object

_REQUIRED = {
    "hostPath": ("path",),
    "gcePersistentDisk": ("pdName",),
    "awsElasticBlockStore": ("volumeID",),
    "secret": ("secretName",),
    "nfs": ("server", "path"),
    "persistentVolumeClaim": ("claimName",),
    "configMap": ("name",),
    "csi": ("driver",),
}
"""What each source must say; sources that are not listed have no rule here."""


def validate_volumes(volumes: list[Object], path: Path) -> tuple[set[str], list[FieldError]]:
    """The names of the good volumes, and the complaints about the others."""
    errors: list[FieldError] = []
    good: set[str] = set()
    for position, volume in enumerate(volumes):
        place, name = path.index(position), volume.get("name") or ""
        found = validate_source({key: value for key, value in volume.items() if key != "name"}, place)
        found += check(place.child("name"), name, dns_label) if name else [required(place.child("name"))]
        if name in good:
            found.append(duplicate(place.child("name"), name))
        if found:
            errors += found
        else:
            good.add(name)
    return good, errors


def validate_source(sources: Object, path: Path) -> list[FieldError]:
    """Exactly one source. Models: validateVolumeSource"""
    given = [name for name, value in sources.items() if value is not None]
    if not given:
        return [required(path, "must specify a volume type")]
    first, *others = given
    errors = [
        required(path.child(first, field))
        for field in _REQUIRED.get(first, ())
        if not (sources[first] or {}).get(field)
    ]
    claim = (sources.get("persistentVolumeClaim") or {}).get("claimName")
    if claim:
        errors += check(path.child("persistentVolumeClaim", "claimName"), claim, dns_subdomain)
    return errors + [forbidden(path.child(name), "may not specify more than 1 volume type") for name in others]
