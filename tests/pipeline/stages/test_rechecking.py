"""When a cited page is looked at again, and what a look says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.models import Page
from pipeline.ports import NoticeKind, Recheck
from pipeline.stages.rechecking import AGAIN, Conclusion, Finding, conclude, look_at, next_look
from tests.store.builders import make_article

AGES = (30, 1, 7)
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
BRIDGE = "Engineers found 12 cracks in the deck."
COST = "Repairs would cost about $4 million."
FERRY = "The “Ferry Queen” carries 400 people."
ARTICLE = make_article("a1", 1, f"{BRIDGE} {COST} {FERRY}")


def day(number: float) -> datetime:
    return NOON + timedelta(days=number)


# --- what a page says -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (f"{BRIDGE} {COST} {FERRY}", Finding.SAME),
        (f"Home\n\n{BRIDGE}\n\n{COST}\n\n{FERRY}\n\nSubscribe to our newsletter.", Finding.SAME),
        (f'{BRIDGE} {COST} The "Ferry Queen" carries 400 people.', Finding.SAME),
        (f"{BRIDGE} {FERRY} Repairs would cost about $9 million.", Finding.CHANGED),
        (f"{FERRY} Sign in to read on.", Finding.UNKNOWN),
        ("We use cookies.", Finding.UNKNOWN),
        ("", Finding.UNKNOWN),
        ("This article has been retracted.", Finding.RETRACTED),
        (f"Editor's note: this article was withdrawn. {BRIDGE} {COST} {FERRY}", Finding.RETRACTED),
    ],
)
def test_finding_by_what_the_page_has(text: str, finding: Finding) -> None:
    assert look_at(Page(text), ARTICLE, [COST, FERRY])[0] is finding


def test_page_that_is_no_article_says_nothing() -> None:
    page = Page(f"{BRIDGE} {FERRY}", problem="a challenge")
    assert look_at(page, ARTICLE, [COST])[0] is Finding.UNKNOWN


def test_words_that_the_stored_article_had_already_are_no_news() -> None:
    text = f"Editor's note: this article was withdrawn. {BRIDGE} {COST}"
    assert look_at(Page(text), make_article("a1", 1, text), [COST])[0] is Finding.SAME


# --- when -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("now", "due"), [(0, 1), (0.5, 1), (1, 7), (6, 7), (8, 30), (30, None), (99, None)])
def test_next_look_is_at_the_next_age(now: float, due: int | None) -> None:
    assert next_look(NOON, day(now), AGES) == (day(due) if due is not None else None)


def concluded(
    finding: Finding, now: float, gone: float | None = None, *, is_withdrawn: bool = False
) -> Conclusion:
    before = Recheck("a1", 1, day(now), day(gone) if gone is not None else None)
    return conclude(finding, before, NOON, day(now), AGES, is_withdrawn=is_withdrawn)


def test_unchanged_page_waits_for_its_next_age() -> None:
    assert concluded(Finding.SAME, 1) == Conclusion(Recheck("a1", 1, day(7)))
    assert concluded(Finding.SAME, 31) == Conclusion(Recheck("a1", 1, None))


def test_page_that_is_gone_is_withdrawn_at_the_second_look_a_day_later() -> None:
    first = concluded(Finding.GONE, 1)
    assert first == Conclusion(Recheck("a1", 1, day(1) + AGAIN, day(1)))
    assert concluded(Finding.GONE, 1.5, gone=1).notice is None
    assert concluded(Finding.GONE, 2, gone=1).notice is NoticeKind.WITHDRAWN


def test_page_first_found_gone_at_its_last_age_is_looked_at_once_more() -> None:
    assert concluded(Finding.GONE, 30).recheck.next_due == day(31)


def test_page_that_is_back_before_it_was_withdrawn_is_no_news() -> None:
    assert concluded(Finding.SAME, 2, gone=1) == Conclusion(Recheck("a1", 1, day(7)))


@pytest.mark.parametrize("finding", [Finding.SAME, Finding.CHANGED])
def test_withdrawn_page_that_is_back_returns(finding: Finding) -> None:
    assert concluded(finding, 9, gone=1, is_withdrawn=True).notice is NoticeKind.RETURNED


def test_article_that_its_feed_deleted_does_not_return_because_its_page_is_still_there() -> None:
    assert concluded(Finding.SAME, 7, is_withdrawn=True).notice is None


def test_retraction_withdraws_at_once_and_only_once() -> None:
    assert concluded(Finding.RETRACTED, 1).notice is NoticeKind.WITHDRAWN
    again = concluded(Finding.RETRACTED, 2, gone=1, is_withdrawn=True)
    assert again == Conclusion(Recheck("a1", 1, day(8), day(1)))


@pytest.mark.parametrize("gone", [None, 1.0])
def test_look_that_failed_is_repeated_and_keeps_what_was_known(gone: float | None) -> None:
    since = day(gone) if gone is not None else None
    assert concluded(Finding.UNKNOWN, 3, gone) == Conclusion(Recheck("a1", 1, day(4), since))


def test_failing_host_is_left_alone_after_the_last_age() -> None:
    assert concluded(Finding.UNKNOWN, 31).recheck.next_due is None
