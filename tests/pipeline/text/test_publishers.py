from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.models import Article
from pipeline.text.publishers import independent_publishers, publisher_key, publisher_name


def article(name: str, publisher: str, group: str = "", day: int = 1) -> Article:
    moment = datetime(2026, 4, day, tzinfo=UTC)
    return Article(name, 1, "T", "Text.", "", publisher, (), moment, moment, "", "", group or name)


def test_the_name_given_wins_over_the_host() -> None:
    assert publisher_name("The Verge ", "https://www.theverge.com/x") == "The Verge"
    assert publisher_name("", "https://www.cnn.com/x") == "cnn.com"
    assert publisher_name("www.cnn.com", "") == "cnn.com"
    assert publisher_name("", "") == ""


@pytest.mark.parametrize(
    "name", ["CNN", "cnn.com", "www.cnn.com", "edition.cnn.com", "https://www.cnn.com/", " Cnn "]
)
def test_names_of_one_publisher_share_a_key(name: str) -> None:
    assert publisher_key(name) == "cnn"


def test_articles_and_spaces_do_not_make_another_publisher() -> None:
    assert publisher_key("USA Today") == publisher_key("usatoday.com")
    assert publisher_key("The Verge") == publisher_key("theverge.com")
    assert publisher_key("The") == "the"
    assert publisher_key("Reuters") != publisher_key("Bloomberg")


def test_copies_count_once_for_the_publisher_of_the_original() -> None:
    articles = [
        article("b", "Copycat", group="a", day=2),
        article("a", "Agency"),
        article("c", "CNN"),
        article("d", "cnn.com"),
    ]
    assert independent_publishers(articles) == ("Agency", "CNN")


def test_the_earliest_copy_speaks_when_the_original_is_not_there() -> None:
    articles = [article("c", "Late", group="a", day=9), article("b", "Early", group="a", day=3)]
    assert independent_publishers(articles) == ("Early",)


def test_unknown_publishers_are_not_counted() -> None:
    assert independent_publishers([article("a", ""), article("b", "")]) == ()
