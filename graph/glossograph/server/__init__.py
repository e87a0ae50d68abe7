"""The HTTP server of a build: SPARQL, linked data, JSON, and the pages."""
