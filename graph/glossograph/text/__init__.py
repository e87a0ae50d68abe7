"""Keys and slugs, language tags, normalising, escaping, sentences."""
