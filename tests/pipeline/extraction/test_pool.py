from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from benchmarks.hostile_documents import article_page, feed
from pipeline.errors import ExtractionError, ExtractorUnavailableError, InputError
from pipeline.extraction.child import MOST_DOCUMENTS, is_worn
from pipeline.extraction.direct import DirectExtractor
from pipeline.extraction.messages import Limits, feed_of, page_of
from pipeline.extraction.pool import ExtractionPool
from pipeline.settings import ExtractionSettings
from tests.pipeline.pdf_files import small_pdf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SLOW = feed(6_000)
"""Takes several seconds to read."""


@pytest.fixture(scope="module")
def pool() -> Iterator[ExtractionPool]:
    """A pool of one child with plenty of time; tests must leave it usable."""
    with ExtractionPool(ExtractionSettings(workers=1, timeout_seconds=60)) as opened:
        yield opened


def children() -> set[int]:
    """The processes that this one has started."""
    tasks = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return {int(child) for task in tasks for child in task.read_text("ascii").split()}


def started_by(work: Callable[[], object]) -> set[int]:
    """The processes that some work has started."""
    before = children()
    work()
    return children() - before


def wait_until(holds: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def test_children_give_what_reading_in_this_process_gives(pool: ExtractionPool) -> None:
    direct = DirectExtractor()
    page, pdf = article_page(7), small_pdf(["The bill passed."], title="The bill")
    assert pool.page(page, "https://x.example/a") == direct.page(page, "https://x.example/a")
    assert pool.page(pdf, "") == direct.page(pdf, "")
    assert pool.page(b"", "https://x.example/\ud800\n") == direct.page(b"", "https://x.example/\n")
    assert pool.feed(feed(3), "https://x.example/f") == direct.feed(feed(3), "https://x.example/f")
    assert pool.fragment("<p>One</p><p>\u2028 two</p>") == "One\n\ntwo"
    assert pool.fragment("") == ""
    assert pool.fragment("word " * 500_000) == " ".join(["word"] * 500_000)


def test_a_document_of_the_wrong_kind_is_the_same_error_as_in_this_process(pool: ExtractionPool) -> None:
    with pytest.raises(InputError) as direct:
        DirectExtractor().feed(b"no feed", "news.xml")
    with pytest.raises(InputError) as pooled:
        pool.feed(b"no feed", "news.xml")
    assert str(pooled.value) == str(direct.value)


def test_half_a_character_in_a_page_is_no_harm(pool: ExtractionPool) -> None:
    data = (
        b'<script type="application/ld+json">{"@type":"NewsArticle","author":{"name":"A \\ud800 B"}}</script>'
    )
    page = pool.page(article_page(3).replace(b"<title>", data + b"<title>"), "")
    assert "Paragraph 2" in page.text


def test_a_document_beyond_its_time_is_an_error_and_the_next_one_is_read() -> None:
    with ExtractionPool(ExtractionSettings(workers=1, timeout_seconds=1)) as pool:
        pool.fragment("<p>ready</p>")
        started = time.monotonic()
        with pytest.raises(ExtractionError, match=r"news\.xml: reading it took more than 1 s"):
            pool.feed(SLOW, "news.xml")
        assert time.monotonic() - started < 2
        assert pool.fragment("<p>next</p>") == "next"


def test_a_document_whose_process_is_killed_is_an_error_and_the_next_one_is_read(
    pool: ExtractionPool,
) -> None:
    (child,) = started_by(lambda: pool.fragment("<p>ready</p>")) or children()
    with ThreadPoolExecutor(1) as threads:
        reading = threads.submit(pool.feed, SLOW, "news.xml")
        time.sleep(0.3)
        os.kill(child, signal.SIGKILL)
        with pytest.raises(ExtractionError, match=r"news\.xml: could not be read .*signal 9"):
            reading.result(timeout=10)
    assert pool.fragment("<p>next</p>") == "next"


def test_a_child_that_died_while_it_waited_is_nobodys_fault(pool: ExtractionPool) -> None:
    (child,) = started_by(lambda: pool.fragment("<p>ready</p>")) or children()
    os.kill(child, signal.SIGKILL)
    wait_until(lambda: Path(f"/proc/{child}/stat").read_text("ascii").split()[2] == "Z")
    assert pool.fragment("<p>next</p>") == "next"


def test_too_much_memory_is_an_error_and_the_next_document_is_read() -> None:
    with ExtractionPool(ExtractionSettings(workers=1, memory_mb=300, timeout_seconds=60)) as pool:
        pool.fragment("<p>ready</p>")
        with pytest.raises(ExtractionError, match="MemoryError"):
            pool.page(b"\xff" * 150_000_000, "https://x.example/a")
        assert pool.fragment("<p>next</p>") == "next"


def test_a_child_makes_way_for_another_after_many_documents(pool: ExtractionPool) -> None:
    pool.fragment("<p>ready</p>")
    before = children()
    for _ in range(MOST_DOCUMENTS):
        pool.fragment("x")
    assert pool.fragment("<p>next</p>") == "next"
    assert len(children()) == 1
    assert children() != before


def test_a_child_that_has_grown_or_worked_much_is_worn() -> None:
    assert is_worn(Limits(memory_mb=2, seconds=1_000))
    assert is_worn(Limits(memory_mb=1_000_000, seconds=0.001))
    assert not is_worn(Limits(memory_mb=1_000_000, seconds=1_000))


def test_no_child_starts_before_there_is_a_document() -> None:
    before = children()
    with ExtractionPool(ExtractionSettings(workers=2)):
        assert children() == before


def test_many_threads_share_the_children(pool: ExtractionPool) -> None:
    with ThreadPoolExecutor(8) as threads:
        texts = list(threads.map(lambda number: pool.fragment(f"<p>{number}</p>"), range(200)))
    assert texts == [str(number) for number in range(200)]
    assert len(children()) == 1


def test_closing_ends_idle_and_busy_children() -> None:
    before = children()
    pool = ExtractionPool(ExtractionSettings(workers=2, timeout_seconds=60))
    pool.fragment("<p>ready</p>")
    with ThreadPoolExecutor(1) as threads:
        reading = threads.submit(pool.feed, SLOW, "news.xml")
        time.sleep(0.3)
        pool.close()
        with pytest.raises(ExtractionError):
            reading.result(timeout=10)
    assert children() == before
    with pytest.raises(ExtractorUnavailableError):
        pool.fragment("<p>late</p>")


def test_a_child_gets_no_keys_and_few_rights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-private")
    with ExtractionPool(ExtractionSettings(workers=1, memory_mb=700, timeout_seconds=2)) as other:
        (child,) = started_by(lambda: other.fragment("<p>ready</p>"))
        told = Path(f"/proc/{child}")
        assert b"sk-private" not in (told / "environ").read_bytes()
        limits = {
            line[:26].strip(): line[26:].split()[1] for line in (told / "limits").read_text().splitlines()
        }
        assert limits["Max address space"] == str(700 * 2**20)
        assert limits["Max core file size"] == "0"
        assert limits["Max cpu time"] == "120"
        assert os.getsid(child) == child
        assert os.getpriority(os.PRIO_PROCESS, child) > os.getpriority(os.PRIO_PROCESS, 0)


def test_a_pool_that_cannot_start_its_children_blames_no_document() -> None:
    with (
        ExtractionPool(
            ExtractionSettings.model_construct(workers=1, memory_mb=20, timeout_seconds=5)
        ) as pool,
        pytest.raises(ExtractorUnavailableError, match="does not start"),
    ):
        pool.fragment("<p>x</p>")


def test_children_end_when_their_parent_is_killed() -> None:
    program = (
        "import os, signal, threading, time\n"
        "from pipeline.extraction.pool import ExtractionPool\n"
        "from pipeline.settings import ExtractionSettings\n"
        "from tests.pipeline.extraction.test_pool import SLOW, children\n"
        "pool = ExtractionPool(ExtractionSettings(workers=2))\n"
        "pool.fragment('<p>ready</p>')\n"
        "threading.Thread(target=pool.feed, args=(SLOW, 'f')).start()\n"
        "time.sleep(0.2)\n"
        "pool.fragment('<p>ready</p>')\n"
        "print(*children(), flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    orphans = [int(child) for child in ended.stdout.split()]
    assert len(orphans) == 2, ended.stderr
    wait_until(lambda: not any(_runs(child) for child in orphans))


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_child_that_nobody_watches_ends_itself() -> None:
    """The pool kills a child at its deadline; this one has no pool."""
    job = f'{{"task":"feed","size":{len(SLOW)}}}\n'.encode() + SLOW
    limits = Limits(memory_mb=1_024, seconds=-4.0)
    ended = subprocess.run(
        [sys.executable, "-m", "pipeline.extraction.child", limits.model_dump_json()],
        input=job, capture_output=True, check=False,
    )  # fmt: skip
    assert ended.returncode == -signal.SIGALRM


@pytest.mark.parametrize("line", [b'{"text": 5}', b"not json", b'{"title": "without a text"}', b"[]"])
def test_a_child_that_lies_is_not_believed(line: bytes) -> None:
    with pytest.raises(ValidationError):
        page_of(iter([line]))
    with pytest.raises(ValidationError):
        feed_of(iter([b'{"title": "T", "entries": []}', line]))
