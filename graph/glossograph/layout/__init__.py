"""Positions of terms in the plane."""
