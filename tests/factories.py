"""Evidence, dossiers and plans made by hand, with the short articles they come from, so that every quote stands there.

All texts are invented for the tests.
"""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from pipeline.models import (
    Connection,
    DateMention,
    Dossier,
    Event,
    Evidence,
    GroundKind,
    InsightPlan,
    NameMention,
    Precision,
    Quantity,
    QuantityKind,
    SharedGround,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.models import FloatMatrix


@dataclass(frozen=True, slots=True)
class SampleArticle:
    """An article as its sentences; its text joins them with spaces."""

    id: str
    title: str
    publisher: str
    published: date
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.sentences)

    @property
    def url(self) -> str:
        return f"https://news.example/{self.id}"


CHIP_ORDER = SampleArticle(
    "chip-order",
    "Ministry orders location checks for export chips",
    "Harbor Gazette",
    date(2026, 4, 8),
    (
        "The Ministry of Trade ordered on 7 April 2026 that every export chip must report its location.",
        "It takes effect on 1 October 2026 and covers about 40 chip models.",
        "Makers that miss the date pay up to $2.5 million for each shipment.",
        "Northwind Semiconductor said the checks would add $12 to the cost of each chip.",
    ),
)
CHIP_PROTEST = SampleArticle(
    "chip-protest",
    "Makers say chip order comes too early",
    "Silicon Weekly",
    date(2026, 4, 10),
    (
        "Northwind Semiconductor asked the Ministry of Trade on 9 April 2026 to move the date to March 2027.",
        "The Chip Makers League put the added cost at $30 for each chip.",
        "Smaller buyers order 60% of export chips through resellers that keep no location records.",
    ),
)
CLOUD_PRICES = SampleArticle(
    "cloud-prices",
    "Cloud firms raise prices for rented accelerators",
    "Cloud Ledger",
    date(2026, 4, 14),
    (
        "Bluefjord Cloud raised the price of an accelerator hour from $2.10 to $2.45 on 13 April 2026.",
        "Bluefjord Cloud named the location checks of the Ministry of Trade as one reason.",
        "Prices at Stillwater Hosting stayed at $2.20 an hour.",
    ),
)
CLOUD_BUYERS = SampleArticle(
    "cloud-buyers",
    "Universities pool accelerator hours",
    "Campus Monitor",
    date(2026, 4, 20),
    (
        "Eleven universities agreed on 17 April 2026 to pool 90,000 accelerator hours a month.",
        "The universities expect the pool to save each of them 15% of its budget for computing.",
        "A contract without a fixed price ends for all of them in June 2026.",
    ),
)
SAMPLE_ARTICLES = (CHIP_ORDER, CHIP_PROTEST, CLOUD_PRICES, CLOUD_BUYERS)

_DATES = {
    "7 April 2026": (date(2026, 4, 7), date(2026, 4, 7), Precision.DAY),
    "9 April 2026": (date(2026, 4, 9), date(2026, 4, 9), Precision.DAY),
    "13 April 2026": (date(2026, 4, 13), date(2026, 4, 13), Precision.DAY),
    "17 April 2026": (date(2026, 4, 17), date(2026, 4, 17), Precision.DAY),
    "1 October 2026": (date(2026, 10, 1), date(2026, 10, 1), Precision.DAY),
    "March 2027": (date(2027, 3, 1), date(2027, 3, 31), Precision.MONTH),
    "June 2026": (date(2026, 6, 1), date(2026, 6, 30), Precision.MONTH),
}
_QUANTITIES = {
    "about 40 chip models": (40.0, "chip model", QuantityKind.COUNT),
    "$2.5 million": (2.5e6, "USD", QuantityKind.MONEY),
    "$12": (12.0, "USD", QuantityKind.MONEY),
    "$30": (30.0, "USD", QuantityKind.MONEY),
    "60%": (60.0, "%", QuantityKind.PERCENT),
    "$2.10": (2.10, "USD", QuantityKind.MONEY),
    "$2.45": (2.45, "USD", QuantityKind.MONEY),
    "$2.20": (2.20, "USD", QuantityKind.MONEY),
    "90,000 accelerator hours": (90_000.0, "accelerator hour", QuantityKind.COUNT),
    "15%": (15.0, "%", QuantityKind.PERCENT),
}
_NAMES = (
    "Ministry of Trade",
    "Northwind Semiconductor",
    "Chip Makers League",
    "Bluefjord Cloud",
    "Stillwater Hosting",
)


def make_evidence(article: SampleArticle = CHIP_ORDER, ordinal: int = 0, weight: float = 0.5) -> Evidence:
    """One sentence of an article, with the dates, quantities and names that the tables above know."""
    text = article.sentences[ordinal]
    start = article.text.index(text)
    key = f"{article.id}\x1f{start}\x1f{text}"
    return Evidence(
        id=hashlib.sha256(key.encode()).hexdigest()[:16],
        article_id=article.id,
        revision=1,
        start=start,
        end=start + len(text),
        text=text,
        event_id=f"event-{article.id}",
        title=article.title,
        publisher=article.publisher,
        url=article.url,
        published=article.published,
        publishers=(article.publisher,),
        weight=weight,
        quantities=_quantities(text),
        dates=_dates(text),
        names=_names(text),
        before=article.sentences[ordinal - 1] if ordinal else "",
        after=article.sentences[ordinal + 1] if ordinal + 1 < len(article.sentences) else "",
        ordinal=ordinal,
    )


def _dates(text: str) -> tuple[DateMention, ...]:
    return tuple(
        DateMention(start, start + len(known), known, first, last, precision)
        for known, (first, last, precision) in _DATES.items()
        if (start := text.find(known)) >= 0 and not text[start - 1 : start].isdigit()
    )


def _quantities(text: str) -> tuple[Quantity, ...]:
    return tuple(
        Quantity(start, start + len(known), known, value, unit, kind, approximate=known.startswith("about"))
        for known, (value, unit, kind) in _QUANTITIES.items()
        if (start := text.find(known)) >= 0
    )


def _names(text: str) -> tuple[NameMention, ...]:
    return tuple(
        NameMention(start, start + len(known), known, known.lower())
        for known in _NAMES
        if (start := text.find(known)) >= 0
    )


def article_evidence(article: SampleArticle) -> tuple[Evidence, ...]:
    """Every sentence of an article; the first ones weigh most."""
    return tuple(make_evidence(article, place, 0.9 - 0.1 * place) for place in range(len(article.sentences)))


def make_event(article: SampleArticle, domain: str) -> Event:
    """The event that one article reports."""
    return Event(
        id=f"event-{article.id}",
        title=article.title,
        article_ids=(article.id,),
        publishers=(article.publisher,),
        first_day=article.published,
        last_day=article.published,
        domain=domain,
    )


def make_dossier(
    articles: Sequence[SampleArticle] = (CHIP_ORDER, CHIP_PROTEST),
    name: str = "chips",
    domain: str = "chips and export control",
) -> Dossier:
    """A dossier of all sentences of some articles."""
    return Dossier(
        id=f"dossier-{name}",
        theme_id=f"theme-{name}",
        title=articles[0].title,
        domain=domain,
        terms=(name, "order"),
        events=tuple(make_event(article, domain) for article in articles),
        article_ids=tuple(article.id for article in articles),
        publishers=tuple(article.publisher for article in articles),
        evidence=tuple(item for article in articles for item in article_evidence(article)),
        score=0.8,
    )


def make_connection(from_dossier: Dossier, to_dossier: Dossier) -> Connection:
    """The order of the ministry, and the price that rose because of it."""
    return Connection(
        id="connection-1",
        from_dossier=from_dossier.id,
        to_dossier=to_dossier.id,
        from_evidence=from_dossier.evidence[0],
        to_evidence=to_dossier.evidence[1],
        domains=(from_dossier.domain, to_dossier.domain),
        ground=(SharedGround(GroundKind.NAME, "Ministry of Trade"),),
        strength=0.7,
    )


def make_plan(question: str = "") -> InsightPlan:
    """Two dossiers of two domains, joined by one connection."""
    chips = make_dossier()
    clouds = make_dossier((CLOUD_PRICES, CLOUD_BUYERS), "clouds", "enterprise adoption")
    return InsightPlan(
        slug="export-chips-must-report-their-location",
        kind="brief" if question else "insight",
        dossiers=(chips, clouds),
        connections=(make_connection(chips, clouds),),
        tags=("chips", "export-control", "cloud"),
        evidence_sha256=hashlib.sha256(b"sample plan").hexdigest(),
        question=question,
    )


def sample_texts() -> dict[tuple[str, int], str]:
    """The stored texts by article id and revision."""
    return {(article.id, 1): article.text for article in SAMPLE_ARTICLES}


def vectors_unlike(words: Sequence[str]) -> FloatMatrix:
    """Vectors that make every word like itself alone, as far as 64 dimensions go."""
    vectors = [np.random.default_rng(zlib.crc32(word.encode())).normal(size=64) for word in words]
    return np.stack([vector / np.linalg.norm(vector) for vector in vectors]).astype(np.float32)
