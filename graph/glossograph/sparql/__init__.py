"""SPARQL queries on RDF: datasets, the cookbook of named queries, answers, and validation."""
