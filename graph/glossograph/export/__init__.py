"""Files for other systems: the registry of formats, and one module per format."""
