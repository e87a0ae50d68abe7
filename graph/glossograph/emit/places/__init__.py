"""Ways to place terms in the plane: small components by stress, large ones by gradient steps, all beside each other."""
