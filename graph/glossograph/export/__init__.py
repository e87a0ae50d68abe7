"""Graph -> files for other systems: the registry of formats, and one module a format."""
