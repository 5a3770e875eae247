"""Embedders: one file each, all satisfying ``pipeline.ports.Embedder``."""
