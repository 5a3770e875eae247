"""What is kept of corrections, withdrawals and looks at cited articles."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import StoreError
from pipeline.ports import Notice, NoticeKind, Recheck
from store.articles import SqlArticleRepository
from store.notices import SqlNoticeRepository
from store.rechecks import SqlRecheckRepository
from tests.store.builders import START, add_articles, make_article

if TYPE_CHECKING:
    from pipeline.ports import NoticeRepository, RecheckRepository
    from store.database import Database


@pytest.fixture
def articles(database: Database) -> SqlArticleRepository:
    articles = SqlArticleRepository(database)
    add_articles(articles, make_article("a1"), make_article("a2"))
    return articles


@pytest.fixture
def notices(database: Database, articles: SqlArticleRepository) -> NoticeRepository:  # noqa: ARG001 - notices need them
    return SqlNoticeRepository(database)


def notice(article_id: str, kind: NoticeKind, hours: int = 0) -> Notice:
    return Notice(article_id, 1, kind, START + timedelta(hours=hours), "a reason")


def test_notices_come_back_numbered_in_the_order_of_their_coming(notices: NoticeRepository) -> None:
    first, second = notice("a2", NoticeKind.REVISED, 5), notice("a1", NoticeKind.WITHDRAWN)
    notices.add([first])
    notices.add([])
    notices.add([second])
    assert notices.all() == [replace(first, number=1), replace(second, number=2)]


def test_withdrawn_is_what_has_not_returned_since(notices: NoticeRepository) -> None:
    notices.add([notice("a1", NoticeKind.WITHDRAWN), notice("a2", NoticeKind.WITHDRAWN)])
    notices.add([notice("a1", NoticeKind.RETURNED), notice("a1", NoticeKind.REVISED)])
    assert notices.withdrawn() == {"a2"}
    notices.add([notice("a1", NoticeKind.WITHDRAWN), notice("a2", NoticeKind.REVISED)])
    assert notices.withdrawn() == {"a1", "a2"}


def test_notice_on_an_unknown_article_is_refused(notices: NoticeRepository) -> None:
    with pytest.raises(StoreError):
        notices.add([notice("unknown", NoticeKind.REVISED)])
    assert notices.all() == []


@pytest.mark.usefixtures("articles")
def test_recheck_takes_the_place_of_the_last_one(database: Database) -> None:
    rechecks: RecheckRepository = SqlRecheckRepository(database)
    first = Recheck("a1", 1, START)
    rechecks.put([first, Recheck("a2", 1)])
    rechecks.put([])
    later = Recheck("a1", 2, None, START)
    rechecks.put([later])
    assert rechecks.all() == {"a1": later, "a2": Recheck("a2", 1)}


def test_newest_revisions_of_known_articles(articles: SqlArticleRepository) -> None:
    add_articles(articles, make_article("a2", 2))
    assert articles.revisions(["a2", "a1", "unknown", "a1"]) == {"a1": 1, "a2": 2}
