from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ModelUnavailableError, StoreError
from pipeline.models import (
    Basis,
    Citation,
    Claim,
    Conflict,
    Draft,
    DraftConnection,
    Edit,
    Entailment,
    Horizon,
    Impact,
    Level,
    Provenance,
    Section,
    Sentiment,
    SourceRef,
    Table,
    TableRow,
    Timeline,
    Tldr,
    Verdict,
    Verification,
)
from pipeline.stages.verify import Stored, Verified, verify
from pipeline.verification.independence import Origin
from pipeline.verification.judgement import judge
from pipeline.verification.passages import Archive
from tests.factories import vectors_unlike

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ARTICLE = (
    "Northwind Chips moved its plant in March. It said on Tuesday that it would pay $2.5 billion for Bluefin Labs. "
    "The ministry did not approve the sale of 40 machines, Ada Fox told reporters. "
    "“We will not wait for another year,” Ben Reed said. "
    "However, Calder Bank sued Northwind Chips over 77.8% of the shares within 180 days of the notice."
)
OTHER = "Rival Chips sold 55 machines on 2 April 2026, the Harbor Ledger found."
TEXTS = {("a", 1): ARTICLE, ("b", 1): OTHER}
DAYS = {"a": date(2026, 4, 10), "b": date(2026, 4, 3)}
SOURCES = (
    SourceRef(1, "b", "Rival sells machines", "Harbor Ledger", "https://news.example/b", "2026-04-03"),
    SourceRef(2, "a", "Northwind buys a lab", "Quayside Review", "https://news.example/a", "2026-04-10"),
    SourceRef(3, "c", "Never cited", "Quayside Review", "https://news.example/c", "2026-04-10"),
)


def cite(quote: str, article: str = "a") -> Citation:
    start = TEXTS[article, 1].index(quote)
    return Citation(article, 1, start, start + len(quote), quote)


PAYS = cite("It said on Tuesday that it would pay $2.5 billion for Bluefin Labs.")
DENIED = cite("The ministry did not approve the sale of 40 machines, Ada Fox told reporters.")
QUOTED = cite("“We will not wait for another year,” Ben Reed said.")
SUED = cite(
    "However, Calder Bank sued Northwind Chips over 77.8% of the shares within 180 days of the notice."
)
SOLD = cite("Rival Chips sold 55 machines on 2 April 2026, the Harbor Ledger found.", "b")


def claim(text: str, *citations: Citation, name: str = "x", basis: Basis = Basis.SOURCED) -> Claim:
    return Claim(name, text, citations, basis)


def draft(*claims: Claim) -> Draft:
    sections = (Section("s1", "What happened", (claims,)),) if claims else ()
    return Draft(
        slug="northwind",
        version=0,
        kind="insight",
        title="t",
        dek="d",
        published=date(2026, 4, 11),
        read_minutes=2,
        tags=(),
        tldr=Tldr(Sentiment.NEUTRAL, ()),
        impact=Impact(Level.LOW, Horizon.SHORT, None, ()),
        connections=(),
        takeaways=(),
        sections=sections,
        timeline=Timeline("", "", ()),
        tables=(),
        practitioners=(),
        conflicts=(),
        gaps=("What it costs is not known.",),
        sources=SOURCES,
        dossiers=(),
        verification=Verification(),
        provenance=Provenance("r", "llm", "m", {}, 0, 0.0, "e"),
    )


def drop(_claim: Claim, _reason: str) -> Claim | None:
    return None


STORED = Stored(lambda article, revision: TEXTS.get((article, revision)), DAYS.get)


def verified(made: Draft, stored: Stored = STORED) -> Verified:
    return verify(made, stored, drop, vectors_unlike)


def verdict(made: Claim) -> tuple[Verdict, str]:
    result = verified(draft(made))
    if result.dropped:
        return Verdict.UNSUPPORTED, result.dropped[0].reason
    kept = next(result.draft.claims())
    return kept.verdict, kept.reason


@pytest.mark.parametrize(
    ("text", "citation"),
    [
        ("On 7 April 2026 it said it would pay 2.5 billion dollars for Bluefin Labs.", PAYS),
        ("It would pay $2.5B for Bluefin Labs, it said on April 7.", PAYS),
        ("Northwind would pay $2.5 billion for Bluefin Labs.", PAYS),
        ("The ministry didn't approve the sale of forty machines, Fox said.", DENIED),
        ("“We will not wait for another year,” Reed said.", QUOTED),
        ("Calder Bank sued Northwind over 77.8 percent of the shares.", SUED),
        ("Rival Chips sold 55 machines in April 2026.", SOLD),
    ],
)
def test_true_claim_in_other_words_is_supported(text: str, citation: Citation) -> None:
    assert verdict(claim(text, citation))[0] is Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("text", "citation", "word"),
    [
        ("It would pay $2.6 billion for Bluefin Labs, it said.", PAYS, "$2.6 billion"),
        ("It would pay €2.5 billion for Bluefin Labs, it said.", PAYS, "€2.5 billion"),
        ("It said on 8 April 2026 that it would pay $2.5 billion for Bluefin Labs.", PAYS, "8 April 2026"),
        ("It said on Monday that it would pay $2.5 billion for Bluefin Labs.", PAYS, "Monday"),
        ("It said that it would pay $2.5 billion for Orca Labs.", PAYS, "Orca Labs"),
        ("It will not pay $2.5 billion for Bluefin Labs, it said.", PAYS, "negation"),
        ("The ministry approved the sale of 40 machines, Ada Fox told reporters.", DENIED, "negation"),
        ("Northwind Chips sued Calder Bank over 77.8% of the shares.", SUED, "Calder Bank"),
        ("“We will not wait for another month,” Ben Reed said.", QUOTED, "quotation"),
        ("“We will not wait for another year,” Ada Fox said.", QUOTED, "Ada Fox"),
        ("Calder Bank sued Northwind Chips over 77.9% of the shares.", SUED, "77.9%"),
        ("Calder Bank sued within six months of the notice.", SUED, "six months"),
        ("Two hundred workers went home in the rain after a long strike.", PAYS, "Two hundred"),
        ("Workers went home in the rain after a long strike.", PAYS, "something else"),
        ("", PAYS, "no words"),
    ],
)
def test_false_claim_is_unsupported_with_the_reason_in_words(
    text: str, citation: Citation, word: str
) -> None:
    found, reason = verdict(claim(text, citation))
    assert found is Verdict.UNSUPPORTED
    assert word in reason


@pytest.mark.parametrize(
    ("citation", "word"),
    [
        (replace(PAYS, article_id="z"), "does not exist"),
        (replace(PAYS, revision=2), "does not exist"),
        (replace(PAYS, start=PAYS.start + 1, end=PAYS.end + 1), "is not what stands"),
        (replace(PAYS, start=-1), "outside"),
        (replace(PAYS, end=10_000), "outside"),
        (replace(PAYS, end=PAYS.start), "outside"),
        (replace(PAYS, quote=PAYS.quote.replace("2.5", "2.6")), "is not what stands"),
    ],
)
@pytest.mark.parametrize("verbatim", [True, False])
def test_citation_that_does_not_hold_supports_nothing(citation: Citation, word: str, verbatim: bool) -> None:
    found, reason = verdict(replace(claim(citation.quote, citation), verbatim=verbatim))
    assert found is Verdict.UNSUPPORTED
    assert word in reason


def test_claim_without_citation_is_unsupported() -> None:
    assert verdict(claim("It paid."))[1] == "it cites nothing"


def test_name_may_come_from_the_title_or_the_publisher() -> None:
    assert (
        verdict(claim("Northwind said on Tuesday that it would pay $2.5 billion.", PAYS))[0]
        is Verdict.SUPPORTED
    )
    assert (
        verdict(claim("It would pay $2.5 billion, the Quayside Review said.", PAYS))[0] is Verdict.SUPPORTED
    )


def test_claim_that_goes_beyond_its_words_is_partial() -> None:
    made = claim("The ministry did not approve the sale of 40 shiny new machines to anybody abroad.", DENIED)
    assert verdict(made)[0] is Verdict.PARTIAL


# --- verbatim claims --------------------------------------------------------------------------------------------------


def trimmed(citation: Citation, *edits: Edit, text: str) -> Claim:
    return Claim("x", text, (citation,), edits=edits, verbatim=True)


def test_replayed_trimming_is_supported() -> None:
    start = SUED.quote.index("However")
    made = trimmed(SUED, Edit(start, start + 10, "C", "connective"), text=SUED.quote[9:])
    assert verdict(made)[0] is Verdict.SUPPORTED


def test_words_that_the_trimmings_do_not_explain_are_unsupported() -> None:
    assert "recorded trimmings" in verdict(trimmed(PAYS, text=PAYS.quote.replace("pay", "say")))[1]


def replaced(citation: Citation, old: str, new: str, reason: str) -> Claim:
    start = citation.quote.index(old)
    edit = Edit(start, start + len(old), new, reason)
    return trimmed(citation, edit, text=citation.quote[:start] + new + citation.quote[start + len(old) :])


@pytest.mark.parametrize(
    ("citation", "old", "new", "reason"),
    [
        (PAYS, "Tuesday", "7 April 2026", "date"),
        (PAYS, "It", "Northwind Chips", "pronoun"),
        (PAYS, "It", "IT", "capital"),
        (DENIED, ", Ada Fox told reporters", "", "attribution"),
        (SUED, " within 180 days of the notice", "", "aside"),
    ],
)
def test_permitted_edit_is_supported(citation: Citation, old: str, new: str, reason: str) -> None:
    assert verdict(replaced(citation, old, new, reason))[0] is Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("citation", "old", "new", "reason", "word"),
    [
        (PAYS, "Tuesday", "8 April 2026", "date", "is not"),
        (PAYS, "Tuesday", "some day", "date", "one date for another"),
        (PAYS, "Tuesday", "7 April 2026 in secret", "date", "added"),
        (PAYS, "It", "Calder Bank", "pronoun", "not named before"),
        (PAYS, "Bluefin Labs", "Northwind Chips", "pronoun", "no pronoun"),
        (PAYS, "It", "He", "capital", "changed"),
        (PAYS, "billion", "trillion", "adverb", "added"),
        (DENIED, " not", "", "adverb", "negation"),
        (DENIED, " did not approve", "", "aside", "negation"),
        (PAYS, "pay", "charge", "style", "unknown reason"),
        (DENIED, "The ministry did not approve the sale of ", "", "cell", "only a table cell"),
    ],
)
def test_edit_that_changes_the_meaning_is_unsupported(
    citation: Citation, old: str, new: str, reason: str, word: str
) -> None:
    found, why = verdict(replaced(citation, old, new, reason))
    assert found is Verdict.UNSUPPORTED
    assert word in why


PERSONS = "Ada Fox told the court no. Ben Reed and Carla Reed said yes. Fox said so again. Reed said nothing."


@pytest.mark.parametrize(
    ("quote", "old", "new", "why"),
    [
        ("Fox said so again.", "Fox", "Ada Fox", ""),
        ("Fox said so again.", "Fox", "Eve Fox", "not named before"),
        ("Reed said nothing.", "Reed", "Ben Reed", "need not be"),
    ],
)
def test_family_name_may_become_the_one_full_name_before_it(quote: str, old: str, new: str, why: str) -> None:
    start = PERSONS.index(quote)
    made = replaced(Citation("p", 1, start, start + len(quote), quote), old, new, "name")
    archive = Archive(lambda *_: PERSONS, lambda _: date(2026, 4, 10), {}, date(2026, 4, 10))
    found = judge(made, archive, {})
    assert (found.verdict is Verdict.SUPPORTED) == (why == "")
    assert why in found.reason


@given(st.integers(-5, len(ARTICLE) + 5), st.integers(-5, len(ARTICLE) + 5), st.booleans())
def test_random_offsets_support_only_the_exact_quote(start: int, end: int, verbatim: bool) -> None:
    made = replace(claim(PAYS.quote, replace(PAYS, start=start, end=end)), verbatim=verbatim)
    exact = 0 <= start < end and ARTICLE[start:end] == PAYS.quote
    assert (verdict(made)[0] is Verdict.SUPPORTED) == exact


@given(st.text(max_size=40) | st.sampled_from([PAYS.quote, PAYS.quote + " ", PAYS.quote.lower()]))
def test_verbatim_claim_is_supported_exactly_when_it_replays(text: str) -> None:
    assert (verdict(trimmed(PAYS, text=text))[0] is Verdict.SUPPORTED) == (text == PAYS.quote)


# --- the draft as a whole ---------------------------------------------------------------------------------------------

TRUE = claim("It would pay $2.5 billion for Bluefin Labs.", PAYS, name="true")
FALSE = claim("It would pay $9 billion for Bluefin Labs.", PAYS, name="false")


def test_unsupported_claim_is_dropped_counted_and_reported() -> None:
    result = verified(draft(TRUE, FALSE))
    assert [kept.id for kept in result.draft.claims()] == ["true"]
    assert result.draft.verification == Verification(claims=1, supported=1, dropped=1)
    assert "claim false" in result.dropped[0].item
    assert "$9 billion" in result.dropped[0].reason


def test_section_that_lost_everything_is_named_among_the_gaps() -> None:
    result = verified(draft(FALSE))
    assert result.draft.sections == ()
    assert result.draft.gaps[0] == "What it costs is not known."
    assert "What happened" in result.draft.gaps[1]


def test_repair_is_tried_once_and_checked_again() -> None:
    asked: list[str] = []

    def repair(made: Claim, reason: str) -> Claim | None:
        asked.append(reason)
        return replace(made, id="other", text="It would pay $2.5 billion for Bluefin Labs.")

    result = verify(draft(FALSE), STORED, repair, vectors_unlike)
    kept = next(result.draft.claims())
    assert (kept.id, kept.verdict, result.dropped) == ("false", Verdict.SUPPORTED, ())
    assert len(asked) == 1


def test_failed_repair_is_dropped_with_both_reasons() -> None:
    worse = "It would pay $8 billion for Bluefin Labs."
    result = verify(draft(FALSE), STORED, lambda made, _: replace(made, text=worse), vectors_unlike)
    assert "$9 billion" in result.dropped[0].reason
    assert "$8 billion" in result.dropped[0].reason


def test_unreachable_model_drops_the_claim() -> None:
    def repair(_claim: Claim, _reason: str) -> Claim | None:
        raise ModelUnavailableError("The endpoint did not answer.")

    result = verify(draft(FALSE), STORED, repair, vectors_unlike)
    assert "did not answer" in result.dropped[0].reason


def test_claim_whose_check_fails_is_not_supported_and_says_so() -> None:
    def broken(_article: str, _revision: int) -> str | None:
        raise StoreError("The store is gone.")

    result = verified(draft(TRUE), Stored(broken, DAYS.get))
    assert list(result.draft.claims()) == []
    assert "could not be checked" in result.dropped[0].reason
    assert "The store is gone." in result.dropped[0].reason


def test_inferred_claim_may_stand_only_where_conclusions_belong() -> None:
    inferred = replace(TRUE, basis=Basis.INFERRED, id="inferred")
    assert "inferred" in verified(draft(inferred)).dropped[0].reason
    placed = replace(draft(), practitioners=(inferred,))
    assert next(verified(placed).draft.claims()).verdict is Verdict.SUPPORTED


def test_inferred_claim_in_free_words_is_partial_but_its_facts_are_checked() -> None:
    free = claim(
        "Builders should brace for slower deliveries.", PAYS, SUED, name="free", basis=Basis.INFERRED
    )
    wrong = claim("Buyers should set aside $9 billion.", PAYS, SUED, name="wrong", basis=Basis.INFERRED)
    result = verified(replace(draft(), practitioners=(free, wrong)))
    assert [(kept.id, kept.verdict) for kept in result.draft.claims()] == [("free", Verdict.PARTIAL)]


def test_claims_of_a_conflict_are_marked_conflicting() -> None:
    machines = claim("The ministry did not approve the sale of 40 machines.", DENIED, name="one")
    rival = claim("Rival Chips sold 55 machines.", SOLD, name="two")
    result = verified(replace(draft(TRUE), conflicts=(Conflict((machines, rival), "machines"),)))
    assert [kept.verdict for kept in result.draft.conflicts[0].claims] == [Verdict.CONFLICTING] * 2
    assert result.draft.verification.conflicting == 2


def test_conflict_that_lost_a_side_is_left_out() -> None:
    machines = claim("The ministry did not approve the sale of 40 machines.", DENIED, name="one")
    result = verified(replace(draft(TRUE), conflicts=(Conflict((machines, FALSE), "machines"),)))
    assert result.draft.conflicts == ()
    assert any("conflicting" in gap for gap in result.draft.gaps)


def test_connection_that_lost_an_end_is_left_out() -> None:
    why = claim("Both pay for machines.", PAYS, SOLD, name="why", basis=Basis.INFERRED)
    made = DraftConnection(TRUE, FALSE, ("chips", "banks"), why)
    assert verified(replace(draft(), connections=(made,))).draft.connections == ()


def test_table_cell_may_be_cut_from_its_sentence() -> None:
    cut = PAYS.quote.index("$2.5 billion")
    edits = (Edit(0, cut, "", "cell"), Edit(cut + 12, len(PAYS.quote), "", "cell"))
    cell = Claim("cell", "$2.5 billion", (PAYS,), edits=edits, verbatim=True)
    table = Table("Prices", "", ("Firm", "Price"), (TableRow("Northwind", (cell,)),))
    kept = verified(replace(draft(TRUE), tables=(table,))).draft
    assert kept.tables[0].rows[0].cells[0] is not None
    assert verified(draft(cell)).dropped


def test_sources_are_renumbered_in_order_of_first_use() -> None:
    sold = claim("Rival Chips sold 55 machines.", SOLD, name="sold")
    result = verified(draft(TRUE, sold))
    assert [(source.n, source.article_id) for source in result.draft.sources] == [(1, "a"), (2, "b")]


def test_different_claims_with_one_id_are_all_dropped() -> None:
    twin = claim("Rival Chips sold 55 machines.", SOLD, name="true")
    result = verified(draft(TRUE, twin))
    assert list(result.draft.claims()) == []
    assert result.draft.verification.dropped == 2


def test_same_claim_in_two_places_is_counted_once() -> None:
    result = verified(replace(draft(TRUE), takeaways=(TRUE,)))
    assert result.draft.verification.claims == 1
    assert len(list(result.draft.claims())) == 2


def test_verdict_that_a_writer_claims_is_ignored() -> None:
    boasted = replace(FALSE, verdict=Verdict.SUPPORTED, reason="trust me")
    assert verified(draft(boasted)).dropped


def test_subject_named_in_the_sentence_before_may_stand_for_it() -> None:
    text = "Northwind Chips said on 7 April 2026 that it would pay $2.5 billion for Bluefin Labs."
    assert verdict(claim(text, PAYS))[0] is Verdict.SUPPORTED


def test_subject_named_nowhere_near_is_refused() -> None:
    text = "Calder Bank said on 7 April 2026 that it would pay $2.5 billion for Bluefin Labs."
    assert verdict(claim(text, PAYS))[0] is Verdict.UNSUPPORTED


@pytest.mark.parametrize(
    ("text", "citation", "reason"),
    [
        (
            "Northwind Chips moved its plant because of the ministry.",
            cite("Northwind Chips moved its plant in March."),
            "cause",
        ),
        (
            "Northwind Chips moved its largest plant in March.",
            cite("Northwind Chips moved its plant in March."),
            "largest",
        ),
        (
            "Northwind Chips moved half its plant in March.",
            cite("Northwind Chips moved its plant in March."),
            "half",
        ),
        ("Calder Bank sued over less than 77.8% of the shares.", SUED, "less than"),
    ],
)
def test_claim_that_says_more_than_its_passage_is_refused(text: str, citation: Citation, reason: str) -> None:
    found, why = verdict(claim(text, citation))
    assert found is Verdict.UNSUPPORTED
    assert reason in why or "limit" in why


# --- what goes beyond the sources ---------------------------------------------------------------------------------

PLANNED = cite("It said on Tuesday that it would pay $2.5 billion for Bluefin Labs.")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("It would pay $2.5 billion for Bluefin Labs, a major shift for the industry.", "a major shift"),
        ("It would pay $2.5 billion for Bluefin Labs, to the surprise of analysts.", "the surprise"),
        ("It would pay more than $2.5 billion for Bluefin Labs.", "no such limit"),
        ("It will pay $2.5 billion for Bluefin Labs.", "would"),
    ],
)
def test_addition_to_a_true_sentence_is_unsupported(text: str, word: str) -> None:
    found, reason = verdict(claim(text, PLANNED))
    assert found is Verdict.UNSUPPORTED
    assert word in reason


def test_subject_of_one_report_with_the_predicate_of_another_is_unsupported() -> None:
    made = claim("Ada Fox sold 55 machines on 2 April 2026.", DENIED, SOLD)
    found, reason = verdict(made)
    assert found is Verdict.UNSUPPORTED
    assert "Ada Fox" in reason


def test_comparison_of_two_reports_is_no_joining_of_halves() -> None:
    made = claim("Rival Chips sold 55 machines, the ministry did not approve the sale of 40.", SOLD, DENIED)
    assert verdict(made)[0] is Verdict.SUPPORTED


# --- the model's vote -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("vote", "expected"),
    [
        (Entailment.YES, Verdict.SUPPORTED),
        (Entailment.PARTLY, Verdict.PARTIAL),
    ],
)
def test_doubt_of_the_model_makes_a_claim_partial(vote: Entailment, expected: Verdict) -> None:
    result = verify(draft(TRUE), STORED, drop, vectors_unlike, lambda claims: {claims[0].id: vote})
    kept = next(result.draft.claims())
    assert kept.verdict is expected
    assert f"the model finds it {vote.value}" in kept.reason


def test_claim_that_the_model_denies_is_repaired_or_dropped_whatever_code_finds() -> None:
    result = verify(draft(TRUE), STORED, drop, vectors_unlike, lambda claims: {claims[0].id: Entailment.NO})
    assert not list(result.draft.claims())
    assert "the model finds it not supported" in result.dropped[0].reason


def test_partial_claim_that_the_model_denies_is_dropped() -> None:
    partial = claim(
        "The ministry did not approve the sale of 40 shiny new machines to anybody abroad.",
        DENIED,
        name="part",
    )
    result = verify(draft(partial), STORED, drop, vectors_unlike, lambda _: {"part": Entailment.NO})
    assert "the model finds it not supported" in result.dropped[0].reason


def test_model_saves_nothing_that_the_checks_refuse() -> None:
    asked: list[str] = []

    def entails(claims: Sequence[Claim]) -> dict[str, Entailment]:
        asked.extend(each.id for each in claims)
        return {each.id: Entailment.YES for each in claims}

    result = verify(draft(TRUE, FALSE), STORED, drop, vectors_unlike, entails)
    assert [kept.id for kept in result.draft.claims()] == ["true"]
    assert asked == ["true"]


def test_cell_is_voted_on_with_its_row_and_column() -> None:
    table = Table("Sales", "", ("", "Machines sold"), (TableRow("Rival Chips", (TRUE,)),))
    asked: list[str] = []

    def entails(claims: Sequence[Claim]) -> dict[str, Entailment]:
        asked.extend(each.text for each in claims)
        return {each.id: Entailment.YES for each in claims}

    result = verify(replace(draft(), tables=(table,)), STORED, drop, vectors_unlike, entails)
    assert asked == [f"Rival Chips, Machines sold: {TRUE.text}"]
    assert next(result.draft.claims()).text == TRUE.text


def unreachable(_: Sequence[Claim]) -> dict[str, Entailment]:
    raise ModelUnavailableError("The endpoint did not answer.")


def silent(_: Sequence[Claim]) -> dict[str, Entailment]:
    return {}


@pytest.mark.parametrize("entails", [unreachable, silent])
def test_vote_that_is_missing_is_said_to_be(
    entails: Callable[[Sequence[Claim]], dict[str, Entailment]],
) -> None:
    result = verify(draft(TRUE), STORED, drop, vectors_unlike, entails)
    kept = next(result.draft.claims())
    assert kept.verdict is Verdict.SUPPORTED
    assert "the model's vote is missing" in kept.reason


def test_quotation_needs_no_vote() -> None:
    def never(_: Sequence[Claim]) -> dict[str, Entailment]:
        raise AssertionError("asked for a quotation")

    made = replace(claim(PAYS.quote, PAYS), verbatim=True)
    assert (
        next(verify(draft(made), STORED, drop, vectors_unlike, never).draft.claims()).reason
        == "the cited words"
    )


# --- one source alone -------------------------------------------------------------------------------------------------

BOTH = frozenset({"Quayside Review", "Harbor Ledger"})
ALSO = cite("Northwind Chips moved its plant in March.")


def in_summary(made: Claim, origins: dict[str, Origin]) -> Claim:
    placed = replace(draft(), tldr=Tldr(Sentiment.NEUTRAL, (made,)))
    return next(verified(placed, replace(STORED, origins=origins)).draft.claims())


def test_important_claim_of_one_source_is_partial_although_others_report_it() -> None:
    kept = in_summary(TRUE, {"a": Origin("Quayside Review", "g1", BOTH)})
    assert (kept.verdict, kept.single_source) == (Verdict.PARTIAL, True)
    assert "1 other publisher reports the event" in kept.reason


def test_important_claim_that_nobody_else_reports_stays_and_is_marked() -> None:
    kept = in_summary(TRUE, {"a": Origin("Quayside Review", "g1", frozenset({"Quayside Review"}))})
    assert (kept.verdict, kept.single_source) == (Verdict.PARTIAL, True)
    assert "no other publisher reports it" in kept.reason


@pytest.mark.parametrize(
    ("other", "group", "single"),
    [("Harbor Ledger", "g2", False), ("Harbor Ledger", "g1", True), ("quaysidereview.com", "g2", True)],
)
def test_two_sources_are_of_different_publishers_and_no_copies(other: str, group: str, single: bool) -> None:
    made = claim("55 machines were sold by Rival Chips.", SOLD, replace(SOLD, article_id="copy"), name="sold")
    texts = {**TEXTS, ("copy", 1): OTHER}
    origins = {"b": Origin("Quayside Review", "g1", BOTH), "copy": Origin(other, group, BOTH)}
    placed = replace(draft(), tldr=Tldr(Sentiment.NEUTRAL, (made,)))
    stored = Stored(lambda article, revision: texts.get((article, revision)), DAYS.get, origins)
    assert next(verified(placed, stored).draft.claims()).single_source is single


def test_second_source_that_says_something_else_does_not_count() -> None:
    origins = {"a": Origin("Quayside Review", "g1", BOTH), "b": Origin("Harbor Ledger", "g2", BOTH)}
    made = replace(TRUE, citations=(PAYS, SOLD))
    assert in_summary(made, origins).single_source


def test_claim_elsewhere_may_rest_on_one_source() -> None:
    origins = {"a": Origin("Quayside Review", "g1", BOTH)}
    kept = next(verified(draft(TRUE), replace(STORED, origins=origins)).draft.claims())
    assert (kept.verdict, kept.single_source) == (Verdict.SUPPORTED, False)


def test_inferred_claim_that_states_a_fact_is_unsupported() -> None:
    bare = claim("Calder Bank sued Northwind Chips.", SUED, name="bare", basis=Basis.INFERRED)
    result = verified(replace(draft(), practitioners=(bare,)))
    assert "not worded so" in result.dropped[0].reason
