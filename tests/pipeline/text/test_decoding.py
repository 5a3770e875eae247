from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.decoding import decode, decode_html

TEXT = "A naïve “quote” – and more."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_and_utf8_text_is_read_without_a_note(encoding: str) -> None:
    decoded = decode(TEXT.encode(encoding))
    assert (decoded.text, decoded.note) == (TEXT, "")


def test_western_text_that_is_not_utf8_is_read_as_windows_1252_and_noted() -> None:
    text = f"{TEXT} What comes after it is plain English, as most of such a file is."
    decoded = decode(text.encode("cp1252"))
    assert decoded.text == text
    assert "cp1252" in decoded.note


def test_bytes_of_windows_1252_within_utf8_are_read_as_such() -> None:
    decoded = decode("Ελληνικά, ".encode() + b"caf\xe9 \x93x\x94")
    assert decoded.text == "Ελληνικά, café “x”"
    assert decoded.note == "3 bytes are not UTF-8, read as cp1252"


def test_text_full_of_other_bytes_is_guessed() -> None:
    text = "Правительство приняло новый закон, сообщили в понедельник. " * 5
    assert decode(text.encode("cp1251")).text == text


def test_damaged_utf16_is_kept_and_noted() -> None:
    decoded = decode("text".encode("utf-16") + b"x")
    assert decoded.text.startswith("text")
    assert "damaged" in decoded.note


def test_a_page_is_read_in_the_encoding_it_declares() -> None:
    html = '<html><head><meta charset="koi8-r"></head><body>Привет</body></html>'
    assert decode_html(html.encode("koi8-r")).text == html
    assert "Привет" in decode_html(html.encode("utf-8")).text


@given(st.binary(max_size=200))
def test_any_bytes_can_be_decoded(data: bytes) -> None:
    assert isinstance(decode(data).text, str)
    assert isinstance(decode_html(b"<meta charset=" + data).text, str)
