"""The decisions of the author: `decisions.toml`, read and written in one place."""
