"""Words that all output formats share."""

from __future__ import annotations

from dataclasses import replace

from pipeline.rendering.plain import caveats, sources_note
from tests.factories_draft import sample_draft


def test_a_list_that_rests_on_single_sources_says_so_once() -> None:
    claims = tuple(replace(claim, single_source=True) for claim in sample_draft().tldr.claims)
    assert sources_note(claims)
    assert sources_note(claims[:1]) == ""
    assert sources_note((*claims, replace(claims[0], single_source=False))) == ""
    assert "single source" in caveats(claims[0])
    assert "single source" not in caveats(claims[0], with_sources=False)
