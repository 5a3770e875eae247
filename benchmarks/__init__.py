"""Benchmarks of the product's own code, one file for each task: ``python -m benchmarks TASK --data PATH``."""
