"""A graph in parts: tables and triples in files that lie in one folder, on this machine or in an object store."""
