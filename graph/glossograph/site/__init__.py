"""The published site: pages of the terms in every language, their data, indexes and search, as static files."""
