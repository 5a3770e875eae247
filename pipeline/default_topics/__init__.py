"""The topic files that a new workspace starts with."""
