"""Labels of terms: titles, and names selected from the anchors of links."""
