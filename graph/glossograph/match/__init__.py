"""Matching of terms with the concepts of other vocabularies: by names, definitions and neighbours."""
