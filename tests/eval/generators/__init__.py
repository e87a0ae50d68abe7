"""Site generators as oracles: what a link of a source file opens on the rendered site is what it means."""
