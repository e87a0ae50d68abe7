"""Shapes in which results leave the program, and the one writer of files."""
