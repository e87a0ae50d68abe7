"""Files -> articles: finding, layout, encoding, front matter, Markdown."""
