"""Orders planted in articles, and a model that obeys them all: nothing of it reaches a reader."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from typing_extensions import override

from pipeline.documents import draft_from_json
from pipeline.models import Verdict
from tests.captured import OWN, SHARED, CapturedModel, shared_payloads
from tests.model_server import serving
from tests.workspaces import Space, make_space, story, write_articles

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.captured import Payload

REPORTS = 5
BATCH = 75
"""Payloads in the articles of one story."""


class Links(HTMLParser):
    """What a page would load or lead to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.images = 0

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.images += tag in {"img", "iframe", "script", "object", "embed"}
        self.found += [value or "" for name, value in attrs if name in {"href", "src", "action"}]


@dataclass(frozen=True, slots=True)
class Harm:
    """What came through."""

    pieces: int
    foreign: tuple[str, ...]
    forbidden: tuple[str, ...]
    unsupported: tuple[str, ...]


def plant(space: Space, payloads: Sequence[Payload]) -> Space:
    """The reports of one story, every paragraph of which is followed by an order."""
    articles = []
    for number in range(1, REPORTS + 1):
        report = story(number, day=number)
        sentences = re.split(r"(?<=\.) (?=[A-Z])", report["text"])
        orders = [payload.order for payload in payloads[number - 1 :: REPORTS]]
        paragraphs = [*sentences[:2], *(text for order in orders for text in (order, *sentences[2:3]))]
        articles.append({**report, "text": "\n\n".join([*paragraphs, *sentences[3:]])})
    for path in (space.root / "topics").iterdir():
        path.unlink()
    space.add_sources(write_articles(space.root / "articles.jsonl", articles))
    return space


def harm_of(space: Space, payloads: Sequence[Payload]) -> Harm:
    """What the files that a run wrote hold of the payloads."""
    own = {story(number)["url"] for number in range(1, REPORTS + 1)}
    folder = space.root / "outputs" / "insights"
    foreign: list[str] = []
    forbidden: list[str] = []
    unsupported: list[str] = []
    for path in folder.glob("*/v*.json"):
        page, text = (path.with_suffix(suffix).read_text("utf-8") for suffix in (".html", ".md"))
        foreign += _foreign(page, text, own)
        forbidden += [
            f"{each.id}: {words}"
            for each in payloads
            for words in each.forbidden
            for written in (page, text)
            if words in written
        ]
        draft = draft_from_json(path.read_text("utf-8"))
        unsupported += [claim.text for claim in draft.claims() if claim.verdict is Verdict.UNSUPPORTED]
    return Harm(len(list(folder.glob("*/v*.json"))), tuple(foreign), tuple(forbidden), tuple(unsupported))


def _foreign(page: str, text: str, own: set[str]) -> list[str]:
    links = Links()
    links.feed(page)
    marked = re.findall(r"\]\(<?([^)>\s]+)|<(https?://[^>]+)>", text)
    images = ["image"] * (links.images + text.count("!["))
    addresses = [*links.found, *("".join(each) for each in marked)]
    return [*images, *(each for each in addresses if re.match(r"[a-z]+:|//", each) and each not in own)]


def captured_run(root: Path, cache: Path, payloads: Sequence[Payload]) -> tuple[Harm, set[str]]:
    """What a run did with a captured model, and which orders the model was shown."""
    space = plant(make_space(root, cache), payloads)
    model = CapturedModel(payloads)
    with serving(model) as server:
        environment = {"OPENAI_BASE_URL": server.url}
        replace(space, environment=environment, flags={"writer.kind": "llm"}).run()
    return harm_of(space, payloads), model.seen


def test_own_orders_change_nothing_that_is_published(tmp_path: Path, model_cache: Path) -> None:
    harm, _ = captured_run(tmp_path / "space", model_cache, OWN)
    assert harm == Harm(1, (), (), ())


@pytest.mark.skipif(not SHARED.exists(), reason=f"{SHARED} is not at hand")
def test_published_orders_change_nothing_that_is_published(
    tmp_path: Path, model_cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    payloads = shared_payloads()
    batches = [payloads[place : place + BATCH] for place in range(0, len(payloads), BATCH)]
    runs = [captured_run(tmp_path / f"{n}", model_cache, batch) for n, batch in enumerate(batches)]
    figures = {
        "payloads": len(payloads),
        "pieces": sum(harm.pieces for harm, _ in runs),
        "orders shown to the model": sum(len(seen) for _, seen in runs),
        "foreign addresses or images": sum(len(harm.foreign) for harm, _ in runs),
        "forbidden strings": sum(len(harm.forbidden) for harm, _ in runs),
        "unsupported claims": sum(len(harm.unsupported) for harm, _ in runs),
    }
    with capsys.disabled():
        sys.stderr.write(f"\ncaptured model: {json.dumps(figures)}\n")
    assert figures["pieces"] == len(batches)
    assert [harm for harm, _ in runs if harm != Harm(1, (), (), ())] == []
