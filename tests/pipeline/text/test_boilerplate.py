from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.boilerplate import countable_lines, tally, without_lines
from pipeline.text.clean import clean_text

BODY = "\n\n".join(f"Paragraph {n} of the report tells what happened on day {n}." for n in range(20))
NOTICE = "Sign up for our newsletter to get the news every morning."


def test_a_notice_counts_wherever_it_stands_and_other_lines_only_at_the_edges() -> None:
    text = f"{BODY}\n\n{NOTICE}\n\n{BODY.replace('day', 'date')}"
    lines = text.split("\n")
    counted = {lines[line.place]: line.titles for line in countable_lines(text) if line.place >= 0}
    assert counted[NOTICE] < min(titles for line, titles in counted.items() if line != NOTICE)
    assert len(counted) == 3 + 5 + 1


def test_headings_and_names_of_places_do_not_count() -> None:
    assert [line for line in countable_lines("WEATHER\n\nAlabama\n\n" + "x" * 3_000) if line.place >= 0] == []


def test_a_line_is_the_same_whatever_its_case_and_marks() -> None:
    one, other = f"{NOTICE}", f"*{NOTICE.upper().replace(' ', '  ')}*"
    assert {line.key for line in countable_lines(one)} == {line.key for line in countable_lines(other)}


def test_lines_count_once_for_a_title() -> None:
    counts = tally([("p", "A", ["x", "y"]), ("p", "A", ["x"]), ("p", "B", ["x"]), ("q", "C", ["x"])])
    assert counts == {("p", "x"): 2, ("p", "y"): 1, ("q", "x"): 1}


def test_paragraphs_stay_apart_without_the_lines_between_them() -> None:
    text = f"First paragraph.\n\n{NOTICE}\n\nSecond paragraph."
    notice = [line for line in countable_lines(text) if line.place == 2]
    assert without_lines(text, notice) == "First paragraph.\n\nSecond paragraph."


@given(st.text("ab @\n", max_size=60))
def test_a_text_without_all_its_lines_is_part_of_it(text: str) -> None:
    left = without_lines(clean_text(text), list(countable_lines(clean_text(text)))[1:])
    assert set(left.split("\n")) <= {"", *clean_text(text).split("\n")}
