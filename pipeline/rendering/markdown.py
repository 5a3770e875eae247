"""A draft as Markdown that compares well: one sentence a line, source numbers from the draft, keys in order.

The dialect is CommonMark with GitHub's tables. Text from outside can never become markup: see ``escaped``.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from pipeline.rendering.passages import Notes
from pipeline.rendering.plain import BLANK, caveats, one_line, sources_note, web_address, what_is_new

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.models import (
        Claim,
        Draft,
        DraftConnection,
        Section,
        SourceRef,
        Table,
        TableRow,
        TimelineEntry,
    )

# Characters that mean something anywhere in a line; "&" does only before what reads as an entity.
_MARKUP = re.compile(r"[\\`*_\[\]<>#|~]|&(?=#?\w+;)")
# What begins a list, a rule, a heading or front matter when a line begins with it.
_BLOCK_START = re.compile(r"^([-+=:])|^(\d{1,9})([.)])(?=\s|$)")


def escaped(text: str) -> str:
    """Outside text as one line of Markdown that renders as exactly that text (CommonMark 0.31, section 2.4)."""
    marked = _MARKUP.sub(r"\\\g<0>", one_line(text))
    return _BLOCK_START.sub(lambda found: f"{found[2] or ''}\\{found[1] or found[3]}", marked)


def draft_to_markdown(draft: Draft) -> str:
    """The whole draft as one Markdown document, ending in a newline; the same draft gives the same bytes.

    Raises:
        InputError: A claim cites an article that the draft does not list as a source.
    """
    page = _Page(draft)
    blocks = [block for block in page.blocks() if block]
    return "\n\n".join(blocks) + "\n"


class _Page:
    """Writes the parts of one draft; each part is a block of lines, or "" when there is nothing to say."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._notes = Notes(draft, {})
        self._fresh = frozenset(draft.news.claims if draft.news is not None else ())

    def blocks(self) -> Iterator[str]:
        draft = self._draft
        yield _front_matter(draft)
        yield f"# {escaped(draft.title)}"
        yield escaped(draft.dek)
        yield escaped(what_is_new(draft))
        yield self._headed(f"TL;DR: {draft.tldr.sentiment.value}", *self._summary())
        yield self._impact()
        yield self._headed("Cross-domain connections", *map(self._connection, draft.connections))
        yield self._headed("Key takeaways", self._list(draft.takeaways))
        yield from map(self._section, draft.sections)
        yield self._timeline()
        yield from map(self._table, draft.tables)
        yield self._headed("What this means for practitioners", self._practitioners())
        yield self._headed("Where sources disagree", *self._conflicts())
        yield self._headed("What is not known", "\n".join(f"- {escaped(gap)}" for gap in draft.gaps))
        yield self._headed("Sources", *map(self._source, sorted(draft.sources, key=lambda source: source.n)))
        yield self._headed("Verification", _verification(draft))
        yield self._headed("Provenance", _provenance(draft))
        yield _link_targets(draft.sources)

    def _sentence(self, claim: Claim, *, with_basis: bool = True, with_sources: bool = True) -> str:
        """A claim on one line: its text, the numbers of its sources, and what to know about it."""
        numbers = [f"[{note.source.n}]" for note in self._notes.of(claim)]
        labels = [
            *(["new"] if claim.id in self._fresh else []),
            *caveats(claim, with_basis=with_basis, with_sources=with_sources),
        ]
        aside = [f"*({'; '.join(labels)})*"] if labels else []
        return " ".join([escaped(claim.text), *numbers, *aside])

    def _list(self, claims: Sequence[Claim]) -> str:
        return "\n".join(f"- {self._sentence(claim)}" for claim in claims)

    def _summary(self) -> Iterator[str]:
        claims = self._draft.tldr.claims
        note = sources_note(claims)
        yield "\n".join(f"- {self._sentence(claim, with_sources=not note)}" for claim in claims)
        yield f"*{note}*" if note else ""

    def _headed(self, heading: str, *blocks: str) -> str:
        """A heading and its blocks; nothing when all blocks are empty."""
        filled = [block for block in blocks if block]
        return "\n\n".join([f"## {heading}", *filled]) if filled else ""

    def _impact(self) -> str:
        impact = self._draft.impact
        action = f"**What to do:** {self._sentence(impact.action)}" if impact.action is not None else ""
        adoption = f"**When it takes hold:**\n\n{self._list(impact.adoption)}" if impact.adoption else ""
        heading = f"## Impact: {impact.level.value}, {impact.horizon.value}"
        return "\n\n".join(block for block in (heading, action, adoption) if block)

    def _connection(self, connection: DraftConnection) -> str:
        first, second = (escaped(domain) for domain in connection.domains)
        lines = [
            f"### {first} → {second}",
            f"- From: {self._sentence(connection.from_claim)}\n- To: {self._sentence(connection.to_claim)}",
            f"**Why:** {self._sentence(connection.why)}",
        ]
        return "\n\n".join(lines)

    def _section(self, section: Section) -> str:
        return self._headed(
            escaped(section.heading), *("\n".join(map(self._sentence, p)) for p in section.paragraphs)
        )

    def _timeline(self) -> str:
        timeline = self._draft.timeline
        if not timeline.entries:
            return ""
        entries = "\n".join(map(self._entry, timeline.entries))
        return self._headed(f"Timeline: {escaped(timeline.title)}", _caption(timeline.caption), entries)

    def _entry(self, entry: TimelineEntry) -> str:
        line = f"- **{escaped(entry.date)}** {self._sentence(entry.headline)}"
        return line if entry.detail is None else f"{line}\n  {self._sentence(entry.detail)}"

    def _table(self, table: Table) -> str:
        columns = [escaped(column) for column in table.columns]
        width = max([len(columns), *(1 + len(row.cells) for row in table.rows)])
        head = [_row([*columns, *[""] * (width - len(columns))]), _row(["---"] * width)]
        rows = [self._table_row(row, width) for row in table.rows]
        return self._headed(f"Table: {escaped(table.title)}", _caption(table.caption), "\n".join(head + rows))

    def _table_row(self, row: TableRow, width: int) -> str:
        cells = [self._sentence(cell) if cell is not None else BLANK for cell in row.cells]
        return _row([escaped(row.label), *cells, *[BLANK] * (width - 1 - len(cells))])

    def _practitioners(self) -> str:
        return "\n".join(
            f"- **{claim.basis.value.capitalize()}:** {self._sentence(claim, with_basis=False)}"
            for claim in self._draft.practitioners
        )

    def _conflicts(self) -> Iterator[str]:
        for conflict in self._draft.conflicts:
            yield "\n\n".join(
                [escaped(conflict.note) or "These sources disagree:", self._list(conflict.claims)]
            )

    def _source(self, source: SourceRef) -> str:
        """A source by number, with the words that were cited from it."""
        facts = (one_line(part) for part in (source.publisher, source.published))
        about = ", ".join(escaped(fact) for fact in facts if fact)
        address = web_address(source.url)
        title = escaped(source.title) or "Untitled"
        head = (
            f"**{source.n}.** "
            + (f"[{title}]({address})" if address else title)
            + (f" ({about})" if about else "")
        )
        return "\n".join(
            [head, "", *(f"- “{escaped(quote)}”" for quote in self._notes.quotes(source))]
        ).strip()


def _front_matter(draft: Draft) -> str:
    """YAML front matter. Strings are written as JSON, which every YAML reader takes as a quoted string."""
    values = {
        "horizon": draft.impact.horizon.value,
        "impact": draft.impact.level.value,
        "kind": one_line(draft.kind),
        "published": draft.published.isoformat(),
        "read_minutes": draft.read_minutes,
        "sentiment": draft.tldr.sentiment.value,
        "slug": one_line(draft.slug),
        "tags": [one_line(tag) for tag in draft.tags],
        "title": one_line(draft.title),
        "version": draft.version,
    }
    lines = [f"{key}: {json.dumps(values[key], ensure_ascii=False)}" for key in sorted(values)]
    return "\n".join(["---", *lines, "---"])


def _caption(caption: str) -> str:
    return f"*{escaped(caption)}*" if one_line(caption) else ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _verification(draft: Draft) -> str:
    counts = draft.verification
    lines = [
        ("Claims", counts.claims),
        ("Supported", counts.supported),
        ("Partly supported", counts.partial),
        ("Sources conflict", counts.conflicting),
        ("Not supported", counts.unsupported),
        ("Dropped before this version", counts.dropped),
    ]
    return "\n".join(f"- {name}: {count}" for name, count in lines)


def _provenance(draft: Draft) -> str:
    origin = draft.provenance
    lines = [
        ("Run", origin.run_id),
        ("Writer", origin.writer),
        ("Model", origin.model or "none"),
        ("Tokens", str(origin.tokens)),
        ("Cost in USD", f"{origin.cost_usd:.4f}"),
        ("Evidence sha256", origin.evidence_sha256),
    ]
    lines += [(f"Prompt {name}", digest) for name, digest in sorted(origin.prompts.items())]
    lines += [
        (f"Dossier {dossier.id}", f"{dossier.title} ({dossier.domain}; articles: {dossier.articles})")
        for dossier in draft.dossiers
    ]
    return "\n".join(f"- {escaped(name)}: {escaped(value)}" for name, value in lines)


def _link_targets(sources: Sequence[SourceRef]) -> str:
    """Link reference definitions, which make every marker ``[n]`` lead to its source."""
    addresses = [
        (source.n, web_address(source.url)) for source in sorted(sources, key=lambda source: source.n)
    ]
    return "\n".join(f"[{n}]: {address}" for n, address in addresses if address)
