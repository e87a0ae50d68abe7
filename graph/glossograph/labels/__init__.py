"""What a term is called: titles, and selection from anchors."""
