"""The author's decisions, read and written in one place."""
