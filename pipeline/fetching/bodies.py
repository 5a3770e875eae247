"""Bodies of answers, decompressed piece by piece and never more than allowed."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from pipeline.errors import FetchError, TransientError

if TYPE_CHECKING:
    from collections.abc import Iterable

ENCODINGS = "gzip, deflate"
"""What is accepted, for the header Accept-Encoding."""

_PIECE_BYTES = 65_536
_GZIP, _ZLIB, _RAW = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f\x8b"


def read_body(pieces: Iterable[bytes], encoding: str, max_bytes: int, *, cut: bool = False) -> bytes:
    """The whole body.

    Args:
        pieces: It as it comes from the connection.
        encoding: The header Content-Encoding, several joined by commas.
        max_bytes: Most bytes, before and after decompression.
        cut: Whether the rest of a longer body is left out, instead of being an error.

    Raises:
        FetchError: It is longer, or compressed in a way that was not asked for, or more than once: each further layer
            multiplies what a small answer can grow to.
        TransientError: It is damaged or ends too early.
    """
    body = bytearray()
    raw_bytes = 0
    decoder = _decoder(encoding)
    for piece in pieces:
        raw_bytes += len(piece)
        decoder.feed(piece)
        while part := decoder.take(min(_PIECE_BYTES, max_bytes + 1 - len(body))):
            body += part
            if len(body) > max_bytes:
                break
        if max(len(body), raw_bytes) > max_bytes:
            if cut:
                return bytes(body[:max_bytes])
            raise FetchError(f"The body has more than {max_bytes:,} bytes.", "Choose a smaller feed or page.")
    decoder.finish()
    return bytes(body)


class _Plain:
    """A body that is not compressed."""

    def __init__(self) -> None:
        self._waiting = b""

    def feed(self, piece: bytes) -> None:
        self._waiting += piece

    def take(self, most: int) -> bytes:
        part, self._waiting = self._waiting[:most], self._waiting[most:]
        return part

    def finish(self) -> None:
        """Nothing to check: the length is the connection's business."""


class _Compressed:
    """gzip (RFC 1952, of several members too) or deflate (RFC 9110, section 8.4.1.2: zlib, often sent without)."""

    def __init__(self, name: str) -> None:
        self._is_gzip = name == "gzip"
        self._decoder: zlib._Decompress | None = None
        self._waiting = b""
        self._holds_more = False

    def feed(self, piece: bytes) -> None:
        self._waiting += piece

    def take(self, most: int) -> bytes:
        """At most ``most`` bytes; none when more has to be fed."""
        while self._waiting or self._holds_more:
            if (self._decoder is None or self._decoder.eof) and not self._begin():
                return b""
            if part := self._decompressed(most):
                return part
        return b""

    def finish(self) -> None:
        """Raises TransientError when the body ends too early."""
        if self._waiting or (self._decoder is not None and not self._decoder.eof):
            raise TransientError("The compressed body ends too early.", "Try again later.")

    def _decompressed(self, most: int) -> bytes:
        assert self._decoder is not None  # noqa: S101 - take has begun it
        try:
            part = self._decoder.decompress(self._waiting, most)
        except zlib.error as error:
            raise TransientError(f"The compressed body is damaged ({error}).", "Try again later.") from error
        self._waiting = self._decoder.unused_data if self._decoder.eof else self._decoder.unconsumed_tail
        self._holds_more = len(part) == most and not self._decoder.eof
        return part

    def _begin(self) -> bool:
        """Begin a member; False when there is none yet, or no further one: what follows the last is left out."""
        is_first = self._decoder is None
        if is_first and len(self._waiting) < 2:
            return False
        if not is_first and not (self._is_gzip and self._waiting.startswith(_GZIP_MAGIC)):
            self._waiting = b""
            return False
        self._decoder = zlib.decompressobj(_GZIP if self._is_gzip else _deflate_format(self._waiting))
        return True


def _deflate_format(start: bytes) -> int:
    """Whether deflate has the header of zlib (RFC 1950, section 2.2), which it should and many servers leave out."""
    has_header = start[0] & 0x0F == 8 and int.from_bytes(start[:2], "big") % 31 == 0
    return _ZLIB if has_header else _RAW


def _decoder(encoding: str) -> _Plain | _Compressed:
    names = [name.strip().lower().removeprefix("x-") for name in encoding.split(",")]
    layers = [name for name in names if name not in {"", "identity"}]
    if len(layers) > 1:
        raise FetchError("The body is compressed more than once.", "Report it to the site.")
    if not layers:
        return _Plain()
    if layers[0] not in {"gzip", "deflate"}:
        raise FetchError(
            f"The body is compressed with {layers[0][:40]}, which was not asked for.",
            "Report it to the site.",
        )
    return _Compressed(layers[0])
