from __future__ import annotations

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter

from benchmarks.hostile_documents import hostile_documents
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


def test_scanned_pages_are_said_to_be_pictures() -> None:
    pdf = read_pdf(small_pdf([]))
    assert pdf.text == ""
    assert "pictures" in pdf.problem
    assert read_pdf(small_pdf(["Text."])).problem == ""


def test_an_impossible_date_costs_only_the_date() -> None:
    content = small_pdf(["The committee met."], title="Bill passes").replace(
        b"D:20260407100000Z", b"D:20269999999999Z"
    )
    pdf = read_pdf(content)
    assert (pdf.text, pdf.title, pdf.published) == ("The committee met.", "Bill passes", "")


def test_pages_that_cannot_be_read_are_left_out_and_noted() -> None:
    writer = PdfWriter()
    for words in ("One.", "Two.", "Three."):
        writer.append(BytesIO(small_pdf([words])))
    content = BytesIO()
    writer.write(content)
    assert content.getvalue().count(b"BT /F1 12 Tf") == 3
    damaged = content.getvalue().replace(
        b"BT /F1 12 Tf 14 TL 72 720 Td (Two.)", b"BT /F1 12 Tf (((((((((((((((Two.)"
    )
    pdf = read_pdf(damaged)
    assert pdf.text.split() == ["One.", "Three."]
    assert pdf.note == "1 of 3 pages could not be read"


def test_a_file_attached_to_a_pdf_is_passed_over() -> None:
    writer = PdfWriter(clone_from=BytesIO(small_pdf(["The committee met."])))
    writer.add_attachment("secret.txt", b"attached words")
    content = BytesIO()
    writer.write(content)
    assert read_pdf(content.getvalue()).text == "The committee met."


def test_what_grows_beyond_measure_is_refused() -> None:
    bomb = hostile_documents("file:///none", "http://localhost")["pdf_stacked"]()
    with pytest.raises(InputError, match="LimitReached"):
        read_pdf(bomb.content)


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
