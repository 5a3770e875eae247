from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.mojibake import repaired

TYPOGRAPHY = "“Quoted” – ‘one’ — it’s €5… • more → ✅ 🔴"


@pytest.mark.parametrize("page", ["cp1252", "cp1250", "cp1253"])
def test_typography_read_in_a_wrong_code_page_is_put_right(page: str) -> None:
    for word in TYPOGRAPHY.split():
        damaged = "".join(
            bytes([byte]).decode(page, "ignore")
            or bytes([byte]).decode("cp1252", "ignore")
            or bytes([byte]).decode("latin-1")
            for byte in word.encode()
        )
        assert repaired(f"Said {damaged} today") == f"Said {word} today"


@pytest.mark.parametrize(
    ("damaged", "right"),
    [
        ("The cafÃ© in ZÃ¼rich", "The café in Zürich"),
        ("Models β€” open β€œweights” β€’ closed", "Models — open “weights” ‒ closed"),  # noqa: RUF001 - what is looked for
        ("one thing Ã¢â‚¬â€œ twice", "one thing – twice"),  # noqa: RUF001 - what is looked for
        ("He said â€œyesâ€ and left", "He said “yes” and left"),
    ],
)
def test_what_is_surely_damaged_is_put_right(damaged: str, right: str) -> None:
    assert repaired(damaged) == right


@pytest.mark.parametrize(
    "text",
    [
        "Zürich, São Paulo, Đà Nẵng, Kraków and Reykjavík",
        "Ο Πρωθυπουργός είπε: «ναι» – και β’ φάση",  # noqa: RUF001 - what is looked for
        "TGF-β “signaling”, 5 µm, 30 °C, ½ cup, £20 – €30",
        "Москва — столица; «Рџ» und Ångström",
        "ÂNGELA MÃE ÀS ÍNDIAS",
        "日本語のテキスト、한국어, العربية",
    ],
)
def test_text_in_order_stays_as_it_is(text: str) -> None:
    assert repaired(text) == text


@given(st.text(st.sampled_from("aβ€”’“”âÃ©•πŸ”΄\x9d \nв‚¬"), max_size=30))  # noqa: RUF001 - what is looked for
def test_repairing_again_changes_nothing(text: str) -> None:
    once = repaired(text)
    assert repaired(repaired(once)) == repaired(once)
