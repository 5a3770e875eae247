"""Helpers of the clustering stages: similarities, neighbour graphs, communities and terms. Pure, deterministic."""
