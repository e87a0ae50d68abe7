"""Places of terms in the plane."""
