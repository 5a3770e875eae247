from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import FetchError, TransientError
from pipeline.fetching.bodies import read_body

BODIES = st.one_of(st.binary(max_size=300), st.integers(0, 200_000).map(bytes))


def cut(content: bytes, size: int) -> list[bytes]:
    return [content[at : at + size] for at in range(0, len(content), size)]


def raw_deflate(content: bytes) -> bytes:
    return zlib.compress(content, wbits=-15)


@given(BODIES, st.sampled_from((1, 2, 7, 1_000, 65_536)))
def test_a_body_is_the_same_however_it_is_compressed_and_cut(body: bytes, size: int) -> None:
    for encoding, packed in (
        ("", body),
        ("identity", body),
        ("gzip", gzip.compress(body)),
        ("X-GZIP", gzip.compress(body)),
        ("deflate", zlib.compress(body)),
        ("deflate", raw_deflate(body)),
    ):
        pieces = cut(packed, size if len(packed) < 5_000 else 65_536)
        assert read_body(pieces, encoding, 1_000_000) == body


@given(BODIES, st.sampled_from(("", "gzip", "deflate")))
def test_no_byte_above_the_limit_is_given(body: bytes, encoding: str) -> None:
    packed = {"": body, "gzip": gzip.compress(body), "deflate": zlib.compress(body)}[encoding]
    assert len(read_body([packed], encoding, 50_000, cut=True)) <= 50_000
    if len(body) > 50_000:
        with pytest.raises(FetchError, match="more than 50,000 bytes"):
            read_body([packed], encoding, 50_000)


def test_several_members_are_one_body_and_what_follows_is_left_out() -> None:
    assert read_body([gzip.compress(b"a") + gzip.compress(b"b") + b"\0\0"], "gzip", 100) == b"ab"


@pytest.mark.parametrize("encoding", ["gzip, gzip", "gzip,deflate", "br", "zstd", "compress", "gzip, br"])
def test_what_was_not_asked_for_is_refused(encoding: str) -> None:
    with pytest.raises(FetchError, match=r"more than once|not asked for"):
        read_body([b"x"], encoding, 100)


@pytest.mark.parametrize("keep", [1, 2, 11, 30, -1, -8])
def test_a_compressed_body_that_ends_too_early_is_an_error(keep: int) -> None:
    with pytest.raises(TransientError, match="too early"):
        read_body([gzip.compress(bytes(range(256)))[:keep]], "gzip", 10_000)


def test_a_damaged_body_is_an_error() -> None:
    with pytest.raises(TransientError, match="damaged"):
        read_body([b"this is no gzip"], "gzip", 100)


def test_compressed_nothing_without_end_is_refused() -> None:
    nothing = (b"\0\0\0\xff\xff" * 1_000 for _ in range(1_000_000))
    with pytest.raises(FetchError, match="more than"):
        read_body([b"\x1f\x8b\x08\0\0\0\0\0\0\xff", *[next(nothing) for _ in range(20)]], "gzip", 50_000)
