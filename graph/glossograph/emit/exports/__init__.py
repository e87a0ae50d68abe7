"""Files for other systems, one format a module: its function `emit` writes it, and its name is the format's."""
