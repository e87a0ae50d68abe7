"""RDF: the statements about a graph, a writer for each syntax, and the readers of the files."""
