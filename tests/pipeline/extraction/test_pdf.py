from __future__ import annotations

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter

from pipeline.errors import InputError
from pipeline.extraction.pdf import read_pdf
from tests.pipeline.pdf_files import small_pdf


def test_text_title_author_and_date_are_read() -> None:
    pdf = read_pdf(
        small_pdf(["The committee met.", "It approved the bill."], title="Bill passes", author="Ada Byron")
    )
    assert pdf.text == "The committee met. It approved the bill."
    assert pdf.title == "Bill passes"
    assert pdf.authors == ("Ada Byron",)
    assert pdf.published.startswith("2026-04-07")


def test_words_cut_at_line_ends_are_joined() -> None:
    assert read_pdf(small_pdf(["The commit-", "tee met."])).text == "The committee met."


def test_a_protected_pdf_says_so() -> None:
    writer = PdfWriter(clone_from=BytesIO(small_pdf(["Secret."])))
    writer.encrypt("password", algorithm="RC4-128")
    content = BytesIO()
    writer.write(content)
    with pytest.raises(InputError, match="password"):
        read_pdf(content.getvalue())


def test_damaged_pdfs_are_input_errors() -> None:
    for content in (b"", b"not a pdf", small_pdf(["x"])[:120]):
        with pytest.raises(InputError):
            read_pdf(content)


@given(st.integers(0, 600), st.binary(min_size=1, max_size=8))
def test_a_pdf_with_flipped_bytes_is_read_or_refused(place: int, noise: bytes) -> None:
    content = bytearray(small_pdf(["The committee met."]))
    content[place : place + len(noise)] = noise
    with suppress(InputError):
        assert isinstance(read_pdf(bytes(content)).text, str)
