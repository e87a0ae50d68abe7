"""Questions on a knowledge graph."""
