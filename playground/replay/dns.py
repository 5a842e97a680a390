"""The cluster DNS: questions after some API requests, and CoreDNS's answers in three sections."""

from __future__ import annotations

import re
from typing import Any

import dns.flags
import dns.message

from playground.cluster.dns.options import REVERSE_ZONES, Options
from playground.cluster.dns.records import Answer, absolute
from playground.cluster.dns.server import DnsServer
from playground.cluster.dns.upstream import Upstream
from playground.cluster.dns.wire import reply
from playground.replay import Record, diff
from playground.replay.scenario import configuration, play

SECTIONS = ("answer", "authority", "additional")
TTL_WITHOUT_OPTION = 5
_SERIAL = re.compile(r"( SOA \S+ \S+) \d+ ")


def replay(record: Record) -> list[str]:
    config = configuration(record)
    cluster, differences = play(record, config)
    server = DnsServer(cluster.store, config, options(record["config"]), upstream(record["config"]))
    for query in record["queries"]:
        lines = diff(_expected(query), _actual(server, query))
        differences += [f"{query['name']} {query['type']} {line}" for line in lines]
    return differences


def options(config: Record) -> Options:
    """The Corefile of a recording."""
    extra = [line.split() for line in config.get("options") or ()]
    words = {line[0]: line[1:] for line in extra}
    zones = (config["clusterDomain"], *(config.get("moreZones") or ()))
    ttl = config["ttl"]
    return Options(
        zones=(*map(absolute, zones), *REVERSE_ZONES),
        pods=config["pods"],
        ttl=TTL_WITHOUT_OPTION if ttl is None else ttl,
        fallthrough=REVERSE_ZONES if config["fallthrough"] else (),
        namespaces=frozenset(words.get("namespaces", ())),
        endpoints="noendpoints" not in words,
        endpoint_pod_names="endpoint_pod_names" in words,
        ignore_empty_service=words.get("ignore") == ["empty_service"],
        addresses=(config["serverAddress"],),
    )


def upstream(config: Record) -> Upstream:
    """The names that the recorded upstream resolver knew."""
    return Upstream(
        {
            name.lower(): {type_: tuple(data) for type_, data in types.items()}
            for name, types in (config.get("upstream") or {}).items()
        }
    )


def _expected(query: Record) -> dict[str, Any]:
    keys = ("rcode", "aa", *SECTIONS)
    return {**{key: query[key] for key in keys}, "truncatedOverUDP": bool(query.get("truncatedOverUDP"))}


def _actual(server: DnsServer, query: Record) -> dict[str, Any]:
    answer = server.answer(query["name"], query["type"])
    over_udp = reply(server, dns.message.make_query(query["name"], query["type"]))
    return {
        "rcode": answer.rcode,
        "aa": answer.authoritative,
        **{section: _lines(answer, section) for section in SECTIONS},
        "truncatedOverUDP": bool(over_udp.flags & dns.flags.TC),
    }


def _lines(answer: Answer, section: str) -> list[str]:
    return sorted(_SERIAL.sub(r"\1 <serial> ", str(record)) for record in getattr(answer, section))
