"""How right alignment, repair and election are, measured on a corpus of which something is hidden."""
