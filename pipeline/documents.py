"""Drafts as JSON documents: ``outputs/insights/<slug>/v<NNN>.json``, and what the store keeps of a draft.

The classes below are the document's schema and nothing else: pydantic at the border, the frozen values of
``pipeline.models`` inside. Their attributes are named as there; an alias is given where the document uses another name
(a connection's ``from`` and ``to``, a section's ``claims``). Unknown names, missing names and values of another JSON
type are refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError, field_serializer

from pipeline import models
from pipeline.errors import InputError


class _Document(BaseModel):
    """A part of the document: closed to unknown names, and no value is ever coerced to another type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class _Header(BaseModel):
    """The one name that is read before all others, because it says how to read them."""

    model_config = ConfigDict(strict=True)

    schema_version: int


# --- claims -----------------------------------------------------------------------------------------------------------


class _Citation(_Document):
    article_id: str
    revision: int
    start: int
    end: int
    quote: str

    def build(self) -> models.Citation:
        return models.Citation(self.article_id, self.revision, self.start, self.end, self.quote)


class _Edit(_Document):
    start: int
    end: int
    replacement: str
    reason: str

    def build(self) -> models.Edit:
        return models.Edit(self.start, self.end, self.replacement, self.reason)


class _Claim(_Document):
    id: str
    text: str
    basis: models.Basis
    verdict: models.Verdict
    citations: tuple[_Citation, ...]
    reason: str = ""
    edits: tuple[_Edit, ...] = ()
    verbatim: bool = False

    def build(self) -> models.Claim:
        return models.Claim(
            id=self.id,
            text=self.text,
            citations=tuple(citation.build() for citation in self.citations),
            basis=self.basis,
            verdict=self.verdict,
            reason=self.reason,
            edits=tuple(edit.build() for edit in self.edits),
            verbatim=self.verbatim,
        )


def _claims(claims: tuple[_Claim, ...]) -> tuple[models.Claim, ...]:
    return tuple(claim.build() for claim in claims)


def _optional(claim: _Claim | None) -> models.Claim | None:
    return claim.build() if claim is not None else None


# --- parts ------------------------------------------------------------------------------------------------------------


class _Tldr(_Document):
    sentiment: models.Sentiment
    claims: tuple[_Claim, ...]

    def build(self) -> models.Tldr:
        return models.Tldr(self.sentiment, _claims(self.claims))


class _Impact(_Document):
    level: models.Level
    horizon: models.Horizon
    action: _Claim | None
    adoption: tuple[_Claim, ...]

    def build(self) -> models.Impact:
        return models.Impact(self.level, self.horizon, _optional(self.action), _claims(self.adoption))


class _Connection(_Document):
    from_claim: _Claim = Field(alias="from")
    to_claim: _Claim = Field(alias="to")
    domains: tuple[str, str]
    why: _Claim

    def build(self) -> models.DraftConnection:
        ends = self.from_claim.build(), self.to_claim.build()
        return models.DraftConnection(*ends, self.domains, self.why.build())


class _Section(_Document):
    id: str
    heading: str
    paragraphs: tuple[tuple[_Claim, ...], ...] = Field(alias="claims")

    def build(self) -> models.Section:
        return models.Section(
            self.id, self.heading, tuple(_claims(paragraph) for paragraph in self.paragraphs)
        )


class _TimelineEntry(_Document):
    date: str
    headline: _Claim
    detail: _Claim | None = None

    def build(self) -> models.TimelineEntry:
        return models.TimelineEntry(self.date, self.headline.build(), _optional(self.detail))


class _Timeline(_Document):
    title: str
    caption: str
    entries: tuple[_TimelineEntry, ...]

    def build(self) -> models.Timeline:
        return models.Timeline(self.title, self.caption, tuple(entry.build() for entry in self.entries))


class _TableRow(_Document):
    label: str
    cells: tuple[_Claim | None, ...]

    def build(self) -> models.TableRow:
        return models.TableRow(self.label, tuple(_optional(cell) for cell in self.cells))


class _Table(_Document):
    title: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[_TableRow, ...]

    def build(self) -> models.Table:
        return models.Table(self.title, self.caption, self.columns, tuple(row.build() for row in self.rows))


class _Conflict(_Document):
    claims: tuple[_Claim, ...]
    note: str

    def build(self) -> models.Conflict:
        return models.Conflict(_claims(self.claims), self.note)


class _SourceRef(_Document):
    n: int
    article_id: str
    title: str
    publisher: str
    url: str
    published: str

    def build(self) -> models.SourceRef:
        return models.SourceRef(self.n, self.article_id, self.title, self.publisher, self.url, self.published)


class _DossierRef(_Document):
    id: str
    theme_id: str
    title: str
    domain: str
    articles: int

    def build(self) -> models.DossierRef:
        return models.DossierRef(self.id, self.theme_id, self.title, self.domain, self.articles)


class _Verification(_Document):
    claims: int
    supported: int
    partial: int
    unsupported: int
    conflicting: int
    dropped: int

    def build(self) -> models.Verification:
        return models.Verification(
            self.claims, self.supported, self.partial, self.unsupported, self.conflicting, self.dropped
        )


class _Provenance(_Document):
    run_id: str
    writer: str
    model: str
    prompts: Mapping[str, str]
    tokens: int
    cost_usd: FiniteFloat
    evidence_sha256: str

    @field_serializer("prompts")
    def _sorted_prompts(self, prompts: Mapping[str, str]) -> dict[str, str]:
        return dict(sorted(prompts.items()))

    def build(self) -> models.Provenance:
        return models.Provenance(
            run_id=self.run_id,
            writer=self.writer,
            model=self.model,
            prompts=dict(self.prompts),
            tokens=self.tokens,
            cost_usd=self.cost_usd,
            evidence_sha256=self.evidence_sha256,
        )


class _News(_Document):
    since_version: int
    since: date
    claims: tuple[str, ...]

    def build(self) -> models.News:
        return models.News(self.since_version, self.since, self.claims)


# --- the whole --------------------------------------------------------------------------------------------------------


class _Draft(_Document):
    schema_version: int = models.SCHEMA_VERSION
    slug: str
    version: int
    kind: str
    title: str
    dek: str
    published: date
    read_minutes: int
    tags: tuple[str, ...]
    tldr: _Tldr
    impact: _Impact
    connections: tuple[_Connection, ...]
    takeaways: tuple[_Claim, ...]
    sections: tuple[_Section, ...]
    timeline: _Timeline
    tables: tuple[_Table, ...]
    practitioners: tuple[_Claim, ...]
    conflicts: tuple[_Conflict, ...]
    gaps: tuple[str, ...]
    sources: tuple[_SourceRef, ...]
    dossiers: tuple[_DossierRef, ...]
    verification: _Verification
    provenance: _Provenance
    news: _News | None = Field(default=None, exclude_if=lambda news: news is None)
    """Left out of a first version, whose hash is then the same as before there was such a part."""

    def build(self) -> models.Draft:
        return models.Draft(
            slug=self.slug,
            version=self.version,
            kind=self.kind,
            title=self.title,
            dek=self.dek,
            published=self.published,
            read_minutes=self.read_minutes,
            tags=self.tags,
            tldr=self.tldr.build(),
            impact=self.impact.build(),
            connections=tuple(connection.build() for connection in self.connections),
            takeaways=_claims(self.takeaways),
            sections=tuple(section.build() for section in self.sections),
            timeline=self.timeline.build(),
            tables=tuple(table.build() for table in self.tables),
            practitioners=_claims(self.practitioners),
            conflicts=tuple(conflict.build() for conflict in self.conflicts),
            gaps=self.gaps,
            sources=tuple(source.build() for source in self.sources),
            dossiers=tuple(dossier.build() for dossier in self.dossiers),
            verification=self.verification.build(),
            provenance=self.provenance.build(),
            news=self.news.build() if self.news is not None else None,
        )


def draft_to_json(draft: models.Draft) -> str:
    """A draft as a JSON document with the names of the contract, the same bytes for the same draft.

    Lists stand in reading order, mappings are sorted by key; two spaces of indentation, non-ASCII characters as they
    are, a newline at the end.

    Raises:
        InputError: The draft holds a value that JSON cannot carry (a lone surrogate, an infinite cost); the message
            names the path.
    """
    try:
        document = _Draft.model_validate(draft, from_attributes=True, by_alias=False, by_name=True)
        text = (
            json.dumps(document.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=2) + "\n"
        )
        text.encode("utf-8")
    except (ValidationError, UnicodeEncodeError) as error:
        fault = (
            _first_fault(error) if isinstance(error, ValidationError) else "it holds half a surrogate pair"
        )
        raise InputError(
            f"The draft {draft.slug!r} cannot be written as JSON: {fault}.",
            "This is a fault of the writer that made it; please report it with the run's id.",
        ) from error
    return text


def draft_from_json(text: str) -> models.Draft:
    """The draft that a JSON document holds; the inverse of ``draft_to_json``.

    Raises:
        InputError: The text is not JSON, was written by another version of the schema, lacks or adds a name, or has
            a value of the wrong type; the message names the JSON path, such as ``$.sections[0].claims[1][0].id``.
    """
    try:
        header = _Header.model_validate_json(text)
        if header.schema_version != models.SCHEMA_VERSION:
            raise InputError(
                f"The draft has schema_version {header.schema_version}, not {models.SCHEMA_VERSION}.",
                "Use the version of Throughline that wrote it, or make the draft again.",
            )
        return _Draft.model_validate_json(text).build()
    except ValidationError as error:
        raise InputError(
            f"This is not a draft: {_first_fault(error)}.",
            "Restore the file from the store with `throughline draft`, or correct it at the path named.",
        ) from error


def _first_fault(error: ValidationError) -> str:
    """The first fault as ``path: message``, and how many others there are."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    others = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return f"{_path(faults[0]['loc'])}: {faults[0]['msg']}{others}"


def _path(location: tuple[int | str, ...]) -> str:
    """A pydantic location as a JSON path (RFC 9535, dot notation)."""
    return "$" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
