"""Titles and anchors -> one preferred label a language, and alternatives."""
