from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pipeline.errors import StoreError
from store.exact import ExactIndex
from store.manifest import digest_of, read_manifest
from store.vectors import ChromaIndex
from tests.store.builders import make_ids, make_vectors

if TYPE_CHECKING:
    from pipeline.models import FloatMatrix
    from pipeline.ports import VectorIndex

ROOT = Path(__file__).parents[2]
COUNT = 60
IDS = make_ids(COUNT)
VECTORS = make_vectors(COUNT)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of VECTORS, built once and copied for each test."""
    folder = tmp_path_factory.mktemp("index")
    with ChromaIndex(folder, "model") as index:
        assert index.sync(IDS, VECTORS) == "rebuilt: there was no whole one"
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "index"))


def assert_searches_like_exact(index: VectorIndex, ids: list[str], vectors: FloatMatrix) -> None:
    exact = ExactIndex()
    exact.sync(ids, vectors)
    for query in make_vectors(3, seed=9):
        hits, expected = index.search(query, 7), exact.search(query, 7)
        assert [hit.id for hit in hits] == [hit.id for hit in expected]
        np.testing.assert_allclose([hit.score for hit in hits], [hit.score for hit in expected], atol=1e-5)


# --- exact ------------------------------------------------------------------------------------------------------------


def test_exact_search_ranks_by_cosine_whatever_the_lengths() -> None:
    index = ExactIndex()
    index.sync(["far", "near", "opposite"], np.array([[0, 5], [0.1, 0.01], [-3, 0]], dtype=np.float32))
    hits = index.search(np.array([2, 0], dtype=np.float32), 5)
    assert [hit.id for hit in hits] == ["near", "far", "opposite"]
    assert hits[2].score == pytest.approx(-1)


def test_exact_search_of_nothing_and_for_nothing_is_empty() -> None:
    index = ExactIndex()
    assert index.search(VECTORS[0], 5) == []
    index.sync(IDS, VECTORS)
    assert index.search(VECTORS[0], 0) == []
    assert len(index.search(VECTORS[0], 1000)) == COUNT
    assert index.search(np.zeros(8, dtype=np.float32), 1)[0].score == 0


def test_exact_search_keeps_the_order_of_equal_vectors() -> None:
    index = ExactIndex()
    index.sync(IDS, np.ones((COUNT, 4), dtype=np.float32))
    assert [hit.id for hit in index.search(np.ones(4, dtype=np.float32), COUNT)] == IDS


@pytest.mark.parametrize("ids", [IDS[:-1], [*IDS[:-1], IDS[0]]], ids=["too few", "twice the same"])
def test_ids_that_do_not_fit_the_vectors_are_refused(ids: list[str], tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="chunk ids"):
        ExactIndex().sync(ids, VECTORS)
    with pytest.raises(StoreError, match="chunk ids"):
        ChromaIndex(tmp_path, "model").sync(ids, VECTORS)


# --- the index in Chroma ----------------------------------------------------------------------------------------------


def test_index_is_searched_after_building_growing_and_shrinking(folder: Path) -> None:
    more_ids, more = make_ids(COUNT + 15), np.concatenate([VECTORS, make_vectors(15, seed=5)])
    with ChromaIndex(folder, "model") as index:
        assert index.holds(IDS)
        assert not index.holds(more_ids)
        assert index.sync(more_ids, more) == "added 15"
        assert index.holds(more_ids)
        assert_searches_like_exact(index, more_ids, more)
        assert index.sync(more_ids[5:70], more[5:70]) == "added 0, removed 10"
        assert_searches_like_exact(index, more_ids[5:70], more[5:70])
        assert index.notice == ""
        assert len(index.search(VECTORS[0], 1000)) == 65
    with ChromaIndex(folder, "model") as index:
        assert index.sync(more_ids[5:70], more[5:70]) == "unchanged"
        assert_searches_like_exact(index, more_ids[5:70], more[5:70])
        assert index.notice == ""


def test_unchanged_index_is_not_opened(folder: Path) -> None:
    program = (
        "import sys, pathlib; from store.vectors import ChromaIndex; from tests.store.builders import *;"
        f"done = ChromaIndex(pathlib.Path(sys.argv[1]), 'model').sync(make_ids({COUNT}), make_vectors({COUNT}));"
        "print(done, 'chromadb' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "unchanged False"


def test_index_of_nothing_is_empty(folder: Path, tmp_path: Path) -> None:
    nothing = np.zeros((0, 0), dtype=np.float32)
    with ChromaIndex(tmp_path / "new", "model") as index:
        assert index.search(VECTORS[0], 3) == []
        assert index.sync([], nothing) == "unchanged"
        assert index.search(VECTORS[0], 3) == []
    with ChromaIndex(folder, "model") as index:
        assert index.sync([], nothing) == "emptied"
        assert index.search(VECTORS[0], 3) == []
    assert read_manifest(folder) is None


def test_index_of_another_model_is_rebuilt_in_a_new_folder(folder: Path) -> None:
    wider = make_vectors(COUNT, dimension=12)
    with ChromaIndex(folder, "wider model") as index:
        assert index.sync(IDS, wider) == "rebuilt: The vectors were of model."
        assert [hit.id for hit in index.search(wider[3], 1)] == [IDS[3]]
    assert [path.name for path in folder.glob("index-*")] == ["index-2"]


def test_query_of_the_wrong_dimension_is_refused_and_the_index_stays(folder: Path) -> None:
    with ChromaIndex(folder, "model") as index:
        index.sync(IDS, VECTORS)
        with pytest.raises(StoreError, match="dimension 8"):
            index.search(make_vectors(1, dimension=5)[0], 3)
        assert index.notice == ""
    assert read_manifest(folder) is not None


# --- damage -----------------------------------------------------------------------------------------------------------


def overwrite(folder: Path) -> None:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    for path in files:
        path.write_bytes(b"\xa5" * max(path.stat().st_size, 64))


def test_deleted_index_is_rebuilt_at_the_next_sync(folder: Path) -> None:
    shutil.rmtree(folder / "index-1")
    with ChromaIndex(folder, "model") as index:
        assert index.sync(IDS, VECTORS) == "rebuilt: The vector index is gone."
        assert_searches_like_exact(index, IDS, VECTORS)


def test_damaged_index_is_searched_exactly_and_then_rebuilt(folder: Path) -> None:
    overwrite(folder / "index-1")
    with ChromaIndex(folder, "model") as index:
        assert index.sync(IDS, VECTORS) == "unchanged"
        assert_searches_like_exact(index, IDS, VECTORS)
        assert "The vector index failed" in index.notice
        assert index.sync(IDS, VECTORS) == "rebuilt: there was no whole one"
        assert_searches_like_exact(index, IDS, VECTORS)
        assert index.notice == ""
    assert [path.name for path in folder.glob("index-*")] == ["index-2"]


def test_index_whose_vectors_were_swapped_does_not_go_unnoticed(folder: Path) -> None:
    other = make_vectors(COUNT, seed=77)
    with ChromaIndex(folder, "model") as index:
        assert index.sync(IDS, other) == "unchanged"
        assert_searches_like_exact(index, IDS, other)
        assert "of 8 vectors of its own" in index.notice


def test_index_that_does_not_open_in_time_is_left_for_exact_search(folder: Path) -> None:
    with ChromaIndex(folder, "model", answer_seconds=0.005, lock_seconds=0.005) as index:
        assert index.sync(IDS[1:], VECTORS[1:]).startswith("exact search: The vector index failed")
        assert_searches_like_exact(index, IDS[1:], VECTORS[1:])


def test_process_that_dies_in_a_search_is_survived(folder: Path) -> None:
    with ChromaIndex(folder, "model") as index:
        assert index.sync(IDS[1:], VECTORS[1:]) == "added 0, removed 1"
        assert index._child is not None
        os.kill(index._child._process.pid, signal.SIGKILL)
        assert_searches_like_exact(index, IDS[1:], VECTORS[1:])
        assert index.notice == "The vector index failed (its process was ended by signal 9, Killed)."
    assert read_manifest(folder) is None


def test_process_that_is_killed_while_it_indexes_leaves_an_index_to_go_on_with(tmp_path: Path) -> None:
    program = (
        "import sys, os, pathlib, signal, threading; from store.vectors import ChromaIndex\n"
        "from tests.store.builders import *\n"
        "def die():\n"
        "    while not list(pathlib.Path(sys.argv[1]).glob('index-*/chroma.sqlite3')): pass\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "threading.Thread(target=die).start()\n"
        "ChromaIndex(pathlib.Path(sys.argv[1]), 'model').sync(make_ids(3000), make_vectors(3000, 64))\n"
    )
    folder = tmp_path / "index"
    done = subprocess.run([sys.executable, "-c", program, str(folder)], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    with ChromaIndex(folder, "model") as index:
        assert index.sync(IDS, VECTORS) == "rebuilt: there was no whole one"
        assert_searches_like_exact(index, IDS, VECTORS)


def test_manifest_that_does_not_match_its_index_is_found_out(folder: Path) -> None:
    fewer = read_manifest(folder)
    assert fewer is not None
    stale = fewer.model_copy(update={"count": COUNT - 10, "digest": digest_of(IDS[10:])})
    (folder / "manifest.json").write_text(stale.model_dump_json(), encoding="utf-8")
    with ChromaIndex(folder, "model") as index:
        assert index.sync(IDS[10:], VECTORS[10:]) == "unchanged"
        assert_searches_like_exact(index, IDS[10:], VECTORS[10:])
        assert index.notice == "The vector index holds 60 vectors, not 50."


@pytest.mark.parametrize(
    "manifest",
    [
        b"\xff\xfe{",
        b"[]",
        b'{"model_id":"model","count":-1,"digest":"","directory":"index-1"}',
        b'{"model_id":"model","count":60,"digest":"","directory":"../index-1"}',
        b'{"model_id":"model","count":60,"digest":"","directory":"index-1\\n"}',
    ],
)
def test_manifest_that_is_not_ours_is_no_manifest(tmp_path: Path, manifest: bytes) -> None:
    (tmp_path / "manifest.json").write_bytes(manifest)
    assert read_manifest(tmp_path) is None


def test_digest_is_of_the_set_of_ids() -> None:
    assert digest_of(["a", "b"]) == digest_of(["b", "a"])
    assert digest_of(["a", "b"]) != digest_of(["a", "c"])


def test_index_in_use_elsewhere_is_left_alone(folder: Path) -> None:
    with ChromaIndex(folder, "model") as first:
        first.sync(IDS, VECTORS)
        first.search(VECTORS[0], 1)
        with ChromaIndex(folder, "model", lock_seconds=0.1) as second:
            assert (
                second.sync(IDS[1:], VECTORS[1:])
                == "exact search: The vector index is in use by another process."
            )
            assert_searches_like_exact(second, IDS[1:], VECTORS[1:])
        assert_searches_like_exact(first, IDS, VECTORS)
        assert first.notice == ""


def test_folder_that_cannot_be_made_means_exact_search(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with ChromaIndex(tmp_path / "file" / "index", "model") as index:
        assert index.sync(IDS, VECTORS).startswith("exact search: ")
        assert_searches_like_exact(index, IDS, VECTORS)
        assert index.notice != ""


def test_without_chromadb_search_is_exact(tmp_path: Path) -> None:
    (tmp_path / "chromadb").mkdir()
    (tmp_path / "chromadb" / "__init__.py").write_text(
        "raise ImportError('not installed')\n", encoding="utf-8"
    )
    program = (
        "import sys, pathlib\n"
        "from store.vectors import ChromaIndex; from tests.store.builders import *\n"
        "index = ChromaIndex(pathlib.Path(sys.argv[1]) / 'index', 'model')\n"
        "print(index.sync(make_ids(5), make_vectors(5))); print(index.search(make_vectors(5)[2], 1)[0].id)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [
        "exact search: The vector index failed (ImportError: not installed).",
        "chunk-00002",
    ]
