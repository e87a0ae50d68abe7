"""From links to terms: resolution, author decisions, and repair by the translations."""
