from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from sqlalchemy import update

from pipeline.errors import StoreError
from store.schema import chunk_vectors
from tests.store.builders import add_articles, make_article, make_chunks, make_vectors

if TYPE_CHECKING:
    from pipeline.ports import ChunkRepository
    from store.articles import SqlArticleRepository
    from store.chunks import SqlChunkRepository
    from store.database import Database


def test_articles_wait_for_chunks_until_they_have_some(
    articles: SqlArticleRepository, chunks: SqlChunkRepository
) -> None:
    repository: ChunkRepository = chunks
    add_articles(articles, make_article("b"), make_article("a"))
    assert repository.unchunked() == [("a", 1), ("b", 1)]
    repository.add(make_chunks("a"))
    assert repository.unchunked() == [("b", 1)]
    add_articles(articles, make_article("a", 2))
    assert repository.unchunked() == [("a", 2), ("b", 1)]


def test_chunks_come_back_in_the_order_asked_for(
    articles: SqlArticleRepository, chunks: SqlChunkRepository
) -> None:
    add_articles(articles, make_article("a"))
    stored = make_chunks("a", count=3)
    chunks.add(stored)
    wanted = [stored[2], stored[0], stored[2]]
    assert chunks.get([chunk.id for chunk in wanted]) == wanted
    assert chunks.get([]) == []


def test_unknown_chunk_is_refused(chunks: SqlChunkRepository) -> None:
    with pytest.raises(StoreError, match="no chunk x"):
        chunks.get(["x"])


def test_chunks_of_an_unknown_revision_are_refused(
    articles: SqlArticleRepository, chunks: SqlChunkRepository
) -> None:
    add_articles(articles, make_article("a"))
    with pytest.raises(StoreError):
        chunks.add([*make_chunks("a"), *make_chunks("a", 2)])
    assert chunks.unchunked() == [("a", 1)]


def test_chunks_wait_for_vectors_by_model(articles: SqlArticleRepository, chunks: SqlChunkRepository) -> None:
    add_articles(articles, make_article("a"))
    stored = make_chunks("a", count=3)
    chunks.add(stored)
    assert chunks.unembedded("m") == stored
    chunks.add_vectors("m", [stored[1].id], make_vectors(1))
    assert chunks.unembedded("m") == [stored[0], stored[2]]
    assert chunks.unembedded("other") == stored


def test_vectors_come_back_in_order_of_id(articles: SqlArticleRepository, chunks: SqlChunkRepository) -> None:
    add_articles(articles, make_article("b"), make_article("a"))
    stored = [*make_chunks("b"), *make_chunks("a")]
    chunks.add(stored)
    given = make_vectors(4)
    chunks.add_vectors("m", [chunk.id for chunk in stored], given)
    ids, vectors = chunks.vectors("m")
    assert ids == ["a.1.0", "a.1.1", "b.1.0", "b.1.1"]
    assert vectors.dtype == np.float32
    np.testing.assert_array_equal(vectors, given[[2, 3, 0, 1]])


def test_chunks_of_older_revisions_are_retired(
    articles: SqlArticleRepository, chunks: SqlChunkRepository
) -> None:
    add_articles(articles, make_article("a"), make_article("b"))
    chunks.add([*make_chunks("a"), *make_chunks("b")])
    old = [chunk.id for chunk in (*make_chunks("a"), *make_chunks("b"))]
    chunks.add_vectors("m", old, make_vectors(4))
    add_articles(articles, make_article("a", 2))
    assert chunks.vectors("m")[0] == ["b.1.0", "b.1.1"]
    chunks.add(make_chunks("a", 2, count=1))
    assert [chunk.id for chunk in chunks.unembedded("m")] == ["a.2.0"]
    chunks.add_vectors("m", ["a.2.0"], make_vectors(1))
    assert chunks.vectors("m")[0] == ["a.2.0", "b.1.0", "b.1.1"]
    assert chunks.article_vectors("m")[0] == ["a", "b"]
    assert chunks.get(["a.1.0"]) == make_chunks("a")[:1]


def test_article_vector_is_the_mean_of_its_chunks_with_length_one(
    articles: SqlArticleRepository, chunks: SqlChunkRepository
) -> None:
    add_articles(articles, *(make_article(name) for name in "cab"))
    counts = {"a": 3, "b": 1, "c": 2}
    stored = [chunk for name, count in counts.items() for chunk in make_chunks(name, count=count)]
    chunks.add(stored)
    given = make_vectors(6)
    chunks.add_vectors("m", [chunk.id for chunk in stored], given)
    ids, vectors = chunks.article_vectors("m")
    means = np.array([given[0:3].mean(axis=0), given[3], given[4:6].mean(axis=0)])
    assert ids == ["a", "b", "c"]
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, means / np.linalg.norm(means, axis=1, keepdims=True), rtol=1e-5)


def test_article_vector_of_opposite_chunks_is_zero_and_not_nan(
    articles: SqlArticleRepository, chunks: SqlChunkRepository
) -> None:
    add_articles(articles, make_article("a"))
    chunks.add(make_chunks("a"))
    chunks.add_vectors("m", ["a.1.0", "a.1.1"], np.array([[1, 0], [-1, 0]], dtype=np.float32))
    np.testing.assert_array_equal(chunks.article_vectors("m")[1], [[0, 0]])


def test_article_vector_follows_chunks_that_are_embedded_later_or_again(
    articles: SqlArticleRepository, chunks: SqlChunkRepository
) -> None:
    add_articles(articles, make_article("a"), make_article("b"))
    chunks.add([*make_chunks("a"), *make_chunks("b")])
    chunks.add_vectors("m", ["a.1.0", "b.1.0"], np.array([[1, 0], [1, 0]], dtype=np.float32))
    chunks.add_vectors("m", ["a.1.1"], np.array([[0, 1]], dtype=np.float32))
    np.testing.assert_allclose(chunks.article_vectors("m")[1], [[0.5**0.5, 0.5**0.5], [1, 0]], rtol=1e-6)
    chunks.add_vectors("m", ["a.1.0"], np.array([[0, 1]], dtype=np.float32))
    np.testing.assert_allclose(chunks.article_vectors("m")[1], [[0, 1], [1, 0]], rtol=1e-6)


def test_edited_article_has_no_vector_until_its_new_chunks_have(
    articles: SqlArticleRepository, chunks: SqlChunkRepository
) -> None:
    add_articles(articles, make_article("a"))
    chunks.add(make_chunks("a"))
    chunks.add_vectors("m", ["a.1.0", "a.1.1"], make_vectors(2))
    assert chunks.embedded("m") == ["a.1.0", "a.1.1"]
    add_articles(articles, make_article("a", 2))
    chunks.add(make_chunks("a", 2))
    assert chunks.article_vectors("m")[0] == chunks.embedded("m") == []
    chunks.add_vectors("m", ["a.2.0"], make_vectors(1))
    assert chunks.article_vectors("m")[0] == ["a"]
    assert chunks.embedded("m") == ["a.2.0"]


def test_unknown_model_has_no_vectors(chunks: SqlChunkRepository) -> None:
    ids, vectors = chunks.vectors("m")
    assert (ids, len(vectors)) == ([], 0)
    assert chunks.article_vectors("m")[0] == []
    assert chunks.embedded("m") == []


def test_vectors_of_two_models_never_mix(articles: SqlArticleRepository, chunks: SqlChunkRepository) -> None:
    add_articles(articles, make_article("a"))
    chunks.add(make_chunks("a"))
    small, large = make_vectors(2, dimension=4), make_vectors(1, dimension=16)
    chunks.add_vectors("small", ["a.1.0", "a.1.1"], small)
    chunks.add_vectors("large", ["a.1.1"], large)
    np.testing.assert_array_equal(chunks.vectors("small")[1], small)
    np.testing.assert_array_equal(chunks.vectors("large")[1], large)
    assert chunks.vectors("large")[0] == ["a.1.1"]
    assert chunks.article_vectors("large")[1].shape == (1, 16)


def test_vectors_given_again_replace_the_old_ones(
    articles: SqlArticleRepository, chunks: SqlChunkRepository
) -> None:
    add_articles(articles, make_article("a"))
    chunks.add(make_chunks("a"))
    chunks.add_vectors("m", ["a.1.0", "a.1.1"], make_vectors(2))
    again = make_vectors(2, seed=1)
    chunks.add_vectors("m", ["a.1.0", "a.1.1"], again)
    np.testing.assert_array_equal(chunks.vectors("m")[1], again)


@pytest.mark.parametrize(
    "vectors",
    [
        make_vectors(1, dimension=7),
        make_vectors(2),
        make_vectors(1)[0],
        np.full((1, 8), np.nan, dtype=np.float32),
        np.full((1, 8), np.inf, dtype=np.float32),
    ],
    ids=["dimension", "number", "shape", "nan", "infinite"],
)
def test_vectors_that_do_not_fit_are_refused(
    articles: SqlArticleRepository,
    chunks: SqlChunkRepository,
    vectors: np.ndarray[tuple[int, int], np.dtype[np.float32]],
) -> None:
    add_articles(articles, make_article("a"))
    chunks.add(make_chunks("a"))
    chunks.add_vectors("m", ["a.1.0"], make_vectors(1))
    with pytest.raises(StoreError):
        chunks.add_vectors("m", ["a.1.1"], vectors)
    assert chunks.vectors("m")[0] == ["a.1.0"]


def test_vectors_of_unknown_chunks_are_refused(chunks: SqlChunkRepository) -> None:
    with pytest.raises(StoreError):
        chunks.add_vectors("m", ["x"], make_vectors(1))
    assert chunks.vectors("m")[0] == []


def test_damaged_vector_is_reported(
    database: Database, articles: SqlArticleRepository, chunks: SqlChunkRepository
) -> None:
    add_articles(articles, make_article("a"))
    chunks.add(make_chunks("a"))
    chunks.add_vectors("m", ["a.1.0", "a.1.1"], make_vectors(2))
    with database.writing() as connection:
        connection.execute(
            update(chunk_vectors).where(chunk_vectors.c.chunk_id == "a.1.1").values(vector=b"abc")
        )
    with pytest.raises(StoreError, match="dimension 8"):
        chunks.vectors("m")


def test_adding_no_chunks_and_no_vectors_is_nothing(chunks: SqlChunkRepository) -> None:
    chunks.add([])
    chunks.add_vectors("m", [], make_vectors(0))
    assert chunks.unembedded("m") == []
