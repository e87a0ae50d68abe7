"""Links that one translation alone leads elsewhere -> links as the translations agree."""
