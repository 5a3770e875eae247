"""Which drafts a corrected or withdrawn article reopens."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.models import Article, Citation, Claim, Draft
from pipeline.ports import Notice, NoticeKind, Review
from pipeline.stages.reopening import Effects, find_effects, has_quotation, standing_notices
from tests.store.builders import make_article, make_draft

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
COST = "The Harbor Authority said repairs would cost about $4 million and take until September 2026."
CRACKS = "Engineers found 12 cracks in the deck of Millbrook Bridge."
OLD = f"{CRACKS} {COST} Ferries were full."


def claim(number: int, quote: str, article_id: str = "a1") -> Claim:
    start = OLD.find(quote)
    return Claim(f"c{number}", quote, (Citation(article_id, 1, start, start + len(quote), quote),))


def draft(*claims: Claim) -> Draft:
    made = replace(make_draft("bridge"), version=1)
    return replace(made, takeaways=claims or (claim(1, CRACKS), claim(2, COST)))


def article(text: str, revision: int = 2) -> Article:
    return make_article("a1", revision, text)


def notice(kind: NoticeKind = NoticeKind.REVISED, article_id: str = "a1", revision: int = 2) -> Notice:
    return Notice(article_id, revision, kind, NOON, "its page was gone")


def effects(text: str, *notices: Notice, one: Draft | None = None, review: Review | None = None) -> Effects:
    decisions = {review.slug: review} if review else {}
    return find_effects(
        [one or draft()], standing_notices(notices or (notice(),)), {"a1": article(text)}, decisions
    )


def decision(hours: int, version: int = 1) -> Review:
    return Review("bridge", version, "", "approved", "ada", "", NOON + timedelta(hours=hours))


@pytest.mark.parametrize(
    "text",
    [
        f"A correction was made below. {OLD}",
        f"{COST}\n\n{CRACKS}",
        OLD.replace("12 cracks", "12  cracks"),
        OLD.replace("12 cracks", "twelve cracks"),
        OLD.replace("Engineers found", "On Friday, engineers found"),
        OLD.replace(
            COST,
            "Repairs, the Harbor Authority said, would take until September 2026 and cost about $4 million.",
        ),
    ],
)
def test_revision_in_which_all_quotations_stand_reopens_nothing(text: str) -> None:
    assert effects(text) == Effects((), 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("$4 million", "$9 million"),
        ("September 2026", "October 2026"),
        ("Harbor Authority", "City Council"),
        ("would cost", "would not cost"),
        ("would cost", "might cost"),
        ("about $4 million", "more than $4 million"),
    ],
)
def test_changed_fact_reopens_the_draft_and_shows_what_stands_there_now(old: str, new: str) -> None:
    [found] = effects(OLD.replace(old, new)).reopened
    [lost] = found.claims
    assert (found.slug, found.version, found.kind, found.standing) == ("bridge", 1, NoticeKind.REVISED, 1)
    assert found.reason == "1 claim rests on text that “Title of a1” has changed"
    assert (lost.id, lost.quote, lost.nearest) == ("c2", COST, COST.replace(old, new))


def test_quotation_that_is_gone_has_nothing_near() -> None:
    [found] = effects("Ferries were full.").reopened
    assert [lost.nearest for lost in found.claims] == ["", ""]
    assert found.reason.startswith("2 claims rest on")


def test_withdrawn_article_reopens_though_its_text_is_as_it_was() -> None:
    [found] = effects(OLD, notice(NoticeKind.WITHDRAWN, revision=1)).reopened
    assert found.kind is NoticeKind.WITHDRAWN
    assert found.reason == "2 claims rest on “Title of a1”, which was withdrawn: its page was gone"


def test_article_that_returned_as_it_was_closes_the_draft_again() -> None:
    back = effects(OLD, notice(NoticeKind.WITHDRAWN), notice(NoticeKind.RETURNED))
    assert back == Effects()


def test_withdrawal_counts_whatever_was_revised_after_it() -> None:
    [found] = effects(OLD, notice(NoticeKind.WITHDRAWN), notice()).reopened
    assert found.kind is NoticeKind.WITHDRAWN


def test_version_that_cites_the_newest_text_is_not_reopened() -> None:
    fresh = draft(replace(claim(1, CRACKS), citations=(replace(claim(1, CRACKS).citations[0], revision=2),)))
    assert effects("Ferries were full.", one=fresh) == Effects()


def test_other_articles_reopen_nothing() -> None:
    assert effects("Ferries were full.", one=draft(claim(1, CRACKS, "a2"))) == Effects()


def test_claim_that_stands_in_several_places_counts_once() -> None:
    one = draft()
    twice = replace(one, practitioners=one.takeaways)
    [found] = effects("Ferries were full.", one=twice).reopened
    assert [lost.id for lost in found.claims] == ["c1", "c2"]


@pytest.mark.parametrize(("hours", "version", "closed"), [(1, 1, True), (-1, 1, False), (1, 2, False)])
def test_decision_on_this_version_after_the_notice_closes_it(hours: int, version: int, closed: bool) -> None:
    assert (effects("Gone.", review=decision(hours, version)) == Effects()) is closed


WORDS = st.text(st.characters(codec="utf-8"), max_size=60)


@given(WORDS, WORDS.filter(str.strip), WORDS)
def test_quotation_found_in_the_newest_text_never_reopens(before: str, quote: str, after: str) -> None:
    cited = Claim("c1", "A claim.", (Citation("a1", 1, 0, len(quote), quote),))
    assert has_quotation(quote, before + quote + after)
    assert not effects(before + quote + after, one=draft(cited)).reopened
