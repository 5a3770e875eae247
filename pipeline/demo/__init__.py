"""Sample articles and topic configurations that ship with Throughline, read as package resources.

``articles.jsonl`` holds the articles, ``updates.jsonl`` later versions of some of them, ``topics/`` one YAML
file per topic. ``NOTICE.md`` says where the text comes from and what it must not be used for.
"""
