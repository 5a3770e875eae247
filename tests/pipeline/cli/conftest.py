"""Workspaces to call commands in. The one with drafts is made by a real run, once."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from pipeline.wiring import open_services
from pipeline.workspace import make_workspace, open_workspace
from tests.pipeline.cli.terminal import NOON, Clock, Terminal

if TYPE_CHECKING:
    from pathlib import Path

QUESTION = "What must makers of export chips do?"
SLUG = "brief-what-must-makers-of-export-chips-do"
HOSTILE_TITLE = (
    "Ministry \x1b[31morders\x1b[0m [bold]checks[/bold] \x1b]0;owned\x07for \u202eevery export chip"
)


def article(number: int, title: str, publisher: str, *sentences: str) -> str:
    """A line of a JSONL file."""
    line = {
        "id": f"a{number}",
        "url": f"https://news.example/{number}",
        "title": title,
        "text": " ".join(sentences),
        "published": f"2026-04-{7 + number:02d}",
        "publisher": publisher,
    }
    return json.dumps(line)


ARTICLES = (
    article(
        1,
        HOSTILE_TITLE,
        "Harbor Gazette",
        "The Ministry of Trade ordered on 7 April 2026 that every export chip must report its location.",
        "Makers that miss the date pay up to $2.5 million for each shipment of export chips.",
        "Northwind Semiconductor said the location checks would add $12 to the cost of each chip.",
    ),
    article(
        2,
        "Northwind says chip location checks cost $12 each",
        "Quayside Review",
        "Northwind Semiconductor put the cost of location checks at $12 for each export chip.",
        "The Ministry of Trade wants every export chip to report its location from 1 October 2026.",
        "Smaller chip makers must file a plan for location checks by 30 June 2026.",
    ),
    article(
        3,
        "Export chip makers must file plans by June",
        "Chip Ledger",
        "Chip makers must file their plans for location checks with the Ministry of Trade by 30 June 2026.",
        "The order on export chips covers about 40 models, the Ministry of Trade said.",
        "A shipment of export chips without location checks may cost a maker $2.5 million.",
    ),
    article(
        4,
        "Location checks for export chips draw a lawsuit",
        "Docket Daily",
        "Northwind Semiconductor sued the Ministry of Trade on 11 April 2026 over its export chip order.",
        "The company says that location checks in export chips can be misused by thieves.",
        "A court will hear the case about the export chip order on 4 May 2026.",
    ),
    article(
        5,
        "Soup of white beans and leek",
        "Kitchen Post",
        "This soup of white beans takes 40 minutes and one pot.",
        "Stir the leek until it is soft, then add the beans.",
    ),
)


@pytest.fixture
def articles_file(tmp_path: Path) -> Path:
    """Five articles, four of them on one story."""
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(ARTICLES) + "\n", "utf-8")
    return path


@pytest.fixture
def root(tmp_path: Path, model_cache: Path) -> Path:
    """An empty workspace."""
    return _made(tmp_path / "workspace", model_cache)


@pytest.fixture
def terminal(root: Path) -> Terminal:
    """A terminal in an empty workspace."""
    return Terminal(root)


@pytest.fixture(scope="session")
def finished_workspace(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Path:
    """A workspace after a run; it is copied for every test, and its articles are at ``articles.jsonl`` in it."""
    folder = _made(tmp_path_factory.mktemp("cli") / "finished", model_cache)
    (folder / "articles.jsonl").write_text("\n".join(ARTICLES) + "\n", "utf-8")
    # A draft of every article, because five articles make no theme.
    (folder / "throughline.toml").write_text("[dossiers]\nmin_articles = 1\n", "utf-8")
    terminal = Terminal(folder)
    assert terminal("source", "add", "articles.jsonl").code == 0
    result = terminal("run")
    assert result.code in {0, 3}, result
    assert terminal("ask", QUESTION, "--save").code == 0
    return folder


@pytest.fixture
def finished(finished_workspace: Path, tmp_path: Path) -> Terminal:
    """A terminal, an hour after the run, in a workspace with events, themes, and two versions of a brief."""
    folder = tmp_path / "finished"
    shutil.copytree(finished_workspace, folder, symlinks=True)
    with open_services(open_workspace(folder, {}, {}), {}) as services:
        draft = services.drafts.latest(SLUG)
        assert draft is not None
        services.drafts.add(replace(draft, dek="Another dek."), "other inputs")
    return Terminal(folder, clock=Clock(NOON + timedelta(hours=1)))


def _made(folder: Path, model_cache: Path) -> Path:
    make_workspace(folder, demo=False)
    (folder / ".throughline" / "cache").symlink_to(model_cache)
    return folder
