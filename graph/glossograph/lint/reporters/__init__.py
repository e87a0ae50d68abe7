"""Findings -> text: one format a module."""
