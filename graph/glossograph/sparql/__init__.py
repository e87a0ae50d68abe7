"""Asking RDF: datasets, the cookbook of named queries, answers, validation."""
