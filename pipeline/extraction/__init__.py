"""Reading documents from outside: feeds, sitemaps, web pages, PDF files. Hostile until proven otherwise."""
