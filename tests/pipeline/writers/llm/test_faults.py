"""Whatever endpoint and model get wrong ends in a whole draft or in an error with a name, never in half a draft."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import ModelAnswerError, ModelError, ModelUnavailableError
from tests.factories import make_plan
from tests.model_server import serving
from tests.pipeline.writers.llm.faults import ANSWER_FAULTS, WIRE_FAULTS
from tests.pipeline.writers.llm.kit import (
    KEY,
    MemoryCache,
    make_settings,
    make_writer,
    write_whole,
)

if TYPE_CHECKING:
    from pipeline.models import Draft
    from tests.pipeline.writers.llm.faults import Fault

REQUIRED = ("outline", "section", "summary")
OPTIONAL = ("connections", "timeline", "tables", "advice", "doubts")


@pytest.fixture(scope="module")
def recorded() -> MemoryCache:
    """All calls of a good draft, so that a test only makes those that it wants to go wrong."""
    cache = MemoryCache()
    with serving() as server:
        write_whole(make_writer(server.url, cache=cache), make_plan())
    return cache


def _write(fault: Fault, step: str, recorded: MemoryCache, deadline: float = 0.4) -> tuple[Draft, int]:
    """A draft of which only ``step`` is not recorded yet, and the number of requests it took."""
    cache = MemoryCache()
    cache.calls = {key: call for key, call in recorded.calls.items() if call.prompt_name != step}
    with serving(fault.script(step)) as server:
        writer = make_writer(server.url, make_settings(deadline_seconds=deadline), cache)
        try:
            return write_whole(writer, make_plan()), len(server.asked)
        finally:
            kept = [call for call in cache.calls.values() if call.prompt_name == step]
            assert fault.ends_in is None or step in OPTIONAL or not kept or step == "section"


def _is_whole(draft: Draft) -> bool:
    return bool(draft.title and draft.dek and draft.tldr.claims and draft.takeaways and draft.sections)


@pytest.mark.parametrize("fault", [*ANSWER_FAULTS, *WIRE_FAULTS], ids=lambda fault: fault.name)
def test_fault_in_a_required_part_ends_in_a_named_error_or_a_whole_draft(
    fault: Fault, recorded: MemoryCache
) -> None:
    began = time.monotonic()
    if fault.ends_in is None:
        draft, _ = _write(fault, "summary", recorded, deadline=2.0)
        assert _is_whole(draft)
        assert not any("This draft has no" in gap for gap in draft.gaps)
        return
    with pytest.raises(ModelError) as caught:
        _write(fault, "summary", recorded)
    assert type(caught.value) is fault.ends_in
    assert any(words in str(caught.value) for words in fault.saying.split("|"))
    assert caught.value.remedy
    assert KEY not in str(caught.value)
    assert time.monotonic() - began < 3.0


@pytest.mark.parametrize("step", REQUIRED)
@pytest.mark.parametrize("fault", ANSWER_FAULTS[:9:2], ids=lambda fault: fault.name)
def test_no_required_part_is_ever_left_out(fault: Fault, step: str, recorded: MemoryCache) -> None:
    if fault.ends_in is None:
        assert _is_whole(_write(fault, step, recorded)[0])
        return
    with pytest.raises(fault.ends_in, match=step):
        _write(fault, step, recorded)


@pytest.mark.parametrize("step", OPTIONAL)
def test_an_optional_part_that_fails_is_left_out_and_the_gaps_say_so(
    step: str, recorded: MemoryCache
) -> None:
    prose = next(fault for fault in ANSWER_FAULTS if fault.name == "prose")
    draft, _ = _write(prose, step, recorded)
    assert _is_whole(draft)
    assert len([gap for gap in draft.gaps if gap.startswith("This draft has no")]) == 1


def test_an_endpoint_that_goes_away_fails_optional_parts_too(recorded: MemoryCache) -> None:
    down = next(fault for fault in WIRE_FAULTS if fault.name == "500 for ever")
    with pytest.raises(ModelUnavailableError):
        _write(down, "tables", recorded)


def test_an_unusable_answer_is_asked_for_once_more_with_its_problem(recorded: MemoryCache) -> None:
    extra = next(fault for fault in ANSWER_FAULTS if fault.name == "an extra key once")
    with serving(extra.script("summary")) as server:
        cache = MemoryCache()
        cache.calls = {key: call for key, call in recorded.calls.items() if call.prompt_name != "summary"}
        writer = make_writer(server.url, cache=cache)
        write_whole(writer, make_plan())
        first, second = server.asked[:2]
        assert "remark: Extra inputs are not permitted" in second.prompt
        assert second.prompt.startswith(first.prompt)
        assert writer.spent().calls == len(server.asked)


def test_an_unusable_answer_is_not_kept() -> None:
    prose = next(fault for fault in ANSWER_FAULTS if fault.name == "prose")
    cache = MemoryCache()
    with serving(prose.script("outline")) as server, pytest.raises(ModelAnswerError):
        write_whole(make_writer(server.url, cache=cache), make_plan())
    assert cache.calls == {}


def test_nobody_listening_is_named() -> None:
    with serving() as server:
        url = server.url
    with pytest.raises(ModelUnavailableError, match="cannot be reached"):
        write_whole(make_writer(url), make_plan())


def test_a_long_retry_after_gives_up_at_once() -> None:
    fault = next(fault for fault in WIRE_FAULTS if fault.name == "429 with Retry-After 3600")
    with serving(fault.script()) as server:
        began = time.monotonic()
        with pytest.raises(ModelUnavailableError):
            write_whole(make_writer(server.url), make_plan())
        assert len(server.asked) == 1
        assert time.monotonic() - began < 1.0
