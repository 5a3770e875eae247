"""What a reviewer works with: what changed between two versions of a draft."""
