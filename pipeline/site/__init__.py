"""The static site: plain pages that need no server and make no request."""
