"""Prompt files, one for each call to a model: front matter, then the text. No code lives here."""
