"""Texts a second of the local embedder, next to Chroma's default embedder on the same texts in the same run.

Chroma's own code runs on the same weights in 32 bits; it pads every text to 256 word pieces. Its vectors are the
measure of ours. The two take turns, and each figure is the median of the rounds. A text is the first 55 words of an
article, about what Chroma's documentation calls a document and a news item's opening paragraphs.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.corpora import read_corpus
from benchmarks.task import BenchmarkError, required_data
from pipeline.embedders.minilm import MiniLmEmbedder, installed_file, installed_weights

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.task import Figures, Request
    from pipeline.models import FloatMatrix

_WORDS: Final = 55
_TEXTS: Final = 256
_ROUNDS: Final = 3
_CHROMA_FILES: Final = (
    "config.json",
    "special_tokens_map.json",
    "tokenizer_config.json",
    "tokenizer.json",
    "vocab.txt",
)


def run(request: Request) -> Figures:
    """Measure both embedders on up to ``request.limit`` (256) texts."""
    texts = _texts(required_data(request), request.limit or _TEXTS)
    with tempfile.TemporaryDirectory(prefix="throughline-embed-") as folder:
        ours = MiniLmEmbedder(Path(folder)).embed
        theirs = _chroma_default(Path(folder) / "chroma")
        ours(texts[:8])
        theirs(texts[:8])
        rounds = [(_timed(theirs, texts), _timed(ours, texts)) for _ in range(_ROUNDS)]
    cosines = (rounds[0][0][1] * rounds[0][1][1]).sum(axis=1)
    return {
        "texts_per_s": len(texts) / median(mine for _, (mine, _) in rounds),
        "chroma_default_texts_per_s": len(texts) / median(chroma for (chroma, _), _ in rounds),
        "ratio": median(chroma / mine for (chroma, _), (mine, _) in rounds),
        "cosine_mean": float(cosines.mean()),
        "cosine_min": float(cosines.min()),
        "texts": len(texts),
        "words_per_text": _WORDS,
        "rounds": _ROUNDS,
    }


def _texts(data: Path, limit: int) -> list[str]:
    openings = (article.text.split()[:_WORDS] for article in read_corpus(data).articles)
    texts = [" ".join(words) for words in openings if len(words) == _WORDS][:limit]
    if not texts:
        raise BenchmarkError(f"no article in {data} has {_WORDS} words")
    return texts


def _timed(embed: Callable[[list[str]], FloatMatrix], texts: list[str]) -> tuple[float, FloatMatrix]:
    started = time.perf_counter()
    vectors = embed(texts)
    return time.perf_counter() - started, vectors


def _chroma_default(folder: Path) -> Callable[[list[str]], FloatMatrix]:
    """Chroma's default embedder, its files laid where it would put what it downloads."""
    from chromadb.utils.embedding_functions.onnx_mini_lm_l6_v2 import ONNXMiniLM_L6_V2

    function = ONNXMiniLM_L6_V2()
    function.DOWNLOAD_PATH = folder
    files = folder / function.EXTRACTED_FOLDER_NAME
    files.mkdir(parents=True)
    for name in _CHROMA_FILES:
        shutil.copy(installed_file(name), files / name)
    (files / "model.onnx").write_bytes(_exact_graph())
    return lambda texts: np.array(function(texts), dtype=np.float32)


def _exact_graph() -> bytes:
    """The model in 32 bits with the inputs that Chroma feeds it, of which the segments are always 0."""
    from onnx import TensorProto, helper

    from pipeline.embedders.minilm_graph import build_graph, read_weights

    model = build_graph(read_weights(installed_weights()), quantized=False, masked=True)
    segments = helper.make_tensor_value_info("token_type_ids", TensorProto.INT64, ["batch", "length"])
    model.graph.input.append(segments)
    content: bytes = model.SerializeToString()
    return content
