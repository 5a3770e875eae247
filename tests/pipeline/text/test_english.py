"""English is told from other languages."""

from __future__ import annotations

import json

import pytest

from pipeline.text.english import is_english
from pipeline.workspace import demo_corpus

OTHERS = {
    "French": "Le ministère a ordonné mardi que chaque puce exportée signale sa position à partir du premier octobre, "
    "et les fabricants qui manquent la date paieront jusqu'à deux millions et demi de dollars pour chaque envoi.",
    "German": "Das Ministerium ordnete am Dienstag an, dass jeder exportierte Chip ab dem ersten Oktober seinen Ort "
    "melden muss, und Hersteller, die den Termin versäumen, zahlen bis zu zweieinhalb Millionen Dollar je Lieferung.",
    "Spanish": "El ministerio ordenó el martes que cada chip exportado informe de su ubicación a partir del primero "
    "de octubre, y los fabricantes que no cumplan la fecha pagarán hasta dos millones y medio de dólares por envío.",
    "Dutch": "Het ministerie gaf dinsdag opdracht dat elke geëxporteerde chip vanaf oktober zijn locatie moet melden, "
    "en fabrikanten die de datum missen betalen tot twee en een half miljoen dollar voor elke zending van chips.",
    "Danish": "Ministeriet beordrede tirsdag, at hver eksporteret chip skal melde sin placering fra den første "
    "oktober, og producenter, der misser datoen, betaler op til to en halv million dollar for hver forsendelse af "
    "disse chip.",
    "Greek": "Το υπουργείο διέταξε την Τρίτη κάθε εξαγόμενο τσιπ να αναφέρει τη θέση του από την πρώτη "  # noqa: RUF001
    "Οκτωβρίου, και οι κατασκευαστές που θα χάσουν την προθεσμία θα πληρώσουν έως δυόμισι εκατομμύρια "  # noqa: RUF001
    "δολάρια για κάθε αποστολή των τσιπ αυτών",  # noqa: RUF001
}


@pytest.mark.parametrize("language", OTHERS)
def test_other_languages_are_not_english(language: str) -> None:
    assert not is_english(OTHERS[language])


def test_every_article_of_the_demo_is_english() -> None:
    for path in demo_corpus():
        texts = [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()]
        assert [text[:80] for text in texts if not is_english(text)] == []


def test_a_short_text_is_taken_to_be_english() -> None:
    assert is_english("Ministerium für Handel")
