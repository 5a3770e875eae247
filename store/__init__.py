"""Persistence: the SQL store, which is the truth, and the vector index, which can always be rebuilt from it.

Nothing is imported here, so that naming the package costs nothing; ``store.database`` is where to begin.
"""
