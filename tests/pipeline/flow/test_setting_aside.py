from __future__ import annotations

from typing import TYPE_CHECKING

from tests.workspaces import Space, make_space

if TYPE_CHECKING:
    from pathlib import Path


def test_a_document_that_is_never_read_in_time_is_tried_three_times_and_then_set_aside(
    tmp_path: Path, model_cache: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html><body><article><p>The committee met.</p></article></body></html>", "utf-8")
    made = make_space(tmp_path / "space", model_cache)
    space = Space(made.root, made.cache, flags={"extraction.timeout_seconds": 0.001})
    space.add_sources(page)
    reasons, fingerprints = [], []
    for _ in range(5):
        (skipped,) = space.run().skipped or (None,)
        with space.services() as services:
            (row,) = services.sources.all()
        reasons.append(skipped and skipped.reason)
        fingerprints.append(row.fingerprint)
    assert ["more than 0.001 s" in str(reason) for reason in reasons[:3]] == [True] * 3
    assert "set aside after it failed 3 times" in str(reasons[3])
    assert [bool(fingerprint) for fingerprint in fingerprints] == [False, False, False, True, True]
    assert reasons[4] is None
