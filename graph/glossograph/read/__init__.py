"""Files -> articles: what stands in the files, before anything is concluded from it."""
