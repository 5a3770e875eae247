"""A rich draft made by hand, with the short articles that it cites, so that every quote stands where it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import count

from pipeline.models import (
    Basis,
    Citation,
    Claim,
    Conflict,
    DossierRef,
    Draft,
    DraftConnection,
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
    TimelineEntry,
    Tldr,
    Verdict,
    Verification,
)

_ARTICLES = {
    "spark": (
        "Meta keeps the weights of Muse Spark to itself",
        "Harbor Ledger",
        "2026-04-08",
        (
            "Meta put its new flagship model on sale on Wednesday. Muse Spark is the first model of that "
            "class that the company does not release for download. For three years its Llama family could "
            "be copied, tuned and run by anyone. An independent index gives Muse Spark 52 points, "
            "measured over 58 million output tokens; Llama 4 Maverick, the last open model, stands at 18. "
            "The company said it hopes to open future versions, but named no date."
        ),
    ),
    "mythos": (
        "Anthropic shows Mythos to fifty organizations and nobody else",
        "The Quayside Review",
        "2026-04-07",
        (
            "Anthropic said on Tuesday that its Mythos Preview will not be offered to the public. Access "
            "is limited to a coalition of 50 organizations that look after critical software. On "
            "SWE-bench Pro the model solved 77.8% of the tasks; GPT-5.4 solved 57.7%. The company pointed "
            "to a test in which the model left its sandbox. It did not say under which conditions the "
            "limit would be lifted."
        ),
    ),
    "arrest": (
        "Server maker's co-founder charged over diverted GPUs",
        "Northgate Wire",
        "2026-03-19",
        (
            "Prosecutors charged a co-founder of the server maker SMCI on Thursday. They say servers "
            "worth $2.5 billion, built around Nvidia chips, were diverted to China and Russia. The man "
            "was arrested the same day. The company itself was not charged and said that it is "
            "cooperating."
        ),
    ),
    "penalty": (
        "Export office takes the highest fine the law allows",
        "Tidewater Business",
        "2026-03-21",
        (
            "The Bureau of Industry and Security imposed a penalty of $252 million, the statutory "
            "maximum. Officials put the value of the diverted equipment at about $2.1 billion. Exporters "
            "were told to expect audits of resellers in the third quarter."
        ),
    ),
    "act": (
        "Panel votes 42-0 for chips that know where they are",
        "Capitol Docket",
        "2026-03-26",
        (
            "The House Foreign Affairs Committee passed the Chip Security Act by 42 votes to none on "
            "Thursday. Within 180 days of enactment, every export-controlled AI chip would have to verify "
            "its own location. The bill still needs both chambers. Makers of servers would have to report "
            "chips that stop answering."
        ),
    ),
    "queries": (
        "Millions of questions, one purpose: how labs copy labs",
        "The Quayside Review",
        "2026-02-24",
        (
            "Anthropic disclosed that 16 million queries had been sent to Claude to train rival models. "
            "It has since shut out all entities under Chinese control. The accounts had been opened "
            "through resellers, the company said."
        ),
    ),
    "forum": (
        "Three rivals agree to share what attackers try",
        "Northgate Wire",
        "2026-04-06",
        (
            "OpenAI, Anthropic and Google began to exchange signs of distillation attacks through the "
            "Frontier Model Forum on Monday. A pattern seen by one lab is passed on to the other two "
            "within a day. Smaller developers are not part of the exchange."
        ),
    ),
    "order": (
        "California wants AI sellers to vouch for themselves",
        "Valley Statute",
        "2026-03-30",
        (
            "Executive Order N-5-26 asks every vendor that sells AI to the state to certify its own "
            "safeguards. The first certificates are due in July 2026. State agencies and those that "
            "follow their rules buy for some $300 billion a year. Vendors without a compliance team will "
            "find the form long, one consultant said."
        ),
    ),
    "open": (
        "Open models had their busiest month",
        "Commons Bulletin",
        "2026-04-02",
        (
            "In March more open-weight models were released than in any month before. Eleven of them came "
            "with a licence that allows commercial use. None of them reached the scores of the closed "
            "models of the same month."
        ),
    ),
    "buyers": (
        "What buyers of accelerators now ask",
        "Tidewater Business",
        "2026-04-03",
        (
            "Large buyers have begun to ask for the serial number of every accelerator before they pay. "
            "Delivery of servers has become about three weeks slower since February. Purchasers should "
            "check their resellers against the present list before the third quarter, an industry group "
            "advised."
        ),
    ),
}

_NUMBERS = {article_id: n for n, article_id in enumerate(_ARTICLES, 1)}


def sample_texts() -> dict[tuple[str, int], str]:
    """The stored texts of the sample's articles, by (article id, revision)."""
    return {(article_id, 1): text for article_id, (_, _, _, text) in _ARTICLES.items()}


def cite(article_id: str, quote: str) -> Citation:
    """A citation of words of a sample article."""
    start = _ARTICLES[article_id][3].index(quote)
    return Citation(article_id, 1, start, start + len(quote), quote)


class _Claims:
    """Makes claims with ids c01, c02, … in the order in which they are made."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def __call__(
        self,
        text: str,
        *citations: Citation,
        basis: Basis = Basis.SOURCED,
        verdict: Verdict = Verdict.SUPPORTED,
    ) -> Claim:
        return Claim(f"c{next(self._numbers):02d}", text, citations, basis, verdict)


_WITHHELD = cite(
    "spark", "Muse Spark is the first model of that class that the company does not release for download."
)
_FIFTY = cite(
    "mythos", "Access is limited to a coalition of 50 organizations that look after critical software."
)
_PUBLIC = cite(
    "mythos", "Anthropic said on Tuesday that its Mythos Preview will not be offered to the public."
)
_DIVERTED = cite(
    "arrest",
    "They say servers worth $2.5 billion, built around Nvidia chips, were diverted to China and Russia.",
)
_VOTE = cite(
    "act", "The House Foreign Affairs Committee passed the Chip Security Act by 42 votes to none on Thursday."
)
_LOCATE = cite(
    "act",
    "Within 180 days of enactment, every export-controlled AI chip would have to verify its own location.",
)
_QUERIES = cite(
    "queries", "Anthropic disclosed that 16 million queries had been sent to Claude to train rival models."
)
_SHUT = cite("queries", "It has since shut out all entities under Chinese control.")
_SHARE = cite(
    "forum",
    (
        "OpenAI, Anthropic and Google began to exchange signs of distillation attacks through the "
        "Frontier Model Forum on Monday."
    ),
)
_ORDER = cite(
    "order",
    "Executive Order N-5-26 asks every vendor that sells AI to the state to certify its own safeguards.",
)
_JULY = cite("order", "The first certificates are due in July 2026.")
_INDEX = cite(
    "spark",
    (
        "An independent index gives Muse Spark 52 points, measured over 58 million output tokens; "
        "Llama 4 Maverick, the last open model, stands at 18."
    ),
)
_MARCH = cite("open", "In March more open-weight models were released than in any month before.")
_BEHIND = cite("open", "None of them reached the scores of the closed models of the same month.")
_FINE = cite(
    "penalty", "The Bureau of Industry and Security imposed a penalty of $252 million, the statutory maximum."
)
_LESS = cite("penalty", "Officials put the value of the diverted equipment at about $2.1 billion.")
_AUDITS = cite("penalty", "Exporters were told to expect audits of resellers in the third quarter.")
_CHECK = cite(
    "buyers",
    (
        "Purchasers should check their resellers against the present list before the third "
        "quarter, an industry group advised."
    ),
)
_SLOWER = cite("buyers", "Delivery of servers has become about three weeks slower since February.")
_SOLVED = cite("mythos", "On SWE-bench Pro the model solved 77.8% of the tasks; GPT-5.4 solved 57.7%.")
_THREE_YEARS = cite("spark", "For three years its Llama family could be copied, tuned and run by anyone.")
_NO_DATE = cite("spark", "The company said it hopes to open future versions, but named no date.")
_NO_TERMS = cite("mythos", "It did not say under which conditions the limit would be lifted.")


def _connections(claim: _Claims) -> tuple[DraftConnection, ...]:
    return (
        DraftConnection(
            claim(
                (
                    "Meta does not release Muse Spark for download, the first of its flagship models to be "
                    "withheld."
                ),
                _WITHHELD,
            ),
            claim(
                "Anthropic limits Mythos Preview to 50 organizations that look after critical software.",
                _FIFTY,
            ),
            ("models and releases", "security"),
            claim(
                (
                    "One firm withholds for profit and the other for safety, but a buyer meets the same closed "
                    "door in the same week."
                ),
                _WITHHELD,
                _PUBLIC,
                basis=Basis.INFERRED,
            ),
        ),
        DraftConnection(
            claim(
                "Servers worth $2.5 billion were diverted to China and Russia, prosecutors say.", _DIVERTED
            ),
            claim(
                "Anthropic has shut out all entities under Chinese control after 16 million queries.",
                _QUERIES,
                _SHUT,
            ),
            ("chips and export control", "models and releases"),
            claim(
                (
                    "Both routes to capability, bought hardware and copied answers, now end at a check of who "
                    "is asking."
                ),
                _LOCATE,
                _SHUT,
                basis=Basis.INFERRED,
                verdict=Verdict.PARTIAL,
            ),
        ),
        DraftConnection(
            claim(
                "Muse Spark scores 52 on an independent index where Llama 4 Maverick stands at 18.", _INDEX
            ),
            claim(
                "California asks every vendor that sells AI to the state to certify its own safeguards.",
                _ORDER,
            ),
            ("models and releases", "regulation"),
            claim(
                (
                    "Running a model gets cheaper while selling it to a state gets dearer, which favors those "
                    "who already have a compliance team."
                ),
                _INDEX,
                cite(
                    "order", "Vendors without a compliance team will find the form long, one consultant said."
                ),
                basis=Basis.INFERRED,
            ),
        ),
    )


def _sections(claim: _Claims) -> tuple[Section, ...]:
    return (
        Section(
            "two-doors",
            "Two doors closed in one week, for different reasons",
            (
                (
                    claim(
                        "For three years anyone could copy, tune and run Meta's Llama family.", _THREE_YEARS
                    ),
                    claim(
                        (
                            "Muse Spark ends that: it is the company's first model of its class that cannot be "
                            "downloaded."
                        ),
                        _WITHHELD,
                    ),
                    claim(
                        "The gap it leaves is measurable, at 52 points against 18 on the same index.", _INDEX
                    ),
                ),
                (
                    claim(
                        "Anthropic's reason is another one, a test in which Mythos left its sandbox.",
                        cite("mythos", "The company pointed to a test in which the model left its sandbox."),
                    ),
                    claim(
                        (
                            "The model solved 77.8% of the tasks of SWE-bench Pro, 20.1 points more than "
                            "GPT-5.4."
                        ),
                        _SOLVED,
                    ),
                    claim("Nothing in the announcement says what would lift the limit.", _NO_TERMS),
                ),
            ),
        ),
        Section(
            "hardware",
            "Enforcement now reaches the people, and soon the chips",
            (
                (
                    claim(
                        "The charges of 19 March name a co-founder, not only a company.",
                        cite(
                            "arrest", "Prosecutors charged a co-founder of the server maker SMCI on Thursday."
                        ),
                    ),
                    claim(
                        "The export office added a penalty of $252 million, the most that the law allows.",
                        _FINE,
                    ),
                    claim(
                        "A committee vote of 42-0 a week later would move the check into the silicon itself.",
                        _VOTE,
                        _LOCATE,
                    ),
                ),
            ),
        ),
        Section(
            "counter",
            "Open releases rose while the frontier closed",
            (
                (
                    claim("March saw more open-weight releases than any month before it.", _MARCH),
                    claim("None of them reached the closed models of the same month.", _BEHIND),
                    claim(
                        "Closure is therefore a matter of the frontier, not of the field.",
                        _MARCH,
                        _BEHIND,
                        basis=Basis.INFERRED,
                    ),
                ),
            ),
        ),
    )


def _timeline(claim: _Claims) -> Timeline:
    return Timeline(
        "Six weeks in which access narrowed",
        (
            "What happened when, from distillation disclosures to withheld models; publication dates "
            "are not events."
        ),
        (
            TimelineEntry(
                "2026-02-24",
                claim("Anthropic discloses 16 million queries sent to train rivals.", _QUERIES),
                claim("All entities under Chinese control are shut out.", _SHUT),
            ),
            TimelineEntry(
                "2026-03-19",
                claim(
                    "An SMCI co-founder is charged and arrested.",
                    cite("arrest", "The man was arrested the same day."),
                ),
                claim("Servers worth $2.5 billion are said to have been diverted.", _DIVERTED),
            ),
            TimelineEntry(
                "2026-03-26", claim("The Chip Security Act passes its House committee 42-0.", _VOTE)
            ),
            TimelineEntry(
                "2026-03", claim("More open-weight models appear than in any month before.", _MARCH)
            ),
            TimelineEntry(
                "2026-04-06",
                claim("Three labs begin to share signs of distillation.", _SHARE),
                claim(
                    "A pattern seen by one reaches the other two within a day.",
                    cite("forum", "A pattern seen by one lab is passed on to the other two within a day."),
                ),
            ),
            TimelineEntry("2026-04-07", claim("Mythos Preview is withheld from the public.", _PUBLIC)),
            TimelineEntry("2026-04-08", claim("Muse Spark ships without weights to download.", _WITHHELD)),
            TimelineEntry("2026-07", claim("California's first vendor certificates fall due.", _JULY)),
        ),
    )


def _tables(claim: _Claims) -> tuple[Table, ...]:
    return (
        Table(
            "What could be had before, and what can be had now",
            "A blank means that no source says.",
            ("Axis", "Before", "Now", "In force since"),
            (
                TableRow(
                    "Weights",
                    (
                        claim("Llama: free to copy and tune.", _THREE_YEARS),
                        claim("Muse Spark: no download.", _WITHHELD),
                        claim(
                            "8 April 2026",
                            cite("spark", "Meta put its new flagship model on sale on Wednesday."),
                        ),
                    ),
                ),
                TableRow(
                    "Access",
                    (None, claim("Mythos: 50 organizations.", _FIFTY), claim("7 April 2026", _PUBLIC)),
                ),
                TableRow(
                    "Hardware",
                    (None, claim("Location check proposed, 42-0 in committee.", _VOTE, _LOCATE), None),
                ),
                TableRow(
                    "Copying",
                    (
                        claim("16 million queries before anyone was shut out.", _QUERIES),
                        claim("Signs of attack shared by three labs.", _SHARE),
                        claim("6 April 2026", _SHARE),
                    ),
                ),
            ),
        ),
        Table(
            "Scores of the models named here",
            "Each on its own scale; the two columns do not compare with each other.",
            ("Model", "Independent index", "SWE-bench Pro"),
            (
                TableRow("Muse Spark", (claim("52", _INDEX), None)),
                TableRow("Llama 4 Maverick", (claim("18", _INDEX), None)),
                TableRow("Mythos Preview", (None, claim("77.8%", _SOLVED))),
                TableRow("GPT-5.4", (None, claim("57.7%", _SOLVED))),
            ),
        ),
    )


def _sources() -> tuple[SourceRef, ...]:
    return tuple(
        SourceRef(_NUMBERS[key], key, title, publisher, f"https://{key}.example/2026/{key}", published)
        for key, (title, publisher, published, _) in _ARTICLES.items()
    )


def _counted(draft: Draft) -> Draft:
    verdicts = [claim.verdict for claim in draft.claims()]
    return replace(
        draft,
        verification=Verification(
            claims=len(verdicts),
            supported=verdicts.count(Verdict.SUPPORTED),
            partial=verdicts.count(Verdict.PARTIAL),
            conflicting=verdicts.count(Verdict.CONFLICTING),
            dropped=2,
        ),
    )


def sample_draft() -> Draft:
    """The sample: every part of the contract, every verdict that stays, both bases, blank cells, uneven dates."""
    claim = _Claims()
    both = (_DIVERTED, _LESS)
    return _counted(
        Draft(
            slug="the-frontier-closes",
            version=1,
            kind="insight",
            title="The Frontier Closes From Three Sides, While the Field Behind It Opens",
            dek="Between 24 February and 8 April 2026 the best models, the chips they run on and the answers "
            "they give each became harder to get. Open releases set a record in the same weeks, one class below.",
            published=date(2026, 4, 10),
            read_minutes=4,
            tags=("open-source-ai", "export-controls", "model-access", "procurement"),
            tldr=Tldr(
                Sentiment.CAUTIONARY,
                (
                    claim(
                        (
                            "Meta withholds the weights of Muse Spark, its first flagship that nobody can "
                            "download."
                        ),
                        _WITHHELD,
                    ),
                    claim(
                        (
                            "Anthropic limits Mythos Preview to 50 organizations and names no condition for opening "
                            "it."
                        ),
                        _FIFTY,
                        _NO_TERMS,
                    ),
                    claim(
                        (
                            "A House committee voted 42-0 for chips that verify their own location within 180 days of "
                            "enactment."
                        ),
                        _VOTE,
                        _LOCATE,
                    ),
                    claim(
                        "Between $2.1 and $2.5 billion of servers were diverted, depending on whom one asks.",
                        *both,
                        verdict=Verdict.CONFLICTING,
                    ),
                    claim(
                        "Open-weight releases reached a record in March, but none matched the closed models.",
                        _MARCH,
                        _BEHIND,
                    ),
                ),
            ),
            impact=Impact(
                Level.HIGH,
                Horizon.MEDIUM,
                claim(
                    (
                        "Check resellers against the present list before the third quarter, when audits are "
                        "expected."
                    ),
                    _CHECK,
                    _AUDITS,
                ),
                (
                    claim("California's first certificates are due in July 2026.", _JULY),
                    claim(
                        (
                            "Location checks would bind 180 days after enactment, and the bill still needs both "
                            "chambers."
                        ),
                        _LOCATE,
                        cite("act", "The bill still needs both chambers."),
                    ),
                ),
            ),
            connections=_connections(claim),
            takeaways=(
                claim(
                    "A product that rests on downloadable weights has no frontier successor with a date.",
                    _WITHHELD,
                    _NO_DATE,
                    basis=Basis.INFERRED,
                ),
                claim(
                    "The strongest model for security work is not for sale, only for those on a list.",
                    _FIFTY,
                    _SOLVED,
                    basis=Basis.INFERRED,
                ),
                claim("Servers take about three weeks longer to arrive than in February.", _SLOWER),
            ),
            sections=_sections(claim),
            timeline=_timeline(claim),
            tables=_tables(claim),
            practitioners=(
                claim(
                    (
                        "Purchasers should check their resellers against the present list before the third "
                        "quarter."
                    ),
                    _CHECK,
                ),
                claim(
                    "Vendors to the State of California must certify their safeguards by July 2026.",
                    _ORDER,
                    _JULY,
                ),
                claim(
                    (
                        "Teams on Llama fine-tunes should price a closed model now, because Meta names no date for "
                        "an open one."
                    ),
                    _NO_DATE,
                    basis=Basis.INFERRED,
                ),
            ),
            conflicts=(
                Conflict(
                    (
                        claim(
                            "Servers worth $2.5 billion were diverted.",
                            _DIVERTED,
                            verdict=Verdict.CONFLICTING,
                        ),
                        claim(
                            "The diverted equipment was worth about $2.1 billion.",
                            _LESS,
                            verdict=Verdict.CONFLICTING,
                        ),
                    ),
                    (
                        "Value of the diverted servers: the prosecutors and the export office count differently, "
                        "and neither says why."
                    ),
                ),
                Conflict(
                    (
                        claim(
                            "The frontier is closing: the newest flagship cannot be downloaded.", _WITHHELD
                        ),
                        claim("Openness is growing: March was the busiest month for open weights.", _MARCH),
                    ),
                    (
                        "Whether AI is becoming less open depends on whether one counts the best models or all of "
                        "them."
                    ),
                ),
            ),
            gaps=(
                "No source says what a location check costs per chip, or who pays for it.",
                "Nobody outside the coalition has tested Mythos; its scores are the maker's own.",
            ),
            sources=_sources(),
            dossiers=(
                DossierRef("d-01", "t-01", "Closed flagships", "models and releases", 14),
                DossierRef("d-02", "t-02", "Chip enforcement", "chips and export control", 11),
                DossierRef("d-03", "t-03", "State procurement rules", "regulation", 6),
            ),
            verification=Verification(),
            provenance=Provenance(
                "20260410-150000-a1",
                "extractive",
                "",
                {"outline": "ab" * 32, "section": "cd" * 32},
                0,
                0.0,
                "ef" * 32,
            ),
        )
    )
