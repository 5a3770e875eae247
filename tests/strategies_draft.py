"""Hypothesis strategies for drafts: any text that UTF-8 can carry, in every place."""

from __future__ import annotations

from hypothesis import strategies as st

from pipeline import models

_TEXT = st.text(max_size=12)
_COUNT = st.integers(0, 10**9)

citations = st.builds(models.Citation, _TEXT, _COUNT, _COUNT, _COUNT, _TEXT)
edits = st.builds(models.Edit, _COUNT, _COUNT, _TEXT, _TEXT)
claims = st.builds(
    models.Claim,
    id=_TEXT,
    text=_TEXT,
    citations=st.lists(citations, max_size=2).map(tuple),
    basis=st.sampled_from(models.Basis),
    verdict=st.sampled_from(models.Verdict),
    reason=_TEXT,
    edits=st.lists(edits, max_size=1).map(tuple),
    verbatim=st.booleans(),
)
_SOME = st.lists(claims, max_size=2).map(tuple)
_MAYBE = st.none() | claims
_PAIR = st.tuples(_TEXT, _TEXT)
_WORDS = st.lists(_TEXT, max_size=2).map(tuple)

_entries = st.builds(models.TimelineEntry, _TEXT, claims, _MAYBE)
_rows = st.builds(models.TableRow, _TEXT, st.lists(_MAYBE, max_size=2).map(tuple))
_tables = st.builds(models.Table, _TEXT, _TEXT, _WORDS, st.lists(_rows, max_size=2).map(tuple))
_sections = st.builds(models.Section, _TEXT, _TEXT, st.lists(_SOME, max_size=2).map(tuple))
_provenances = st.builds(
    models.Provenance,
    run_id=_TEXT,
    writer=_TEXT,
    model=_TEXT,
    prompts=st.dictionaries(_TEXT, _TEXT, max_size=2),
    tokens=_COUNT,
    cost_usd=st.floats(0, 1e6),
    evidence_sha256=_TEXT,
)

drafts = st.builds(
    models.Draft,
    slug=_TEXT,
    version=_COUNT,
    kind=_TEXT,
    title=_TEXT,
    dek=_TEXT,
    published=st.dates(),
    read_minutes=_COUNT,
    tags=_WORDS,
    tldr=st.builds(models.Tldr, st.sampled_from(models.Sentiment), _SOME),
    impact=st.builds(
        models.Impact, st.sampled_from(models.Level), st.sampled_from(models.Horizon), _MAYBE, _SOME
    ),
    connections=st.lists(st.builds(models.DraftConnection, claims, claims, _PAIR, claims), max_size=1).map(
        tuple
    ),
    takeaways=_SOME,
    sections=st.lists(_sections, max_size=1).map(tuple),
    timeline=st.builds(models.Timeline, _TEXT, _TEXT, st.lists(_entries, max_size=2).map(tuple)),
    tables=st.lists(_tables, max_size=1).map(tuple),
    practitioners=_SOME,
    conflicts=st.lists(st.builds(models.Conflict, _SOME, _TEXT), max_size=1).map(tuple),
    gaps=_WORDS,
    sources=st.lists(st.builds(models.SourceRef, _COUNT, *[_TEXT] * 5), max_size=2).map(tuple),
    dossiers=st.lists(st.builds(models.DossierRef, *[_TEXT] * 4, _COUNT), max_size=1).map(tuple),
    verification=st.builds(models.Verification, *[_COUNT] * 6),
    provenance=_provenances,
    news=st.none() | st.builds(models.News, _COUNT, st.dates(), _WORDS),
)
