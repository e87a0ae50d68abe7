"""Knowledge graph -> files, one format a module; `FORMATS` is the list of them."""
