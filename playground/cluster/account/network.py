"""What became of Services: addresses, endpoints, and what kube-proxy and DNS make of them.

kube-proxy and DNS write nothing that is stored; their part follows from what was: which endpoints connections may reach.
Models: pkg/proxy/topology.go CategorizeEndpoints (ready ones; where there is none, those that end and still serve)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from playground.cluster.account.happening import Happening, Key, key_of, named, spec_of
from playground.cluster.controllers.indexes import SERVICE_NAME, SLICES_BY_SERVICE, use_slices_by_service
from playground.cluster.controllers.loadbalancer import ingress_addresses
from playground.cluster.objects.kinds import Object
from playground.cluster.objects.metadata import labels_of
from playground.cluster.store import Change, Store

Endpoints = dict[str, Object]
"""By the first address."""


# -- Services


def service(store: Store, change: Change) -> Iterator[Happening]:
    name = named(change.namespace, change.name)
    before, after = (_cluster_ip(obj) for obj in (change.old, change.new))
    params = {"name": name, "dns": f"{change.name}.{change.namespace}", "address": after or before}
    if after and after != before:
        yield Happening("service.address", key_of(change), params)
    elif change.new is None and before:
        yield Happening("service.gone", key_of(change), params)
    had, has = (ingress_addresses(obj) if obj else [] for obj in (change.old, change.new))
    if has and not had:
        yield Happening("balancer.given", key_of(change), {"name": name, "address": has[0]})
    elif had and not has and change.new is not None:
        yield Happening("balancer.gone", key_of(change), {"name": name, "address": had[0]})


def _cluster_ip(obj: Object | None) -> str:
    address = str(spec_of(obj).get("clusterIP") or "")
    return "" if address == "None" else address


# -- slices


def endpoint_slice(store: Store, change: Change) -> Iterator[Happening]:
    owner = _service_of(change)
    if not owner:
        return
    about: Key = ("Service", change.namespace, owner)
    params = {"by": change.by, "service": named(change.namespace, owner)}
    old, new = _endpoints(change.old), _endpoints(change.new)
    for address, endpoint in new.items():
        code = _entered(endpoint) if address not in old else _moved(old[address], endpoint)
        if code:
            yield Happening(code, about, params, _item(address, endpoint))
    for address, endpoint in old.items():
        if address not in new:
            yield Happening("slice.out", about, params, _item(address, endpoint))
    yield from behind(store, change)


def _entered(endpoint: Object) -> str:
    return "slice.in" if _is(endpoint, "ready") else "slice.in.unready"


def _moved(old: Object, new: Object) -> str:
    if _is(old, "ready") == _is(new, "ready"):
        return ""
    if _is(new, "ready"):
        return "slice.ready"
    return "slice.terminating" if _is(new, "terminating", False) else "slice.unready"


def _item(address: str, endpoint: Object) -> str:
    target = (endpoint.get("targetRef") or {}).get("name")
    return f"{address} ({target})" if target else address


def _service_of(change: Change) -> str:
    return labels_of(change.new or change.old or {"metadata": {}}).get(SERVICE_NAME, "")


def _endpoints(found: Object | None) -> Endpoints:
    return {endpoint["addresses"][0]: endpoint for endpoint in (found or {}).get("endpoints") or () if endpoint.get("addresses")}


def _is(endpoint: Object, name: str, otherwise: bool = True) -> bool:
    value = (endpoint.get("conditions") or {}).get(name)
    return otherwise if value is None else bool(value)


# -- what stands behind a Service now


def behind(store: Store, change: Change) -> Iterator[Happening]:
    """The endpoints that connections reach after a slice has changed, if they are others than before."""
    owner = _service_of(change)
    found = store.get("Service", change.namespace, owner) if owner else None
    if found is None:
        return
    use_slices_by_service(store)
    now = store.lookup(SLICES_BY_SERVICE, (change.namespace, owner))
    others = [one for one in now if one["metadata"]["name"] != change.name]
    before = [*others, change.old] if change.old else others
    was, (new, ending) = _usable(before), _usable(now)
    if was == (new, ending) and change.old is not None and change.old.get("ports") == (change.new or {}).get("ports"):
        return
    about: Key = ("Service", change.namespace, owner)
    name, place = named(change.namespace, owner), f"behind {change.namespace}/{owner}"
    if _cluster_ip(found):
        number = len(new)
        code = "proxy.none" if not number else "proxy.ending" if ending else "proxy.one" if number == 1 else "proxy.many"
        yield Happening(code, about, {"service": name, "address": _cluster_ip(found), "number": number}, place=place)
    else:
        code = "dns.some" if new else "dns.none"
        yield Happening(code, about, {"dns": f"{owner}.{change.namespace}", "names": sorted(new)}, place=place)


def _usable(slices: Iterable[Object]) -> tuple[set[str], bool]:
    """Their addresses, and whether they are those that end while no other is there."""
    endpoints = {address: each for one in slices for address, each in _endpoints(one).items()}
    ready = {address for address, each in endpoints.items() if _is(each, "ready")}
    if ready:
        return ready, False
    ending = {address for address, each in endpoints.items() if _is(each, "serving") and _is(each, "terminating", False)}
    return ending, bool(ending)
