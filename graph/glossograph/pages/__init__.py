"""The explorer, the report and the neighbourhood page."""
