"""corrections and withdrawals → drafts that rest on them.

What was noticed of articles is kept; which drafts that reopens is worked out anew from it whenever somebody asks, so
that a new version or a reviewer's decision closes what it answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.models import Skipped
from pipeline.ports import Notice, NoticeKind
from pipeline.text.retractions import retraction
from pipeline.text.wording import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from pipeline.flow.recorder import Recorder
    from pipeline.flow.services import Services
    from pipeline.models import Article, Draft
    from pipeline.stages.reopening import Effects, Reopened

DELETED = "its source says that it was deleted"
REVISED = "its text, title or date was edited"
RETURNED = "it is there again"


def reopened(services: Services, drafts: Sequence[Draft] | None = None) -> tuple[Reopened, ...]:
    """The newest versions of drafts, or the given versions, that rest on articles which were changed or withdrawn.

    One entry for each such article of a draft, in order of slug and time. Only articles with a notice are read.
    """
    if not services.notices.all():
        return ()
    return _effects(services, services.drafts.all_latest() if drafts is None else drafts).reopened


def withdraw(services: Services, article_ids: Iterable[str], now: datetime, reason: str = DELETED) -> None:
    """Note that articles were withdrawn; unknown ones and those that are withdrawn already are left alone."""
    wanted = list(article_ids)
    if not wanted:
        return
    revisions = services.articles.revisions(wanted)
    fresh = revisions.keys() - services.notices.withdrawn()
    services.notices.add(
        [
            Notice(article_id, revisions[article_id], NoticeKind.WITHDRAWN, now, reason)
            for article_id in sorted(fresh)
        ]
    )


def notice_changes(services: Services, recorder: Recorder, now: datetime) -> None:
    """Note which cited articles have a new revision since, and report every draft that this or a withdrawal reopens."""
    drafts = services.drafts.all_latest()
    notices = services.notices.all()
    fresh = _fresh_notices(services, drafts, notices, now)
    services.notices.add(fresh)
    if not notices and not fresh:
        return
    with recorder.stage("reopened", len(drafts)) as tally:
        effects = _effects(services, drafts)
        tally.items_in, tally.items_out, tally.reused = len(drafts), len(effects.reopened), not fresh
        if effects.unaffected:
            tally.note = f"{count(effects.unaffected, 'article')} revised, claims stand"
    recorder.notes.extend(
        Skipped(
            f"draft {one.slug} v{one.version:03d}", one.reason, f"See: throughline review show {one.slug}"
        )
        for one in effects.reopened
    )


def _effects(services: Services, drafts: Sequence[Draft]) -> Effects:
    """What all notices do to these versions; only the articles in question are read."""
    from pipeline.stages.reopening import Effects, find_effects, standing_notices  # they load the verifier

    notices = standing_notices(services.notices.all())
    cited = {key: revision for key, revision in _cited(drafts).items() if key in notices}
    newest = services.articles.revisions(sorted(cited))
    concerned = [
        key
        for key, revision in newest.items()
        if notices[key].kind is NoticeKind.WITHDRAWN or cited[key] < revision
    ]
    if not concerned:
        return Effects()
    articles = {key: article for key in concerned if (article := services.articles.get(key)) is not None}
    return find_effects(drafts, notices, articles, services.reviews.standing())


def _cited(drafts: Sequence[Draft]) -> dict[str, int]:
    """The earliest cited revision of every cited article, by id."""
    cited: dict[str, int] = {}
    for citation in (each for draft in drafts for each in draft.citations()):
        cited[citation.article_id] = min(citation.revision, cited.get(citation.article_id, citation.revision))
    return cited


def _fresh_notices(
    services: Services, drafts: Sequence[Draft], notices: Sequence[Notice], now: datetime
) -> list[Notice]:
    """Notices on the cited or withdrawn articles whose newest revision nobody has noticed yet."""
    cited = _cited(drafts)
    noticed: dict[str, int] = {}
    for notice in notices:
        noticed[notice.article_id] = max(notice.revision, noticed.get(notice.article_id, 0))
    withdrawn = services.notices.withdrawn()
    newest = services.articles.revisions(sorted(cited.keys() | withdrawn))
    found: list[Notice] = []
    for article_id, revision in newest.items():
        if revision > max(noticed.get(article_id, 0), cited.get(article_id, 0)):
            article = services.articles.get(article_id)
            if article is not None:
                found.extend(_notices_on(article, now, is_withdrawn=article_id in withdrawn))
    return found


def _notices_on(article: Article, now: datetime, *, is_withdrawn: bool) -> Iterator[Notice]:
    """What a new revision says: that the article was edited, taken back, or, after a withdrawal, that it is back."""
    words = retraction(article.title, article.text)
    if words:
        yield Notice(article.id, article.revision, NoticeKind.WITHDRAWN, now, f"it says: “{words}”")
        return
    if is_withdrawn:
        yield Notice(article.id, article.revision, NoticeKind.RETURNED, now, RETURNED)
    yield Notice(article.id, article.revision, NoticeKind.REVISED, now, REVISED)
