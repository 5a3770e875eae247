"""Pure helpers on text, and the one wrapper around each library that reads it."""
