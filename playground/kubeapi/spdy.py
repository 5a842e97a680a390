"""The part of SPDY/3.1 that `kubectl port-forward` speaks inside a WebSocket: bytes in, events out, no socket.

Models: moby/spdystream; draft-mbelshe-httpbis-spdy-00
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

VERSION = 0x8003
SYN_STREAM, SYN_REPLY, RST_STREAM, PING, GOAWAY = 1, 2, 3, 6, 7
FIN = 0x01
LARGEST = 1 << 20
"""Bytes of one frame."""

_WORDS = ["options", "head", "post", "put", "delete", "trace", "accept", "accept-charset", "accept-encoding", "accept-language", "accept-ranges", "age", "allow", "authorization", "cache-control", "connection", "content-base", "content-encoding", "content-language", "content-length", "content-location", "content-md5", "content-range", "content-type", "date", "etag", "expect", "expires", "from", "host", "if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "last-modified", "location", "max-forwards", "pragma", "proxy-authenticate", "proxy-authorization", "range", "referer", "retry-after", "server", "te", "trailer", "transfer-encoding", "upgrade", "user-agent", "vary", "via", "warning", "www-authenticate", "method", "get", "status"]
_MORE = ("200 OK", "version", "HTTP/1.1", "url", "public", "set-cookie", "keep-alive", "origin")
_TAIL = (
    "100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505"
    "203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden404 Not Found"
    "500 Internal Server Error501 Not Implemented503 Service Unavailable"
    "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMT"
    "chunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,"
    "publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0."
)
DICTIONARY = b"".join(struct.pack(">I", len(word)) + word.encode() for word in (*_WORDS, *_MORE)) + _TAIL.encode()
"""What the compression of headers begins with: the words of HTTP, each with its length, and the rest."""


class Broken(ValueError):
    """Bytes that are no SPDY."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The client has opened a stream with these headers, whose names are lower-case."""

    stream: int
    headers: dict[str, str]
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Arrived:
    """Data on a stream; `ended`: the client sends no more."""

    stream: int
    data: bytes
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Reset:
    stream: int


@dataclass(frozen=True, slots=True)
class Ping:
    """To be answered with the same bytes."""

    frame: bytes


@dataclass(frozen=True, slots=True)
class Leaving:
    """The client opens no more streams."""


Event = Opened | Arrived | Reset | Ping | Leaving


@dataclass(slots=True)
class Connection:
    """The server's end."""

    _rest: bytes = b""
    _inflate: zlib._Decompress = field(default_factory=lambda: zlib.decompressobj(zdict=DICTIONARY))
    _deflate: zlib._Compress = field(default_factory=lambda: zlib.compressobj(zdict=DICTIONARY))

    def receive(self, data: bytes) -> Iterator[Event]:
        """Raises Broken."""
        self._rest += data
        while len(self._rest) >= 8:
            size = int.from_bytes(self._rest[5:8], "big")
            if size > LARGEST:
                raise Broken("a frame is too large")
            if len(self._rest) < 8 + size:
                return
            frame, self._rest = self._rest[: 8 + size], self._rest[8 + size :]
            event = self._event(frame)
            if event is not None:
                yield event

    def _event(self, frame: bytes) -> Event | None:
        flags, payload = frame[4], frame[8:]
        if not frame[0] & 0x80:
            return Arrived(int.from_bytes(frame[:4], "big"), payload, bool(flags & FIN))
        version, kind = struct.unpack(">HH", frame[:4])
        if version != VERSION:
            raise Broken(f"version {version & 0x7FFF} is not spoken here")
        match kind:
            case 1:
                return Opened(_number(payload), self._headers(payload[10:]), bool(flags & FIN))
            case 3:
                return Reset(_number(payload))
            case 6:
                return Ping(frame)
            case 7:
                return Leaving()
            case 8:
                self._headers(payload[4:])  # keeps the compression in step
        return None

    def _headers(self, block: bytes) -> dict[str, str]:
        try:
            text = self._inflate.decompress(block, LARGEST)
            words = list(_words(text))
        except (zlib.error, struct.error, UnicodeDecodeError) as error:
            raise Broken(f"headers cannot be read: {error}") from None
        return dict(zip(words[::2], words[1::2], strict=False))

    def reply(self, stream: int) -> bytes:
        """The stream is accepted."""
        block = self._deflate.compress(struct.pack(">I", 0)) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
        return struct.pack(">HHII", VERSION, SYN_REPLY, 4 + len(block), stream) + block

    @staticmethod
    def data(stream: int, data: bytes, end: bool = False) -> bytes:
        return struct.pack(">II", stream, (FIN if end else 0) << 24 | len(data)) + data

    @staticmethod
    def reset(stream: int, status: int = 5) -> bytes:
        """5: cancelled"""
        return struct.pack(">HHIII", VERSION, RST_STREAM, 8, stream, status)


def _number(payload: bytes) -> int:
    if len(payload) < 4:
        raise Broken("a frame is too short")
    return int.from_bytes(payload[:4], "big") & 0x7FFFFFFF


def _words(text: bytes) -> Iterator[str]:
    (count,) = struct.unpack_from(">I", text)
    at = 4
    for _ in range(2 * count):
        (size,) = struct.unpack_from(">I", text, at)
        yield text[at + 4 : at + 4 + size].decode()
        at += 4 + size
