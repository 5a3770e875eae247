"""The local embedder, with the real model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from tokenizers import Tokenizer

from pipeline.embedders.minilm import MODEL_ID, MiniLmEmbedder, installed_file, installed_weights
from pipeline.embedders.minilm_graph import build_graph, read_weights
from pipeline.errors import WorkspaceError

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.models import FloatMatrix

TEXTS = (
    "The central bank raised its key interest rate by a quarter of a point.",
    "Borrowing costs went up again as the central bank tightened its policy.",
    "The striker scored twice in the last ten minutes of the match.",
    "A new vaccine against malaria has been approved for use in infants, officials said on Monday.",
    "Rain.",
    "Researchers trained a language model on court records and found that it cites cases that do not exist.",
)


def exact_vectors(texts: tuple[str, ...]) -> FloatMatrix:
    """The same model in 32 bits, padded and masked as sentence-transformers does it."""
    import onnxruntime

    graph = build_graph(read_weights(installed_weights()), quantized=False, masked=True).SerializeToString()
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(installed_file("tokenizer.json")))
    tokenizer.enable_truncation(256)
    tokenizer.enable_padding()
    encoded = tokenizer.encode_batch(list(texts))
    mask = np.array([item.attention_mask for item in encoded], dtype=np.int64)
    ids = np.array([item.ids for item in encoded], dtype=np.int64)
    (hidden,) = session.run(None, {"input_ids": ids, "attention_mask": mask})
    total = (hidden * mask[..., np.newaxis]).sum(axis=1)
    vectors: FloatMatrix = total / np.linalg.norm(total, axis=1, keepdims=True)
    return vectors


def test_vectors_are_rows_of_length_one(minilm: MiniLmEmbedder) -> None:
    vectors = minilm.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), minilm.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)


def test_texts_that_mean_the_same_are_nearest(minilm: MiniLmEmbedder) -> None:
    similar = minilm.embed(TEXTS) @ minilm.embed(TEXTS[:1])[0]
    assert similar[1:].argmax() == 0
    assert similar[1] > 0.4
    assert similar[2:].max() < 0.2


def test_eight_bits_stay_close_to_thirty_two(minilm: MiniLmEmbedder) -> None:
    cosines = (minilm.embed(TEXTS) * exact_vectors(TEXTS)).sum(axis=1)
    assert cosines.mean() > 0.99
    assert cosines.min() > 0.98


def test_a_vector_does_not_depend_on_its_company(minilm: MiniLmEmbedder) -> None:
    together = minilm.embed(TEXTS)
    alone = np.concatenate([minilm.embed([text]) for text in reversed(TEXTS)])[::-1]
    assert (together == alone).all()


def test_the_number_of_threads_changes_nothing(minilm: MiniLmEmbedder, model_cache: Path) -> None:
    assert (MiniLmEmbedder(model_cache, threads=1).embed(TEXTS) == minilm.embed(TEXTS)).all()


def test_no_texts_give_no_rows(minilm: MiniLmEmbedder) -> None:
    assert minilm.embed([]).shape == (0, 384)


@pytest.mark.parametrize(
    "text", ["", " " * 100_000, "\x00\u202e\ud800", "x" * 1_000_000, "é" * 50_000, "[CLS] [PAD]"]
)
def test_any_text_has_a_vector(minilm: MiniLmEmbedder, text: str) -> None:
    assert np.isfinite(minilm.embed([text])).all()


def test_what_lies_beyond_256_word_pieces_is_not_read(minilm: MiniLmEmbedder) -> None:
    vectors = minilm.embed(["rain " * 254, "rain " * 254 + "sunshine " * 50])
    assert (vectors[0] == vectors[1]).all()


def test_the_graph_is_built_once(tmp_path: Path) -> None:
    MiniLmEmbedder(tmp_path)
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    MiniLmEmbedder(tmp_path)
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before
    assert len(before) == 2


@pytest.mark.parametrize("suffix", [".onnx", ".sha256"])
def test_a_damaged_cache_is_built_again(
    tmp_path: Path, model_cache: Path, minilm: MiniLmEmbedder, suffix: str
) -> None:
    for path in model_cache.glob("minilm-*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (damaged,) = tmp_path.glob(f"*{suffix}")
    damaged.write_bytes(damaged.read_bytes()[:-10])
    assert (MiniLmEmbedder(tmp_path).embed(TEXTS) == minilm.embed(TEXTS)).all()


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    occupied = tmp_path / "occupied"
    occupied.write_text("a file, no folder", encoding="utf-8")
    with pytest.raises(WorkspaceError, match="occupied"):
        MiniLmEmbedder(occupied / "cache")


def test_the_model_id_names_weights_and_precision(minilm: MiniLmEmbedder) -> None:
    assert minilm.model_id == MODEL_ID
    assert "53aa51172d14" in MODEL_ID
    assert "int8" in MODEL_ID
