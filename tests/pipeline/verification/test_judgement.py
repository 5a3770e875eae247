"""Verdicts on claims that are true word by word and yet say something else."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.models import Basis, Citation, Claim, SourceRef, Verdict
from pipeline.verification.judgement import Judgement, judge
from pipeline.verification.passages import Archive
from pipeline.verification.support import words_to_embed
from tests.factories import vectors_unlike


def judged(text: str, *sources: str, basis: Basis = Basis.SOURCED) -> Judgement:
    citations = tuple(Citation(f"a{at}", 1, 0, len(source), source) for at, source in enumerate(sources))
    texts = {citation.article_id: citation.quote for citation in citations}
    refs = {key: SourceRef(1, key, "", "", "", "2026-04-10") for key in texts}
    archive = Archive(lambda key, _: texts.get(key), lambda _: None, refs, date(2026, 4, 10))
    words = words_to_embed((text, *sources))
    vectors = dict(zip(words, vectors_unlike(words), strict=True))
    return judge(Claim("x", text, citations, basis), archive, vectors)


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("Turnout rose by 3 percentage points to 61%.", "Turnout rose by 3% to 61%."),
        ("A hundred thousand people fled the valley.", "A hundred people fled the valley."),
        ("Half a million homes lost power.", "A million homes lost power."),
        ("It was her twenty-first title.", "It was her twentieth title."),
        ("Between 5 and 10 percent of the pumps leak.", "Between 5 and 15 percent of the pumps leak."),
        ("The dam holds 40 million cubic meters.", "The dam holds more than 40 million cubic meters."),
        ("The dam holds about 40 million cubic meters.", "The dam holds more than 40 million cubic meters."),
        ("The dam weighs 40 tonnes.", "The dam weighs 40 pounds."),
        ("The committee reviewed the merger on Monday.", "The committee approved the merger on Monday."),
    ],
)
def test_changed_figure_limit_or_deed_is_unsupported(source: str, claim: str) -> None:
    assert judged(claim, source).verdict is Verdict.UNSUPPORTED


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("A hundred thousand people fled the valley.", "100,000 people fled the valley."),
        ("Half a million homes lost power.", "500,000 homes lost power."),
        ("It was her twenty-first title.", "It was her 21st title."),
        ("Turnout rose by 3 percentage points.", "Turnout rose by three percentage points."),
        ("The dam holds more than 40 million liters.", "The dam holds over 40 million liters."),
        ("The fire burned 41,200 acres.", "The fire burned more than 41,000 acres."),
    ],
)
def test_same_figure_in_other_words_is_supported(source: str, claim: str) -> None:
    assert judged(claim, source).verdict is Verdict.SUPPORTED


def test_dropped_limit_is_partial() -> None:
    found = judged("The dam holds 40 million liters.", "The dam holds about 40 million liters.")
    assert found.verdict is Verdict.PARTIAL
    assert "approximate" in found.reason


def test_accusation_told_as_a_fact_is_partial() -> None:
    found = judged("The mill dumps acid in the river.", "The mill dumps acid in the river, the union claims.")
    assert found.verdict is Verdict.PARTIAL
    assert "as a fact" in found.reason


@pytest.mark.parametrize(
    "text",
    [
        "Because the levy starts in May, mills that buy steel should order now.",
        "If the levy starts in May, mills will buy less steel.",
        "The levy and steel are in both; both give May.",
        "The levy on steel suggests dearer mills.",
    ],
)
def test_conclusion_that_is_worded_so_may_stand(text: str) -> None:
    source = "The levy on steel that mills buy starts in May."
    assert judged(text, source, basis=Basis.INFERRED).verdict is not Verdict.UNSUPPORTED


@pytest.mark.parametrize("text", ["Mills should order now.", "Mills should order before 3 June."])
def test_conclusion_brings_no_date_of_its_own(text: str) -> None:
    found = judged(text, "The levy on steel that mills buy starts in May.", basis=Basis.INFERRED)
    assert (found.verdict is Verdict.UNSUPPORTED) == ("June" in text)


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        (
            "Northwind accused three rivals in February of copying answers: Brightwell, Mooncalf and Tern.",
            "Mooncalf was among three rivals that Northwind accused in February of copying answers.",
        ),
        (
            "The flood will crest on Friday, said David Easton, a rain expert with the Weather Centers in Asheville.",
            "David Easton, an expert with the Weather Centers in Asheville, said that the flood will crest on Friday.",
        ),
        (
            "The Centers for Disease Control and Prevention counted 68 cases.",
            "The CDC counted 68 cases.",
        ),
        (
            "The Federal Reserve lowered its rate by half a point.",
            "The Fed lowered its rate by half a point.",
        ),
        (
            "The cucumbers were sold Oct. 12-Nov. 26, the recall notice said.",
            "The cucumbers were sold until 26 November 2025, the recall notice said.",
        ),
        ("Outages were due to heavy rain in the valley.", "Heavy rain in the valley was why outages came."),
        (
            "Tern on Friday showed a preview of its model V4, the fourth of that name.",
            "Tern V4 was shown in a preview on Friday.",
        ),
    ],
)
def test_honest_rewording_is_not_refused(source: str, claim: str) -> None:
    found = judged(claim, source)
    assert found.verdict is not Verdict.UNSUPPORTED, found.reason


def test_inference_may_say_what_its_sources_leave_open() -> None:
    text = "Both sentences may concern one order, though neither sentence says how large it was."
    found = judged(
        text, "The ministry sent an order to Tern.", "Tern got an order in May.", basis=Basis.INFERRED
    )
    assert "negation" not in found.reason
