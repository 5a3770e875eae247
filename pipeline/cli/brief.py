"""A draft as plain lines for a terminal: what it says and on what ground. The whole of it is in its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.cli.output import safe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.models import Claim, Draft, SourceRef


def brief_lines(draft: Draft) -> list[str]:
    """Title, summary, sections, conflicts, gaps and numbered sources; one paragraph a line."""
    numbers = {source.article_id: source.n for source in draft.sources}

    def said(claims: Iterable[Claim]) -> str:
        return " ".join(_sentence(claim, numbers) for claim in claims)

    lines = [safe(draft.title), safe(draft.dek), ""]
    lines += [f"- {said([claim])}" for claim in draft.tldr.claims]
    for section in draft.sections:
        lines += ["", safe(section.heading).upper()]
        lines += [said(paragraph) for paragraph in section.paragraphs]
    lines += _listed("WHERE SOURCES DISAGREE", [said(conflict.claims) for conflict in draft.conflicts])
    lines += _listed("WHAT IS NOT KNOWN", [safe(gap) for gap in draft.gaps])
    lines += ["", "SOURCES"]
    lines += [_source(source) for source in sorted(draft.sources, key=lambda source: source.n)]
    return lines


def _sentence(claim: Claim, numbers: dict[str, int]) -> str:
    cited = dict.fromkeys(citation.article_id for citation in claim.citations)
    marks = "".join(f"[{numbers[article_id]}]" for article_id in cited if article_id in numbers)
    return f"{safe(claim.text)} {marks}".rstrip()


def _listed(heading: str, items: list[str]) -> list[str]:
    return ["", heading, *(f"- {item}" for item in items)] if items else []


def _source(source: SourceRef) -> str:
    said = (safe(part) for part in (source.title, source.publisher, source.published[:10], source.url))
    return f"[{source.n}] " + ", ".join(part for part in said if part)
