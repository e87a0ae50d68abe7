"""Questions in SPARQL on files of RDF: loading them, the cookbook of named queries, answers."""
