"""The deterministic checks of claims against the passages they cite: values in, a verdict with its reason out."""
