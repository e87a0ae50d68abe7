"""Where work runs: processes, files of our own, and how progress is reported."""
