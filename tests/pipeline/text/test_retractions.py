"""Which texts say of themselves that they were taken back."""

from __future__ import annotations

import pytest

from pipeline.text.retractions import retraction


@pytest.mark.parametrize(
    ("title", "text", "words"),
    [
        ("RETRACTED: Cracks in bridge decks", "We studied cracks.", "RETRACTED: Cracks in bridge decks"),
        ("[Retracted] Cracks", "We studied cracks.", "[Retracted] Cracks"),
        (
            "Cracks",
            "This article has been retracted at the request of its authors. More.",
            "This article has been",
        ),
        (
            "Cracks",
            "Editor's note: this story was withdrawn on 3 May.\n\nThe bridge …",
            "this story was withdrawn",
        ),
        ("Cracks", "This paper has been withdrawn by the authors", "This paper has been withdrawn"),
        (
            "Cracks",
            "We have removed this report because its figures were wrong.",
            "We have removed this report",
        ),
        ("Oops", "Sorry. This page is no longer available.", "This page is no longer available"),
    ],
)
def test_article_that_takes_itself_back(title: str, text: str, words: str) -> None:
    assert retraction(title, text).startswith(words)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Journal retracts paper on bridges",
            "The journal retracted the paper. The article was withdrawn in May.",
        ),
        ("Retracted claims return", "The minister withdrew what he had said."),
        ("Bridge reopens", "This post was deleted by its author.\n\nThe bridge is open."),
        ("Ferries", "This report says that two ferries were removed from service."),
        ("", ""),
        ("Long", "Nothing of the kind. " * 200 + "This article has been retracted."),
    ],
)
def test_article_that_does_not(title: str, text: str) -> None:
    assert retraction(title, text) == ""
