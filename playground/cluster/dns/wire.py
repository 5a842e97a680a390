"""DNS messages on the wire. dnspython packs and parses; here is only what a server puts into them.

Models: request/request.go Scrub, SizeAndDo
"""

from __future__ import annotations

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.opcode
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from playground.cluster.dns.records import Record
from playground.cluster.dns.server import DnsServer

PLAIN_UDP_SIZE = 512
TCP_SIZE = 65535
Sections = tuple[tuple[Record, ...], tuple[Record, ...], tuple[Record, ...]]
"""Answer, authority, additional."""

_HEADER, _FIXED = 12, 10  # octets of a message's header; of a record's type, class, TTL and length
_ADDRESS_SIZES = {"A": 4, "AAAA": 16}
_SRV_NUMBERS, _SOA_NUMBERS = 6, 20


def handle(server: DnsServer, query: bytes, *, over_tcp: bool = False) -> bytes:
    """Octets in, octets out. What is no DNS message is answered with FORMERR, or nothing if it has no header."""
    try:
        message = dns.message.from_wire(query)
    except dns.exception.DNSException:
        return _format_error(query)
    return reply(server, message, over_tcp=over_tcp).to_wire(max_size=TCP_SIZE)


def reply(server: DnsServer, query: dns.message.Message, *, over_tcp: bool = False) -> dns.message.Message:
    """The server's message for a query; cut to fit, with TC set, if it goes over UDP."""
    response = dns.message.make_response(query, recursion_available=True)
    if query.opcode() != dns.opcode.QUERY or len(query.question) != 1:
        response.set_rcode(dns.rcode.NOTIMP if query.opcode() != dns.opcode.QUERY else dns.rcode.FORMERR)
        return response
    question = query.question[0]
    if question.rdclass != dns.rdataclass.IN:
        response.set_rcode(dns.rcode.REFUSED)
        return response
    name = question.name.to_text()
    answer = server.answer(name, dns.rdatatype.to_text(question.rdtype))
    sections, cut = (answer.answer, answer.authority, answer.additional), False
    if not over_tcp:
        limit = max(query.payload, PLAIN_UDP_SIZE) if query.edns >= 0 else PLAIN_UDP_SIZE
        sections, cut = fitting(name, sections, limit)
    response.set_rcode(dns.rcode.from_text(answer.rcode))
    if answer.authoritative:
        response.flags |= dns.flags.AA
    if cut:
        response.flags |= dns.flags.TC
    for section, records in zip((response.answer, response.authority, response.additional), sections, strict=True):
        for record in records:
            _add(section, record)
    return response


def fitting(name: str, sections: Sections, limit: int) -> tuple[Sections, bool]:
    """As many records as fit into `limit` octets, from the front, and whether any were left out."""
    names = _Names()
    size = _HEADER + names.compressed(name) + 4
    kept: list[tuple[Record, ...]] = []
    for number, records in enumerate(sections):
        for position, record in enumerate(records):
            size += _size(record, names)
            if size > limit:
                kept.append(records[:position])
                kept += [()] * (len(sections) - number - 1)
                return (kept[0], kept[1], kept[2]), True
        kept.append(records)
    return sections, False


class _Names:
    """The names that a message has already, to which later ones may point."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def compressed(self, name: str) -> int:
        """The octets of a name that may point to what is there."""
        labels = _labels(name)
        for start in range(len(labels)):
            if ".".join(labels[start:]) in self.seen:
                size = sum(len(label) + 1 for label in labels[:start]) + 2
                break
        else:
            size = sum(len(label) + 1 for label in labels) + 1
        self.note(name)
        return size

    def whole(self, name: str) -> int:
        """The octets of a name that is written out."""
        self.note(name)
        return sum(len(label) + 1 for label in _labels(name)) + 1

    def note(self, name: str) -> None:
        labels = _labels(name)
        self.seen.update(".".join(labels[start:]) for start in range(len(labels)))


def _labels(name: str) -> list[str]:
    return name.rstrip(".").split(".") if name != "." else []


def _size(record: Record, names: _Names) -> int:
    size = names.compressed(record.name) + _FIXED
    match record.type:
        case "A" | "AAAA":
            return size + _ADDRESS_SIZES[record.type]
        case "SRV":
            return size + _SRV_NUMBERS + names.whole(record.data.rsplit(maxsplit=1)[-1])
        case "SOA":
            server, mailbox = record.data.split()[:2]
            return size + _SOA_NUMBERS + names.compressed(server) + names.compressed(mailbox)
        case "TXT":
            return size + len(record.data) - 1
        case _:
            return size + names.compressed(record.data)


def _add(section: list[dns.rrset.RRset], record: Record) -> None:
    """Append a record, to the set of its owner and type if there is one."""
    name, type_ = dns.name.from_text(record.name), dns.rdatatype.from_text(record.type)
    data = dns.rdata.from_text(dns.rdataclass.IN, type_, record.data)
    for found in section:
        if found.rdtype == type_ and found.name == name:
            found.add(data, record.ttl)
            return
    section.append(dns.rrset.from_rdata(name, record.ttl, data))


def _format_error(query: bytes) -> bytes:
    if len(query) < _HEADER:
        return b""
    response = dns.message.Message(id=int.from_bytes(query[:2], "big"))
    response.flags |= dns.flags.QR
    response.set_rcode(dns.rcode.FORMERR)
    return response.to_wire()
