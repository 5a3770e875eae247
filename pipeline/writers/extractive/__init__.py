"""The extractive writer: no model, no network. It selects, trims and orders sentences of the sources into a piece."""
