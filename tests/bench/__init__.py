"""Benchmarks: generated articles, the script of an hour, and the clock over both."""
