from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from pipeline.extraction.linked_data import LinkedArticle, read_linked_article

JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["@type", "@id", "@graph", "author", "name", "headline", "publisher", "isAccessibleForFree"]
            ),
            inner | st.sampled_from(["NewsArticle", "Person", "#1"]),
            max_size=5,
        )
    ),
    max_leaves=20,
)


def read(*values: object) -> LinkedArticle:
    return read_linked_article([json.dumps(value) for value in values])


def test_an_article_in_a_graph_is_read_with_its_people_described_elsewhere() -> None:
    graph = [
        {"@type": "WebSite", "name": "Harbor News"},
        {"@type": "Person", "@id": "#ada", "name": "Ada Byron"},
        {
            "@type": ["Article", "NewsArticle"],
            "headline": "Crane &amp; quay",
            "author": [{"@id": "#ada"}, {"@type": "Organization", "name": "Harbor News"}],
            "datePublished": "2026-04-07",
            "publisher": {"name": "Harbor News"},
            "isAccessibleForFree": "False",
        },
    ]
    article = read({"@context": "https://schema.org", "@graph": graph})
    assert (article.headline, article.authors, article.published) == (
        "Crane & quay",
        ("Ada Byron",),
        "2026-04-07",
    )
    assert (article.publisher, article.is_free) == ("Harbor News", False)


def test_the_article_of_which_most_is_said_is_that_of_the_page() -> None:
    teasers = [{"@type": "Article", "headline": f"Teaser {number}"} for number in range(3)]
    assert (
        read(teasers, {"@type": "Report", "headline": "Crane", "datePublished": "2026"}).headline == "Crane"
    )


def test_a_page_without_an_article_claims_none() -> None:
    article = read({"@type": "WebPage", "name": "Harbor", "inLanguage": "en", "datePublished": "2026-04-07"})
    assert (article.headline, article.language, article.published) == ("", "en", "2026-04-07")


def test_data_in_comment_marks_or_with_raw_line_ends_is_read_and_broken_data_is_not() -> None:
    assert read_linked_article(['<!-- {"@type": "Article", "headline": "Crane"} -->']).headline == "Crane"
    assert read_linked_article(['{"@type": "Article",\n"headline": "Two\nlines"}']).headline == "Two\nlines"
    assert read_linked_article(['{"@type": "Article", ', "[" * 100_000]) == LinkedArticle()


@given(JSON)
def test_whatever_the_data_it_is_read(value: object) -> None:
    assert isinstance(read(value), LinkedArticle)
