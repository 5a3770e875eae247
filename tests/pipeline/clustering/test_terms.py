from __future__ import annotations

from pipeline.clustering.labels import labels_of, names_publisher
from pipeline.clustering.terms import class_terms

CHIPS = [
    "Bill on chips\nThe house passed the Chip Security Act. It tightens export controls on Nvidia.",
    "Vote due\nSenators will vote on the Chip Security Act, which widens export controls. Nvidia objects.",
    "Penalty\nThe Harbor Gazette reports that export controls cost Nvidia sales. The Chip Security Act follows.",
]
GARDEN = [
    "Tomatoes\nGardeners plant tomato seedlings in May. The soil must be warm.",
    "Soil\nWarm soil helps tomato seedlings more than water does.",
    "Water\nEvery garden needs water, and tomato seedlings need most of it.",
]


def _nothing(_: tuple[str, ...]) -> bool:
    return False


def _labels(barred_publishers: tuple[str, ...] = ()) -> list[str]:
    classes = [[[text] for text in texts] for texts in (CHIPS, GARDEN)]
    return labels_of(class_terms(classes, names_publisher(barred_publishers), 8))


def test_labels_hold_names_as_written_and_phrases_in_lower_case() -> None:
    chips, garden = _labels()

    assert "Chip Security Act" in chips
    assert "Nvidia" in chips
    assert "tomato seedlings" in garden.lower()


def test_terms_of_a_class_share_no_word() -> None:
    (terms, _) = class_terms([[[text] for text in CHIPS], [[text] for text in GARDEN]], _nothing, 8)
    words = [word for term in terms for word in term.key if word]

    assert len(words) == len(set(words))


def test_publishers_and_stop_words_are_no_terms() -> None:
    classes = [[[text] for text in CHIPS]]
    (terms,) = class_terms(classes, names_publisher(["harborgazette"]), 50)
    texts = {term.text.lower() for term in terms}

    assert not texts & {"the", "will", "on", "said", "harbor", "harbor gazette"}


def test_a_class_without_words_has_no_terms_and_no_label() -> None:
    (terms,) = class_terms([[["", "...", "the of and"]]], _nothing, 8)

    assert terms == ()
    assert labels_of([terms]) == [""]


def test_two_classes_of_the_same_terms_get_different_labels() -> None:
    texts = [[["Report\nLater on, gate, dam, flood, farm, mayor."]] * 3] * 2
    terms = class_terms(texts, _nothing, 8)

    first, second = labels_of(terms)
    assert first != second
    assert second.startswith(first)


def test_names_that_begin_with_a_small_word_are_kept_whole() -> None:
    texts = [
        [[f"Title {number}\nThe fans of the Los Angeles Lakers in New York cheered."] for number in range(3)]
    ]
    (terms,) = class_terms(texts, _nothing, 8)

    assert {"Los Angeles Lakers", "New York"} <= {term.text for term in terms}


def test_datelines_in_capitals_are_not_shouted() -> None:
    texts = [
        [["Vote\nIt is (WASHINGTON) again."], ["Law\nThey met in Washington."], ["Tax\nOf (WASHINGTON) too."]]
    ]
    (terms,) = class_terms(texts, _nothing, 8)

    assert "Washington" in {term.text for term in terms}
