"""Graph <-> RDF: vocabulary, writers and readers."""
