from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import StoreError
from pipeline.ports import KnownArticle
from store.articles import SqlArticleRepository
from store.database import open_database
from tests.store.builders import SIGNATURE, add_articles, make_article

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.ports import ArticleRepository


def ids_of(articles: SqlArticleRepository, query: str) -> list[str]:
    return [hit.id for hit in articles.search(query, 10)]


def test_stored_article_comes_back_equal(articles: SqlArticleRepository) -> None:
    repository: ArticleRepository = articles
    article = make_article("a", text="Line one.\r\nLine\u0000 two: “naïve” 🙂 \U0001d518")
    repository.add([article], [SIGNATURE])
    assert repository.get("a") == article
    assert repository.newest() == [article]


def test_article_without_date_or_authors_comes_back_equal(articles: SqlArticleRepository) -> None:
    article = replace(make_article("a"), published=None, authors=(), url="", publisher="")
    add_articles(articles, article)
    assert articles.get("a") == article


def test_timestamps_are_kept_in_utc(articles: SqlArticleRepository) -> None:
    local = datetime(2026, 3, 1, 1, 30, tzinfo=timezone(timedelta(hours=5)))
    add_articles(articles, replace(make_article("a"), published=local))
    stored = articles.newest()[0].published
    assert stored == local
    assert stored.tzinfo is UTC


def test_edited_article_becomes_a_revision(articles: SqlArticleRepository) -> None:
    first, second = make_article("a", 1, "Old words."), make_article("a", 2, "New words.", group_id="g")
    add_articles(articles, first)
    add_articles(articles, second)
    assert articles.newest() == [second]
    assert articles.get("a") == second
    assert articles.get("a", 1) == replace(first, group_id="g")
    assert articles.known() == {
        "a": KnownArticle("a", 2, second.content_sha256, (first.content_sha256, second.content_sha256), "g")
    }


def test_older_revision_that_comes_late_does_not_win(articles: SqlArticleRepository) -> None:
    add_articles(articles, make_article("a", 3, "third wording"))
    add_articles(articles, make_article("a", 2, "second wording", group_id="elsewhere"))
    assert articles.newest() == [make_article("a", 3, "third wording")]
    assert ids_of(articles, "third") == ["a"]
    assert ids_of(articles, "second") == []


def test_newest_is_in_order_of_day_and_then_id(articles: SqlArticleRepository) -> None:
    undated = replace(make_article("d"), published=None)  # taken in on day 60
    add_articles(articles, undated, make_article("c"), make_article("b", day=5), make_article("a", day=5))
    assert [article.id for article in articles.newest()] == ["c", "a", "b", "d"]


def test_unknown_article_and_revision_are_none(articles: SqlArticleRepository) -> None:
    add_articles(articles, make_article("a"))
    assert articles.get("b") is None
    assert articles.get("a", 2) is None


def test_same_revision_again_is_refused_and_changes_nothing(articles: SqlArticleRepository) -> None:
    add_articles(articles, make_article("a"))
    before = articles.digest()
    with pytest.raises(StoreError):
        add_articles(articles, make_article("b"), make_article("a", text="Other."))
    assert articles.digest() == before
    assert [article.id for article in articles.newest()] == ["a"]
    assert ids_of(articles, "text") == ["a"]


def test_adding_nothing_is_nothing(articles: SqlArticleRepository) -> None:
    articles.add([], [])
    assert articles.newest() == []
    assert articles.known() == {}
    assert articles.signatures() == ([], b"")


def test_signatures_are_those_of_the_newest_revisions_in_order_of_id(articles: SqlArticleRepository) -> None:
    articles.add([make_article("b"), make_article("a")], [b"bbbb", b"aaaa"])
    articles.add([make_article("b", 2)], [b"BBBB"])
    assert articles.signatures() == (["a", "b"], b"aaaaBBBB")


@pytest.mark.parametrize("signatures", [[], [b"aaaa", b"bbbb"], [b"toolong"]])
def test_signatures_that_do_not_fit_are_refused(
    articles: SqlArticleRepository, signatures: list[bytes]
) -> None:
    articles.add([make_article("a")], [b"aaaa"])
    with pytest.raises(StoreError, match="signatures"):
        articles.add([make_article("b")], signatures)
    assert list(articles.known()) == ["a"]


def test_regroup_changes_group_and_digest_but_no_revision(articles: SqlArticleRepository) -> None:
    add_articles(articles, make_article("a"), make_article("b"))
    before = articles.digest()
    articles.add([], [], groups={"b": "a"})
    assert articles.digest() != before
    assert {article.id: article.group_id for article in articles.newest()} == {"a": "a", "b": "a"}
    assert articles.known()["b"].group_id == "a"


def test_regrouping_an_unknown_article_is_refused(articles: SqlArticleRepository) -> None:
    add_articles(articles, make_article("a"))
    with pytest.raises(StoreError, match="no article x"):
        articles.add([make_article("c")], [SIGNATURE], groups={"a": "b", "x": "b"})
    assert {key: known.group_id for key, known in articles.known().items()} == {"a": "a"}


def test_digest_depends_on_content_and_not_on_order_of_adding(
    articles: SqlArticleRepository, tmp_path: Path
) -> None:
    add_articles(articles, make_article("a"), make_article("b"))
    with open_database(tmp_path / "other.db") as other:
        repository = SqlArticleRepository(other)
        add_articles(repository, make_article("b"))
        assert repository.digest() != articles.digest()
        add_articles(repository, make_article("a"))
        assert repository.digest() == articles.digest()


def test_texts_are_found_by_article_and_revision(articles: SqlArticleRepository) -> None:
    add_articles(
        articles, make_article("a", 1, "one"), make_article("a", 2, "two"), make_article("b", 1, "three")
    )
    assert articles.texts([("b", 1), ("a", 1), ("b", 1)]) == {("a", 1): "one", ("b", 1): "three"}
    assert articles.texts([]) == {}


def test_texts_of_more_articles_than_fit_in_one_statement(articles: SqlArticleRepository) -> None:
    many = [make_article(f"a{number}") for number in range(1200)]
    add_articles(articles, *many)
    assert articles.texts([(one.id, 1) for one in many]) == {(one.id, 1): one.text for one in many}


def test_unknown_text_is_refused(articles: SqlArticleRepository) -> None:
    add_articles(articles, make_article("a"))
    with pytest.raises(StoreError, match="revision 2 of article a"):
        articles.texts([("a", 1), ("a", 2)])


def test_lone_surrogate_is_refused_with_a_remedy(articles: SqlArticleRepository) -> None:
    article = replace(make_article("a"), text="broken \ud800 text")
    with pytest.raises(StoreError, match="surrogates") as caught:
        add_articles(articles, article)
    assert caught.value.remedy
    assert articles.newest() == []


# --- search -----------------------------------------------------------------------------------------------------------


def test_search_ranks_by_bm25_over_title_and_text(articles: SqlArticleRepository) -> None:
    add_articles(
        articles,
        make_article("much", text="Turbine turbine turbine."),
        make_article(
            "little", text="A turbine among many other words of no importance whatever to anyone at all."
        ),
        replace(make_article("title", text="Nothing."), title="Turbines"),
        make_article("none", text="Solar panels."),
    )
    hits = articles.search("turbine", 10)
    assert {hit.id for hit in hits} == {"much", "little", "title"}
    assert hits[-1].id == "little"
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len(articles.search("turbine", 2)) == 2


def test_search_finds_any_of_the_words_whatever_their_case_and_accents(
    articles: SqlArticleRepository,
) -> None:
    add_articles(articles, make_article("a", text="The café in Zürich reopens."))
    assert ids_of(articles, "unheard-of CAFE") == ["a"]
    assert ids_of(articles, "zurich") == ["a"]


def test_only_newest_revisions_are_searched(articles: SqlArticleRepository) -> None:
    add_articles(articles, make_article("a", 1, "zebra"))
    add_articles(articles, make_article("a", 2, "giraffe"))
    assert ids_of(articles, "zebra") == []
    assert ids_of(articles, "giraffe") == ["a"]


@pytest.mark.parametrize(
    "query",
    [
        '"',
        "'",
        "",
        "   ",
        "🙂🙃",
        "*",
        "^",
        "-",
        "_",
        "\x00",
        "\ud800",
        "((((",
        "{x y}: z",
        "text:",
        "'; DROP TABLE articles; --",
        "a" * 100_000,
        "½ ² ๑ ٣",
    ],
)
def test_hostile_query_finds_nothing_and_does_not_fail(articles: SqlArticleRepository, query: str) -> None:
    add_articles(articles, make_article("a", text="Wind over water."))
    assert articles.search(query.replace("text", "body"), 5) == []


@pytest.mark.parametrize(
    "query", ["AND OR NEAR(wind", "NOT wind", '"wind', "wind*", "title:wind", "wind\x00 🙂"]
)
def test_operators_of_the_query_language_mean_nothing(articles: SqlArticleRepository, query: str) -> None:
    add_articles(articles, make_article("a", text="Wind over water."))
    assert ids_of(articles, query) == ["a"]


def test_long_query_is_searched_for_its_first_words(articles: SqlArticleRepository) -> None:
    add_articles(articles, make_article("a", text="Wind over water."))
    assert ids_of(articles, "wind " + " ".join(f"word{number}" for number in range(5_000))) == ["a"]


def test_no_hits_are_given_for_a_limit_of_nothing(articles: SqlArticleRepository) -> None:
    add_articles(articles, make_article("a"))
    assert articles.search("text", 0) == []
    assert articles.search("text", -1) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_any_text_is_a_valid_query(articles: SqlArticleRepository, query: str) -> None:
    if not articles.known():
        add_articles(articles, make_article("a"))
    assert len(articles.search(query, 3)) <= 1


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 5)), max_size=6), max_size=5))
def test_newest_has_one_row_per_article_with_its_highest_revision(
    empty_store: Path, tmp_path: Path, batches: list[list[tuple[str, int]]]
) -> None:
    path = tmp_path / "property.db"
    for leftover in tmp_path.glob("property.db*"):
        leftover.unlink()
    path.write_bytes(empty_store.read_bytes())
    stored: set[tuple[str, int]] = set()
    with open_database(path) as database:
        articles = SqlArticleRepository(database)
        for batch in batches:
            new = [key for key in dict.fromkeys(batch) if key not in stored]
            add_articles(articles, *(make_article(key, number, f"wording{number}") for key, number in new))
            stored.update(new)
        highest = {key: max(number for other, number in stored if other == key) for key, _ in stored}
        assert {article.id: article.revision for article in articles.newest()} == highest
        assert len(articles.newest()) == len(highest)
        for number in range(1, 6):
            expected = {key for key, top in highest.items() if top == number}
            assert set(ids_of(articles, f"wording{number}")) == expected


def test_what_was_received_is_kept_beside_the_text(articles: SqlArticleRepository) -> None:
    received = "<p>Caf\u00e9</p>" * 500
    articles.add([make_article("a"), make_article("b")], [SIGNATURE] * 2, [received, ""])
    assert articles.original("a", 1) == received
    assert articles.original("b", 1) == make_article("b").text
    with pytest.raises(StoreError, match="no revision 2"):
        articles.original("a", 2)


def test_further_identities_lead_to_their_article_and_stay(articles: SqlArticleRepository) -> None:
    add_articles(articles, make_article("a"), make_article("b"))
    articles.add([], [], aliases={"x": "a", "y": "b"})
    articles.add([make_article("c")], [SIGNATURE], aliases={"x": "b", "z": "a"})
    articles.add([], [], aliases={})
    assert articles.aliases() == {"x": "a", "y": "b", "z": "a"}


def test_an_identity_of_an_unknown_article_is_refused(articles: SqlArticleRepository) -> None:
    with pytest.raises(StoreError):
        articles.add([make_article("a")], [SIGNATURE], aliases={"x": "nobody"})
    assert not articles.known()
