"""The shapes of results outside the program (JSON), and the writer of files."""
