"""Drafts as files that people read: Markdown for comparing versions, one self-contained HTML page for reading."""
