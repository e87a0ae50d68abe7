"""Articles without a slug -> groups of translations."""
